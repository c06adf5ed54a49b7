//! Changes a record.

use rusqlite::types::Value as SqlValue;
use serde_json::{Map, Value};

use super::{Row, Writer};
use crate::error::ApiError;
use crate::schema::Object;

impl<'a> Writer<'a> {
    /// Changes the given fields of a record.
    pub(crate) fn update(
        &mut self,
        object: &str,
        id: &str,
        changes: Map<String, Value>,
    ) -> Result<(), ApiError> {
        let object = self.object(object)?;
        let (id, old) = self.existing(object, id)?;
        self.check_may_edit(object, &old)?;
        let given = self.given(object, &changes, Some(&old))?;
        self.update_given(object, &id, &old, &given)
    }

    /// Changes a record to cells that were read already.
    pub(super) fn update_given(
        &mut self,
        object: &'a Object,
        id: &str,
        old: &Row<'a>,
        given: &Row<'a>,
    ) -> Result<(), ApiError> {
        self.check_person_fields(object, given, Some(old))?;
        let mut row = old.clone();
        row.extend(given.iter().map(|(name, value)| (*name, value.clone())));
        self.derive(object, &mut row, Some(old))?;
        self.check_required(object, &row)?;
        self.check_record_type(object, given)?;
        self.check_references(object, given, &row)?;
        self.check_unique(object, given, id)?;
        self.strike(object, id, &row)?;
        self.check_validation_rules(object, &row, Some(old))?;
        self.check_duplicates(object, &row, Some(old))?;
        self.lock_for_change(object, id, &[old, &row])?;
        self.stamp_modified(&mut row);
        let mut changes = row.clone();
        changes.retain(|name, value| old.get(name).unwrap_or(&SqlValue::Null) != value);
        self.change(object, id, &changes)?;
        if object.name == "Account" {
            self.update_person(&row, given)?;
        }
        self.hand_over(object, old, &row)
    }
}
