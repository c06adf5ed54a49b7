//! Makes calls due once more whose record was merged, converted or deleted.

use crate::batch::{Batch, Column, Kind};
use crate::error::Result;
use crate::store::Store;
use crate::value::{Statement, Value, affected};
use crate::watch::stale_sql;

const RECORDS: &[Column] = &[("record_id", Kind::Text)];

impl Store {
    /// Makes the calls on these records (ids of 18 characters) that began at `since` or later, or were first heard of
    /// then where their beginning is not known, due at `now`, without their match, so that they are matched once more;
    /// returns how many. A failed call starts with fresh attempts. A call that is being worked on loses the match that
    /// it is completed with; but one that is being matched for the first time is not found before it is completed.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn wake_calls_on(
        &self,
        org_id: &str,
        record_ids: &[&str],
        since: i64,
        now: i64,
    ) -> Result<u64> {
        let mut batch = Batch::new(RECORDS);
        for &record_id in record_ids {
            batch.push([record_id.into()]);
            // A phone system may have named the record by the short form of its id, which is the same record's.
            if let Some(short) = record_id.get(..15).filter(|short| short.len() < record_id.len()) {
                batch.push([short.into()]);
            }
        }
        if batch.is_empty() {
            return Ok(0);
        }
        let statements = self.wake_on_statements(org_id, batch.into_param(), since, now);
        let mut answers = self.database.apply(statements.into()).await?;
        affected(answers.pop().unwrap_or_default())
    }

    /// The calls are held, their hours made stale while the record still leads to them, and the calls made due: calls
    /// first, then hours, so that two nodes never wait for each other.
    pub(crate) fn wake_on_statements(
        &self,
        org_id: &str,
        records: Value,
        since: i64,
        now: i64,
    ) -> [Statement; 3] {
        let dialect = self.database.dialect();
        let rows = (dialect.rows_of)("$3", RECORDS);
        let which = "org_id = $1 AND record_id IN (SELECT record_id FROM r) AND COALESCE(started_at, created_at) >= $2";
        let held =
            format!("WITH {rows} SELECT call_id FROM call WHERE {which}{}", dialect.hold_calls);
        let hours = stale_sql(&rows, &format!("call WHERE {which}"));
        let params = vec![org_id.into(), since.into(), records, now.into()];
        let wake = format!(
            "WITH {rows} UPDATE call SET \
                 version = version + 1, rematch_version = version + 1, resolution = NULL, record_id = NULL, \
                 due_at = CASE WHEN due_at < $4 THEN due_at ELSE $4 END, \
                 attempts = CASE WHEN state = 'failed' THEN 0 ELSE attempts END, \
                 first_attempt_at = CASE WHEN state = 'failed' THEN NULL ELSE first_attempt_at END, \
                 cause = NULL, state = 'waiting', updated_at = $4 WHERE {which}"
        );
        [
            Statement::new(held, params[..3].to_vec()),
            Statement::new(hours, params[..3].to_vec()),
            Statement::new(wake, params),
        ]
    }
}
