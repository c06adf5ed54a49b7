-- The calls that failed last are found among a hundred thousand without sorting them.
CREATE INDEX call_failed ON call (org_id, updated_at, call_id) WHERE state = 'failed';
