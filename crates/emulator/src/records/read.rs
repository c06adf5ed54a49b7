//! Reads one record.

use rusqlite::OptionalExtension;
use serde_json::{Map, Value, json};

use crate::cell;
use crate::database::Database;
use crate::error::ApiError;
use crate::id;
use crate::schema::table::quoted;
use crate::schema::{Field, Object, Schema};

/// The error of a path that names neither a record nor an external id field.
pub(crate) fn no_such_external_id(name: &str) -> ApiError {
    let message = format!("Provided external ID field does not exist or is not accessible: {name}");
    ApiError::new(404, "NOT_FOUND", message)
}

/// The fields to read: those named, or all of them.
pub(crate) fn chosen<'o>(object: &'o Object, names: &[String]) -> Result<Vec<&'o Field>, ApiError> {
    if names.is_empty() {
        return Ok(object.fields.iter().collect());
    }
    names
        .iter()
        .map(|name| {
            object.field(name).ok_or_else(|| {
                let message = format!("No such column '{name}' on sobject of type {}", object.name);
                ApiError::new(400, "INVALID_FIELD", message)
            })
        })
        .collect()
}

/// Reads a record by its id. `version` (such as `v66.0`) goes into its URL.
pub(crate) fn by_id(
    schema: &Schema,
    database: &Database,
    object: &str,
    id: &str,
    fields: &[String],
    version: &str,
) -> Result<Map<String, Value>, ApiError> {
    let object = schema.object(object).ok_or_else(ApiError::not_found)?;
    let whole = id::normalise(id).filter(|id| id.starts_with(&object.key_prefix));
    let Some(whole) = whole else {
        return Err(no_such_external_id(id));
    };
    let fields = chosen(object, fields)?;
    record(database, object, &whole, &fields, version)?.ok_or_else(ApiError::not_found)
}

/// Reads the chosen fields of a record, or `None` if there is none; deleted ones are an error.
pub(crate) fn record(
    database: &Database,
    object: &Object,
    id: &str,
    fields: &[&Field],
    version: &str,
) -> Result<Option<Map<String, Value>>, ApiError> {
    let columns: Vec<String> = fields.iter().map(|field| quoted(&field.name)).collect();
    let sql = format!(
        "SELECT \"IsDeleted\", {} FROM {} WHERE \"Id\" = ?1",
        columns.join(", "),
        quoted(&object.name)
    );
    let mut statement = database.connection.prepare_cached(&sql)?;
    let found = statement
        .query_row([id], |row| {
            let mut record = Map::with_capacity(fields.len() + 1);
            let name = &object.name;
            let url = format!("/services/data/{version}/sobjects/{name}/{id}");
            record.insert("attributes".to_owned(), json!({"type": name, "url": url}));
            for (place, field) in fields.iter().enumerate() {
                record.insert(field.name.clone(), cell::json(field.kind, row.get_ref(place + 1)?));
            }
            Ok((row.get::<_, bool>(0)?, record))
        })
        .optional()?;
    match found {
        Some((true, _)) => Err(super::deleted()),
        Some((false, record)) => Ok(Some(record)),
        None => Ok(None),
    }
}
