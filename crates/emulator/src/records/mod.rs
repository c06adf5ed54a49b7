//! Records: what happens when one is created, changed or deleted.

mod check;
pub(crate) mod founding;
mod person;
pub(crate) mod read;
mod rules;
#[cfg(test)]
mod tests;
mod upsert;
mod value;

use std::collections::BTreeMap;

use rusqlite::params_from_iter;
use rusqlite::types::Value as SqlValue;
use serde_json::{Map, Value};

use crate::access;
use crate::cell;
use crate::database::Database;
use crate::error::ApiError;
use crate::id;
use crate::org::{Actor, Org, User};
use crate::schema::table::quoted;
use crate::schema::{FieldType, Object, Schema};

pub(crate) use upsert::Upserted;

/// The cells of a record by field name; a field that is not there is null.
pub(crate) type Row<'a> = BTreeMap<&'a str, SqlValue>;

/// Writes records inside one transaction.
pub(crate) struct Writer<'a> {
    org: &'a Org,
    database: &'a Database,
    actor: &'a Actor,
    now: i64,
    takes_system_fields: bool,
}

impl<'a> Writer<'a> {
    /// Begins a transaction, or a nested one if one is running.
    pub(crate) fn begin(
        org: &'a Org,
        database: &'a Database,
        actor: &'a Actor,
    ) -> Result<Self, ApiError> {
        database.savepoint()?;
        Ok(Self { org, database, actor, now: org.now(), takes_system_fields: false })
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

    pub(crate) fn schema(&self) -> &'a Schema {
        &self.database.schema
    }

