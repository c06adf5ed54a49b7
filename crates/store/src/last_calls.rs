//! The calls of one phone system that came last: on them new settings are tried.

use crate::call::{self, CallRow};
use crate::error::Result;
use crate::store::Store;

impl Store {
    /// The newest calls of a source, at most `limit`, the newest first.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn last_calls(
        &self,
        org_id: &str,
        source_id: &str,
        limit: i64,
    ) -> Result<Vec<CallRow>> {
        let columns = call::COLUMNS;
        let sql = format!(
            "SELECT {columns} FROM call WHERE org_id = $1 AND source_id = $2 \
             ORDER BY created_at DESC, call_id DESC LIMIT $3"
        );
        let params = vec![org_id.into(), source_id.into(), limit.into()];
        CallRow::from_rows(self.database.query(sql, params).await?)
    }
}
