using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Sync.Silo.Storage.Sqlite;

/// <summary>A connection of our own with its prepared statements. Not thread-safe; every call blocks.</summary>
internal sealed class SqliteSession : IDisposable
{
    /// <summary>How long a statement waits for a lock that somebody else has on the file.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SqliteConnection connection;
    private readonly Dictionary<string, SqliteStatement> statements = [];
    private readonly Dictionary<string, SqliteCommand> queries = [];

    private SqliteSession(string file, SqliteOpenMode mode)
    {
        connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ConnectionString);
        connection.Open();
        raw.sqlite3_busy_timeout(connection.Handle!, (int)Patience.TotalMilliseconds);
    }

    /// <summary>Opens or creates the file for writing; a commit returns once it is on the disk.</summary>
    public static SqliteSession Write(string file)
    {
        var session = new SqliteSession(file, SqliteOpenMode.ReadWriteCreate);
        session.Execute("PRAGMA synchronous = FULL");

        // Measured with 1,000 callers: 64 MiB of pages and a log folded in at 8,000 pages (32 MiB) made 7,500 commits/s 11,000.
        session.Execute("PRAGMA cache_size = -65536");
        session.Scalar("PRAGMA wal_autocheckpoint = 8000");
        return session;
    }

    /// <summary>Opens a file that is there for reading. SQL gains <c>mentions(text, part)</c>, blind to case in any script.</summary>
    public static SqliteSession Read(string file)
    {
        var session = new SqliteSession(file, SqliteOpenMode.ReadOnly);
        session.connection.CreateFunction<string?, string, bool>(
            "mentions", (text, part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) ?? false, isDeterministic: true);
        return session;
    }

    /// <summary>Runs a statement; how many rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Statement(sql, parameters).Execute(parameters);

    /// <summary>Runs statements one after another.</summary>
    public void ExecuteScript(string script) =>
        SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(connection.Handle, script), connection.Handle);

    /// <summary>The first column of the first row; <see langword="null"/> where there is none.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Statement(sql, parameters).Scalar(parameters);

    /// <summary>All rows.</summary>
    public List<T> Query<T>(
        string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var reader = Command(sql, parameters).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>Closes the connection; a transaction still open is rolled back.</summary>
    public void Dispose()
    {
        foreach (var statement in statements.Values)
            statement.Dispose();
        foreach (var command in queries.Values)
            command.Dispose();
        connection.Dispose();
    }

    /// <summary>Statements are prepared once for each text; the parameters of one text always come in the same order.</summary>
    private SqliteStatement Statement(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!statements.TryGetValue(sql, out var statement))
            statements.Add(sql, statement = new SqliteStatement(connection.Handle!, sql, parameters));
        return statement;
    }

    /// <summary>The same of what answers with rows.</summary>
    private SqliteCommand Command(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!queries.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, _) in parameters)
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
            queries.Add(sql, command);
        }

        for (var i = 0; i < parameters.Length; i++)
            command.Parameters[i].Value = parameters[i].Value is string text ? StoredText.Encode(text) : parameters[i].Value ?? DBNull.Value;
        return command;
    }
}
