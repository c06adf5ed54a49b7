//! Reads what clients send: wishes for a job, rows of a batch.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::error::Refusal;
use super::job::{Job, Wanted};

/// A job's description in JSON.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    operation: Option<String>,
    object: Option<String>,
    external_id_field_name: Option<String>,
    #[serde(default, deserialize_with = "concurrency")]
    concurrency_mode: Option<String>,
    content_type: Option<String>,
    state: Option<String>,
}

/// A concurrency mode by its name or by its place in the list of modes: simple-salesforce sends 0 and 1.
fn concurrency<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Null => None,
        Value::String(name) => Some(name),
        Value::Number(place) if place.as_u64() == Some(0) => Some("Parallel".to_owned()),
        Value::Number(place) if place.as_u64() == Some(1) => Some("Serial".to_owned()),
        other => return Err(D::Error::custom(format!("{other} is no concurrency mode"))),
    })
}

/// Reads a wish for a job.
pub(super) fn job(body: &str, json: bool) -> Result<Wanted, Refusal> {
    let described = described(body, json)?;
    let missing = |what: &str| Refusal::new(400, "InvalidJob", format!("No {what} specified"));
    Ok(Wanted {
        operation: described.operation.ok_or_else(|| missing("operation"))?,
        object: described.object.ok_or_else(|| missing("object"))?,
        external_id: described.external_id_field_name.filter(|name| !name.is_empty()),
        concurrency: described.concurrency_mode,
        content_type: described.content_type,
    })
}

/// Reads the state that a job shall have.
pub(super) fn state(body: &str, json: bool) -> Result<String, Refusal> {
    let state = described(body, json)?.state;
    state.ok_or_else(|| Refusal::new(400, "InvalidJob", "No state specified"))
}

fn described(body: &str, json: bool) -> Result<Described, Refusal> {
    if json && !body.trim_start().starts_with('<') {
        return serde_json::from_str(body).map_err(|error| {
            Refusal::new(400, "InvalidJob", format!("Unable to parse Job: {error}"))
        });
    }
    let document = roxmltree::Document::parse(body).map_err(|error| {
        Refusal::new(400, "InvalidJob", format!("Unable to parse Job: {error}"))
    })?;
    let text = |name: &str| {
        let found = document.root_element().children().find(|node| node.has_tag_name_any(name))?;
        found.text().map(|text| text.trim().to_owned())
    };
    Ok(Described {
        operation: text("operation"),
        object: text("object"),
        external_id_field_name: text("externalIdFieldName"),
        concurrency_mode: text("concurrencyMode"),
        content_type: text("contentType"),
        state: text("state"),
    })
}

/// A name without regard to its namespace.
trait HasTagName {
    fn has_tag_name_any(&self, name: &str) -> bool;
}

impl HasTagName for roxmltree::Node<'_, '_> {
    fn has_tag_name_any(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

/// The records of a batch.
pub(super) fn records(job: &Job, body: &str) -> Result<Vec<Map<String, Value>>, Refusal> {
    match job.content_type.as_str() {
        "JSON" => serde_json::from_str(body).map_err(|error| {
            Refusal::new(400, "InvalidBatch", format!("Failed to parse JSON: {error}"))
        }),
        _ => rows(body),
    }
}

/// Rows of CSV: an empty cell is left out, `#N/A` is null, `Account.Key__c` names a parent.
fn rows(body: &str) -> Result<Vec<Map<String, Value>>, Refusal> {
    let refuse = |error: csv::Error| {
        Refusal::new(400, "InvalidBatch", format!("Failed to parse CSV: {error}"))
    };
    let body = body.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(body.as_bytes());
    let names = reader.headers().map_err(refuse)?.clone();
    if names.iter().all(|name| name.trim().is_empty()) {
        return Err(Refusal::new(400, "InvalidBatch", "Field name not found : "));
    }
    let mut records = Vec::new();
    for row in reader.records() {
        let row = row.map_err(refuse)?;
        let mut record = Map::new();
        for (name, cell) in names.iter().zip(row.iter()) {
            let value = match cell {
                "" => continue,
                "#N/A" => Value::Null,
                text => Value::String(text.to_owned()),
            };
            match name.split_once('.') {
                None => record.insert(name.to_owned(), value),
                Some((parent, field)) => {
                    let parent_keys = Map::from_iter([(field.to_owned(), value)]);
                    record.insert(parent.to_owned(), Value::Object(parent_keys))
                }
            };
        }
        records.push(record);
    }
    Ok(records)
}
