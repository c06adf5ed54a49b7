//! Upsert: create or update, decided by an external id.

use rusqlite::types::Value as SqlValue;
use serde_json::{Map, Value};

use super::{Writer, value};
use crate::error::ApiError;
use crate::schema::table::quoted;
use crate::schema::{Field, FieldType, Object};

/// What an upsert did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Upserted {
    Created(String),
    Updated(String),
    /// Nothing: several records have this external id.
    Several(Vec<String>),
}

impl<'a> Writer<'a> {
    /// The field of an object by which records can be addressed.
    pub(crate) fn external_id(
        &self,
        object: &'a Object,
        name: &str,
    ) -> Result<&'a Field, ApiError> {
        let view = self.view()?;
        // A hidden field finds nothing, or it would tell its values.
        let is_seen = view.object(&object.name).is_some_and(|seen| seen.field(name).is_some());
        object
            .field(name)
            .filter(|field| is_seen && (field.external_id || field.id_lookup))
            .ok_or_else(|| super::read::no_such_external_id(name))
    }

    /// The ids of the records with a value of an external id.
    pub(crate) fn find(
        &self,
        object: &Object,
        field: &Field,
        wanted: &Value,
    ) -> Result<Vec<String>, ApiError> {
        let wanted = value::cell(field, wanted)?;
        if wanted == SqlValue::Null {
            let message = format!("{} not specified", field.name);
            return Err(ApiError::record("MISSING_ARGUMENT", message, &[]));
        }
        let sql = format!(
            "SELECT \"Id\" FROM {} WHERE {} = ?1 AND \"IsDeleted\" = 0 ORDER BY \"Id\"",
            quoted(&object.name),
            quoted(&field.name)
        );
        let mut statement = self.database.connection.prepare_cached(&sql)?;
        let found = statement.query_map([wanted], |row| row.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Creates or updates the record whose `field` is `wanted`.
    ///
    /// With `update_only`, a record that does not exist is an error.
    pub(crate) fn upsert(
        &mut self,
        object: &str,
        field: &str,
        wanted: &Value,
        mut record: Map<String, Value>,
        update_only: bool,
    ) -> Result<Upserted, ApiError> {
        let object = self.object(object)?;
        let field = self.external_id(object, field)?;
        record.retain(|key, _| !key.eq_ignore_ascii_case(&field.name));
        if field.kind == FieldType::Id && wanted.is_null() {
            return Ok(Upserted::Created(self.create(&object.name, record)?));
        }
        let mut found = self.find(object, field, wanted)?;
        match (found.len(), update_only) {
            (0, false) if field.kind != FieldType::Id => {
                record.insert(field.name.clone(), wanted.clone());
                Ok(Upserted::Created(self.create(&object.name, record)?))
            }
            (0, _) => Err(ApiError::not_found()),
            (1, _) => {
                let id = found.swap_remove(0);
                self.update(&object.name, &id, record)?;
                Ok(Upserted::Updated(id))
            }
            _ => Ok(Upserted::Several(found)),
        }
    }
}
