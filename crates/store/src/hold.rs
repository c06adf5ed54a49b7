//! Stops that somebody has to end: logging is paused by a person, or was never begun.

use crate::error::Result;
use crate::org::Pause;
use crate::store::Store;
use crate::value::Statement;

impl Store {
    /// Holds every call of the org until [`Store::release`] ends it and all others. `by` is who wants that, `at` when (UTC
    /// milliseconds). Returns whether it was not held for this reason before: then nothing changes.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn hold(
        &self,
        org_id: &str,
        code: &str,
        text: &str,
        by: Option<&str>,
        at: i64,
    ) -> Result<bool> {
        let org = "INSERT INTO org (org_id, paused_until, events_received, api_calls) VALUES ($1, 0, 0, 0) \
                   ON CONFLICT (org_id) DO NOTHING";
        let hold = "INSERT INTO hold (org_id, code, text, held_by, held_at) VALUES ($1, $2, $3, $4, $5) \
                    ON CONFLICT (org_id, code) DO NOTHING RETURNING code";
        let params = vec![org_id.into(), code.into(), text.into(), by.into(), at.into()];
        let statements =
            vec![Statement::new(org, vec![org_id.into()]), Statement::new(hold, params)];
        let answers = self.database.apply(statements).await?;
        Ok(answers.last().is_some_and(|rows| !rows.is_empty()))
    }

    /// Everything that holds the org until somebody ends it, the longest first.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn holds(&self, org_id: &str) -> Result<Vec<Pause>> {
        let sql = "SELECT code AS held_code, text AS held_text, held_by, held_at FROM hold WHERE org_id = $1 \
                   ORDER BY held_at, code";
        let mut rows = self.database.query(sql, vec![org_id.into()]).await?;
        let holds = rows.iter_mut().map(Pause::from_hold).collect::<Result<Vec<_>>>()?;
        Ok(holds.into_iter().flatten().collect())
    }

    /// Ends the hold of this code. Returns whether there was one; those for other reasons stay.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn release(&self, org_id: &str, code: &str) -> Result<bool> {
        let sql = "DELETE FROM hold WHERE org_id = $1 AND code = $2 RETURNING code";
        let params = vec![org_id.into(), code.into()];
        Ok(!self.database.apply_one(Statement::new(sql, params)).await?.is_empty())
    }
}
