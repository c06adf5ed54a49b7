//! The recycle bin: deleting a record with what belongs to it, bringing it back, and removing it for good.
//!
//! What a deletion took along is kept beside the tables, so that an undelete brings back just that. Modelled: the bin
//! never empties by itself.

use rusqlite::types::Value as SqlValue;

use super::recycle_rules::{CASCADES, UNLINKS, obstacle};
use super::{Row, Writer, is_true, person};
use crate::error::ApiError;
use crate::id;
use crate::schema::Object;
use crate::schema::table::quoted;

/// How deep a deletion follows from parents to children.
const DEEPEST: usize = 5;

impl<'a> Writer<'a> {
    /// Moves a record to the recycle bin, with what Salesforce deletes along with it.
    pub(crate) fn delete(&mut self, object: &str, id: &str) -> Result<(), ApiError> {
        let object = self.object(object)?;
        let (id, old) = self.existing(object, id)?;
        self.check_may_delete(object, &old)?;
        if object.name == "Contact" && is_true(&old, "IsPersonAccount") {
            return Err(person::contact_is_the_accounts());
        }
        self.strike(object, &id, &old)?;
        obstacle(self.database, object, &id, &old)?;
        self.lock_for_change(object, &id, &[&old])?;
        if object.recycle_bin {
            return self.bin(object, &id, &id, DEEPEST);
        }
        self.erase(object, &id)
    }

    /// Brings a record back from the recycle bin, with what its deletion took along; takes 15 or 18 characters.
    pub(crate) fn undelete(&mut self, id: &str) -> Result<(), ApiError> {
        let (object, id, old) = self.binned(id, "UNDELETE_FAILED")?;
        self.check_may_delete(object, &old)?;
        for (id, field, value) in self.taken_along(&id)? {
            let Some(object) = self.schema().object_of_id(&id) else {
                continue;
            };
            let mut row = Row::new();
            match field.as_deref().and_then(|field| object.field(field)) {
                None => {
                    row.insert("IsDeleted", SqlValue::Integer(0));
                    if object.field("MasterRecordId").is_some() {
                        row.insert("MasterRecordId", SqlValue::Null);
                    }
                }
                Some(field) => {
                    row.insert(&field.name, value);
                }
            }
            self.stamp_modified(&mut row);
            self.change(object, &id, &row)?;
        }
        self.forget_bin(&id)
    }

    /// Deletes a record for good, without a stay in the recycle bin.
    pub(crate) fn hard_delete(&mut self, object: &str, id: &str) -> Result<(), ApiError> {
        self.delete(object, id)?;
        match self.object(object)?.recycle_bin {
            true => self.empty_from_bin(id),
            false => Ok(()),
        }
    }

    /// Removes a record in the recycle bin for good, with what its deletion took along.
    pub(crate) fn empty_from_bin(&mut self, id: &str) -> Result<(), ApiError> {
        let (object, id, old) = self.binned(id, "INVALID_ID_FIELD")?;
        self.check_may_delete(object, &old)?;
        for (id, field, _) in self.taken_along(&id)? {
            if let (None, Some(object)) = (field, self.schema().object_of_id(&id)) {
                self.erase(object, &id)?;
            }
        }
        self.forget_bin(&id)?;
        self.erase(object, &id)
    }

    /// The object, whole id and cells of a record in the recycle bin.
    fn binned(&self, id: &str, code: &str) -> Result<(&'a Object, String, Row<'a>), ApiError> {
        let unknown =
            || ApiError::record("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", &[]);
        let whole = id::normalise(id).ok_or_else(unknown)?;
        let object = self.schema().object_of_id(&whole).ok_or_else(unknown)?;
        let row = self.row(object, &whole)?.ok_or_else(unknown)?;
        match is_true(&row, "IsDeleted") {
            true => Ok((object, whole, row)),
            false => Err(ApiError::record(code, "Entity is not in the recycle bin", &[])),
        }
    }

    /// Marks a record as deleted on behalf of the deletion of `root`, then its children.
    pub(super) fn bin(
        &mut self,
        object: &'a Object,
        id: &str,
        root: &str,
        depth: usize,
    ) -> Result<(), ApiError> {
        let mut row = Row::new();
        row.insert("IsDeleted", SqlValue::Integer(1));
        self.stamp_modified(&mut row);
        self.change(object, id, &row)?;
        self.remember_in_bin(id, root, None)?;
        if depth == 0 {
            return Ok(());
        }
        for (parent, child, condition) in CASCADES {
            if parent == object.name {
                let child = self.object(child)?;
                for id in self.children(child, condition, id)? {
                    self.bin(child, &id, root, depth - 1)?;
                }
            }
        }
        for (parent, child, field) in UNLINKS {
            if parent == object.name {
                self.unlink(child, field, id, root)?;
            }
        }
        Ok(())
    }

    fn children(
        &self,
        child: &Object,
        condition: &str,
        parent: &str,
    ) -> Result<Vec<String>, ApiError> {
        let sql = format!(
            "SELECT \"Id\" FROM {} WHERE \"IsDeleted\" = 0 AND {condition}",
            quoted(&child.name)
        );
        let mut statement = self.database.connection.prepare_cached(&sql)?;
        let found = statement.query_map([parent], |row| row.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Empties the field of children that stay, and remembers what stood there.
    fn unlink(&mut self, child: &str, field: &str, id: &str, root: &str) -> Result<(), ApiError> {
        let child = self.object(child)?;
        let Some(field) = child.field(field) else {
            return Ok(());
        };
        for child_id in self.children(child, &format!("{} = ?1", quoted(&field.name)), id)? {
            let mut row = Row::new();
            row.insert(&field.name, SqlValue::Null);
            self.stamp_modified(&mut row);
            self.change(child, &child_id, &row)?;
            self.remember_in_bin(&child_id, root, Some((&field.name, id)))?;
        }
        Ok(())
    }

    fn erase(&self, object: &Object, id: &str) -> Result<(), ApiError> {
        let sql = format!("DELETE FROM {} WHERE \"Id\" = ?1", quoted(&object.name));
        self.database.connection.prepare_cached(&sql)?.execute([id])?;
        self.permissions_may_differ(object);
        Ok(())
    }
}
