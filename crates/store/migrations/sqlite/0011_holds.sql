-- Stops that somebody has to end, each by itself: who ends one leaves the others.
CREATE TABLE hold (
    org_id TEXT NOT NULL,
    code TEXT NOT NULL,
    text TEXT NOT NULL,
    held_by TEXT,
    held_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, code)
) WITHOUT ROWID; -- Differs from PostgreSQL, which always keeps a table beside the index.
INSERT INTO hold (org_id, code, text, held_by, held_at)
    SELECT org_id, held_code, COALESCE(held_text, ''), held_by, COALESCE(held_at, 0) FROM org WHERE held_code IS NOT NULL;
ALTER TABLE org DROP COLUMN held_code;
ALTER TABLE org DROP COLUMN held_text;
ALTER TABLE org DROP COLUMN held_by;
ALTER TABLE org DROP COLUMN held_at;
