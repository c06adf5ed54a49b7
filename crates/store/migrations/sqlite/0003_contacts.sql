-- The phone systems' own contacts, and their two-way sync with Salesforce's Leads and Contacts.

-- A contact as the phone system last said it (JSON). `changed_at` is its own time of the last change.
CREATE TABLE contact (
    org_id TEXT NOT NULL,
    source_id TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    gone BIGINT NOT NULL, -- 1: deleted in the phone system
    body TEXT NOT NULL,
    PRIMARY KEY (org_id, source_id, contact_id)
);

-- Which contacts have a number (E.164).
CREATE TABLE contact_number (
    org_id TEXT NOT NULL,
    number TEXT NOT NULL,
    source_id TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    PRIMARY KEY (org_id, number, source_id, contact_id)
);
CREATE INDEX contact_number_contact ON contact_number (org_id, source_id, contact_id);

-- Which contact is which record, and what both said at the last sync: the base of the comparison.
CREATE TABLE contact_link (
    org_id TEXT NOT NULL,
    source_id TEXT NOT NULL,
    record_id TEXT NOT NULL,
    object TEXT NOT NULL,
    contact_id TEXT,
    ours TEXT, -- the record's fields
    theirs TEXT, -- the contact's body
    intent TEXT, -- what was being written to the phone system when the reply was lost
    problem_code TEXT,
    problem_text TEXT,
    synced_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, source_id, record_id)
);
CREATE INDEX contact_link_contact ON contact_link (org_id, source_id, contact_id);
CREATE INDEX contact_link_problem ON contact_link (org_id, source_id, record_id) WHERE problem_code IS NOT NULL;

-- Every text that a sync replaced, also those that lost a conflict.
CREATE TABLE contact_history (
    org_id TEXT NOT NULL,
    source_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    record_id TEXT NOT NULL,
    field TEXT NOT NULL,
    written_to TEXT NOT NULL,
    replaced TEXT NOT NULL,
    kept TEXT NOT NULL,
    conflict BIGINT NOT NULL,
    PRIMARY KEY (org_id, source_id, at, record_id, field)
);

-- How far the sync of each source is: who allowed it, when it goes on, where it stands, what came of the last one.
CREATE TABLE contact_sync (
    org_id TEXT NOT NULL,
    source_id TEXT NOT NULL,
    confirmed_at BIGINT,
    due_at BIGINT NOT NULL,
    stopped_code TEXT,
    stopped_text TEXT,
    progress TEXT,
    marks TEXT,
    report TEXT,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, source_id)
);
