//! How often each source's webhooks were taken or refused: counts and times, nothing of what they said.

use crate::batch::{Batch, Column, Kind};
use crate::error::Result;
use crate::store::Store;
use crate::value::Statement;

/// How often one thing happened to a source's webhooks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookTally {
    /// The source.
    pub source_id: String,
    /// Empty: they were taken. Else the code of why they were refused.
    pub outcome: String,
    /// How often.
    pub count: i64,
    /// When first, UTC milliseconds.
    pub first_at: i64,
    /// When last.
    pub last_at: i64,
}

const TALLY: &[Column] = &[
    ("source_id", Kind::Text),
    ("outcome", Kind::Text),
    ("many", Kind::Int),
    ("first_at", Kind::Int),
    ("last_at", Kind::Int),
];

impl Store {
    /// Adds to the counts; several nodes may count at the same time.
    ///
    /// # Errors
    /// Any failure of the database; nothing was counted then.
    pub async fn tally_webhooks(&self, org_id: &str, tallies: &[WebhookTally]) -> Result<()> {
        let mut batch = Batch::new(TALLY);
        for tally in tallies {
            batch.push([
                tally.source_id.as_str().into(),
                tally.outcome.as_str().into(),
                tally.count.into(),
                tally.first_at.into(),
                tally.last_at.into(),
            ]);
        }
        if batch.is_empty() {
            return Ok(());
        }
        let rows = (self.database.dialect().rows_of)("$2", batch.columns());
        // Sorted, so that two nodes lock the same rows in the same order.
        let sql = format!(
            "WITH {rows} INSERT INTO webhook_tally (org_id, source_id, outcome, count, first_at, last_at) \
             SELECT CAST($1 AS TEXT), source_id, outcome, many, first_at, last_at FROM r WHERE true ORDER BY source_id, outcome \
             ON CONFLICT (org_id, source_id, outcome) DO UPDATE SET count = webhook_tally.count + excluded.count, \
                 last_at = CASE WHEN excluded.last_at > webhook_tally.last_at THEN excluded.last_at ELSE webhook_tally.last_at END"
        );
        let params = vec![org_id.into(), batch.into_param()];
        self.database.apply_one(Statement::new(sql, params)).await.map(drop)
    }

    /// The counts of all sources.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn webhook_tallies(&self, org_id: &str) -> Result<Vec<WebhookTally>> {
        let sql = "SELECT source_id, outcome, count, first_at, last_at FROM webhook_tally WHERE org_id = $1 \
                   ORDER BY source_id, outcome";
        let rows = self.database.query(sql, vec![org_id.into()]).await?;
        rows.into_iter()
            .map(|mut row| {
                Ok(WebhookTally {
                    source_id: row.text("source_id")?,
                    outcome: row.text("outcome")?,
                    count: row.int("count")?,
                    first_at: row.int("first_at")?,
                    last_at: row.int("last_at")?,
                })
            })
            .collect()
    }

    /// Forgets a count that has not grown since `last_at`: what comes after it counts from one.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn forget_tally(&self, org_id: &str, tally: &WebhookTally) -> Result<()> {
        let sql = "DELETE FROM webhook_tally WHERE org_id = $1 AND source_id = $2 AND outcome = $3 AND last_at <= $4";
        let params = vec![
            org_id.into(),
            tally.source_id.as_str().into(),
            tally.outcome.as_str().into(),
            tally.last_at.into(),
        ];
        self.database.apply_one(Statement::new(sql, params)).await.map(drop)
    }
}
