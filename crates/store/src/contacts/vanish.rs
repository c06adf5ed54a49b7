//! Contacts that a reading of all of them did not show any more.

use crate::error::Result;
use crate::store::Store;
use crate::value::Statement;

impl Store {
    /// How many contacts of a source were not seen since (UTC milliseconds), and how many there are altogether; those
    /// that are gone are not counted.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn contacts_unseen(
        &self,
        org_id: &str,
        source_id: &str,
        since: i64,
    ) -> Result<(i64, i64)> {
        let sql = "SELECT COUNT(*) AS known, CAST(COALESCE(SUM(CASE WHEN seen_at < $3 THEN 1 ELSE 0 END), 0) AS BIGINT) \
                       AS unseen \
                   FROM contact WHERE org_id = $1 AND source_id = $2 AND gone = 0";
        let params = vec![org_id.into(), source_id.into(), since.into()];
        let mut rows = self.database.query(sql, params).await?;
        match rows.first_mut() {
            Some(row) => Ok((row.int("unseen")?, row.int("known")?)),
            None => Ok((0, 0)),
        }
    }

    /// Marks those as gone that were not seen since (UTC milliseconds), in one transaction.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn lose_contacts(&self, org_id: &str, source_id: &str, since: i64) -> Result<()> {
        let params = || vec![org_id.into(), source_id.into(), since.into()];
        let numbers = "DELETE FROM contact_number WHERE org_id = $1 AND source_id = $2 AND contact_id IN \
                       (SELECT contact_id FROM contact WHERE org_id = $1 AND source_id = $2 AND gone = 0 AND seen_at < $3)";
        let gone = "UPDATE contact SET gone = 1 \
                    WHERE org_id = $1 AND source_id = $2 AND gone = 0 AND seen_at < $3";
        let statements = vec![Statement::new(numbers, params()), Statement::new(gone, params())];
        self.database.apply(statements).await.map(drop)
    }
}
