namespace Sync.Silo.Storage.Postgres;

/// <summary>The writes of the pair store, each for as many calls as are waiting; its tables are in <c>deploy/postgres</c>.</summary>
internal static class WriteSql
{
    /// <summary>
    /// Steps of pairs, no pair twice; for each that was not made durable, why. The rows are locked in the order of the calls, then
    /// judged as they are now, then written, what is let go last; and the activity is numbered last, because its row is everybody's.
    /// </summary>
    public const string Commit = """
        WITH given AS MATERIALIZED (
            SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::boolean[], $5::text[], $6::bigint[], $7::text[], $8::text[],
                $9::text[], $10::text[], $11::text[], $12::bigint[], $13::bigint[], $14::bytea[], $28::text[], $29::bigint[],
                $30::text[], $31::text[], $32::text[], $33::text[], $34::bigint[], $35::bytea[], $37::text[]) WITH ORDINALITY
            AS g(id, pairing, based_on, purge, absorbed, absorbed_at, crm_id, shop_id, match_key, status, open_create, next_attempt,
                updated_at, state, witness, witness_at, released, released_crm, released_shop, released_status, released_next,
                released_state, many, n)
        ), present AS MATERIALIZED (
            SELECT g.*, p.crm_id AS crm_was, p.shop_id AS shop_was, p.match_key AS key_was,
                coalesce(p.row_version, 0) = g.based_on AND (g.based_on > 0 OR NOT g.purge)
                    AND (g.absorbed IS NULL OR a.row_version IS NOT DISTINCT FROM g.absorbed_at)
                    AND (g.witness IS NULL OR w.row_version IS NOT DISTINCT FROM g.witness_at) AS fresh
            FROM given g
            LEFT JOIN LATERAL (SELECT * FROM pairs WHERE pairs.id = g.id FOR UPDATE) p ON true
            LEFT JOIN LATERAL (SELECT row_version FROM pairs WHERE pairs.id = g.absorbed FOR UPDATE) a ON true
            LEFT JOIN LATERAL (SELECT row_version FROM pairs WHERE pairs.id = g.witness FOR SHARE) w ON true
        ), judged AS MATERIALIZED (
            SELECT p.*,
                CASE WHEN NOT fresh OR purge OR (crm_id IS NOT DISTINCT FROM crm_was AND released_crm IS NULL
                        AND (many IS DISTINCT FROM 'crm' OR (shop_id IS NULL) = (shop_was IS NULL))) THEN NULL
                    WHEN many = 'crm' AND shop_id IS NOT NULL THEN (
                        SELECT h.id FROM pairs h
                        WHERE h.crm_id = p.crm_id AND h.pairing = p.pairing AND h.id <> p.id AND h.id IS DISTINCT FROM p.absorbed
                            AND h.shop_id IS NULL AND (CASE WHEN h.many = 'crm' AND h.shop_id IS NOT NULL THEN h.id ELSE '' END) = '' LIMIT 1)
                    ELSE (
                        SELECT h.id FROM pairs h
                        WHERE h.crm_id = coalesce(p.released_crm, p.crm_id) AND h.pairing = p.pairing AND h.id <> p.id
                            AND h.id IS DISTINCT FROM p.absorbed LIMIT 1) END AS crm_by,
                CASE WHEN NOT fresh OR purge OR (shop_id IS NOT DISTINCT FROM shop_was AND released_shop IS NULL
                        AND (many IS DISTINCT FROM 'shop' OR (crm_id IS NULL) = (crm_was IS NULL))) THEN NULL
                    WHEN many = 'shop' AND crm_id IS NOT NULL THEN (
                        SELECT h.id FROM pairs h
                        WHERE h.shop_id = p.shop_id AND h.pairing = p.pairing AND h.id <> p.id AND h.id IS DISTINCT FROM p.absorbed
                            AND h.crm_id IS NULL AND (CASE WHEN h.many = 'shop' AND h.crm_id IS NOT NULL THEN h.id ELSE '' END) = '' LIMIT 1)
                    ELSE (
                        SELECT h.id FROM pairs h
                        WHERE h.shop_id = coalesce(p.released_shop, p.shop_id) AND h.pairing = p.pairing AND h.id <> p.id
                            AND h.id IS DISTINCT FROM p.absorbed LIMIT 1) END AS shop_by,
                CASE WHEN fresh AND NOT purge AND crm_id IS NOT NULL AND shop_id IS NULL
                    AND many IS DISTINCT FROM 'shop' AND (match_key IS DISTINCT FROM key_was OR crm_was IS NULL OR shop_was IS NOT NULL) THEN (
                    SELECT h.id FROM pairs h
                    WHERE h.match_key = p.match_key AND h.pairing = p.pairing AND h.crm_id IS NOT NULL AND h.shop_id IS NULL
                        AND h.id <> p.id AND h.id IS DISTINCT FROM p.absorbed) END AS crm_key_by,
                CASE WHEN fresh AND NOT purge AND shop_id IS NOT NULL AND crm_id IS NULL
                    AND many IS DISTINCT FROM 'crm' AND (match_key IS DISTINCT FROM key_was OR shop_was IS NULL OR crm_was IS NOT NULL) THEN (
                    SELECT h.id FROM pairs h
                    WHERE h.match_key = p.match_key AND h.pairing = p.pairing AND h.shop_id IS NOT NULL AND h.crm_id IS NULL
                        AND h.id <> p.id AND h.id IS DISTINCT FROM p.absorbed) END AS shop_key_by,
                CASE WHEN fresh AND NOT purge AND open_create = many THEN (
                    SELECT h.id FROM pairs h
                    WHERE h.match_key = p.match_key AND h.pairing = p.pairing AND h.open_create = h.many AND h.id <> p.id
                        AND h.id IS DISTINCT FROM p.absorbed) END AS create_by
            FROM present p
        ), taken AS MATERIALIZED (
            SELECT * FROM judged
            WHERE fresh AND crm_by IS NULL AND shop_by IS NULL AND crm_key_by IS NULL AND shop_key_by IS NULL AND create_by IS NULL
        ), gone AS (
            DELETE FROM pairs
            WHERE id IN (SELECT absorbed FROM taken UNION ALL SELECT id FROM taken WHERE purge)
            RETURNING id
        ), changed AS (
            UPDATE pairs p
            SET crm_id = t.crm_id, shop_id = t.shop_id, match_key = t.match_key, status = t.status, open_create = t.open_create,
                next_attempt = t.next_attempt, updated_at = t.updated_at, row_version = p.row_version + 1, state = t.state, many = t.many
            FROM taken t
            WHERE p.id = t.id AND t.based_on > 0 AND NOT t.purge AND (SELECT count(*) FROM gone) >= 0
            RETURNING p.id
        ), added AS (
            INSERT INTO pairs (id, pairing, crm_id, shop_id, match_key, status, open_create, next_attempt, updated_at, row_version, state, many)
            SELECT id, pairing, crm_id, shop_id, match_key, status, open_create, next_attempt, updated_at, 1, state, many
            FROM taken
            WHERE based_on = 0 AND NOT purge AND (SELECT count(*) FROM gone) >= 0
            ON CONFLICT DO NOTHING
            RETURNING id
        ), released AS (
            INSERT INTO pairs (id, pairing, crm_id, shop_id, status, next_attempt, updated_at, row_version, state, many)
            SELECT released, pairing, released_crm, released_shop, released_status, released_next, updated_at, 1, released_state, many
            FROM taken
            WHERE released IS NOT NULL AND (SELECT count(*) FROM changed) >= 0
        ), done AS MATERIALIZED (
            SELECT n, id FROM taken
            WHERE CASE WHEN purge THEN true WHEN based_on > 0 THEN id IN (SELECT id FROM changed) ELSE id IN (SELECT id FROM added) END
        ), numbered AS (
            UPDATE numbers SET last = last + cardinality($15::bigint[])
            WHERE name = 'activity' AND cardinality($15::bigint[]) > 0 AND (SELECT count(*) FROM done) > 0
            RETURNING last - cardinality($15::bigint[]) AS before
        ), told AS (
            INSERT INTO activity (
                seq, pair, at, kind, side, property, text, trace_id, from_value, to_value, rule, person, edited_at, revision)
            SELECT numbered.before + h.place, coalesce(h.pair, done.id), h.at, h.kind, h.side, h.property, h.text, h.trace_id, h.from_value, h.to_value,
                h.rule, h.person, h.edited_at, h.revision
            FROM numbered, unnest($15::bigint[], $16::bigint[], $17::text[], $18::text[], $19::text[], $20::text[], $21::text[],
                    $22::text[], $23::text[], $24::text[], $25::text[], $26::bigint[], $27::bigint[], $36::text[]) WITH ORDINALITY
                AS h(n, at, kind, side, property, text, trace_id, from_value, to_value, rule, person, edited_at, revision, pair, place)
            JOIN done ON done.n = h.n
            RETURNING seq
        )
        SELECT j.n, done.n IS NOT NULL, j.fresh, j.crm_by, j.shop_by, coalesce(j.crm_key_by, j.shop_key_by, j.create_by), (SELECT max(seq) FROM told)
        FROM judged j LEFT JOIN done ON done.n = j.n
        """;

