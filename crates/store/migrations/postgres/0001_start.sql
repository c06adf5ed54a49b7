-- Columns are BIGINT (numbers, 0/1, UTC milliseconds) or TEXT (also JSON) only, so that one Rust type reads both databases.
-- Differs from SQLite: `call` is updated several times in its life, so its pages keep room for the new row versions.

-- One row for each different webhook body, exactly as it arrived.
CREATE TABLE inbox (
    org_id TEXT NOT NULL,
    id TEXT NOT NULL,
    source_id TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    content_type TEXT NOT NULL,
    headers TEXT NOT NULL,
    body TEXT NOT NULL,
    body_is_base64 BIGINT NOT NULL,
    digest TEXT NOT NULL,
    copies BIGINT NOT NULL,
    state BIGINT NOT NULL, -- 0 new, 1 digested, 2 failed, 3 to be read again
    error_code TEXT,
    error_text TEXT,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX inbox_digest ON inbox (org_id, source_id, digest);
CREATE INDEX inbox_new ON inbox (org_id, id) WHERE state IN (0, 3);
CREATE INDEX inbox_again ON inbox (org_id, id) WHERE state = 3;
CREATE INDEX inbox_failed ON inbox (org_id, id) WHERE state = 2;

-- What the deliveries said. The key is the event's own digest, so that saying it twice changes nothing.
CREATE TABLE event (
    org_id TEXT NOT NULL,
    call_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    inbox_id TEXT NOT NULL,
    at BIGINT,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (org_id, call_id, event_id)
);
CREATE INDEX event_inbox ON event (org_id, inbox_id);

-- One row for each call: what is due, who works on it, what was decided and what Salesforce acknowledged.
CREATE TABLE call (
    org_id TEXT NOT NULL,
    call_id TEXT NOT NULL,
    source_id TEXT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    due_at BIGINT,
    lease_epoch BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    first_attempt_at BIGINT,
    intent_at BIGINT,
    folded TEXT,
    resolution TEXT,
    desired TEXT,
    written TEXT,
    task_id TEXT,
    error_code TEXT,
    error_text TEXT,
    started_at BIGINT,
    task_created_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, call_id)
) WITH (fillfactor = 70);
CREATE INDEX call_due ON call (org_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX call_leased ON call (org_id, lease_until) WHERE lease_until > 0;
CREATE INDEX call_newest ON call (org_id, created_at, call_id);
CREATE INDEX call_state ON call (org_id, state, created_at, call_id);

-- One row for each Salesforce org: its pause and its counters.
CREATE TABLE org (
    org_id TEXT NOT NULL,
    paused_until BIGINT NOT NULL,
    pause_code TEXT,
    pause_text TEXT,
    events_received BIGINT NOT NULL,
    api_calls BIGINT NOT NULL,
    PRIMARY KEY (org_id)
);

-- Tokens and passwords, encrypted before they come here.
CREATE TABLE secret (
    org_id TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (org_id, name)
);
