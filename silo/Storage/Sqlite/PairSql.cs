namespace Sync.Silo.Storage.Sqlite;

/// <summary>The statements of the pair store; its tables are in <c>pairs-0001.sql</c>.</summary>
internal static class PairSql
{
    private const string Columns = RowReader.Columns;

    public const string Load = $"SELECT {Columns} FROM pairs WHERE id = $id";
    public const string RowVersion = "SELECT row_version FROM pairs WHERE id = $id";

    // OR IGNORE: a row refused by a unique index changes nothing, and the reason is looked for then.
    public const string Insert = $"""
        INSERT OR IGNORE INTO pairs (pairing, {Columns})
        VALUES ($pairing, $id, $crm_id, $shop_id, $match_key, $status, $open_create, $next_attempt, $updated_at,
            $row_version + 1, $state, $many)
        """;

    // Most updates leave ids and key as they are, and then need not touch the indexes over these.
    public const string UpdateStanding = """
        UPDATE OR IGNORE pairs
        SET status = $status, open_create = $open_create, next_attempt = $next_attempt, updated_at = $updated_at,
            row_version = row_version + 1, state = $state
        WHERE id = $id AND row_version = $row_version
          AND crm_id IS $crm_id AND shop_id IS $shop_id AND match_key IS $match_key AND many IS $many
        """;

    public const string Update = """
        UPDATE OR IGNORE pairs
        SET crm_id = $crm_id, shop_id = $shop_id, match_key = $match_key, status = $status, open_create = $open_create,
            next_attempt = $next_attempt, updated_at = $updated_at, row_version = row_version + 1, state = $state, many = $many
        WHERE id = $id AND row_version = $row_version
        """;

    public const string Delete = "DELETE FROM pairs WHERE id = $id AND row_version = $row_version";

    public const string Due =
        "SELECT id FROM pairs WHERE pairing = $pairing AND next_attempt <= $now ORDER BY next_attempt, id LIMIT $limit";

    public const string WholeDue = """
        SELECT id FROM pairs
        WHERE pairing = $pairing AND next_attempt <= $now AND crm_id IS NOT NULL AND shop_id IS NOT NULL
        ORDER BY next_attempt, id LIMIT $limit
        """;

    public const string Count = "SELECT pairing, status, count(*) FROM pairs GROUP BY pairing, status";

    public const string InsertActivity = """
        INSERT INTO activity (pair, at, kind, side, property, text, trace_id, from_value, to_value, rule, person, edited_at, revision)
        VALUES ($pair, $at, $kind, $side, $property, $text, $trace_id, $from, $to, $rule, $by, $edited_at, $revision)
        """;

    public const string NewestActivity = "SELECT max(seq) FROM activity";
    public const string PruneActivity = "DELETE FROM activity WHERE seq <= $last";

    // Only the oldest are looked at: numbers rise with time, so what follows is younger.
    public const string AgedActivity = """
        SELECT max(seq) FROM (SELECT seq, at FROM activity ORDER BY seq LIMIT $most)
        WHERE at < (SELECT at FROM activity WHERE seq = $newest) - $keep
        """;

    public const string PutHint = "INSERT OR REPLACE INTO inbox (side, kind, external_id) VALUES ($side, $kind, $external_id)";

    public const string TakeHints = """
        SELECT number, external_id FROM inbox WHERE side = $side AND kind = $kind AND number > $after ORDER BY number LIMIT $limit
        """;

    public const string RemoveHint =
        "DELETE FROM inbox WHERE side = $side AND kind = $kind AND external_id = $external_id AND number <= $number";

    /// <summary>The row that holds a record of a side.</summary>
    public static string Holder(Side side) =>
        $"SELECT id FROM pairs WHERE {Id(side)} = $external_id AND pairing = $pairing AND id IS NOT $except";

    /// <summary>The half pair of a record of a side declared <c>many</c>.</summary>
    public static string HalfOf(Side side) => $"{Holder(side)} AND {Ranks.OfHolder(side)} = '' AND {Id(side.Other())} IS NULL";

    /// <summary>The half pair that has the record of its key made on the side declared <c>many</c>.</summary>
    public const string CreateWithKey = """
        SELECT id FROM pairs WHERE match_key = $match_key AND pairing = $pairing AND id IS NOT $except AND open_create = many
        """;

