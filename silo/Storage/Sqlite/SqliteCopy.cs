using Microsoft.Data.Sqlite;

namespace Sync.Silo.Storage.Sqlite;

/// <summary>Copies of a database that may be in use.</summary>
internal static class SqliteCopy
{
    /// <summary>Copies a file as it stands at one moment, whoever writes to it; one that is not there is copied as nothing.</summary>
    /// <exception cref="PairStoreException">It cannot be read.</exception>
    public static void Make(string file, string copy)
    {
        if (!File.Exists(file))
            return;
        try
        {
            using var from = Open(file, SqliteOpenMode.ReadOnly);
            using var to = Open(copy, SqliteOpenMode.ReadWriteCreate);
            from.BackupDatabase(to);
        }
        catch (SqliteException failure)
        {
            throw new PairStoreException($"The database '{file}' cannot be copied: {failure.Message}", failure);
        }
    }

    private static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }
}
