//! Hard deletion: a record leaves the org without a stay in the recycle bin.

use super::Writer;
use crate::error::ApiError;
use crate::id;
use crate::schema::table::quoted;

impl Writer<'_> {
    /// Deletes a record for good.
    pub(crate) fn purge(&mut self, object: &str, id: &str) -> Result<(), ApiError> {
        self.delete(object, id)?;
        let object = self.object(object)?;
        let sql = format!("DELETE FROM {} WHERE \"Id\" = ?1", quoted(&object.name));
        let mut statement = self.database.connection.prepare_cached(&sql)?;
        statement.execute([id::normalise(id)])?;
        Ok(())
    }
}
