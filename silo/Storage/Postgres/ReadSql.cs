namespace Sync.Silo.Storage.Postgres;

/// <summary>The reads of the pair store; the hot ones for as many calls as are waiting.</summary>
internal static class ReadSql
{
    public const string Load = $"SELECT {RowReader.Columns} FROM pairs WHERE id = ANY($1)";

    public const string Due =
        "SELECT id FROM pairs WHERE pairing = $1 AND next_attempt <= $2 ORDER BY next_attempt, id LIMIT $3";

    public const string WholeDue = """
        SELECT id FROM pairs
        WHERE pairing = $1 AND next_attempt <= $2 AND crm_id IS NOT NULL AND shop_id IS NOT NULL
        ORDER BY next_attempt, id LIMIT $3
        """;

    public const string Count = "SELECT pairing, status, count(*) FROM pairs GROUP BY pairing, status";

    public const string TakeHints =
        "SELECT number, external_id FROM inbox WHERE side = $1 AND kind = $2 AND number > $3 ORDER BY number LIMIT $4";

    /// <summary>The last activity that is durable: its row is held until a commit.</summary>
    public const string NewestActivity = "SELECT last FROM numbers WHERE name = 'activity'";

    /// <summary>Of records of a side, each with its place: who holds it, and the linkable half pair of the other side with its key.</summary>
    public static string LookUp(Side side) => $"""
        SELECT g.n,
            (SELECT p.id FROM pairs p WHERE p.{Id(side)} = g.external_id AND p.pairing = g.pairing LIMIT 1),
            (SELECT p.id FROM pairs p
             WHERE p.match_key = g.match_key AND p.pairing = g.pairing AND p.{Id(side.Other())} IS NOT NULL AND p.{Id(side)} IS NULL
               AND p.status NOT IN ('ambiguous', 'unlinked') LIMIT 1)
        FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS g(pairing, external_id, match_key, n)
        """;

    /// <summary>The first and the last record of the side declared <c>many</c> that rows of pairing $1 hold under match key $2.</summary>
    public const string KeyHolders = $"""
        (SELECT {Ranks.Record} {KeyHolder} ORDER BY {Ranks.Record} LIMIT 1)
        UNION
        (SELECT {Ranks.Record} {KeyHolder} ORDER BY {Ranks.Record} DESC LIMIT 1)
        """;

    private const string KeyHolder = $"FROM pairs WHERE match_key = $2 AND pairing = $1 AND many IS NOT NULL AND {Ranks.Record} > ''";

    /// <summary>Whom record $2 with match key $3 of a side that pairing $1 declares <c>many</c> concerns, from the first or after $5; at most $4.</summary>
    public static string Concerned(Side side, bool fromTheFirst)
    {
        string Page(string holds, string rank, string condition) => $"""
            (SELECT id, {holds} AS holds, {rank} AS rank FROM pairs
             WHERE {condition} AND pairing = $1{(fromTheFirst ? "" : $" AND {rank} > $5")}
             ORDER BY {rank} LIMIT $4)
            """;
        return $"""
            {Page("true", Ranks.OfHolder(side), $"{Id(side)} = $2")}
            UNION ALL
            {Page("false", Ranks.OfHalf(side.Other()), $"match_key = $3 AND {Id(side.Other())} IS NOT NULL AND {Id(side)} IS NULL AND status NOT IN ('ambiguous', 'unlinked')")}
            ORDER BY rank LIMIT $4
            """;
    }

    /// <summary>A row with an open create on a side, of a match key or of any. A row whose record is gone has no key to tell by.</summary>
    public static string OpenCreate(bool ofKey)
    {
        const string any = "SELECT 1 FROM pairs WHERE pairing = $1 AND open_create = $2 AND id <> $3";
        return ofKey
            ? $"{any} AND match_key = $4 UNION ALL {any} AND match_key IS NULL AND status <> 'ambiguous' LIMIT 1"
            : $"{any} LIMIT 1";
    }

    /// <summary>A page of rows in order of id, by the conditions the query has: $1 ids after, $2 limit, then end, status, record, text.</summary>
    public static string List(PairQuery query)
    {
        var conditions = new List<string> { "id > $1" };
        var last = 2;
        if (query.Pairing is not null)
            conditions.Add($"id < ${++last}");
        if (query.Status is not null)
            conditions.Add($"status = ${++last}");
        if (query.Record is var (side, _))
            conditions.Add($"{Id(side)} = ${++last}");
        if (query.Text is not null)
        {
            var text = ++last;
            conditions.Add($"({string.Join(" OR ", Searched.Select(column => Mentions(column, $"${text}")))})");
        }

        return $"SELECT {RowReader.Columns} FROM pairs WHERE {string.Join(" AND ", conditions)} ORDER BY id LIMIT $2";
    }

    /// <summary>Activity after $1, at most $2, oldest first; of pair $3 or of all.</summary>
    public static string ActivityAfter(bool ofPair) => $"{Activity} WHERE seq > $1{(ofPair ? " AND pair = $3" : "")} ORDER BY seq LIMIT $2";

    /// <summary>The last activity before $1, at most $2, newest first; of pair $3 or of all.</summary>
    public static string LastActivity(bool ofPair) => $"{Activity} WHERE seq < $1{(ofPair ? " AND pair = $3" : "")} ORDER BY seq DESC LIMIT $2";

    private const string Activity = $"SELECT {RowReader.ActivityColumns} FROM activity";

    private static readonly string[] Searched = ["id", "crm_id", "shop_id", "match_key", "convert_from(state, 'UTF8')"];

    // By ICU, because lower() of a database in the C locale knows no letters but A to Z.
    private static string Mentions(string column, string text) =>
        $"""strpos(lower({column} COLLATE "und-x-icu"), lower({text} COLLATE "und-x-icu")) > 0""";

    private static string Id(Side side) => Ranks.Id(side);
}
