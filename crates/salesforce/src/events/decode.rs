//! The bytes of an event, read with its schema. Any bytes give an event or nothing, never a panic.

use std::io::{self, Read};
use std::sync::{Arc, Once};

use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::types::Value as Avro;
use serde_json::Value;

use super::schema::{EventField, EventSchema, HEADER};
use super::{ChangeEvent, ChangeKind, value};
use crate::id::SalesforceId;
use crate::query::Record;

/// What a damaged length may make the decoder set aside, in bytes. An event has 1 MB at most.
const MOST_BYTES: usize = 16 << 20;

/// Reads an event; `None` if the bytes do not fit the schema or say too little to act upon.
pub(super) fn decode(schema: &EventSchema, payload: &[u8]) -> Option<ChangeEvent> {
    static LIMIT: Once = Once::new();
    LIMIT.call_once(|| {
        apache_avro::util::max_allocation_bytes(MOST_BYTES);
    });
    let mut bytes = Whole(payload);
    let reader = GenericDatumReader::builder(&schema.avro).build().ok()?;
    let Avro::Record(fields) = reader.read_value(&mut bytes).ok()? else { return None };
    if !bytes.0.is_empty() {
        return None;
    }
    let header = fields.iter().find(|(name, _)| name == HEADER)?;
    let header = Header::read(&header.1)?;
    let mut values = Record::new();
    let mut untold = schema.columns(header.list("diffFields"));
    for ((_, value), field) in fields.iter().zip(&schema.fields) {
        if field.name != HEADER {
            tell(field, value, &mut values, &mut untold);
        }
    }
    for column in schema.columns(header.list("nulledFields")) {
        values.insert(column, Value::Null);
    }
    // A difference is no value, though it stands where one would.
    untold.iter().for_each(|column| drop(values.shift_remove(column)));
    for column in schema.columns(header.list("changedFields")) {
        if !values.contains_key(&column) && !untold.contains(&column) {
            untold.push(column);
        }
    }
    let (kind, record_ids) = header.records();
    Some(ChangeEvent {
        object: header.text("entityName")?.to_owned(),
        record_ids,
        kind,
        values,
        untold,
        columns: Arc::clone(&schema.all),
        committed_at: header.moment("commitTimestamp")?,
    })
}

/// Bytes that must not end early: the decoder takes an end where a value should begin for null.
struct Whole<'a>(&'a [u8]);

impl Read for Whole<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 if !buffer.is_empty() => Err(io::ErrorKind::InvalidData.into()),
            read => Ok(read),
        }
    }
}

/// Adds what a field of the event says.
fn tell(field: &EventField, value: &Avro, values: &mut Record, untold: &mut Vec<String>) {
    let mut add = |column: &str, meaning, value| match value::json(value, meaning) {
        Some(value) => drop(values.insert(column.to_owned(), value)),
        None => untold.push(column.to_owned()),
    };
    match present(value) {
        None => {}
        Some(Avro::Record(parts)) => {
            for part in &field.parts {
                let value = parts.iter().find(|(name, _)| *name == part.name);
                if let Some(value) = value.and_then(|(_, value)| present(value)) {
                    add(&part.column, part.meaning, value);
                }
            }
        }
        Some(value) => add(&field.name, field.meaning, value),
    }
}

/// The value of a nullable field, if it has one.
fn present(value: &Avro) -> Option<&Avro> {
    match value {
        Avro::Union(_, inner) => present(inner),
        Avro::Null => None,
        value => Some(value),
    }
}

/// An event's header.
struct Header<'a>(&'a [(String, Avro)]);

impl<'a> Header<'a> {
    fn read(value: &'a Avro) -> Option<Self> {
        match value {
            Avro::Record(fields) => Some(Self(fields)),
            _ => None,
        }
    }

    fn get(&self, name: &str) -> Option<&'a Avro> {
        let (_, value) = self.0.iter().find(|(field, _)| field == name)?;
        present(value)
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        match self.get(name)? {
            Avro::String(text) | Avro::Enum(_, text) => Some(text),
            _ => None,
        }
    }

    fn moment(&self, name: &str) -> Option<i64> {
        match self.get(name)? {
            Avro::Long(moment) => Some(*moment),
            _ => None,
        }
    }

    fn list(&self, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let items = match self.get(name) {
            Some(Avro::Array(items)) => items.as_slice(),
            _ => &[],
        };
        items.iter().filter_map(|item| match item {
            Avro::String(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// What happened, and to which records. Instead of ids there may be a wildcard such as `003*`, or zeros (Change Data
    /// Capture guide, "Change Event Header Fields"): then nobody knows to which.
    fn records(&self) -> (ChangeKind, Vec<SalesforceId>) {
        let kind = match self.text("changeType") {
            Some("CREATE") => ChangeKind::Create,
            Some("UPDATE") => ChangeKind::Update,
            Some("DELETE") => ChangeKind::Delete,
            Some("UNDELETE") => ChangeKind::Undelete,
            Some("GAP_OVERFLOW") | None => return (ChangeKind::Overflow, Vec::new()),
            // Also a kind that Salesforce may add one day: reading the records is always right.
            Some(_) => ChangeKind::Gap,
        };
        let ids: Result<Vec<_>, _> = self.list("recordIds").map(SalesforceId::parse).collect();
        match ids {
            Ok(ids) if !ids.is_empty() => (kind, ids),
            _ => (ChangeKind::Overflow, Vec::new()),
        }
    }
}