    /// <summary>Half pairs in their order; the numbers of those that were inserted.</summary>
    public const string InsertHalves = """
        WITH given AS MATERIALIZED (
            SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[],
                    $9::text[])
                WITH ORDINALITY AS g(id, pairing, crm_id, shop_id, match_key, status, next_attempt, updated_at, many, n)
        ), added AS (
            INSERT INTO pairs (id, pairing, crm_id, shop_id, match_key, status, next_attempt, updated_at, row_version, state, many)
            SELECT id, pairing, crm_id, shop_id, match_key, status, next_attempt, updated_at, 1, '', many FROM given g
            WHERE NOT (many IS NOT DISTINCT FROM 'crm' AND crm_id IS NOT NULL
                    AND EXISTS (SELECT 1 FROM pairs p WHERE p.crm_id = g.crm_id AND p.pairing = g.pairing))
                AND NOT (many IS NOT DISTINCT FROM 'shop' AND shop_id IS NOT NULL
                    AND EXISTS (SELECT 1 FROM pairs p WHERE p.shop_id = g.shop_id AND p.pairing = g.pairing))
            ORDER BY n
            ON CONFLICT DO NOTHING
            RETURNING id
        )
        SELECT id FROM added
        """;

    /// <summary>Who holds the external id, or else the match key, of half pairs that were refused.</summary>
    public const string WhyRefused = """
        SELECT g.n,
            (SELECT p.id FROM pairs p WHERE p.crm_id = g.crm_id AND p.pairing = g.pairing
             UNION ALL SELECT p.id FROM pairs p WHERE p.shop_id = g.shop_id AND p.pairing = g.pairing LIMIT 1),
            (SELECT p.id FROM pairs p
             WHERE p.match_key = g.match_key AND p.pairing = g.pairing
               AND (p.crm_id IS NULL) = (g.crm_id IS NULL) AND (p.shop_id IS NULL) = (g.shop_id IS NULL) LIMIT 1)
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS g(pairing, crm_id, shop_id, match_key, n)
        """;

