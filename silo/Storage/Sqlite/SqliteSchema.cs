using System.Globalization;

namespace Sync.Silo.Storage.Sqlite;

/// <summary>
/// Brings a database file to the schema of this program: the embedded scripts <c>&lt;name&gt;-0001.sql</c> and so on, each run
/// once and in its own transaction. The table <c>meta</c> says how far a file has come.
/// </summary>
internal static class SqliteSchema
{
    private const string ReadVersion = "SELECT value FROM meta WHERE name = 'schema'";
    private const string WriteVersion = "INSERT OR REPLACE INTO meta (name, value) VALUES ('schema', $version)";

    /// <summary>Creates the file where it is missing, sets write-ahead logging, and runs what is missing.</summary>
    /// <exception cref="StorageRefusedException">The file's schema is newer than this program.</exception>
    public static void Migrate(string file, string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        using var session = SqliteSession.Write(file);
        session.Scalar("PRAGMA journal_mode = WAL");
        session.Execute("CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL)");
        var version = session.Scalar(ReadVersion) is long found ? found : 0;
        var scripts = Scripts(name);
        if (version > scripts.Count)
            throw new StorageRefusedException(
                $"'{file}' has schema {version}, and this program knows no newer one than {scripts.Count}. " +
                "Start the newer Sync that wrote it, or restore a copy made before the upgrade.");
        for (var next = version + 1; next <= scripts.Count; next++)
        {
            session.Execute("BEGIN IMMEDIATE");
            session.Execute(scripts[(int)next - 1]);
            session.Execute(WriteVersion, ("$version", next));
            session.Execute("COMMIT");
        }
    }

    /// <summary>The scripts in order; the n-th leads to schema n.</summary>
    private static List<string> Scripts(string name)
    {
        var scripts = new List<string>();
        while (Script($"{name}-{(scripts.Count + 1).ToString("0000", CultureInfo.InvariantCulture)}.sql") is { } script)
            scripts.Add(script);
        return scripts;
    }

    private static string? Script(string resource)
    {
        using var stream = typeof(SqliteSchema).Assembly.GetManifestResourceStream(resource);
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
