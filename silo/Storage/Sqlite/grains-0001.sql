-- What Microsoft.Orleans.Persistence.AdoNet 10.4 asks of a database: three statements by name in OrleansQuery, which it runs
-- with its own parameter names and reads by its own column names. A write or clear that meets another version must answer with
-- the version it was given, or with no row where it was given none: that is how the provider sees a conflict.

CREATE TABLE OrleansQuery (
    QueryKey  TEXT PRIMARY KEY NOT NULL,
    QueryText TEXT NOT NULL
);

CREATE TABLE grain_state (
    service    TEXT NOT NULL,
    grain_type TEXT NOT NULL,
    key_n0     INTEGER NOT NULL,
    key_n1     INTEGER NOT NULL,
    key_text   TEXT NOT NULL,
    payload    BLOB,
    version    INTEGER NOT NULL,
    PRIMARY KEY (service, grain_type, key_n0, key_n1, key_text)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('ReadFromStorageKey', '
    SELECT payload AS PayloadBinary, version AS Version
    FROM grain_state
    WHERE service = @ServiceId AND grain_type = @GrainTypeString
      AND key_n0 = @GrainIdN0 AND key_n1 = @GrainIdN1 AND key_text = coalesce(@GrainIdExtensionString, '''')'),

-- The row is inserted only by a grain that has seen none; otherwise the upsert meets it and compares versions.
('WriteToStorageKey', '
    INSERT INTO grain_state (service, grain_type, key_n0, key_n1, key_text, payload, version)
    SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''''), @PayloadBinary, 1
    WHERE @GrainStateVersion IS NULL OR EXISTS (
        SELECT 1 FROM grain_state
        WHERE service = @ServiceId AND grain_type = @GrainTypeString
          AND key_n0 = @GrainIdN0 AND key_n1 = @GrainIdN1 AND key_text = coalesce(@GrainIdExtensionString, ''''))
    ON CONFLICT DO UPDATE SET payload = excluded.payload, version = version + 1 WHERE version = @GrainStateVersion
    RETURNING version AS NewGrainStateVersion;
    SELECT @GrainStateVersion AS NewGrainStateVersion WHERE changes() = 0 AND @GrainStateVersion IS NOT NULL'),

('ClearStorageKey', '
    UPDATE grain_state SET payload = NULL, version = version + 1
    WHERE service = @ServiceId AND grain_type = @GrainTypeString
      AND key_n0 = @GrainIdN0 AND key_n1 = @GrainIdN1 AND key_text = coalesce(@GrainIdExtensionString, '''')
      AND version = @GrainStateVersion
    RETURNING version AS NewGrainStateVersion;
    SELECT @GrainStateVersion AS NewGrainStateVersion WHERE changes() = 0 AND @GrainStateVersion IS NOT NULL');
