//! What the recycle bin knows of each deletion: the records that went along with one, and the links that it cut.

use rusqlite::params;
use rusqlite::types::Value as SqlValue;

use super::Writer;
use crate::error::ApiError;

impl Writer<'_> {
    /// Notes that the deletion of `root` deleted a record, or only emptied a field (its name and old value) of it.
    pub(super) fn remember_in_bin(
        &self,
        id: &str,
        root: &str,
        link: Option<(&str, &str)>,
    ) -> Result<(), ApiError> {
        let (field, value) = link.unzip();
        let mut statement = self.database.connection.prepare_cached(
            "INSERT INTO \"emulator bin\" (root, id, field, value) VALUES (?1, ?2, ?3, ?4)",
        )?;
        statement.execute(params![root, id, field, value])?;
        Ok(())
    }

    pub(super) fn forget_bin(&self, root: &str) -> Result<(), ApiError> {
        let sql = "DELETE FROM \"emulator bin\" WHERE root = ?1";
        self.database.connection.prepare_cached(sql)?.execute([root])?;
        Ok(())
    }

    /// What one deletion took along, itself included: ids, and fields with their values where only a link was cut.
    pub(super) fn taken_along(
        &self,
        root: &str,
    ) -> Result<Vec<(String, Option<String>, SqlValue)>, ApiError> {
        let mut statement = self.database.connection.prepare_cached(
            "SELECT id, field, value FROM \"emulator bin\" WHERE root = ?1 ORDER BY rowid",
        )?;
        let found = statement
            .query_map([root], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<Result<Vec<_>, _>>()?;
        if !found.is_empty() {
            return Ok(found);
        }
        // Deleted along with another record, or loaded as deleted: it comes back alone.
        Ok(vec![(root.to_owned(), None, SqlValue::Null)])
    }
}
