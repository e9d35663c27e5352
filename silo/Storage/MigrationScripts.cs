using System.Globalization;

namespace Sync.Silo.Storage;

/// <summary>The embedded scripts <c>&lt;name&gt;-0001.sql</c> and so on; the n-th leads to schema n.</summary>
internal static class MigrationScripts
{
    /// <summary>Those that a database at a version lacks, in order, each with the version it leads to.</summary>
    /// <param name="name">What they make.</param>
    /// <param name="version">How far the database has come; 0: it is new.</param>
    /// <param name="database">Its name in a message.</param>
    /// <exception cref="StorageRefusedException">The database's schema is newer than this program.</exception>
    public static IEnumerable<(int Version, string Sql)> After(string name, long version, string database)
    {
        var scripts = All(name);
        return version <= scripts.Count
            ? scripts.Select((sql, index) => (index + 1, sql)).Skip((int)version)
            : throw new StorageRefusedException(
                $"{database} has schema {version}, and this program knows no newer one than {scripts.Count}. " +
                "Start the newer Sync that wrote it, or restore a copy made before the upgrade.");
    }

    private static List<string> All(string name)
    {
        var scripts = new List<string>();
        while (Read($"{name}-{(scripts.Count + 1).ToString("0000", CultureInfo.InvariantCulture)}.sql") is { } script)
            scripts.Add(script);
        return scripts;
    }

    private static string? Read(string resource)
    {
        using var stream = typeof(MigrationScripts).Assembly.GetManifestResourceStream(resource);
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
