//! `/composite/tree`: records with their children in one request, all or nothing.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::dispatch::{Call, allow};
use super::message::{Reply, Request};
use super::part::invalid;
use crate::error::ApiError;
use crate::records::Writer;

/// The most records, children included (REST API guide).
const MOST_RECORDS: usize = 200;

/// The most levels (REST API guide).
const MOST_LEVELS: usize = 5;

/// The most objects of a tree (REST API guide).
const MOST_OBJECTS: usize = 5;

/// A record that is still to be made.
struct Seedling<'r> {
    reference: &'r str,
    object: String,
    fields: &'r Map<String, Value>,
    /// The field that points to the parent, and its id.
    parent: Option<(String, String)>,
}

/// Why a record is refused.
struct Refusal<'r> {
    reference: &'r str,
    error: ApiError,
}

impl Call<'_> {
    pub(super) fn tree(&self, request: &Request, object: &str) -> Result<Reply, ApiError> {
        allow(request, &["POST"])?;
        let object = self.object(object)?;
        let body = request.object()?;
        let Some(Value::Array(records)) = body.get("records") else {
            return Err(invalid("records must be an array of records"));
        };
        let mut refusals = check(records);
        let mut made = Vec::new();
        let mut writer = self.writer()?;
        let mut level = seedlings(&object.name, records, None);
        // Salesforce makes and reports a tree level by level.
        while refusals.is_empty() && !level.is_empty() {
            let mut next = Vec::new();
            for seedling in level {
                match writer.attempt(|writer| plant(writer, &seedling)) {
                    Ok((id, children)) => {
                        made.push(json!({"referenceId": seedling.reference, "id": id}));
                        next.extend(children);
                    }
                    Err(error) => {
                        refusals.push(Refusal { reference: seedling.reference, error });
                    }
                }
            }
            level = next;
        }
        if refusals.is_empty() {
            writer.commit()?;
            return Ok(Reply::with(201, json!({"hasErrors": false, "results": made})));
        }
        writer.roll_back()?;
        let results = refusals.iter().map(|refusal| {
            let errors = refusal.error.all_in_collection();
            json!({"referenceId": refusal.reference, "errors": errors})
        });
        let results: Vec<Value> = results.collect();
        Ok(Reply::with(400, json!({"hasErrors": true, "results": results})))
    }
}

/// The records of one list of a tree.
fn seedlings<'r>(
    object: &str,
    records: &'r [Value],
    parent: Option<(&str, &str)>,
) -> Vec<Seedling<'r>> {
    let records = records.iter().filter_map(Value::as_object);
    let planted = records.map(|fields| Seedling {
        reference: reference_of(fields).unwrap_or_default(),
        object: object.to_owned(),
        fields,
        parent: parent.map(|(field, id)| (field.to_owned(), id.to_owned())),
    });
    planted.collect()
}

/// Creates one record; returns its id and its children.
fn plant<'r>(
    writer: &mut Writer<'_>,
    seedling: &Seedling<'r>,
) -> Result<(String, Vec<Seedling<'r>>), ApiError> {
    let (mut own, lists) = split(seedling.fields);
    if let Some((field, id)) = &seedling.parent {
        own.insert(field.clone(), Value::String(id.clone()));
    }
    let object = seedling.object.as_str();
    let kind = seedling.fields.get("attributes").and_then(|attributes| attributes["type"].as_str());
    if let Some(kind) = kind.filter(|kind| !kind.eq_ignore_ascii_case(object)) {
        let message = format!("A record of type {kind} cannot stand among those of {object}.");
        return Err(ApiError::record("INVALID_INPUT", message, &[]));
    }
    let id = writer.create(object, own)?;
    let mut children = Vec::new();
    for (name, records) in lists {
        let schema = writer.schema();
        let found = schema.object(object).and_then(|object| schema.children(object, name));
        let Some((child, field)) = found else {
            let message = format!("No such column '{name}' on sobject of type {object}");
            return Err(ApiError::record("INVALID_FIELD", message, &[]));
        };
        children.extend(seedlings(&child.name, records, Some((&field.name, &id))));
    }
    Ok((id, children))
}

/// What is wrong with a tree before any record is made.
fn check(records: &[Value]) -> Vec<Refusal<'_>> {
    let mut found = Found::default();
    found.walk(records, 1);
    found.refusals
}

#[derive(Default)]
struct Found<'r> {
    references: HashSet<&'r str>,
    objects: HashSet<&'r str>,
    records: usize,
    refusals: Vec<Refusal<'r>>,
}

impl<'r> Found<'r> {
    fn walk(&mut self, records: &'r [Value], level: usize) {
        for record in records {
            let Some(fields) = record.as_object() else {
                self.refuse("", "INVALID_INPUT", "Every record must be an object.");
                continue;
            };
            self.records += 1;
            let reference = reference_of(fields);
            match reference {
                None => {
                    let message = "Include a reference ID for each record in the request.";
                    self.refuse("", "INVALID_INPUT", message);
                }
                Some(reference) if !self.references.insert(reference) => {
                    let message = format!("Duplicate ReferenceId provided ({reference}).");
                    self.refuse(reference, "INVALID_INPUT", &message);
                }
                Some(_) => {}
            }
            let reference = reference.unwrap_or_default();
            let kind = fields.get("attributes").and_then(|attributes| attributes.get("type"));
            self.objects.extend(kind.and_then(Value::as_str));
            if level > MOST_LEVELS
                || self.records > MOST_RECORDS
                || self.objects.len() > MOST_OBJECTS
            {
                let message = "A tree holds at most 200 records of 5 objects on 5 levels.";
                self.refuse(reference, "LIMIT_EXCEEDED", message);
                return;
            }
            for (_, children) in split(fields).1 {
                self.walk(children, level + 1);
            }
        }
    }

    fn refuse(&mut self, reference: &'r str, code: &str, message: &str) {
        self.refusals.push(Refusal { reference, error: ApiError::record(code, message, &[]) });
    }
}

fn reference_of(fields: &Map<String, Value>) -> Option<&str> {
    fields.get("attributes")?.get("referenceId")?.as_str()
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
