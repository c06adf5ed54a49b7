-- What a person has to look at, grouped by cause; the errands that try it again; what is to be told by mail; and the
-- figures of the first page.

-- Why the call does not get on: the error's code, and what it is about (a field). NULL while nobody need look.
ALTER TABLE call ADD COLUMN cause TEXT;
-- Milliseconds from the end of the call to its Task; from its first event where the Task is written before the end.
ALTER TABLE call ADD COLUMN task_ms BIGINT;
UPDATE call SET cause = error_code WHERE state = 'failed';
CREATE INDEX call_cause ON call (org_id, cause, updated_at, call_id, state) WHERE cause IS NOT NULL;
CREATE INDEX inbox_cause ON inbox (org_id, error_code, source_id, received_at, id) WHERE state = 2;

-- One row for each cause. `over_at` is set when it is no more; what comes after that is a new episode.
CREATE TABLE trouble (
    org_id TEXT NOT NULL,
    id TEXT NOT NULL, -- digest of kind, code and about
    kind TEXT NOT NULL, -- call, delivery, webhook, org, people, mail, machine
    code TEXT NOT NULL,
    about TEXT NOT NULL, -- a field, a source, an object; or nothing
    count BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    sample TEXT,
    note TEXT, -- the particulars, for a person
    over_at BIGINT,
    acknowledged_at BIGINT,
    acknowledged_by TEXT,
    muted_until BIGINT,
    muted_count BIGINT, -- muted until more than these are affected
    mailed_at BIGINT,
    mailed_count BIGINT NOT NULL, -- of this episode; 0: nothing was mailed of it
    PRIMARY KEY (org_id, id)
);

-- How often each source's webhooks were taken (outcome '') or refused (why), without anything of their content.
CREATE TABLE webhook_tally (
    org_id TEXT NOT NULL,
    source_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    count BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, source_id, outcome)
);

-- What somebody asked for that takes many steps: trying all of a cause again.
CREATE TABLE errand (
    org_id TEXT NOT NULL,
    id TEXT NOT NULL,
    trouble_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    about TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    total BIGINT NOT NULL,
    done BIGINT NOT NULL,
    cursor_at BIGINT NOT NULL, -- how far it is: what failed again since is not tried twice
    cursor_id TEXT NOT NULL,
    state TEXT NOT NULL, -- running, done, cancelled
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX errand_running ON errand (org_id, asked_at, id) WHERE state = 'running';
CREATE INDEX errand_trouble ON errand (org_id, trouble_id, asked_at);

-- What each recipient is still to be told: ids of troubles (JSON). The words are found when it is sent.
CREATE TABLE mail_due (
    org_id TEXT NOT NULL,
    recipient TEXT NOT NULL,
    troubles TEXT NOT NULL,
    version BIGINT NOT NULL,
    since BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    error_code TEXT,
    error_text TEXT,
    PRIMARY KEY (org_id, recipient)
);

-- Who wants no mails any more.
CREATE TABLE mail_unsubscribed (
    org_id TEXT NOT NULL,
    recipient TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (org_id, recipient)
);

-- How much of the org's daily API requests was used at a moment, by everybody; and how many we had spent by then.
CREATE TABLE quota_sample (
    org_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    used BIGINT NOT NULL,
    allowed BIGINT NOT NULL,
    ours BIGINT NOT NULL,
    PRIMARY KEY (org_id, at)
);

-- The calls that were first heard of in each hour (UTC, hours since 1970). `stale` grows when one of them changes.
CREATE TABLE call_hour (
    org_id TEXT NOT NULL,
    hour BIGINT NOT NULL,
    calls BIGINT NOT NULL,
    logged BIGINT NOT NULL,
    ignored BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    matched BIGINT NOT NULL, -- of those that are logged
    p50 BIGINT, -- of task_ms
    p95 BIGINT,
    stale BIGINT NOT NULL,
    PRIMARY KEY (org_id, hour)
);
CREATE INDEX call_hour_stale ON call_hour (org_id, hour) WHERE stale > 0;
INSERT INTO call_hour (org_id, hour, calls, logged, ignored, failed, matched, stale)
    SELECT org_id, created_at / 3600000, 0, 0, 0, 0, 0, 1 FROM call GROUP BY org_id, created_at / 3600000;
