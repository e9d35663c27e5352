namespace Sync.Silo.Storage.Sqlite;

/// <summary>
/// Brings a database file to the schema of this program: the embedded scripts <c>&lt;name&gt;-0001.sql</c> and so on, each run
/// once, all in one transaction. The table <c>meta</c> says how far a file has come.
/// </summary>
internal static class SqliteSchema
{
    private const string ReadVersion = "SELECT value FROM meta WHERE name = 'schema'";
    private const string WriteVersion = "INSERT OR REPLACE INTO meta (name, value) VALUES ('schema', $version)";

    /// <summary>Creates the file where it is missing, sets write-ahead logging, and runs what is missing; how many scripts that were.</summary>
    /// <exception cref="StorageRefusedException">The file's schema is newer than this program.</exception>
    public static int Migrate(string file, string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        using var session = SqliteSession.Write(file);
        session.Scalar("PRAGMA journal_mode = WAL");
        session.Execute("CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL)");
        session.Execute("BEGIN IMMEDIATE");
        var version = session.Scalar(ReadVersion) is long found ? found : 0;
        var missing = MigrationScripts.After(name, version, $"'{file}'").ToList();
        foreach (var (next, script) in missing)
        {
            session.ExecuteScript(script);
            session.Execute(WriteVersion, ("$version", (long)next));
        }

        session.Execute("COMMIT");
        return missing.Count;
    }
}
