using System.Globalization;
using Microsoft.Data.Sqlite;
using Sync.Sandbox.Shapes;

namespace Sync.Sandbox.Storage;

/// <summary>The reads of one side. Each sees everything committed before it began. Thread-safe.</summary>
internal sealed class RecordReader(SideDatabase database)
{
    private const string Columns = "id, seq, version, updated_at, body";

    public StoredRecord? Load(Shape shape, string id) =>
        Query($"SELECT {Columns} FROM {shape.Kind} WHERE id = $id", ("$id", id)).SingleOrDefault();

    /// <summary>Living records in order of id, after the given one, that meet every condition.</summary>
    public IReadOnlyList<StoredRecord> List(Shape shape, string? after, IReadOnlyList<FindCondition> conditions, int limit)
    {
        // The unary plus keeps SQLite from walking the ids when an index answers the condition.
        var id = conditions.Count > 0 ? "+id" : "id";
        var where = string.Concat(conditions.Select(condition => $" AND {condition.Sql}"));
        if (after is not null) where += $" AND {id} > CAST($after AS {(database.Side.IntegerIds ? "INTEGER" : "TEXT")})";
        return Query(
            $"SELECT {Columns} FROM {shape.Kind} WHERE body IS NOT NULL{where} ORDER BY {id} LIMIT $limit",
            [("$after", after), ("$limit", limit), .. conditions.Select(condition => (condition.Parameter, condition.Value))]);
    }

    /// <summary>Records and tombstones changed after a place, in the order of their last change.</summary>
    public IReadOnlyList<StoredRecord> Feed(Shape shape, long since, int limit) => Query(
        $"SELECT {Columns} FROM {shape.Kind} WHERE seq > $since ORDER BY seq LIMIT $limit",
        ("$since", since), ("$limit", limit));

    /// <summary>The record whose last change stands last at or before a place; null when there is none.</summary>
    public StoredRecord? Before(Shape shape, long place) => Query(
        $"SELECT {Columns} FROM {shape.Kind} WHERE seq <= $place ORDER BY seq DESC LIMIT 1", ("$place", place)).SingleOrDefault();

    /// <summary>The oldest place from which a kind's feed can still be read.</summary>
    public long Floor(Shape shape)
    {
        using var connection = database.OpenReading();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM named_values WHERE name = $name";
        command.Parameters.AddWithValue("$name", $"floor:{shape.Kind}");
        return command.ExecuteScalar() is string floor ? long.Parse(floor, CultureInfo.InvariantCulture) : 0;
    }

    public static StoredRecord Row(SqliteDataReader reader) => new(
        reader.GetValue(0) is long id ? id.ToString(CultureInfo.InvariantCulture) : reader.GetString(0),
        reader.GetInt64(1), reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4));

    private List<StoredRecord> Query(string sql, params (string Name, object? Value)[] values)
    {
        using var connection = database.OpenReading();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        using var reader = command.ExecuteReader();
        var records = new List<StoredRecord>();
        while (reader.Read()) records.Add(Row(reader));
        return records;
    }
}
