//! Creates a record, in the order in which Salesforce does it (Apex developer guide, "Triggers and order of execution").

use rusqlite::types::Value as SqlValue;
use serde_json::{Map, Value};

use super::{Row, Writer};
use crate::cell;
use crate::error::ApiError;
use crate::schema::Object;

impl<'a> Writer<'a> {
    /// Creates a record; returns its id.
    pub(crate) fn create(
        &mut self,
        object: &str,
        record: Map<String, Value>,
    ) -> Result<String, ApiError> {
        let object = self.object(object)?;
        self.check_may_create(object)?;
        let given = self.given(object, &record, None)?;
        self.create_given(object, &given)
    }

    /// Creates a record of cells that were read already; returns its id.
    pub(super) fn create_given(
        &mut self,
        object: &'a Object,
        given: &Row<'a>,
    ) -> Result<String, ApiError> {
        let mut row = given.clone();
        self.fill_defaults(object, &mut row)?;
        self.check_person_fields(object, given, None)?;
        self.derive(object, &mut row, None)?;
        self.default_record_type(object, &mut row)?;
        self.check_required(object, &row)?;
        self.check_recurrence(object, &row)?;
        let id = match row.get("Id") {
            Some(SqlValue::Text(id)) => id.clone(),
            _ => self.new_id(object)?,
        };
        self.check_record_type(object, given)?;
        self.check_references(object, given, &row)?;
        self.check_unique(object, given, &id)?;
        self.strike(object, &id, &row)?;
        self.check_validation_rules(object, &row, None)?;
        self.check_duplicates(object, &row, None)?;
        self.assign_lead(object, &mut row)?;
        self.lock_for_insert(object, &row)?;
        row.insert("Id", SqlValue::Text(id.clone()));
        self.stamp_created(&mut row);
        let contact = match object.name.as_str() {
            "Account" => self.persons_contact(&mut row)?,
            _ => None,
        };
        // The account goes first, as in Salesforce's order of change events.
        self.insert(object, &row)?;
        if let Some(contact) = contact {
            self.insert(self.object("Contact")?, &contact)?;
        }
        self.make_occurrences(object, &id, &row)?;
        Ok(id)
    }

    /// Fails if a fault is set to strike this record, whatever part of it is written.
    pub(super) fn strike(&self, object: &Object, id: &str, row: &Row<'_>) -> Result<(), ApiError> {
        if self.takes_system_fields {
            return Ok(());
        }
        self.org.0.faults.strike_record(&object.name, id, |name| {
            let field = object.field(name)?;
            let value = row.get(field.name.as_str())?;
            Some(cell::json(field.kind, value.into()))
        })
    }
}
