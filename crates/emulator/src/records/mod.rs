//! Records: what happens when one is created, changed or deleted.

mod bin;
mod captured;
mod check;
mod conversion;
mod conversion_fields;
mod create;
mod defaults;
mod duplicate;
mod duplicate_reply;
mod event;
pub(crate) mod founding;
mod lifecycle;
mod locks;
mod match_text;
mod merge;
mod options;
mod ownership;
mod permission;
mod person;
mod queue;
pub(crate) mod read;
mod record_type;
mod recurrence;
mod recurrence_dates;
mod recycle;
mod recycle_rules;
mod restore;
mod rules;
mod scene;
mod sharing;
mod status_values;
#[cfg(test)]
mod tests;
mod update;
mod upsert;
mod users;
mod validation;
mod value;

use std::collections::BTreeMap;

use rusqlite::params_from_iter;
use rusqlite::types::Value as SqlValue;

use crate::access;
use crate::database::Database;
use crate::error::ApiError;
use crate::id;
use crate::org::{Actor, Org};
use crate::schema::table::quoted;
use crate::schema::{Object, Schema};

pub use conversion::{ConvertedLead, LeadConversion};
pub use merge::Merged;
pub(crate) use options::{AutoAssign, WriteOptions};
pub(crate) use sharing::Sharing;
pub(crate) use upsert::Upserted;
pub(crate) use users::users;

/// The cells of a record by field name; a field that is not there is null.
pub(crate) type Row<'a> = BTreeMap<&'a str, SqlValue>;

/// Writes records inside one transaction.
pub(crate) struct Writer<'a> {
    org: &'a Org,
    database: &'a Database,
    actor: &'a Actor,
    now: i64,
    takes_system_fields: bool,
    options: WriteOptions,
}

impl<'a> Writer<'a> {
    /// Begins a transaction, or a nested one if one is running.
    pub(crate) fn begin(
        org: &'a Org,
        database: &'a Database,
        actor: &'a Actor,
    ) -> Result<Self, ApiError> {
        database.savepoint()?;
        let options = WriteOptions::default();
        Ok(Self { org, database, actor, now: org.now(), takes_system_fields: false, options })
    }

    /// Keeps everything written since the beginning.
    pub(crate) fn commit(self) -> Result<(), ApiError> {
        Ok(self.database.release()?)
    }

    /// Undoes everything written since the beginning.
    pub(crate) fn roll_back(self) -> Result<(), ApiError> {
        Ok(self.database.roll_back()?)
    }

    /// Runs `work` so that it leaves no trace if it fails.
    pub(crate) fn attempt<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        self.database.savepoint()?;
        let result = work(self);
        match &result {
            Ok(_) => self.database.release()?,
            Err(_) => self.database.roll_back()?,
        }
        result
    }

    /// From now on, fields that only the system sets are taken from the records.
    pub(crate) fn take_system_fields(&mut self) {
        self.takes_system_fields = true;
    }

    /// From now on, writes follow what the headers of a request ask for.
    pub(crate) fn follow(&mut self, options: &WriteOptions) {
        self.options.clone_from(options);
    }

    pub(crate) fn schema(&self) -> &'a Schema {
        &self.database.schema
    }

    /// The object with a name; 404 if the org has none.
    pub(crate) fn object(&self, name: &str) -> Result<&'a Object, ApiError> {
        self.schema().object(name).ok_or_else(ApiError::not_found)
    }

    fn new_id(&self, object: &Object) -> Result<String, ApiError> {
        let number = self.database.count_up(&object.name)?;
        Ok(id::make(&object.key_prefix, u64::try_from(number).unwrap_or(0)))
    }

    /// The id in full and the cells of a record that exists and is not deleted.
    fn existing(&self, object: &'a Object, id: &str) -> Result<(String, Row<'a>), ApiError> {
        let whole = id::normalise(id).filter(|whole| whole.starts_with(&object.key_prefix));
        let Some(whole) = whole else {
            return Err(read::no_such_external_id(id));
        };
        let Some(row) = self.row(object, &whole)? else {
            let mut error =
                ApiError::record("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", &[]);
            error.status = 404;
            return Err(error);
        };
        if is_true(&row, "IsDeleted") {
            return Err(deleted());
        }
        Ok((whole, row))
    }

    /// The cells of a record, deleted or not.
    fn row(&self, object: &'a Object, id: &str) -> Result<Option<Row<'a>>, ApiError> {
        let columns: Vec<String> = object.fields.iter().map(|field| quoted(&field.name)).collect();
        let sql = format!(
            "SELECT {}, \"IsDeleted\" FROM {} WHERE \"Id\" = ?1",
            columns.join(", "),
            quoted(&object.name)
        );
        let mut statement = self.database.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([id])?;
        let Some(found) = rows.next()? else {
            return Ok(None);
        };
        let mut row = Row::new();
        for (place, field) in object.fields.iter().enumerate() {
            match found.get(place)? {
                SqlValue::Null => {}
                value => {
                    row.insert(&field.name, value);
                }
            }
        }
        row.insert("IsDeleted", found.get(object.fields.len())?);
        Ok(Some(row))
    }

    fn insert(&self, object: &Object, row: &Row<'_>) -> Result<(), ApiError> {
        let cells: Vec<(&&str, &SqlValue)> =
            row.iter().filter(|(_, value)| **value != SqlValue::Null).collect();
        let names: Vec<String> = cells.iter().map(|(name, _)| quoted(name)).collect();
        let marks = vec!["?"; cells.len()].join(", ");
        let sql =
            format!("INSERT INTO {} ({}) VALUES ({marks})", quoted(&object.name), names.join(", "));
        let mut statement = self.database.connection.prepare_cached(&sql)?;
        statement.execute(params_from_iter(cells.iter().map(|(_, value)| *value)))?;
        self.permissions_may_differ(object);
        self.capture_insert(object, row)
    }

    fn change(&self, object: &Object, id: &str, changes: &Row<'_>) -> Result<(), ApiError> {
        if changes.is_empty() {
            return Ok(());
        }
        let names: Vec<String> =
            changes.keys().map(|name| format!("{} = ?", quoted(name))).collect();
        let sql =
            format!("UPDATE {} SET {} WHERE \"Id\" = ?", quoted(&object.name), names.join(", "));
        let key = SqlValue::Text(id.to_owned());
        let mut statement = self.database.connection.prepare_cached(&sql)?;
        statement.execute(params_from_iter(changes.values().chain(std::iter::once(&key))))?;
        self.permissions_may_differ(object);
        self.capture_change(object, id, changes)
    }

    fn permissions_may_differ(&self, object: &Object) {
        if access::decides(&object.name) {
            self.database.write_grants();
            self.org.describes_changed();
        }
    }
}

fn is_true(row: &Row<'_>, name: &str) -> bool {
    row.get(name) == Some(&SqlValue::Integer(1))
}

fn text<'r>(row: &'r Row<'_>, name: &str) -> Option<&'r str> {
    match row.get(name) {
        Some(SqlValue::Text(text)) => Some(text),
        _ => None,
    }
}

fn not_allowed() -> ApiError {
    let message = "insufficient access rights on object id";
    ApiError::record("INSUFFICIENT_ACCESS_OR_READONLY", message, &[])
}

fn deleted() -> ApiError {
    let mut error = ApiError::record("ENTITY_IS_DELETED", "entity is deleted", &[]);
    error.status = 404;
    error
}
