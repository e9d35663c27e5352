-- Everything Sync keeps on PostgreSQL, in the schema that the connection's search_path names. Times are Unix milliseconds, ids and
-- words are text compared byte by byte, state is UTF-8 JSON with its own version inside. The silo runs these scripts by itself
-- (`--migrate` runs them and ends); here they lie to be read, or to be run by hand in their order and one transaction each.

-- 'schema': how many of these scripts have been run. 'service': whose data this is.
CREATE TABLE meta (
    name  text PRIMARY KEY,
    value text NOT NULL
);

CREATE TABLE pairs (
    id           text COLLATE "C" PRIMARY KEY,
    pairing      text COLLATE "C" NOT NULL,
    crm_id       text COLLATE "C",
    shop_id      text COLLATE "C",
    match_key    text COLLATE "C",
    status       text COLLATE "C" NOT NULL,
    open_create  text COLLATE "C",
    next_attempt bigint,
    updated_at   bigint NOT NULL,
    row_version  bigint NOT NULL,
    state        bytea NOT NULL
);

-- The link index: a record belongs to one pair of a pairing. The id stands first so that a record is found without its pairing.
CREATE UNIQUE INDEX pairs_by_crm_id ON pairs (crm_id, pairing) WHERE crm_id IS NOT NULL;
CREATE UNIQUE INDEX pairs_by_shop_id ON pairs (shop_id, pairing) WHERE shop_id IS NOT NULL;

-- A match key belongs to one half pair of a side. Ambiguous rows carry none.
CREATE UNIQUE INDEX crm_halves_by_key ON pairs (match_key, pairing)
    WHERE match_key IS NOT NULL AND crm_id IS NOT NULL AND shop_id IS NULL;
CREATE UNIQUE INDEX shop_halves_by_key ON pairs (match_key, pairing)
    WHERE match_key IS NOT NULL AND shop_id IS NOT NULL AND crm_id IS NULL;

-- Whole pairs have a due index of their own: a million waiting halves must not be stepped over at every poll.
CREATE INDEX pairs_due ON pairs (pairing, next_attempt, id) WHERE next_attempt IS NOT NULL;
CREATE INDEX whole_pairs_due ON pairs (pairing, next_attempt, id)
    WHERE next_attempt IS NOT NULL AND crm_id IS NOT NULL AND shop_id IS NOT NULL;

CREATE INDEX pairs_by_open_create ON pairs (pairing, open_create, match_key) WHERE open_create IS NOT NULL;

-- For lists by status in order of id, and for counting without touching the rows.
CREATE INDEX pairs_by_status ON pairs (status, id, pairing);

-- The last number given out. A writer holds the row until its commit, so numbers become visible in their order and whoever reads on
-- from one skips nothing, however many silos write.
CREATE TABLE numbers (
    name text COLLATE "C" PRIMARY KEY,
    last bigint NOT NULL
);

INSERT INTO numbers (name, last) VALUES ('activity', 0), ('inbox', 0);

CREATE TABLE activity (
    seq      bigint PRIMARY KEY,
    pair     text COLLATE "C" NOT NULL,
    at       bigint NOT NULL,
    kind     text NOT NULL,
    side     text,
    property text,
    text     text NOT NULL,
    trace_id text,
    -- What it did to a value, by whom and why. Values are JSON as in the state; of a whole record where property is null.
    from_value text,
    to_value   text,
    rule       text,
    person     text,
    edited_at  bigint,
    revision   integer
);

CREATE INDEX activity_by_pair ON activity (pair, seq);

-- One row a record: a newer hint takes the older one's place at the end of the queue.
CREATE TABLE inbox (
    side        text COLLATE "C" NOT NULL,
    kind        text COLLATE "C" NOT NULL,
    external_id text COLLATE "C" NOT NULL,
    number      bigint NOT NULL,
    PRIMARY KEY (side, kind, external_id)
);

