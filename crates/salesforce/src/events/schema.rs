//! The Avro schema of an object's events: which field stands where, and how a query's row names it.

use std::collections::BTreeSet;
use std::sync::Arc;

use apache_avro::Schema;
use apache_avro::schema::{RecordField, RecordSchema};

use super::bitmap;
use super::value::Meaning;

/// Longest schema that is read, in bytes.
const LONGEST: usize = 4 << 20;

/// An Avro schema that is known to be harmless to decode with.
#[derive(Debug)]
pub(super) struct EventSchema {
    pub(super) avro: Schema,
    /// In the schema's order; the header is among them.
    pub(super) fields: Vec<EventField>,
    /// All names that [`EventSchema::columns`] may give.
    pub(super) all: Arc<BTreeSet<String>>,
}

/// A field of an event.
#[derive(Debug)]
pub(super) struct EventField {
    pub(super) name: String,
    pub(super) meaning: Meaning,
    /// The parts of a compound field by their names within it and in a query's row.
    pub(super) parts: Vec<Part>,
    /// Whether it may hold a value of its own: all fields but pure compounds. An Account's name may be either.
    pub(super) plain: bool,
}

/// A part of a compound field.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) column: String,
    pub(super) meaning: Meaning,
}

impl EventSchema {
    /// Reads a schema; `None` if it is none of a change event.
    pub(super) fn parse(json: &str) -> Option<Self> {
        if json.len() > LONGEST {
            return None;
        }
        let avro = Schema::parse_str(json).ok()?;
        let fields: Vec<EventField> = {
            let Schema::Record(record) = &avro else { return None };
            let compounds: Vec<&RecordSchema> =
                record.fields.iter().skip(1).filter_map(|field| compound(&field.schema)).collect();
            if !is_flat(record) {
                return None;
            }
            record.fields.iter().map(|field| event_field(field, &compounds)).collect()
        };
        let mut all = BTreeSet::new();
        for field in fields.iter().skip(1) {
            all.extend(field.plain.then(|| field.name.clone()));
            all.extend(field.parts.iter().map(|part| part.column.clone()));
        }
        Some(Self { avro, fields, all: Arc::new(all) })
    }

    /// Names, as in a query's row, of the fields in a header's list of bit sets. What the schema does not have is
    /// left out.
    pub(super) fn columns<'t>(&self, list: impl Iterator<Item = &'t str>) -> Vec<String> {
        let mut columns = Vec::new();
        for bits in list.filter_map(bitmap::read) {
            for place in bits.places {
                match bits.parent {
                    None => self.add_whole(place, &mut columns),
                    Some(parent) => {
                        let part = self.fields.get(parent).and_then(|field| field.parts.get(place));
                        columns.extend(part.map(|part| part.column.clone()));
                    }
                }
            }
        }
        columns
    }

    fn add_whole(&self, place: usize, columns: &mut Vec<String>) {
        match self.fields.get(place) {
            Some(field) if field.plain => columns.push(field.name.clone()),
            Some(field) => columns.extend(field.parts.iter().map(|part| part.column.clone())),
            None => {}
        }
    }
}

/// Whether a record holds values and records of values only, so that no bytes can nest deeper than the schema is.
fn is_flat(record: &RecordSchema) -> bool {
    record.fields.iter().all(|field| {
        variants(&field.schema).iter().all(|schema| match schema {
            Schema::Record(inner) => inner.fields.iter().all(|part| {
                variants(&part.schema).iter().all(|schema| match schema {
                    Schema::Array(array) => is_value(&array.items),
                    schema => is_value(schema),
                })
            }),
            // The name of a record that an earlier field spelt out; of the event itself it would be a circle.
            Schema::Ref { name } => *name != record.name,
            schema => is_value(schema),
        })
    })
}

fn is_value(schema: &Schema) -> bool {
    !matches!(
        schema,
        Schema::Record(_)
            | Schema::Ref { .. }
            | Schema::Array(_)
            | Schema::Map(_)
            | Schema::Union(_)
    )
}

/// What a field may hold.
fn variants(schema: &Schema) -> &[Schema] {
    match schema {
        Schema::Union(union) => union.variants(),
        one => std::slice::from_ref(one),
    }
}

/// The record that a field spells out.
fn compound(schema: &Schema) -> Option<&RecordSchema> {
    variants(schema).iter().find_map(|schema| match schema {
        Schema::Record(record) => Some(record),
        _ => None,
    })
}

fn event_field(field: &RecordField, compounds: &[&RecordSchema]) -> EventField {
    let named = |schema: &Schema| match schema {
        Schema::Ref { name } => compounds.iter().find(|record| record.name == *name).copied(),
        _ => None,
    };
    let record = compound(&field.schema)
        .or_else(|| variants(&field.schema).iter().find_map(named))
        .filter(|record| record.name.name() != HEADER);
    let parts = record.map(|record| record.fields.iter().map(|part| self::part(field, part)));
    EventField {
        name: field.name.clone(),
        meaning: meaning(field),
        parts: parts.into_iter().flatten().collect(),
        plain: record.is_none()
            || variants(&field.schema).iter().any(|schema| matches!(schema, Schema::String)),
    }
}

/// The name of the header's field and of its type.
pub(super) const HEADER: &str = "ChangeEventHeader";

fn part(field: &RecordField, part: &RecordField) -> Part {
    let name = &part.name;
    let column = match (field.name.strip_suffix("Address"), field.name.strip_suffix("__c")) {
        (Some(prefix), _) => format!("{prefix}{name}"),
        // Parts of custom compound fields (Object Reference: "Compound Field Considerations and Limitations").
        (None, Some(custom)) => format!("{custom}__{name}__s"),
        (None, None) => name.clone(),
    };
    Part { name: name.clone(), column, meaning: meaning(part) }
}

fn meaning(field: &RecordField) -> Meaning {
    Meaning::of(field.doc.as_deref().unwrap_or_default())
}
