//! Failed sign-ins, counted by account and by address, so that guessing is slow on every node and after a restart.

use crate::error::Result;
use crate::store::Store;
use crate::value::{Rows, Statement};

/// What went wrong so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Attempts {
    /// How many sign-ins failed in a row.
    pub failures: i64,
    /// The last of them, UTC milliseconds.
    pub last_at: i64,
}

impl Store {
    /// The failures so far about this account or address.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn sign_in_failures(&self, org_id: &str, about: &str) -> Result<Attempts> {
        let sql = "SELECT failures, last_at FROM sign_in_failure WHERE org_id = $1 AND about = $2";
        let mut rows = self.database.query(sql, vec![org_id.into(), about.into()]).await?;
        let Some(row) = rows.first_mut() else { return Ok(Attempts::default()) };
        Ok(Attempts { failures: row.int("failures")?, last_at: row.int("last_at")? })
    }

    /// Counts an attempt at `now` about each account or address, before its outcome is known, so that guesses at the
    /// same time are not free. Returns the counts with this one, in their order. What is older than `forget` is removed.
    /// Times are UTC milliseconds.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn count_attempt(
        &self,
        org_id: &str,
        about: &[&str],
        forget: i64,
        now: i64,
    ) -> Result<Vec<i64>> {
        let sql = "DELETE FROM sign_in_failure WHERE org_id = $1 AND last_at < $2";
        let mut steps = vec![Statement::new(sql, vec![org_id.into(), forget.into()])];
        for about in about {
            let sql = "INSERT INTO sign_in_failure (org_id, about, failures, last_at) VALUES ($1, $2, 1, $3) \
                       ON CONFLICT (org_id, about) DO UPDATE SET failures = sign_in_failure.failures + 1, \
                           last_at = excluded.last_at RETURNING failures";
            steps.push(Statement::new(sql, vec![org_id.into(), (*about).into(), now.into()]));
        }
        let answers = self.database.apply(steps).await?;
        let count = |mut rows: Rows| rows.first_mut().map_or(Ok(0), |row| row.int("failures"));
        answers.into_iter().skip(1).map(count).collect()
    }

    /// Forgets the failures of an account or address, after a sign-in that was right.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn forget_failures(&self, org_id: &str, about: &str) -> Result<()> {
        let sql = "DELETE FROM sign_in_failure WHERE org_id = $1 AND about = $2";
        let params = vec![org_id.into(), about.into()];
        self.database.apply_one(Statement::new(sql, params)).await.map(drop)
    }
}
