using System.Globalization;
using Microsoft.Data.Sqlite;
using Sync.Sandbox.Shapes;

namespace Sync.Sandbox.Storage;

/// <summary>The reads of one side. Each sees everything committed before it began. Thread-safe.</summary>
internal sealed class RecordReader(SideDatabase database)
{
    private const string Columns = "id, seq, version, updated_at, body";

    public StoredRecord? Load(Shape shape, string id) =>
        Query($"SELECT {Columns} FROM {shape.Kind} WHERE id = $id", null, 1, ("$id", id)).SingleOrDefault();

    /// <summary>Living records of a part (null: all) in order of id, after the given one, that meet every condition.</summary>
    public IReadOnlyList<StoredRecord> List(Shape shape, Partition? part, string? after, IReadOnlyList<FindCondition> conditions, int limit)
    {
        // The unary plus keeps SQLite from walking the ids when an index answers the condition.
        var id = conditions.Count > 0 ? "+id" : "id";
        var where = string.Concat(conditions.Select(condition => $" AND {condition.Sql}"));
        if (after is not null) where += $" AND {id} > CAST($after AS {(database.Side.IntegerIds ? "INTEGER" : "TEXT")})";
        return Query(
            $"SELECT {Columns} FROM {shape.Kind} WHERE body IS NOT NULL{where} ORDER BY {id}", part, limit,
            [("$after", after), .. conditions.Select(condition => (condition.Parameter, condition.Value))]);
    }

    /// <summary>Records and tombstones of a part (null: all) changed after a place, in the order of their last change.</summary>
    public IReadOnlyList<StoredRecord> Feed(Shape shape, Partition? part, long since, int limit) =>
        Query($"SELECT {Columns} FROM {shape.Kind} WHERE seq > $since ORDER BY seq", part, limit, ("$since", since));

    /// <summary>The record of a part (null: all) whose last change stands last at or before a place; null when there is none.</summary>
    public StoredRecord? Before(Shape shape, Partition? part, long place) =>
        Query($"SELECT {Columns} FROM {shape.Kind} WHERE seq <= $place ORDER BY seq DESC", part, 1, ("$place", place)).SingleOrDefault();

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
        Id(reader), reader.GetInt64(1), reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4));

    private static string Id(SqliteDataReader reader) =>
        reader.GetValue(0) is long id ? id.ToString(CultureInfo.InvariantCulture) : reader.GetString(0);

    /// <summary>The first rows of a part. How far SQLite must go for them is known only as they are read.</summary>
    private List<StoredRecord> Query(string sql, Partition? part, int limit, params (string Name, object? Value)[] values)
    {
        using var connection = database.OpenReading();
        using var command = connection.CreateCommand();
        command.CommandText = part is null ? $"{sql} LIMIT {limit}" : sql;
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        using var reader = command.ExecuteReader();
        var records = new List<StoredRecord>();
        while (records.Count < limit && reader.Read())
            if (part is null || part.Holds(Id(reader))) records.Add(Row(reader));
        return records;
    }
}