    /// The object with a name; 404 if the org has none.
    pub(crate) fn object(&self, name: &str) -> Result<&'a Object, ApiError> {
        self.schema().object(name).ok_or_else(ApiError::not_found)
    }

    /// Creates a record; returns its id.
    pub(crate) fn create(
        &mut self,
        object: &str,
        record: Map<String, Value>,
    ) -> Result<String, ApiError> {
        let object = self.object(object)?;
        if !object.createable && !self.takes_system_fields {
            return Err(not_allowed());
        }
        let given = self.given(object, &record, None)?;
        let mut row = given.clone();
        self.fill_defaults(object, &mut row)?;
        self.check_person_fields(object, &given, None)?;
        self.derive(object, &mut row, None)?;
        self.check_required(object, &row)?;
        let id = match row.get("Id") {
            Some(SqlValue::Text(id)) => id.clone(),
            _ => self.new_id(object)?,
        };
        self.check_references(object, &given, &row)?;
        self.check_unique(object, &given, &id)?;
        self.strike(object, &id, &row)?;
        row.insert("Id", SqlValue::Text(id.clone()));
        self.stamp_created(&mut row);
        if object.name == "Account" {
            self.create_person(&mut row)?;
        }
        self.insert(object, &row)?;
        Ok(id)
    }

    /// Changes a record.
    pub(crate) fn update(
        &mut self,
        object: &str,
        id: &str,
        changes: Map<String, Value>,
    ) -> Result<(), ApiError> {
        let object = self.object(object)?;
        let (id, old) = self.existing(object, id)?;
        let given = self.given(object, &changes, Some(&old))?;
        self.check_person_fields(object, &given, Some(&old))?;
        let mut row = old.clone();
        row.extend(given.iter().map(|(name, value)| (*name, value.clone())));
        self.derive(object, &mut row, Some(&old))?;
        self.check_required(object, &row)?;
        self.check_references(object, &given, &row)?;
        self.check_unique(object, &given, &id)?;
        self.strike(object, &id, &row)?;
        self.stamp_modified(&mut row);
        if object.name == "Account" {
            self.update_person(&row, &given)?;
        }
        row.retain(|name, value| old.get(name).unwrap_or(&SqlValue::Null) != value);
        self.change(object, &id, &row)
    }

    /// Moves a record to the recycle bin.
    pub(crate) fn delete(&mut self, object: &str, id: &str) -> Result<(), ApiError> {
        let object = self.object(object)?;
        if !object.deletable {
            return Err(not_allowed());
        }
        let (id, old) = self.existing(object, id)?;
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

    /// Fails if a fault is set to strike this record, whatever part of it is written.
    fn strike(&self, object: &Object, id: &str, row: &Row<'_>) -> Result<(), ApiError> {
        if self.takes_system_fields {
            return Ok(());
        }
        self.org.0.faults.strike_record(&object.name, id, |name| {
            let field = object.field(name)?;
            let value = row.get(field.name.as_str())?;
            Some(cell::json(field.kind, value.into()))
        })
    }

    fn new_id(&self, object: &Object) -> Result<String, ApiError> {
        let number = self.database.count_up(&object.name)?;
        Ok(id::make(&object.key_prefix, u64::try_from(number).unwrap_or(0)))
    }

    fn stamp_created(&self, row: &mut Row<'a>) {
        let user = || SqlValue::Text(self.actor.user_id.clone());
        row.entry("CreatedDate").or_insert(SqlValue::Integer(self.now));
        row.entry("CreatedById").or_insert_with(user);
        row.entry("LastModifiedDate").or_insert(SqlValue::Integer(self.now));
        row.entry("LastModifiedById").or_insert_with(user);
        row.entry("SystemModstamp").or_insert(SqlValue::Integer(self.now));
    }

    fn stamp_modified(&self, row: &mut Row<'a>) {
        row.insert("LastModifiedDate", SqlValue::Integer(self.now));
        row.insert("LastModifiedById", SqlValue::Text(self.actor.user_id.clone()));
        row.insert("SystemModstamp", SqlValue::Integer(self.now));
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
        Ok(())
    }

    fn change(&self, object: &Object, id: &str, changes: &Row<'_>) -> Result<(), ApiError> {
        if changes.is_empty() {
            return Ok(());
        }
        let names: Vec<String> =
            changes.keys().map(|name| format!("{} = ?", quoted(name))).collect();
        let sql =
            format!("UPDATE {} SET {} WHERE \"Id\" = ?", quoted(&object.name), names.join(", "));
        let id = SqlValue::Text(id.to_owned());
        let mut statement = self.database.connection.prepare_cached(&sql)?;
        statement.execute(params_from_iter(changes.values().chain(std::iter::once(&id))))?;
        self.permissions_may_differ(object);
        Ok(())
    }

    fn permissions_may_differ(&self, object: &Object) {
        if access::decides(&object.name) {
            self.database.forget_views();
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

/// Every user, oldest first.
pub(crate) fn users(database: &Database) -> Result<Vec<User>, ApiError> {
    let mut statement = database.connection.prepare_cached(
        "SELECT \"Id\", \"Username\", \"Name\", coalesce(\"FirstName\", ''), \"LastName\", \"Email\", \"IsActive\", \
         \"TimeZoneSidKey\", \"LocaleSidKey\", \"LanguageLocaleKey\", \"CreatedDate\" FROM \"User\" \
         WHERE \"IsDeleted\" = 0 ORDER BY \"Id\"",
    )?;
    let users = statement.query_map([], |row| {
        Ok(User {
            id: row.get(0)?,
            username: row.get(1)?,
            name: row.get(2)?,
            first_name: row.get(3)?,
            last_name: row.get(4)?,
            email: row.get(5)?,
            is_active: row.get(6)?,
            time_zone: row.get(7)?,
            locale: row.get(8)?,
            language: row.get(9)?,
            created_at: row.get(10)?,
        })
    })?;
    Ok(users.collect::<Result<_, _>>()?)
}

/// The cells of a new record that were not given: defaults and the owner.
impl<'a> Writer<'a> {
    fn fill_defaults(&self, object: &'a Object, row: &mut Row<'a>) -> Result<(), ApiError> {
        for field in &object.fields {
            let missing = matches!(row.get(field.name.as_str()), None | Some(SqlValue::Null));
            if !missing {
                continue;
            }
            if let Some(width) = field.auto_number {
                let number = self.database.count_up(&format!("{}.{}", object.name, field.name))?;
                row.insert(&field.name, SqlValue::Text(format!("{number:0width$}")));
                continue;
            }
            let default = match (object.name.as_str(), field.name.as_str()) {
                (_, "OwnerId") => SqlValue::Text(self.actor.user_id.clone()),
                ("User", "ProfileId") => SqlValue::Text(founding::standard_profile()),
                ("User", "TimeZoneSidKey") => SqlValue::Text(self.org.options().time_zone.clone()),
                _ => match field.default_value() {
                    Some(Value::Bool(value)) => SqlValue::Integer(i64::from(value)),
                    Some(Value::String(value)) => SqlValue::Text(value),
                    Some(Value::Number(number)) if field.kind == FieldType::Int => {
                        SqlValue::Integer(number.as_i64().unwrap_or_default())
                    }
                    _ => continue,
                },
            };
            row.insert(&field.name, default);
        }
        Ok(())
    }
}
