//! The recycle bin: deleting a record.

use rusqlite::types::Value as SqlValue;

use super::{Row, Writer, is_true, person};
use crate::error::ApiError;

impl Writer<'_> {
    /// Moves a record to the recycle bin.
    pub(crate) fn delete(&mut self, object: &str, id: &str) -> Result<(), ApiError> {
        let object = self.object(object)?;
        let (id, old) = self.existing(object, id)?;
        self.check_may_delete(object, &old)?;
        if object.name == "Contact" && is_true(&old, "IsPersonAccount") {
            return Err(person::contact_is_the_accounts());
        }
        self.strike(object, &id, &old)?;
        let mut row = Row::new();
        row.insert("IsDeleted", SqlValue::Integer(1));
        self.stamp_modified(&mut row);
        if let Some(SqlValue::Text(contact)) = old.get("PersonContactId") {
            let contacts = self.object("Contact")?;
            self.change(contacts, contact, &row)?;
        }
        self.change(object, &id, &row)
    }
}
