-- How long things are kept, and who was erased.

-- How far the bodies of old deliveries are dropped: the id of the last one that was looked at.
CREATE TABLE retention (
    org_id TEXT NOT NULL,
    bodies_until TEXT NOT NULL,
    PRIMARY KEY (org_id)
);

-- What must not come back: marks (keyed HMAC) of erased numbers and of their calls, and when they were erased.
CREATE TABLE tombstone (
    org_id TEXT NOT NULL,
    mark TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (org_id, mark)
);

-- The certificate of each erasure (JSON), without the number.
CREATE TABLE erasure (
    org_id TEXT NOT NULL,
    id TEXT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (org_id, id)
);
