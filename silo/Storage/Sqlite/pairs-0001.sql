-- The pair store. Times are Unix milliseconds, ids and words are text, state is UTF-8 JSON with its own version inside.

CREATE TABLE pairs (
    id           TEXT PRIMARY KEY NOT NULL,
    pairing      TEXT NOT NULL,
    crm_id       TEXT,
    shop_id      TEXT,
    match_key    TEXT,
    status       TEXT NOT NULL,
    open_create  TEXT,
    next_attempt INTEGER,
    updated_at   INTEGER NOT NULL,
    row_version  INTEGER NOT NULL,
    state        BLOB NOT NULL
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

CREATE TABLE activity (
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    pair     TEXT NOT NULL,
    at       INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    side     TEXT,
    property TEXT,
    text     TEXT NOT NULL,
    trace_id TEXT
);

CREATE INDEX activity_by_pair ON activity (pair, seq);

-- One row a record: a newer hint takes the older one's place at the end of the queue.
CREATE TABLE inbox (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    side        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    external_id TEXT NOT NULL
);

CREATE UNIQUE INDEX inbox_by_record ON inbox (side, kind, external_id);
CREATE INDEX inbox_in_order ON inbox (side, kind, number);
