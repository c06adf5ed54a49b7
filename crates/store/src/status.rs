//! The conservation law: every call is logged, ignored, waiting, held or failed, and the numbers prove it.

use serde::Serialize;

use crate::call::CallState;
use crate::error::Result;
use crate::org::{PAUSE_COLUMNS, PAUSE_FROM, Pause};
use crate::store::Store;
use crate::value::Statement;

/// An org in numbers. `calls` is always the sum of logged, ignored, waiting, held and failed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Accepted deliveries, every copy counted.
    pub events_received: i64,
    /// Calls that the deliveries told of.
    pub calls: i64,
    /// Calls whose Task is written.
    pub logged: i64,
    /// Calls that a rule leaves out.
    pub ignored: i64,
    /// Calls with something still to do.
    pub waiting: i64,
    /// The same while the org is paused.
    pub held: i64,
    /// Calls that were given up.
    pub failed: i64,
    /// API calls spent on the org.
    pub api_calls: i64,
    /// Deliveries that nobody has looked into, or that are to be read again.
    pub inbox_waiting: i64,
    /// Deliveries that could not be understood.
    pub inbox_failed: i64,
    /// The pause, while it lasts.
    pub paused: Option<Pause>,
}

impl Store {
    /// Since when (UTC milliseconds) the oldest thing waits that could be done at `now`: a delivery to be read or a call
    /// that is due. `None` when nothing waits.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn oldest_waiting(&self, org_id: &str, now: i64) -> Result<Option<i64>> {
        let statement = oldest_statement(org_id, now);
        let rows = self.database.query(statement.sql, statement.params).await?;
        let Some(mut row) = rows.into_iter().next() else { return Ok(None) };
        let oldest = [row.int_or_null("unread")?, row.int_or_null("due")?];
        Ok(oldest.into_iter().flatten().min())
    }

    /// The numbers of an org at `now`; all zero for an org that nothing is known of.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn status(&self, org_id: &str, now: i64) -> Result<Status> {
        let mut status = Status::default();
        let org = format!("SELECT {PAUSE_COLUMNS}, events_received, api_calls FROM {PAUSE_FROM}");
        for mut row in self.database.query(org, vec![org_id.into()]).await? {
            status.events_received = row.int("events_received")?;
            status.api_calls = row.int("api_calls")?;
            status.paused = Pause::from_row(&mut row)?.filter(|pause| pause.until > now);
        }
        let inbox = "SELECT \
            (SELECT COUNT(*) FROM inbox WHERE org_id = $1 AND state IN (0, 3)) AS inbox_waiting, \
            (SELECT COUNT(*) FROM inbox WHERE org_id = $1 AND state = 2) AS inbox_failed";
        for mut row in self.database.query(inbox, vec![org_id.into()]).await? {
            status.inbox_waiting = row.int("inbox_waiting")?;
            status.inbox_failed = row.int("inbox_failed")?;
        }
        // One statement reads all states, so that a call on its way from one to another is counted once.
        let calls = "SELECT state, CAST(SUM(count) AS BIGINT) AS count FROM call_count WHERE org_id = $1 GROUP BY state";
        for mut row in self.database.query(calls, vec![org_id.into()]).await? {
            let count = row.int("count")?;
            status.calls += count;
            match CallState::from_column(&row.text("state")?)? {
                CallState::Logged => status.logged = count,
                CallState::Ignored => status.ignored = count,
                CallState::Failed => status.failed = count,
                CallState::Waiting if status.paused.is_some() => status.held = count,
                CallState::Waiting => status.waiting = count,
            }
        }
        Ok(status)
    }
}

impl Store {
    /// Keeps the counts of calls short where each change adds to them. To be done every few seconds.
    ///
    /// # Errors
    /// Any failure of the database; the counts are right either way.
    pub async fn gather_counts(&self, org_id: &str) -> Result<()> {
        let Some(sql) = self.database.dialect().gather_counts else { return Ok(()) };
        self.database.apply_one(Statement::new(sql, vec![org_id.into()])).await.map(drop)
    }
}

pub(crate) fn oldest_statement(org_id: &str, now: i64) -> Statement {
    let sql = "SELECT \
        (SELECT received_at FROM inbox WHERE org_id = $1 AND state IN (0, 3) ORDER BY id LIMIT 1) AS unread, \
        (SELECT due_at FROM call WHERE org_id = $1 AND due_at <= $2 ORDER BY due_at LIMIT 1) AS due";
    Statement::new(sql, vec![org_id.into(), now.into()])
}