CREATE INDEX inbox_in_order ON inbox (side, kind, number);

-- How each pairing was last read: its mapping revision, and a fingerprint in JSON. A row outlives its pairing.
CREATE TABLE mappings (
    pairing  text COLLATE "C" PRIMARY KEY,
    revision integer NOT NULL,
    mapping  text NOT NULL
);

-- What Microsoft.Orleans.Persistence.AdoNet and Clustering.AdoNet 10.4 ask of a database: statements by name in OrleansQuery, which
-- they run with their own parameter names and whose columns they read by name (of a write: by place).
CREATE TABLE OrleansQuery (
    QueryKey  text PRIMARY KEY,
    QueryText text NOT NULL
);

CREATE TABLE grain_state (
    service    text COLLATE "C" NOT NULL,
    grain_type text COLLATE "C" NOT NULL,
    key_n0     bigint NOT NULL,
    key_n1     bigint NOT NULL,
    key_text   text COLLATE "C" NOT NULL,
    payload    bytea,
    version    integer NOT NULL,
    PRIMARY KEY (service, grain_type, key_n0, key_n1, key_text)
);

-- A write or clear that meets another version must answer with the version it was given, or with no row where it was given none:
-- that is how the provider sees a conflict. The row is inserted only by a grain that has seen none.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('ReadFromStorageKey', '
    SELECT payload AS PayloadBinary, version AS Version
    FROM grain_state
    WHERE service = @ServiceId AND grain_type = @GrainTypeString
      AND key_n0 = @GrainIdN0 AND key_n1 = @GrainIdN1 AND key_text = coalesce(@GrainIdExtensionString::text, '''')'),

('WriteToStorageKey', '
    WITH changed AS (
        UPDATE grain_state SET payload = @PayloadBinary, version = version + 1
        WHERE service = @ServiceId AND grain_type = @GrainTypeString
          AND key_n0 = @GrainIdN0 AND key_n1 = @GrainIdN1 AND key_text = coalesce(@GrainIdExtensionString::text, '''')
          AND version = @GrainStateVersion::integer
        RETURNING version
    ), added AS (
        INSERT INTO grain_state (service, grain_type, key_n0, key_n1, key_text, payload, version)
        SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString::text, ''''), @PayloadBinary, 1
        WHERE @GrainStateVersion::integer IS NULL
        ON CONFLICT DO NOTHING
        RETURNING version
    )
    SELECT coalesce((SELECT version FROM changed), (SELECT version FROM added), @GrainStateVersion::integer) AS NewGrainStateVersion'),

('ClearStorageKey', '
    WITH changed AS (
        UPDATE grain_state SET payload = NULL, version = version + 1
        WHERE service = @ServiceId AND grain_type = @GrainTypeString
          AND key_n0 = @GrainIdN0 AND key_n1 = @GrainIdN1 AND key_text = coalesce(@GrainIdExtensionString::text, '''')
          AND version = @GrainStateVersion::integer
        RETURNING version
    )
    SELECT coalesce((SELECT version FROM changed), @GrainStateVersion::integer) AS NewGrainStateVersion');

-- The members of a cluster, and the version of that list. Status: 3 active, 4 shutting down, 5 stopping, 6 dead.
CREATE TABLE OrleansMembershipVersionTable (
    DeploymentId text COLLATE "C" PRIMARY KEY,
    Timestamp    timestamptz NOT NULL DEFAULT now(),
    Version      integer NOT NULL DEFAULT 0
);

CREATE TABLE OrleansMembershipTable (
    DeploymentId text COLLATE "C" NOT NULL REFERENCES OrleansMembershipVersionTable,
    Address      text COLLATE "C" NOT NULL,
    Port         integer NOT NULL,
    Generation   integer NOT NULL,
    SiloName     text NOT NULL,
    HostName     text NOT NULL,
    Status       integer NOT NULL,
    ProxyPort    integer,
    SuspectTimes text,
    StartTime    timestamptz NOT NULL,
    IAmAliveTime timestamptz NOT NULL,
    PRIMARY KEY (DeploymentId, Address, Port, Generation)
);

-- The last statement of every commit of a silo: fails once the silo has been declared dead, and keeps it from being declared so
-- until the commit is through.
CREATE FUNCTION hold_membership(of_deployment text, of_address text, of_port integer, of_generation integer)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM OrleansMembershipTable
    WHERE DeploymentId = of_deployment AND Address = of_address AND Port = of_port AND Generation = of_generation
      AND Status IN (3, 4, 5)
    FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'silo %:%@% is no member of cluster % any more', of_address, of_port, of_generation, of_deployment
            USING ERRCODE = 'SY001';
    END IF;
END
$$;

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('InsertMembershipVersionKey', '
    WITH added AS (
        INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1
    )
    SELECT EXISTS (SELECT 1 FROM added)'),

-- The version is raised first and only where it is the one that was read: its row lock puts all changes of the list in a line.
('InsertMembershipKey', '
    WITH raised AS (
        UPDATE OrleansMembershipVersionTable SET Version = Version + 1, Timestamp = now()
        WHERE DeploymentId = @DeploymentId AND Version = @Version AND NOT EXISTS (
            SELECT 1 FROM OrleansMembershipTable
            WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation)
        RETURNING DeploymentId
    ), added AS (
        INSERT INTO OrleansMembershipTable
            (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
        SELECT DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
        FROM raised
        RETURNING 1
    )
    SELECT EXISTS (SELECT 1 FROM added)'),

('UpdateMembershipKey', '
    WITH raised AS (
        UPDATE OrleansMembershipVersionTable SET Version = Version + 1, Timestamp = now()
        WHERE DeploymentId = @DeploymentId AND Version = @Version AND EXISTS (
            SELECT 1 FROM OrleansMembershipTable
            WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation)
        RETURNING DeploymentId
    ), changed AS (
        UPDATE OrleansMembershipTable m
        SET Status = @Status, SuspectTimes = @SuspectTimes::text, IAmAliveTime = greatest(IAmAliveTime, @IAmAliveTime)
        FROM raised
        WHERE m.DeploymentId = raised.DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
        RETURNING 1
    )
    SELECT EXISTS (SELECT 1 FROM changed)'),

('UpdateIAmAlivetimeKey', '
    UPDATE OrleansMembershipTable SET IAmAliveTime = greatest(IAmAliveTime, @IAmAliveTime)
    WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation'),

-- A cluster has a row even while it has no silo: the version is read from it.
('MembershipReadRowKey', '
    SELECT v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes,
        m.StartTime, m.IAmAliveTime, v.Version
    FROM OrleansMembershipVersionTable v
    LEFT JOIN OrleansMembershipTable m
        ON m.DeploymentId = v.DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation
    WHERE v.DeploymentId = @DeploymentId'),

('MembershipReadAllKey', '
    SELECT v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes,
        m.StartTime, m.IAmAliveTime, v.Version
    FROM OrleansMembershipVersionTable v LEFT JOIN OrleansMembershipTable m ON m.DeploymentId = v.DeploymentId
    WHERE v.DeploymentId = @DeploymentId'),

('GatewaysQueryKey', '
    SELECT Address, ProxyPort, Generation FROM OrleansMembershipTable
    WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0'),

('DeleteMembershipTableEntriesKey', '
    DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId;
    DELETE FROM OrleansMembershipVersionTable WHERE DeploymentId = @DeploymentId'),

-- Only the dead are cleaned up: a row that is gone fences like one that is dead, but a living silo must find its own.
('CleanupDefunctSiloEntriesKey', '
    DELETE FROM OrleansMembershipTable
    WHERE DeploymentId = @DeploymentId AND Status = 6 AND IAmAliveTime < @IAmAliveTime AND StartTime < @IAmAliveTime');
