//! The numbers of people, kept in step with the people.

use crate::batch::{Column, Kind};
use crate::people::list::IDS;
use crate::store::Store;
use crate::value::{Statement, Value};

/// What tells whether a person's numbers have to be written.
pub(crate) const NUMBERS: &[Column] =
    &[("record_id", Kind::Text), ("changed_at", Kind::Int), ("tails", Kind::Text)];

impl Store {
    /// Removes the numbers of those who are about to change: their keys hold the time of the last change.
    pub(crate) fn remove_old_numbers(&self, org_id: &str, numbers: Value) -> Statement {
        let dialect = self.database.dialect();
        let rows = (dialect.rows_of)("$2", NUMBERS);
        let old = (dialect.numbers_of)("person.tails");
        let sql = format!(
            "WITH {rows} DELETE FROM person_number WHERE org_id = $1 AND (tail, changed_at, record_id) IN \
                 (SELECT CAST(e.value AS BIGINT), person.changed_at, person.record_id \
                  FROM r CROSS JOIN person CROSS JOIN {old} \
                  WHERE person.org_id = $1 AND person.record_id = r.record_id AND (person.changed_at < r.changed_at \
                      OR person.changed_at = r.changed_at AND person.tails <> r.tails))"
        );
        Statement::new(sql, vec![org_id.into(), numbers])
    }

    /// Writes the numbers of those whose version has come to stand there. Sorted, because neighbours in the table are
    /// written together.
    pub(crate) fn insert_numbers(&self, org_id: &str, numbers: Value) -> Statement {
        let dialect = self.database.dialect();
        let rows = (dialect.rows_of)("$2", NUMBERS);
        let new = (dialect.numbers_of)("r.tails");
        let sql = format!(
            "WITH {rows} INSERT INTO person_number (org_id, tail, changed_at, record_id) \
             SELECT CAST($1 AS TEXT), CAST(e.value AS BIGINT) AS tail, r.changed_at, r.record_id \
             FROM r CROSS JOIN person CROSS JOIN {new} \
             WHERE person.org_id = $1 AND person.record_id = r.record_id AND person.changed_at = r.changed_at \
             ORDER BY tail \
             ON CONFLICT (org_id, tail, changed_at, record_id) DO NOTHING"
        );
        Statement::new(sql, vec![org_id.into(), numbers])
    }

    /// Removes the numbers of those who are about to be removed.
    pub(crate) fn forget_numbers(&self, org_id: &str, ids: Value, generation: i64) -> Statement {
        let dialect = self.database.dialect();
        let rows = (dialect.rows_of)("$2", IDS);
        let old = (dialect.numbers_of)("person.tails");
        let sql = format!(
            "WITH {rows} DELETE FROM person_number WHERE org_id = $1 AND (tail, changed_at, record_id) IN \
                 (SELECT CAST(e.value AS BIGINT), person.changed_at, person.record_id \
                  FROM r CROSS JOIN person CROSS JOIN {old} \
                  WHERE person.org_id = $1 AND person.record_id = r.record_id AND person.generation < $3)"
        );
        Statement::new(sql, vec![org_id.into(), ids, generation.into()])
    }
}
