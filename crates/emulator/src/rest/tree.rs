//! `/composite/tree`: records with their children in one request, all or nothing.

use serde_json::{Map, Value, json};

use super::dispatch::{Call, allow};
use super::message::{Reply, Request};
use crate::error::ApiError;
use crate::records::Writer;

/// The most records, children included (Salesforce REST API guide).
const MOST_RECORDS: usize = 200;

/// The most levels (Salesforce REST API guide).
const MOST_LEVELS: usize = 5;

/// Why a tree is refused: at which record, if one is at fault.
struct Refusal {
    reference: String,
    error: ApiError,
}

/// The records made so far.
struct Planting<'w, 'a> {
    writer: &'w mut Writer<'a>,
    made: Vec<Value>,
}

impl Call<'_> {
    pub(super) fn tree(&self, request: &Request, object: &str) -> Result<Reply, ApiError> {
        allow(request, &["POST"])?;
        let object = self.object(object)?;
        let body = request.object()?;
        let Some(Value::Array(records)) = body.get("records") else {
            let message = "records must be an array of records";
            return Err(ApiError::new(400, "INVALID_INPUT", message));
        };
        let mut writer = self.writer()?;
        let mut planting = Planting { writer: &mut writer, made: Vec::new() };
        let planted = planting.plant(&object.name, records, None, 1);
        let made = planting.made;
        match planted {
            Ok(()) => {
                writer.commit()?;
                Ok(Reply::with(201, json!({"hasErrors": false, "results": made})))
            }
            Err(Refusal { reference, error }) => {
                writer.roll_back()?;
                let results =
                    json!([{"referenceId": reference, "errors": error.all_in_collection()}]);
                Ok(Reply::with(400, json!({"hasErrors": true, "results": results})))
            }
        }
    }
}

impl Planting<'_, '_> {
    /// Creates records and their children; `parent` is the field that points to the parent, and its id.
    fn plant(
        &mut self,
        object: &str,
        records: &[Value],
        parent: Option<(&str, &str)>,
        level: usize,
    ) -> Result<(), Refusal> {
        for record in records {
            let reference = record["attributes"]["referenceId"].as_str().unwrap_or_default();
            let refuse = |error| Refusal { reference: reference.to_owned(), error };
            if level > MOST_LEVELS || self.made.len() >= MOST_RECORDS {
                let message = "A tree holds at most 200 records on at most 5 levels.";
                return Err(refuse(ApiError::record("LIMIT_EXCEEDED", message, &[])));
            }
            let Some(fields) = record.as_object() else {
                let message = "every record must be an object";
                return Err(refuse(ApiError::record("INVALID_INPUT", message, &[])));
            };
            let (mut own, children) = split(fields);
            if let Some((field, id)) = parent {
                own.insert(field.to_owned(), Value::String(id.to_owned()));
            }
            let id = self.writer.create(object, own).map_err(refuse)?;
            self.made.push(json!({"referenceId": reference, "id": id}));
            for (name, children) in children {
                let schema = self.writer.schema();
                let found = schema.object(object).and_then(|object| schema.children(object, name));
                let Some((child, field)) = found else {
                    let message = format!("No such column '{name}' on sobject of type {object}");
                    return Err(refuse(ApiError::record("INVALID_FIELD", message, &[])));
                };
                self.plant(&child.name, children, Some((&field.name, &id)), level + 1)?;
            }
        }
        Ok(())
    }
}

/// A record's own fields, and its children by relationship.
type Split<'r> = (Map<String, Value>, Vec<(&'r str, &'r [Value])>);

fn split(record: &Map<String, Value>) -> Split<'_> {
    let mut own = Map::new();
    let mut children = Vec::new();
    for (name, value) in record {
        match value.get("records").and_then(Value::as_array) {
            Some(records) => children.push((name.as_str(), records.as_slice())),
            None => {
                own.insert(name.clone(), value.clone());
            }
        }
    }
    (own, children)
}
