using System.Data.Common;

namespace Sync.Silo.Storage;

/// <summary>Reads what both engines keep in the same columns.</summary>
internal static class RowReader
{
    /// <summary>The columns of <see cref="Row"/>, in its order.</summary>
    public const string Columns =
        "id, crm_id, shop_id, match_key, status, open_create, next_attempt, updated_at, row_version, state, many";

    /// <summary>The columns of <see cref="Recorded"/>, in its order.</summary>
    public const string ActivityColumns =
        "seq, pair, at, kind, side, property, text, trace_id, from_value, to_value, rule, person, edited_at, revision";

    public static PairRow Row(DbDataReader reader) => new()
    {
        Id = Id(reader),
        ExternalIds = new(Text(reader, 1), Text(reader, 2)),
        MatchKey = Text(reader, 3),
        Status = Status(reader.GetString(4)),
        OpenCreate = Sides.Parse(Text(reader, 5)),
        NextAttempt = reader.IsDBNull(6) ? null : Time(reader, 6),
        UpdatedAt = Time(reader, 7),
        RowVersion = reader.GetInt64(8),
        State = reader.GetFieldValue<byte[]>(9),
        Many = Sides.Parse(Text(reader, 10)),
    };

    public static RecordedActivity Recorded(DbDataReader reader) => new(
        reader.GetInt64(0),
        PairId.Parse(reader.GetString(1)),
        new Activity(
            Time(reader, 2),
            Enum.Parse<ActivityKind>(reader.GetString(3)),
            Sides.Parse(Text(reader, 4)),
            Text(reader, 5),
            Text(reader, 6)!,
            Text(reader, 7))
        {
            From = Text(reader, 8),
            To = Text(reader, 9),
            Rule = Text(reader, 10),
            By = Text(reader, 11),
            EditedAt = reader.IsDBNull(12) ? null : Time(reader, 12),
            Revision = reader.IsDBNull(13) ? null : reader.GetInt32(13),
        });

    public static StatusCount Count(DbDataReader reader) => new(reader.GetString(0), Status(reader.GetString(1)), reader.GetInt64(2));

    public static StoredHint Hint(DbDataReader reader) => new(reader.GetInt64(0), Text(reader, 1)!);

    /// <summary>The external id in the first column.</summary>
    public static string ExternalId(DbDataReader reader) => Text(reader, 0)!;

    /// <summary>The pair id in the first column.</summary>
    public static PairId Id(DbDataReader reader) => PairId.Parse(reader.GetString(0));

    /// <summary>The pair id in a column; <see langword="null"/> where it is empty.</summary>
    public static PairId? MaybeId(DbDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : PairId.Parse(reader.GetString(column));

    private static string? Text(DbDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : StoredText.Decode(reader.GetString(column));

    private static DateTimeOffset Time(DbDataReader reader, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    private static PairStatus Status(string name) =>
        PairStatuses.Parse(name) ?? throw new InvalidDataException($"'{name}' is no pair status that this program knows.");
}
