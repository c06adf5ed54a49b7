//! What failed, counted by cause. Served by indexes of the failed only, whatever the number of calls.

use crate::call::{self, CallRow};
use crate::delivery::Delivery;
use crate::error::Result;
use crate::store::Store;
use crate::value::Statement;

/// What a [`Cause`] has struck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CauseKind {
    /// Calls.
    Call,
    /// Deliveries that cannot be read.
    Delivery,
}

/// All that failed for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// What it has struck.
    pub kind: CauseKind,
    /// For calls the cause as it was completed with; for deliveries the error's code.
    pub cause: String,
    /// The source, for deliveries.
    pub source_id: Option<String>,
    /// How many it has struck.
    pub count: i64,
    /// When the first of those still struck failed last, UTC milliseconds.
    pub first_at: i64,
    /// When the last of them failed.
    pub last_at: i64,
    /// The id of the last of them.
    pub sample: Option<String>,
}

pub(crate) fn call_causes_statement(org_id: &str) -> Statement {
    // The sample is found in the same index: its end within the cause.
    let sql = "SELECT grouped.*, (SELECT newest.call_id FROM call AS newest WHERE newest.org_id = $1 AND newest.cause = grouped.cause \
            ORDER BY newest.updated_at DESC, newest.call_id DESC LIMIT 1) AS sample \
        FROM (SELECT cause, COUNT(*) AS struck, MIN(updated_at) AS first_at, MAX(updated_at) AS last_at FROM call \
              WHERE org_id = $1 AND cause IS NOT NULL GROUP BY cause) AS grouped ORDER BY cause";
    Statement::new(sql, vec![org_id.into()])
}

pub(crate) fn delivery_causes_statement(org_id: &str) -> Statement {
    let sql = "SELECT grouped.*, (SELECT newest.id FROM inbox AS newest WHERE newest.org_id = $1 AND newest.state = 2 \
            AND newest.error_code = grouped.error_code AND newest.source_id = grouped.source_id \
            ORDER BY newest.received_at DESC, newest.id DESC LIMIT 1) AS sample \
        FROM (SELECT error_code, source_id, COUNT(*) AS struck, MIN(received_at) AS first_at, MAX(received_at) AS last_at \
              FROM inbox WHERE org_id = $1 AND state = 2 GROUP BY error_code, source_id) AS grouped \
        ORDER BY error_code, source_id";
    Statement::new(sql, vec![org_id.into()])
}

impl Store {
    /// The causes of failed calls and of unreadable deliveries.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn causes(&self, org_id: &str) -> Result<Vec<Cause>> {
        let mut causes = Vec::new();
        let calls = call_causes_statement(org_id);
        for mut row in self.database.query(calls.sql, calls.params).await? {
            causes.push(Cause {
                kind: CauseKind::Call,
                cause: row.text("cause")?,
                source_id: None,
                count: row.int("struck")?,
                first_at: row.int("first_at")?,
                last_at: row.int("last_at")?,
                sample: row.text_or_null("sample")?,
            });
        }
        let deliveries = delivery_causes_statement(org_id);
        for mut row in self.database.query(deliveries.sql, deliveries.params).await? {
            causes.push(Cause {
                kind: CauseKind::Delivery,
                cause: row.text_or_null("error_code")?.unwrap_or_default(),
                source_id: Some(row.text("source_id")?),
                count: row.int("struck")?,
                first_at: row.int("first_at")?,
                last_at: row.int("last_at")?,
                sample: row.text_or_null("sample")?,
            });
        }
        Ok(causes)
    }

    /// The calls that a cause has struck, the last first; those before `before` (when it failed and its id) to go on.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn calls_struck(
        &self,
        org_id: &str,
        cause: &str,
        before: Option<(i64, &str)>,
        limit: i64,
    ) -> Result<Vec<CallRow>> {
        let (at, id) = before.unwrap_or((i64::MAX, ""));
        let sql = format!(
            "SELECT {} FROM call WHERE org_id = $1 AND cause = $2 AND (updated_at, call_id) < ($3, $4) \
             ORDER BY updated_at DESC, call_id DESC LIMIT $5",
            call::COLUMNS
        );
        let params = vec![org_id.into(), cause.into(), at.into(), id.into(), limit.into()];
        CallRow::from_rows(self.database.query(sql, params).await?)
    }

    /// The deliveries of a source that cannot be read for the reason `code`, the last first.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn deliveries_struck(
        &self,
        org_id: &str,
        code: &str,
        source_id: &str,
        limit: i64,
    ) -> Result<Vec<Delivery>> {
        let sql = format!(
            "SELECT {} FROM inbox WHERE org_id = $1 AND state = 2 AND error_code = $2 AND source_id = $3 \
             ORDER BY received_at DESC, id DESC LIMIT $4",
            crate::delivery::COLUMNS
        );
        self.deliveries(sql, vec![org_id.into(), code.into(), source_id.into(), limit.into()]).await
    }
}