    /// <summary>The first and the last record of the side declared <c>many</c> that rows hold under a match key.</summary>
    public const string KeyHolders = $"""
        SELECT * FROM (SELECT {Ranks.Record} AS record {KeyHolder} ORDER BY {Ranks.Record} LIMIT 1)
        UNION
        SELECT * FROM (SELECT {Ranks.Record} AS record {KeyHolder} ORDER BY {Ranks.Record} DESC LIMIT 1)
        """;

    private const string KeyHolder =
        $"FROM pairs WHERE match_key = $match_key AND pairing = $pairing AND many IS NOT NULL AND {Ranks.Record} > ''";

    /// <summary>Whom a record of a side declared <c>many</c> concerns, from the first or after one.</summary>
    public static string Concerned(Side side, bool fromTheFirst)
    {
        string Page(int holds, string rank, string condition) => $"""
            SELECT * FROM (
                SELECT id, {holds} AS holds, {rank} AS rank FROM pairs
                WHERE {condition} AND pairing = $pairing AND {rank} {(fromTheFirst ? ">= '' AND $after IS NULL" : "> $after")}
                ORDER BY {rank} LIMIT $limit)
            """;
        return $"""
            {Page(1, Ranks.OfHolder(side), $"{Id(side)} = $external_id")}
            UNION ALL
            {Page(0, Ranks.OfHalf(side.Other()), $"match_key = $match_key AND {Id(side.Other())} IS NOT NULL AND {Id(side)} IS NULL AND status NOT IN ('ambiguous', 'unlinked')")}
            ORDER BY rank LIMIT $limit
            """;
    }

    /// <summary>The half pair of a side that has a match key.</summary>
    public static string HalfWithKey(Side side) => $"""
        SELECT id FROM pairs
        WHERE match_key = $match_key AND pairing = $pairing AND id IS NOT $except
          AND {Id(side)} IS NOT NULL AND {Id(side.Other())} IS NULL
        """;

    /// <summary>The half pair of a side that has a match key and may be linked.</summary>
    public static string LinkableHalfWithKey(Side side) => $"{HalfWithKey(side)} AND status NOT IN ('ambiguous', 'unlinked')";

    /// <summary>A row with an open create on a side, of a match key or of any. A row whose record is gone has no key to tell by.</summary>
    public static string OpenCreate(bool ofKey)
    {
        const string any = "SELECT 1 FROM pairs WHERE pairing = $pairing AND open_create = $side AND id <> $except";
        return ofKey
            ? $"{any} AND match_key = $match_key UNION ALL {any} AND match_key IS NULL AND status <> 'ambiguous' LIMIT 1"
            : $"{any} AND $match_key IS NULL LIMIT 1";
    }

    /// <summary>A page of rows in order of id, by the conditions the query has; null in a query is no condition.</summary>
    public static string List(PairQuery query)
    {
        var conditions = new List<string> { "id > $after" };
        if (query.Pairing is not null)
            conditions.Add("id < $end");
        if (query.Status is not null)
            conditions.Add("status = $status");
        if (query.Record is var (side, _))
            conditions.Add($"{Id(side)} = $external_id");
        if (query.Text is not null)
            conditions.Add("(mentions(id, $text) OR mentions(crm_id, $text) OR mentions(shop_id, $text) " +
                "OR mentions(match_key, $text) OR mentions(state, $text))");
        return $"SELECT {Columns} FROM pairs WHERE {string.Join(" AND ", conditions)} ORDER BY id LIMIT $limit";
    }

    /// <summary>Activity after a number, oldest first; of one pair or of all.</summary>
    public static string ActivityAfter(bool ofPair) => $"{Activity(ofPair)} AND seq > $after ORDER BY seq LIMIT $limit";

    /// <summary>The last activity before a number, newest first; of one pair or of all.</summary>
    public static string LastActivity(bool ofPair) => $"{Activity(ofPair)} AND seq < $before ORDER BY seq DESC LIMIT $limit";

    private static string Activity(bool ofPair) =>
        $"SELECT {RowReader.ActivityColumns} FROM activity WHERE " +
        (ofPair ? "pair = $pair" : "$pair IS NULL");

    private static string Id(Side side) => Ranks.Id(side);
}
