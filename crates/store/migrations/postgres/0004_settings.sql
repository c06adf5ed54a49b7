-- Settings that people made in the console, each version whole; the newest counts. `change` tells whose try it was.
CREATE TABLE setting_version (
    org_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    who TEXT NOT NULL,
    note TEXT NOT NULL,
    body TEXT NOT NULL,
    change TEXT NOT NULL,
    PRIMARY KEY (org_id, version)
);

-- Why nothing is written until somebody lets it go on. Beside the pause, which ends by itself.
ALTER TABLE org ADD COLUMN held_code TEXT;
ALTER TABLE org ADD COLUMN held_text TEXT;
ALTER TABLE org ADD COLUMN held_by TEXT;
ALTER TABLE org ADD COLUMN held_at BIGINT;
