-- How many calls are in each state, kept by the database itself with every change of a call, so that the conservation law
-- is read in a moment and cannot drift, whatever is done to calls and whatever crashes.
CREATE TABLE call_count (
    org_id TEXT NOT NULL,
    state TEXT NOT NULL,
    count BIGINT NOT NULL -- the sum of an org's rows of a state counts
);
CREATE INDEX call_count_state ON call_count (org_id, state);

-- Differs from PostgreSQL: there is one writer, so a row of each state is counted up and down.
CREATE TRIGGER call_counted_in AFTER INSERT ON call BEGIN
    UPDATE call_count SET count = count + 1 WHERE org_id = NEW.org_id AND state = NEW.state;
    INSERT INTO call_count SELECT NEW.org_id, NEW.state, 1 WHERE changes() = 0;
END;
CREATE TRIGGER call_counted_out AFTER DELETE ON call BEGIN
    UPDATE call_count SET count = count - 1 WHERE org_id = OLD.org_id AND state = OLD.state;
END;
CREATE TRIGGER call_counted_over AFTER UPDATE OF state ON call WHEN OLD.state <> NEW.state BEGIN
    UPDATE call_count SET count = count - 1 WHERE org_id = OLD.org_id AND state = OLD.state;
    UPDATE call_count SET count = count + 1 WHERE org_id = NEW.org_id AND state = NEW.state;
    INSERT INTO call_count SELECT NEW.org_id, NEW.state, 1 WHERE changes() = 0;
END;

INSERT INTO call_count SELECT org_id, state, COUNT(*) FROM call GROUP BY org_id, state;
