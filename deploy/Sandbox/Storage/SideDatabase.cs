using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Sync.Sandbox.Shapes;

namespace Sync.Sandbox.Storage;

/// <summary>
/// One side's SQLite file: a table per kind, the idempotency keys, the webhooks and a few named values. Written by one
/// connection (<see cref="Writer"/>), read by any number.
/// </summary>
internal sealed class SideDatabase : IDisposable
{
    private readonly string _connectionString;

    private SideDatabase(Side side, string connectionString, SqliteConnection writing)
    {
        Side = side;
        _connectionString = connectionString;
        Writing = writing;
    }

    public Side Side { get; }

    /// <summary>The only connection that writes.</summary>
    public SqliteConnection Writing { get; }

    /// <summary>Names this database; part of every cursor and of every version.</summary>
    public string Epoch { get; private set; } = "";

    public static SideDatabase Open(Side side, string folder)
    {
        var connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, side.Name + ".db"),
        }.ToString();
        var writing = new SqliteConnection(connectionString);
        writing.Open();
        var database = new SideDatabase(side, connectionString, writing);
        database.CreateTables();
        return database;
    }

    /// <summary>A pooled connection to read with; dispose it to give it back.</summary>
    public SqliteConnection OpenReading()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        return connection;
    }

    public void Dispose()
    {
        Writing.Dispose();
        using var pooled = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(pooled);
    }

    /// <summary>SQL of the value of a dotted path in a body, spelled as in the indexes so that they are used.</summary>
    public static string Extract(string column, string path) => $"json_extract({column}, '$.{path}')";

    private void CreateTables()
    {
        // FULL with a write-ahead log: what was answered survives a power cut, and readers never wait.
        Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;");
        using var transaction = Writing.BeginTransaction();
        Execute("""
            CREATE TABLE IF NOT EXISTS named_values (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS idempotency_keys (
                scope TEXT NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL, version TEXT NOT NULL,
                PRIMARY KEY (scope, key)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS webhooks (
                url TEXT PRIMARY KEY, secret TEXT NOT NULL, created_at TEXT NOT NULL) WITHOUT ROWID;
            """);
        foreach (var shape in Side.Shapes) CreateTable(shape);
        Execute($"""
            INSERT INTO named_values VALUES ('epoch', '{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}')
            ON CONFLICT DO NOTHING;
            """);
        transaction.Commit();
        using var command = Writing.CreateCommand();
        command.CommandText = "SELECT value FROM named_values WHERE name = 'epoch'";
        Epoch = (string)command.ExecuteScalar()!;
    }

    private void CreateTable(Shape shape)
    {
        var idType = Side.IntegerIds ? "INTEGER" : "TEXT";
        Execute($"""
            CREATE TABLE IF NOT EXISTS {shape.Kind} (
                id {idType} PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, version TEXT NOT NULL, updated_at TEXT NOT NULL, body TEXT);
            """);
        foreach (var name in shape.Indexed)
        {
            var value = Extract("body", name);
            var key = shape.Find(name)!.Type == FieldType.Email ? $"lower({value})" : value;
            Execute($"CREATE INDEX IF NOT EXISTS {shape.Kind}_{name} ON {shape.Kind} ({key}) WHERE body IS NOT NULL;");
        }
    }

    private void Execute(string sql)
    {
        using var command = Writing.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
