-- How each pairing was last read: its mapping revision, and a fingerprint in JSON. A row outlives its pairing.
CREATE TABLE mappings (
    pairing  TEXT PRIMARY KEY NOT NULL,
    revision INTEGER NOT NULL,
    mapping  TEXT NOT NULL
);
