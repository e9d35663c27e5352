namespace Sync.Silo.Storage.Sqlite;

/// <summary>The reads of the pair store.</summary>
internal static class PairReads
{
    public static PairRow? Load(SqliteSession session, PairId pair) =>
        session.Query(PairSql.Load, RowReader.Row, ("$id", pair.Value)).SingleOrDefault();

    public static IReadOnlyList<LookedUp> LookUp(SqliteSession session, string pairing, Side side, IReadOnlyList<LookUp> records)
    {
        var counterparts = PairSql.LinkableHalfWithKey(side.Other());
        return [.. records.Select(record => new LookedUp(
            Holder(session, pairing, side, record.ExternalId, except: null),
            Find(session, counterparts, pairing, "$match_key", record.MatchKey, except: null)))];
    }

    public static IReadOnlyList<Concerned> Concerned(SqliteSession session, string pairing, Side side, LookUp record, PairId? after, int limit) =>
        session.Query(
            PairSql.Concerned(side, after is null),
            reader => new Concerned(RowReader.Id(reader), reader.GetBoolean(1)),
            ("$pairing", pairing), ("$external_id", record.ExternalId), ("$match_key", record.MatchKey), ("$after", after?.Value), ("$limit", limit));

    public static IReadOnlyList<string> KeyHolders(SqliteSession session, string pairing, string matchKey) =>
        session.Query(PairSql.KeyHolders, RowReader.ExternalId, ("$pairing", pairing), ("$match_key", matchKey));

    /// <summary>The row that holds an external id of a side, but for one.</summary>
    public static PairId? Holder(SqliteSession session, string pairing, Side side, string? externalId, PairId? except) =>
        Find(session, PairSql.Holder(side), pairing, "$external_id", externalId, except);

    /// <summary>The row that a statement finds by a value; none for no value.</summary>
    public static PairId? Find(
        SqliteSession session, string sql, string pairing, string parameter, string? value, PairId? except) =>
        value is not null
        && session.Scalar(sql, (parameter, value), ("$pairing", pairing), ("$except", except?.Value)) is string id
            ? PairId.Parse(id)
            : null;

    public static bool HasOpenCreate(SqliteSession session, string pairing, Side side, string? matchKey, PairId except) =>
        session.Scalar(
            PairSql.OpenCreate(matchKey is not null),
            ("$pairing", pairing), ("$side", side.Name()), ("$match_key", matchKey), ("$except", except.Value)) is not null;

    public static IReadOnlyList<PairId> Due(SqliteSession session, string pairing, DateTimeOffset now, bool halves, int limit) =>
        session.Query(
            halves ? PairSql.Due : PairSql.WholeDue,
            RowReader.Id,
            ("$pairing", pairing), ("$now", now.ToUnixTimeMilliseconds()), ("$limit", limit));

    public static PairPage List(SqliteSession session, PairQuery query)
    {
        // Ids of a pairing are those between its name with '/' and its name with the next character.
        var start = query.Pairing is null ? "" : query.Pairing + "/";
        var after = query.After?.Value is { } id && string.CompareOrdinal(id, start) > 0 ? id : start;
        var parameters = new List<(string, object?)> { ("$after", after), ("$limit", query.Limit + 1L) };
        if (query.Pairing is not null)
            parameters.Add(("$end", query.Pairing + "0"));
        if (query.Status is { } status)
            parameters.Add(("$status", status.Name()));
        if (query.Record is var (_, externalId))
            parameters.Add(("$external_id", externalId));
        if (query.Text is not null)
            parameters.Add(("$text", query.Text));
        var rows = session.Query(PairSql.List(query), RowReader.Row, [.. parameters]);
        return rows.Count > query.Limit ? new PairPage(rows[..query.Limit], More: true) : new PairPage(rows, More: false);
    }

    public static IReadOnlyList<StatusCount> Count(SqliteSession session) =>
        session.Query(PairSql.Count, RowReader.Count);

    public static IReadOnlyList<RecordedActivity> ActivityAfter(SqliteSession session, long sequence, PairId? pair, int limit) =>
        session.Query(
            PairSql.ActivityAfter(pair is not null), RowReader.Recorded, ("$pair", pair?.Value), ("$after", sequence), ("$limit", limit));

    public static IReadOnlyList<RecordedActivity> LastActivity(SqliteSession session, PairId? pair, long? before, int limit) =>
        session.Query(
            PairSql.LastActivity(pair is not null), RowReader.Recorded,
            ("$pair", pair?.Value), ("$before", before ?? long.MaxValue), ("$limit", limit));

    public static IReadOnlyList<StoredHint> TakeHints(SqliteSession session, Side side, string kind, long after, int limit) =>
        session.Query(
            PairSql.TakeHints,
            RowReader.Hint,
            ("$side", side.Name()), ("$kind", kind), ("$after", after), ("$limit", limit));
}
