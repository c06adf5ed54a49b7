-- A copy of the org's people, so that whose number it is costs no request; and what only one node may do, and only once.

-- The record that the call was matched with, so that its calls are found when it is merged, converted or deleted.
ALTER TABLE call ADD COLUMN record_id TEXT;
-- A completion of an older version of the call must not bring back the match that was cleared since.
ALTER TABLE call ADD COLUMN rematch_version BIGINT NOT NULL DEFAULT 0;
CREATE INDEX call_record ON call (org_id, record_id) WHERE record_id IS NOT NULL;

-- What a person wants of the copy: that loading rests (0/1), and when everyone was last to be loaded again.
ALTER TABLE org ADD COLUMN people_paused BIGINT NOT NULL DEFAULT 0;
ALTER TABLE org ADD COLUMN people_again_at BIGINT NOT NULL DEFAULT 0;

-- One row for each person as Salesforce gives it (JSON). `tails` is the JSON list of the keys of its numbers.
CREATE TABLE person (
    org_id TEXT NOT NULL,
    record_id TEXT NOT NULL,
    object TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    generation BIGINT NOT NULL, -- of the load that saw it last
    body TEXT NOT NULL,
    tails TEXT NOT NULL,
    PRIMARY KEY (org_id, record_id)
);
CREATE INDEX person_object ON person (org_id, object, record_id);
-- Whom a finished load has not seen is found without walking through all whom it has.
CREATE INDEX person_generation ON person (org_id, object, generation);

-- Who has a number. With the time in the key the newest of thousands who share one are found without the others.
CREATE TABLE person_number (
    org_id TEXT NOT NULL,
    tail BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    record_id TEXT NOT NULL,
    PRIMARY KEY (org_id, tail, changed_at, record_id)
) WITHOUT ROWID; -- Differs from PostgreSQL, which always keeps a table beside the index.

-- How far the copy of each object has come.
CREATE TABLE mirror (
    org_id TEXT NOT NULL,
    object TEXT NOT NULL,
    phase TEXT NOT NULL,
    job_id TEXT,
    locator TEXT,
    loaded BIGINT NOT NULL,
    expected BIGINT,
    generation BIGINT NOT NULL,
    cursor_at BIGINT,
    replay_id TEXT,
    fresh_at BIGINT,
    fields TEXT,
    error_code TEXT,
    error_text TEXT,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, object)
);

-- One row for each thing that one node at a time does.
CREATE TABLE lease (
    org_id TEXT NOT NULL,
    name TEXT NOT NULL,
    holder TEXT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (org_id, name)
);

-- One row for each thing that must happen once, however many calls on however many nodes ask for it.
CREATE TABLE once (
    org_id TEXT NOT NULL,
    key TEXT NOT NULL,
    holder TEXT NOT NULL,
    until BIGINT NOT NULL,
    intent_at BIGINT,
    result TEXT,
    done_at BIGINT,
    PRIMARY KEY (org_id, key)
);
CREATE INDEX once_until ON once (org_id, until);
