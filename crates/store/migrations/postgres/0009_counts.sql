-- How many calls are in each state, kept by the database itself with every change of a call, so that the conservation law
-- is read in a moment and cannot drift, whatever is done to calls and whatever crashes.
CREATE TABLE call_count (
    org_id TEXT NOT NULL,
    state TEXT NOT NULL,
    count BIGINT NOT NULL -- the sum of an org's rows of a state counts
);
CREATE INDEX call_count_state ON call_count (org_id, state);

-- Differs from SQLite: many write at once, and a row that all count up would have them wait for each other. Each change adds a
-- row of its own; from time to time somebody puts them together.
CREATE FUNCTION call_count_many() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO call_count SELECT org_id, state, CASE TG_OP WHEN 'DELETE' THEN -COUNT(*) ELSE COUNT(*) END
        FROM changed GROUP BY org_id, state;
    RETURN NULL;
END $$;
CREATE FUNCTION call_count_one() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO call_count VALUES (OLD.org_id, OLD.state, -1), (NEW.org_id, NEW.state, 1);
    RETURN NULL;
END $$;
CREATE TRIGGER call_counted_in AFTER INSERT ON call REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION call_count_many();
CREATE TRIGGER call_counted_out AFTER DELETE ON call REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION call_count_many();
-- A row at a time, because most updates leave the state as it is and should not pay for those that do not.
CREATE TRIGGER call_counted_over AFTER UPDATE OF state ON call
    FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION call_count_one();

-- Behind the triggers: making them waits for whoever changes calls now.
INSERT INTO call_count SELECT org_id, state, COUNT(*) FROM call GROUP BY org_id, state;