    /// <summary>Puts hints at the end of the queue, none twice.</summary>
    public const string PutHints = """
        WITH numbered AS (
            UPDATE numbers SET last = last + cardinality($1::text[]) WHERE name = 'inbox' RETURNING last - cardinality($1::text[]) AS before
        )
        INSERT INTO inbox (side, kind, external_id, number)
        SELECT h.side, h.kind, h.external_id, numbered.before + h.place
        FROM numbered, unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS h(side, kind, external_id, place)
        ON CONFLICT (side, kind, external_id) DO UPDATE SET number = excluded.number
        """;

    public const string RemoveHints = """
        DELETE FROM inbox i USING unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) AS h(side, kind, external_id, number)
        WHERE i.side = h.side AND i.kind = h.kind AND i.external_id = h.external_id AND i.number <= h.number
        """;

    /// <summary>
    /// Ends the transactions of silos that have sent nothing for longer than a lock is waited for, in the middle of one. The server's
    /// own limit counts between statements only, not while it waits for the rest of a batch whose silo was frozen in sending it.
    /// </summary>
    public const string EndHungTransactions = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
          AND application_name = current_setting('application_name') AND wait_event = 'ClientRead' AND state <> 'idle'
          AND state_change < clock_timestamp() - current_setting('lock_timeout')::interval
        """;

    /// <summary>Activity up to number $1, and of the oldest $2 what is more than $3 milliseconds older than the newest.</summary>
    public const string PruneActivity = """
        DELETE FROM activity WHERE seq <= greatest($1, (
            SELECT max(seq) FROM (SELECT seq, at FROM activity ORDER BY seq LIMIT $2) AS oldest
            WHERE at < (SELECT at FROM activity ORDER BY seq DESC LIMIT 1) - $3))
        """;
}
