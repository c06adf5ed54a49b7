//! Checks of a whole record: required fields, references, owners, unique values.

use rusqlite::OptionalExtension;
use rusqlite::types::Value as SqlValue;

use super::value::wrong_id;
use super::{Row, Writer, text};
use crate::error::ApiError;
use crate::schema::table::quoted;
use crate::schema::{Field, FieldType, Object};

impl<'a> Writer<'a> {
    /// Fails if a required field is null.
    pub(super) fn check_required(&self, object: &Object, row: &Row<'a>) -> Result<(), ApiError> {
        let setup = self.org.setup();
        let wanted = |field: &Field| {
            !self.takes_system_fields
                && setup.required_fields.iter().any(|name| {
                    name.split_once('.').is_some_and(|(wanted, name)| {
                        wanted.eq_ignore_ascii_case(&object.name)
                            && name.eq_ignore_ascii_case(&field.name)
                    })
                })
        };
        let missing: Vec<&str> = object
            .fields
            .iter()
            .filter(|field| is_null(row, &field.name))
            .filter(|field| {
                (field.is_required() && !self.is_optional(object, field)) || wanted(field)
            })
            .map(|field| field.name.as_str())
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let message = format!("Required fields are missing: [{}]", missing.join(", "));
        Err(ApiError::record("REQUIRED_FIELD_MISSING", message, &missing))
    }

    /// Where there are person accounts, a lead without a company is a person.
    fn is_optional(&self, object: &Object, field: &Field) -> bool {
        object.name == "Lead" && field.name == "Company" && self.org.options().person_accounts
    }

    /// Checks every reference that a request gives.
    pub(super) fn check_references(
        &self,
        object: &'a Object,
        given: &Row<'a>,
        row: &Row<'a>,
    ) -> Result<(), ApiError> {
        for (name, value) in given {
            let Some(field) = object.field(name) else {
                continue;
            };
            if let (FieldType::Reference, SqlValue::Text(id)) = (field.kind, value) {
                self.check_reference(object, field, id)?;
            }
        }
        if object.activity {
            check_lead_has_no_what(object, row)?;
        }
        Ok(())
    }

    fn check_reference(&self, object: &Object, field: &Field, id: &str) -> Result<(), ApiError> {
        let Some(target) = self.schema().object_of_id(id) else {
            // CallCenter and other objects which the emulator does not have.
            let foreign =
                field.references.iter().any(|target| self.schema().object(target).is_none());
            return match foreign {
                true => Ok(()),
                false => Err(wrong_id(field, id)),
            };
        };
        if !field.references.contains(&target.name) {
            return Err(wrong_id(field, id));
        }
        let extra = match target.name.as_str() {
            "User" => "\"IsActive\"",
            "Lead" => "\"IsConverted\"",
            "Group" => "\"Type\" = 'Queue'",
            _ => "1",
        };
        let sql = format!(
            "SELECT \"IsDeleted\", {extra} FROM {} WHERE \"Id\" = ?1",
            quoted(&target.name)
        );
        let mut statement = self.database.connection.prepare_cached(&sql)?;
        let found: Option<(bool, bool)> =
            statement.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let Some((deleted, flag)) = found else {
            return Err(ApiError::record(
                "INVALID_CROSS_REFERENCE_KEY",
                "invalid cross reference id",
                &[],
            ));
        };
        if deleted {
            return Err(ApiError::record("ENTITY_IS_DELETED", "entity is deleted", &[]));
        }
        let owner = field.name == "OwnerId";
        match target.name.as_str() {
            "Lead" if flag && object.activity => Err(ApiError::record(
                "CANNOT_UPDATE_CONVERTED_LEAD",
                "cannot reference converted lead",
                &[],
            )),
            "User" if !flag && owner && !self.takes_system_fields => Err(ApiError::record(
                "INACTIVE_OWNER_OR_USER",
                format!(
                    "operation performed with inactive user [{id}] as owner of {}",
                    object.name.to_lowercase()
                ),
                &[],
            )),
            "Group" if owner => self.check_queue(object, id, flag),
            _ => self.check_sees(target, id),
        }
    }

    /// Fails if another record holds a value that must be unique.
    pub(super) fn check_unique(
        &self,
        object: &'a Object,
        given: &Row<'a>,
        own_id: &str,
    ) -> Result<(), ApiError> {
        for field in object.fields.iter().filter(|field| field.unique) {
            let value = match given.get(field.name.as_str()) {
                None | Some(SqlValue::Null) => continue,
                Some(value) => value,
            };
            let sql = format!(
                "SELECT \"Id\" FROM {} WHERE {} = ?1 AND \"Id\" <> ?2 AND \"IsDeleted\" = 0",
                quoted(&object.name),
                quoted(&field.name)
            );
            let mut statement = self.database.connection.prepare_cached(&sql)?;
            let other: Option<String> =
                statement.query_row((value, own_id), |row| row.get(0)).optional()?;
            if let Some(other) = other {
                let message = format!(
                    "duplicate value found: {} duplicates value on record with id: {}",
                    field.name,
                    other.get(..15).unwrap_or(&other)
                );
                return Err(ApiError::record("DUPLICATE_VALUE", message, &[]));
            }
        }
        Ok(())
    }
}

/// An activity with a lead has no related record.
fn check_lead_has_no_what(object: &Object, row: &Row<'_>) -> Result<(), ApiError> {
    let lead = text(row, "WhoId").is_some_and(|id| id.starts_with("00Q"));
    if !lead || is_null(row, "WhatId") {
        return Ok(());
    }
    let label = object.field("WhatId").map_or("", |field| &field.label);
    // The code is documented by two vendors; the wording is a guess.
    let message = format!("{label}: must be empty when {} is related to a lead", object.name);
    Err(ApiError::record("FIELD_INTEGRITY_EXCEPTION", message, &["WhatId"]))
}

fn is_null(row: &Row<'_>, name: &str) -> bool {
    matches!(row.get(name), None | Some(SqlValue::Null))
}
