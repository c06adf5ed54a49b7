-- Who may use the console, how they prove it, and what they did there.

-- A person. No password: only by Salesforce. `totp_step` is the last step whose code was taken (a code works once).
CREATE TABLE console_user (
    org_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    email TEXT NOT NULL, -- lower case
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT,
    salesforce_user_id TEXT, -- 18 characters
    language TEXT,
    time_zone TEXT,
    theme TEXT,
    keys BIGINT NOT NULL, -- 1: single keys do something
    totp_since BIGINT,
    totp_step BIGINT,
    created_at BIGINT NOT NULL,
    signed_in_at BIGINT,
    disabled_at BIGINT,
    PRIMARY KEY (org_id, user_id)
);
CREATE UNIQUE INDEX console_user_email ON console_user (org_id, email);
CREATE UNIQUE INDEX console_user_salesforce ON console_user (org_id, salesforce_user_id) WHERE salesforce_user_id IS NOT NULL;

-- A browser that is signed in. Only the digest of what its cookie holds is kept.
CREATE TABLE session (
    org_id TEXT NOT NULL,
    session_id TEXT NOT NULL, -- SHA-256 of the token
    user_id TEXT NOT NULL,
    stage TEXT NOT NULL, -- second_factor: the password was right, the code is awaited; full
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    address TEXT,
    agent TEXT,
    PRIMARY KEY (org_id, session_id)
);
CREATE INDEX session_person ON session (org_id, user_id);

-- What works once and for a while: invitations, the link of the setup, codes for a lost second factor.
CREATE TABLE one_time (
    org_id TEXT NOT NULL,
    token_id TEXT NOT NULL, -- SHA-256 of the token
    kind TEXT NOT NULL,
    user_id TEXT,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, token_id)
);
CREATE INDEX one_time_user ON one_time (org_id, user_id, kind);

-- Failed sign-ins of an account or an address, until they are old.
CREATE TABLE sign_in_failure (
    org_id TEXT NOT NULL,
    about TEXT NOT NULL, -- account or address, as a digest
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, about)
);
CREATE INDEX sign_in_failure_age ON sign_in_failure (org_id, last_at);

-- Keys of programs. Only the digest of the key is kept.
CREATE TABLE api_key (
    org_id TEXT NOT NULL,
    key_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL, -- separated by spaces
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ends_at BIGINT,
    used_at BIGINT,
    revoked_at BIGINT,
    PRIMARY KEY (org_id, key_id)
);
CREATE UNIQUE INDEX api_key_digest ON api_key (org_id, digest);

-- What people and programs did. Each row's `hash` is over the row and the `hash` of the row before.
CREATE TABLE audit (
    org_id TEXT NOT NULL,
    place BIGINT NOT NULL, -- 1, 2, 3, … without gaps
    at BIGINT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    about TEXT NOT NULL,
    before TEXT,
    after TEXT,
    address TEXT,
    request_id TEXT,
    hash TEXT NOT NULL,
    PRIMARY KEY (org_id, place)
);
CREATE INDEX audit_who ON audit (org_id, who, place);
CREATE INDEX audit_what ON audit (org_id, what, place);
CREATE INDEX audit_about ON audit (org_id, about, place);

-- The end of each org's chain, so that a cut tail is noticed.
CREATE TABLE audit_head (
    org_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (org_id)
);

-- Rows are only ever added.
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_head_is_not_deleted BEFORE DELETE ON audit_head
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
