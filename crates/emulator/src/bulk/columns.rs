//! The header of an upload: which field each column fills.

use serde_json::{Map, Value, json};

use crate::schema::{Object, Schema};

/// What empties a field; an empty cell leaves it alone (Bulk API 2.0 guide).
const NULL: &str = "#N/A";

/// A column of an upload.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Column {
    /// A field, by its name.
    Field(String),
    /// A parent named by an external id: `Account.Key__c`, or `User:Owner.Email` where the parent may be of several
    /// objects.
    Parent {
        /// The name of the relationship.
        relationship: String,
        /// The field that points to the parent.
        reference: String,
        /// The parent's object.
        object: String,
        /// The parent's external id.
        key: String,
    },
}

/// The columns of a header, or why the whole upload is refused.
pub(super) fn read(
    schema: &Schema,
    object: &Object,
    header: &[String],
) -> Result<Vec<Column>, String> {
    let mut columns = Vec::with_capacity(header.len());
    for name in header {
        let column = column(schema, object, name.trim())?;
        if columns.contains(&column) {
            return Err(format!("InvalidBatch : Duplicate field name found : {name}"));
        }
        columns.push(column);
    }
    Ok(columns)
}

fn column(schema: &Schema, object: &Object, name: &str) -> Result<Column, String> {
    let unknown = || format!("InvalidBatch : Field name not found : {name}");
    if let Some(field) = object.field(name) {
        return Ok(Column::Field(field.name.clone()));
    }
    let (relationship, key) = name.split_once('.').ok_or_else(unknown)?;
    let (kind, relationship) = match relationship.split_once(':') {
        Some((kind, relationship)) => (Some(kind), relationship),
        None => (None, relationship),
    };
    let reference = object.relationship(relationship).ok_or_else(unknown)?;
    let parent = match (reference.references.as_slice(), kind) {
        ([only], None) => schema.object(only),
        ([_], Some(_)) => {
            return Err(format!(
                "InvalidBatch : type is not needed for non polymorphic foreign key : {name}"
            ));
        }
        (several, Some(kind)) => {
            let listed = several.iter().any(|object| object.eq_ignore_ascii_case(kind));
            schema.object(kind).filter(|_| listed)
        }
        (_, None) => None,
    };
    let parent = parent.ok_or_else(unknown)?;
    let key = parent.field(key).filter(|field| field.external_id || field.id_lookup);
    Ok(Column::Parent {
        relationship: reference.relationship.clone().unwrap_or_default(),
        reference: reference.name.clone(),
        object: parent.name.clone(),
        key: key.ok_or_else(unknown)?.name.clone(),
    })
}

/// The record that a row describes.
pub(super) fn record(columns: &[Column], row: &[String]) -> Map<String, Value> {
    let mut record = Map::with_capacity(columns.len());
    for (column, cell) in columns.iter().zip(row) {
        match (column, cell.as_str()) {
            (_, "") => {}
            (Column::Field(name) | Column::Parent { reference: name, .. }, NULL) => {
                record.insert(name.clone(), Value::Null);
            }
            (Column::Field(name), cell) => {
                record.insert(name.clone(), json!(cell));
            }
            (Column::Parent { relationship, object, key, .. }, cell) => {
                let parent = json!({"attributes": {"type": object}, (key): cell});
                record.insert(relationship.clone(), parent);
            }
        }
    }
    record
}
