-- What the list of calls is narrowed down by, and what a call's page tells of its way.

-- All follow from the call's events and its match, and are written with them: the key of the other side's number, who had the
-- call, whose the Task is, on which of our lines, what became of it, and whose number it was. Calls of before are filled in by the service.
ALTER TABLE call ADD COLUMN number_key BIGINT;
ALTER TABLE call ADD COLUMN agent TEXT;
ALTER TABLE call ADD COLUMN owner_id TEXT;
ALTER TABLE call ADD COLUMN line TEXT;
ALTER TABLE call ADD COLUMN result TEXT;
ALTER TABLE call ADD COLUMN matched TEXT;
-- The version of the call that these columns say; what is behind is filled in.
ALTER TABLE call ADD COLUMN listed_version BIGINT NOT NULL DEFAULT 0;
-- JSON of what was done with the call and when: resolved, sent, answered.
ALTER TABLE call ADD COLUMN steps TEXT;
-- When the delivery was read, UTC milliseconds.
ALTER TABLE inbox ADD COLUMN digested_at BIGINT;

-- Each narrows the list down and keeps its order, so that a page costs the same however many calls there are.
CREATE INDEX call_number ON call (org_id, number_key, created_at, call_id) WHERE number_key IS NOT NULL;
CREATE INDEX call_agent ON call (org_id, agent, created_at, call_id) WHERE agent IS NOT NULL;
-- With the agent, because a call that is somebody's by both is one call.
CREATE INDEX call_owner ON call (org_id, owner_id, created_at, call_id, agent) WHERE owner_id IS NOT NULL;
CREATE INDEX call_line ON call (org_id, line, created_at, call_id) WHERE line IS NOT NULL;
CREATE INDEX call_result ON call (org_id, result, created_at, call_id) WHERE result IS NOT NULL;
CREATE INDEX call_matched ON call (org_id, matched, created_at, call_id) WHERE matched IS NOT NULL;
CREATE INDEX call_source ON call (org_id, source_id, created_at, call_id);
CREATE INDEX call_error ON call (org_id, error_code, created_at, call_id) WHERE error_code IS NOT NULL;
CREATE INDEX call_unlisted ON call (org_id, updated_at) WHERE listed_version < version;

-- The words of each call in lower case, apart from the wide rows of `call`, so that many can be looked through in a moment.
CREATE TABLE call_text (
    org_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    call_id TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (org_id, created_at, call_id)
);

-- Whose number it is because a person said so: asked before all that hold the number.
CREATE TABLE remembered (
    org_id TEXT NOT NULL,
    number TEXT NOT NULL, -- E.164
    number_key BIGINT NOT NULL,
    record_id TEXT NOT NULL,
    name TEXT,
    who TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (org_id, number)
);
CREATE INDEX remembered_number ON remembered (org_id, number_key);
