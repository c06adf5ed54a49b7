//! Stops that somebody has to end: logging is paused by a person, or was never begun.

use crate::error::Result;
use crate::store::Store;
use crate::value::Statement;

impl Store {
    /// Holds every call of the org until [`Store::release`]. `by` is who wants that, `at` when (UTC milliseconds).
    /// Returns whether it holds for this reason from now on: another hold that is there already stays.
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
        let sql = "INSERT INTO org (org_id, paused_until, events_received, api_calls, held_code, held_text, held_by, held_at) \
                   VALUES ($1, 0, 0, 0, $2, $3, $4, $5) \
                   ON CONFLICT (org_id) DO UPDATE SET held_code = excluded.held_code, \
                       held_text = excluded.held_text, held_by = excluded.held_by, held_at = excluded.held_at \
                   WHERE org.held_code IS NULL RETURNING org_id";
        let params = vec![org_id.into(), code.into(), text.into(), by.into(), at.into()];
        Ok(!self.database.apply_one(Statement::new(sql, params)).await?.is_empty())
    }

    /// Ends the hold of this code. Returns whether there was one; a hold for another reason stays.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn release(&self, org_id: &str, code: &str) -> Result<bool> {
        let sql = "UPDATE org SET held_code = NULL, held_text = NULL, held_by = NULL, held_at = NULL \
                   WHERE org_id = $1 AND held_code = $2 RETURNING org_id";
        let params = vec![org_id.into(), code.into()];
        Ok(!self.database.apply_one(Statement::new(sql, params)).await?.is_empty())
    }
}
