//! How the org's daily API requests went, so that one can say when they end.

use crate::error::Result;
use crate::store::Store;
use crate::value::Statement;

/// The org's API requests at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotaSample {
    /// When, UTC milliseconds.
    pub at: i64,
    /// Requests of everybody in the 24 hours before.
    pub used: i64,
    /// Requests that the org may make in 24 hours.
    pub allowed: i64,
    /// Requests that we had made since the installation.
    pub ours: i64,
}

impl Store {
    /// Keeps a sample; one of the same moment is replaced.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn sample_quota(&self, org_id: &str, sample: QuotaSample) -> Result<()> {
        let sql = "INSERT INTO quota_sample (org_id, at, used, allowed, ours) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (org_id, at) DO UPDATE SET used = excluded.used, allowed = excluded.allowed, ours = excluded.ours";
        let params = vec![
            org_id.into(),
            sample.at.into(),
            sample.used.into(),
            sample.allowed.into(),
            sample.ours.into(),
        ];
        self.database.apply_one(Statement::new(sql, params)).await.map(drop)
    }

    /// The samples of `since` and later, in order.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn quota_samples(&self, org_id: &str, since: i64) -> Result<Vec<QuotaSample>> {
        let sql = "SELECT at, used, allowed, ours FROM quota_sample WHERE org_id = $1 AND at >= $2 ORDER BY at";
        let rows = self.database.query(sql, vec![org_id.into(), since.into()]).await?;
        rows.into_iter()
            .map(|mut row| {
                Ok(QuotaSample {
                    at: row.int("at")?,
                    used: row.int("used")?,
                    allowed: row.int("allowed")?,
                    ours: row.int("ours")?,
                })
            })
            .collect()
    }

    /// Forgets samples from before `before`.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn forget_quota_samples(&self, org_id: &str, before: i64) -> Result<()> {
        let sql = "DELETE FROM quota_sample WHERE org_id = $1 AND at < $2";
        self.database
            .apply_one(Statement::new(sql, vec![org_id.into(), before.into()]))
            .await
            .map(drop)
    }
}
