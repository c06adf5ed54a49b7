//! Writing one row of an ingest job, and what became of it.

use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::id;
use crate::records::{Upserted, Writer};

/// What became of a row.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The record's id, and whether it is new.
    Written(Box<str>, bool),
    /// The id that the row gave, empty if none, and the error as `failedResults` prints it.
    Failed(Box<str>, Box<str>),
}

/// What an ingest job does with each row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    Insert,
    Update,
    Upsert,
    Delete,
    HardDelete,
}

impl Operation {
    pub(super) const ALL: [Self; 5] =
        [Self::Insert, Self::Update, Self::Upsert, Self::Delete, Self::HardDelete];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Upsert => "upsert",
            Self::Delete => "delete",
            Self::HardDelete => "hardDelete",
        }
    }
}

/// Writes the record of a row; `external_id` is the field by which an upsert finds records.
pub(super) fn write(
    writer: &mut Writer<'_>,
    operation: Operation,
    object: &str,
    external_id: Option<&str>,
    record: Map<String, Value>,
) -> Outcome {
    let given = record.get("Id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let done = writer.attempt(|writer| match (operation, external_id) {
        (Operation::Insert, _) => Ok((writer.create(object, record)?, true)),
        (Operation::Update, _) => {
            let mut changes = record;
            let id = needed_id(&given, "update")?;
            changes.shift_remove("Id");
            writer.update(object, id, changes)?;
            Ok((whole(id), false))
        }
        (Operation::Delete, _) => {
            let id = needed_id(&given, "delete")?;
            writer.delete(object, id)?;
            Ok((whole(id), false))
        }
        (Operation::HardDelete, _) => {
            let id = needed_id(&given, "delete")?;
            writer.hard_delete(object, id)?;
            Ok((whole(id), false))
        }
        (Operation::Upsert, field) => upsert(writer, object, field.unwrap_or("Id"), record),
    });
    match done {
        Ok((id, created)) => Outcome::Written(id.into(), created),
        Err(error) => {
            let object = writer.object(object).ok();
            let deletes = matches!(operation, Operation::Delete | Operation::HardDelete);
            let label = object.filter(|_| !deletes).map(|object| object.label.as_str());
            let error = printed(&error.of_record(label, &given));
            Outcome::Failed(given.into(), error.into())
        }
    }
}

fn upsert(
    writer: &mut Writer<'_>,
    object: &str,
    field: &str,
    mut record: Map<String, Value>,
) -> Result<(String, bool), ApiError> {
    let wanted = record.shift_remove(field).unwrap_or(Value::Null);
    match writer.upsert(object, field, &wanted, record, false)? {
        Upserted::Created(id) => Ok((id, true)),
        Upserted::Updated(id) => Ok((id, false)),
        Upserted::Several(ids) => Err(ApiError::record(
            "DUPLICATE_EXTERNAL_ID",
            format!(
                "{field}: more than one record found for external id field: [{}]",
                ids.join(", ")
            ),
            &[field],
        )),
    }
}

fn needed_id<'i>(id: &'i str, call: &str) -> Result<&'i str, ApiError> {
    if !id.is_empty() {
        return Ok(id);
    }
    let article = if call.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    let message = format!("Id not specified in {article} {call} call");
    Err(ApiError::record("MISSING_ARGUMENT", message, &["Id"]))
}

fn whole(id: &str) -> String {
    id::normalise(id).unwrap_or_else(|| id.to_owned())
}

/// An error as `failedResults` prints it: `CODE:message:fields --`, several one behind the other.
fn printed(error: &ApiError) -> String {
    let one = |error: &ApiError| {
        let fields = error.fields.clone().unwrap_or_default().join(", ");
        let gap = if fields.is_empty() { "" } else { " " };
        format!("{}:{}:{fields}{gap}--", error.code, error.message)
    };
    error.all().map(one).collect()
}

/// The outcome of a row that has more or fewer cells than the header.
pub(super) fn ragged(columns: usize, cells: usize) -> Outcome {
    let message = format!("The row has {cells} columns, but the header has {columns}");
    Outcome::Failed(
        "".into(),
        printed(&ApiError::record("CLIENT_INPUT_ERROR", message, &[])).into(),
    )
}
