using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Sync.Sandbox.Shapes;

namespace Sync.Sandbox.Storage;

/// <summary>
/// What a write may do inside the writer's open transaction. Lives on the writer's own thread of work; not thread-safe.
/// </summary>
internal sealed class WriteSession : IDisposable
{
    private readonly SideDatabase _database;
    private readonly Dictionary<string, SqliteCommand> _commands = [];
    private readonly Dictionary<string, long> _lastIntegerIds = [];
    private readonly List<RecordChange> _changes = [];

    public WriteSession(SideDatabase database)
    {
        _database = database;
        Reload();
    }

    public Side Side => _database.Side;

    /// <summary>The place of the newest change, counted on by every write.</summary>
    public long LastSeq { get; private set; }

    /// <summary>What was changed in the open transaction so far, in order.</summary>
    public IReadOnlyList<RecordChange> Changes => _changes;

    public void Begun() => _changes.Clear();

    /// <summary>Takes the counters from the tables again, after a rollback or when opened.</summary>
    public void Reload()
    {
        LastSeq = long.Parse(Named("floor:*") ?? "0", CultureInfo.InvariantCulture);
        foreach (var shape in Side.Shapes)
        {
            LastSeq = Math.Max(LastSeq, (long)Scalar($"SELECT coalesce(max(seq), 0) FROM {shape.Kind}")!);
            if (Side.IntegerIds)
                _lastIntegerIds[shape.Kind] = (long)Scalar($"SELECT coalesce(max(id), 1000) FROM {shape.Kind}")!;
        }
    }

    public StoredRecord? Load(Shape shape, string id)
    {
        var command = Command($"SELECT id, seq, version, updated_at, body FROM {shape.Kind} WHERE id = $id", ("$id", id));
        using var reader = command.ExecuteReader();
        return reader.Read() ? RecordReader.Row(reader) : null;
    }

    public string NextId(Shape shape) => Side.IntegerIds
        ? (++_lastIntegerIds[shape.Kind]).ToString(CultureInfo.InvariantCulture)
        : shape.IdPrefix + RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 14);

    /// <summary>Writes one state of a record (a tombstone when <paramref name="body"/> is null) at the end of the feed.</summary>
    public StoredRecord Store(Shape shape, string id, string? body, string updatedAt, ChangeEvent what)
    {
        var record = new StoredRecord(id, ++LastSeq, VersionOf(LastSeq), updatedAt, body);
        Command(
            $"""
            INSERT INTO {shape.Kind} (id, seq, version, updated_at, body) VALUES ($id, $seq, $version, $updatedAt, $body)
            ON CONFLICT (id) DO UPDATE SET
                seq = excluded.seq, version = excluded.version, updated_at = excluded.updated_at, body = excluded.body
            """,
            ("$id", id), ("$seq", record.Seq), ("$version", record.Version), ("$updatedAt", updatedAt), ("$body", body))
            .ExecuteNonQuery();
        _changes.Add(new RecordChange(shape.Kind, id, what));
        return record;
    }

    /// <summary>Puts a body in the place of a record's own, as by hand in the database: no new version, no place in the feed, nobody told.</summary>
    public void Overwrite(Shape shape, string id, string? body) =>
        Command($"UPDATE {shape.Kind} SET body = $body WHERE id = $id", ("$id", id), ("$body", body)).ExecuteNonQuery();

    /// <summary>The id of another living record with that value in that indexed field; null when there is none.</summary>
    public string? Holder(Shape shape, string field, string value, string exceptId)
    {
        var extract = SideDatabase.Extract("body", field);
        var match = shape.Find(field)!.Type == FieldType.Email ? $"lower({extract}) = lower($value)" : $"{extract} = $value";
        return Scalar(
            $"SELECT CAST(id AS TEXT) FROM {shape.Kind} WHERE body IS NOT NULL AND {match} AND id <> $id",
            ("$value", value), ("$id", exceptId)) as string;
    }

    public KeptKey? FindKey(string scope, string key)
    {
        var command = Command(
            "SELECT id, version FROM idempotency_keys WHERE scope = $scope AND key = $key", ("$scope", scope), ("$key", key));
        using var reader = command.ExecuteReader();
        return reader.Read() ? new KeptKey(reader.GetString(0), reader.GetString(1)) : null;
    }

    public void KeepKey(string scope, string key, string id, string version) => Command(
        "INSERT OR REPLACE INTO idempotency_keys VALUES ($scope, $key, $id, $version)",
        ("$scope", scope), ("$key", key), ("$id", id), ("$version", version)).ExecuteNonQuery();

    public string? Named(string name) => Scalar("SELECT value FROM named_values WHERE name = $name", ("$name", name)) as string;

    public void Name(string name, string value) =>
        Command("INSERT OR REPLACE INTO named_values VALUES ($name, $value)", ("$name", name), ("$value", value))
            .ExecuteNonQuery();

    /// <summary>Moves every place given out so far for a kind before its oldest kept one.</summary>
    public void Expire(Shape shape)
    {
        var floor = (++LastSeq).ToString(CultureInfo.InvariantCulture);
        Name($"floor:{shape.Kind}", floor);
        Name("floor:*", floor);
    }

    public void Run(string sql, params (string Name, object? Value)[] values) => Command(sql, values).ExecuteNonQuery();

    public void Dispose()
    {
        foreach (var command in _commands.Values) command.Dispose();
    }

    /// <summary>A hash, so that nobody can order versions or guess the next one.</summary>
    private string VersionOf(long seq)
    {
        var spelled = string.Create(CultureInfo.InvariantCulture, $"{_database.Epoch}:{seq}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(spelled)).AsSpan(0, 10));
    }

    private object? Scalar(string sql, params (string Name, object? Value)[] values) => Command(sql, values).ExecuteScalar();

    private SqliteCommand Command(string sql, params (string Name, object? Value)[] values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            _commands[sql] = command = _database.Writing.CreateCommand();
            command.CommandText = sql;
        }
        command.Transaction = null;
        command.Parameters.Clear();
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }
}
