//! What the change events of an object look like: their fields in order, their Avro schema, its id.

use std::collections::{HashMap, HashSet};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rusqlite::types::Value as SqlValue;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::compound::{ADDRESS_PARTS, Column, NAME_PARTS, column};
use super::{ChangeKind, value};
use crate::error::ApiError;
use crate::schema::{Field, FieldType, Object};

/// Columns that no event carries: the record's own id stands in the header, the others are not stored on the record.
const NOT_IN_EVENTS: [&str; 11] = [
    "Id",
    "IsDeleted",
    "SystemModstamp",
    "MasterRecordId",
    "LastActivityDate",
    "LastViewedDate",
    "LastReferencedDate",
    "IsEmailBounced",
    "IsClosed",
    "IsWon",
    "IsHighPriority",
];

/// Where a column stands in an event: the field's place in the Avro schema, and its part of a compound field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Slot {
    /// The header is at place 0.
    pub(super) place: usize,
    pub(super) part: Option<usize>,
}

/// A field of an event.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum EventField {
    One(FieldType),
    PersonName,
    /// Text, or a person's name.
    AccountName,
    Address,
}

/// What an object's change events look like.
#[derive(Debug)]
pub(crate) struct EventShape {
    /// The object's API name.
    pub(crate) entity: String,
    /// The id of the schema: the same for the same schema.
    pub(crate) id: String,
    /// The Avro schema as JSON.
    pub(crate) json: String,
    pub(super) avro: apache_avro::Schema,
    /// Names and kinds, in the schema's order; the header, which comes first, left out.
    pub(super) fields: Vec<(String, EventField)>,
    slots: HashMap<String, Slot>,
}

impl EventShape {
    /// The shape of the events of an object.
    ///
    /// # Errors
    /// When a field's name is none that Avro allows.
    pub(crate) fn of(object: &Object) -> Result<Self, ApiError> {
        let mut fields: Vec<(String, EventField)> = Vec::new();
        let mut described: Vec<Value> = vec![header()];
        let mut slots = HashMap::new();
        let taken = |field: &&Field| {
            let person = object.name == "Account" && field.name == "IsPersonAccount";
            !person && !NOT_IN_EVENTS.contains(&field.name.as_str())
        };
        for field in object.fields.iter().filter(taken) {
            let (name, kind, part) = match column(object, &field.name) {
                Column::Derived => continue,
                Column::Alone => (field.name.clone(), EventField::One(field.kind), None),
                Column::Name(part) => ("Name".to_owned(), EventField::PersonName, Some(part)),
                Column::AccountName(part) => ("Name".to_owned(), EventField::AccountName, part),
                Column::Address(name, part) => (name, EventField::Address, Some(part)),
            };
            let known = fields.iter().position(|(known, _)| *known == name);
            let place = known.unwrap_or(fields.len());
            if known.is_none() {
                let first = !fields.iter().any(|(_, known)| *known == kind);
                described.push(describe(&name, &kind, field, first));
                fields.push((name, kind));
            }
            slots.insert(field.name.clone(), Slot { place: place + 1, part });
        }
        let json = json!({
            "type": "record",
            "name": event_name(&object.name),
            "namespace": "com.sforce.eventbus",
            "fields": described,
        });
        let json = json.to_string();
        let avro = apache_avro::Schema::parse_str(&json).map_err(ApiError::internal)?;
        let digest = Sha256::digest(json.as_bytes());
        let id = URL_SAFE_NO_PAD.encode(digest.iter().take(16).copied().collect::<Vec<u8>>());
        Ok(Self { entity: object.name.clone(), id, json, avro, fields, slots })
    }

    /// Where a column stands, or `None` if no event carries it.
    pub(crate) fn slot(&self, column: &str) -> Option<Slot> {
        self.slots.get(column).copied()
    }

    /// The places that a user does not see, to whom the object looks like `seen`.
    pub(crate) fn hidden_from(&self, seen: &Object) -> HashSet<Slot> {
        let hidden = |(column, _): &(&String, &Slot)| seen.field(column).is_none();
        self.slots.iter().filter(hidden).map(|(_, slot)| *slot).collect()
    }

    /// Puts whole fields for the parts of compound fields that an update left without any part.
    ///
    /// `is_null` tells of a column after the update.
    pub(crate) fn fold_emptied(
        &self,
        cells: &mut Vec<(Slot, SqlValue)>,
        is_null: impl Fn(&str) -> bool,
    ) {
        let is_nulled =
            |(slot, cell): &&(Slot, SqlValue)| slot.part.is_some() && *cell == SqlValue::Null;
        let places: HashSet<usize> =
            cells.iter().filter(is_nulled).map(|(slot, _)| slot.place).collect();
        for place in places {
            let mut parts = self.slots.iter().filter(|(_, slot)| slot.place == place);
            if parts.all(|(column, slot)| slot.part.is_none() || is_null(column)) {
                cells.retain(|(slot, _)| slot.place != place);
                cells.push((Slot { place, part: None }, SqlValue::Null));
            }
        }
    }
}

/// The name of an object's events: `ContactChangeEvent`, `Visit__ChangeEvent`.
pub(crate) fn event_name(object: &str) -> String {
    match object.strip_suffix("__c") {
        Some(custom) => format!("{custom}__ChangeEvent"),
        None => format!("{object}ChangeEvent"),
    }
}

/// The header that every change event begins with.
fn header() -> Value {
    let text = |name: &str| json!({"name": name, "type": "string"});
    let list = |name: &str| json!({"name": name, "type": {"type": "array", "items": "string"}});
    json!({
        "name": "ChangeEventHeader",
        "type": {
            "type": "record",
            "name": "ChangeEventHeader",
            "fields": [
                text("entityName"),
                list("recordIds"),
                {
                    "name": "changeType",
                    "type": {"type": "enum", "name": "ChangeType", "symbols": ChangeKind::SYMBOLS},
                },
                text("changeOrigin"),
                text("transactionKey"),
                {"name": "sequenceNumber", "type": "int"},
                {"name": "commitTimestamp", "type": "long"},
                {"name": "commitNumber", "type": "long"},
                text("commitUser"),
                list("nulledFields"),
                list("diffFields"),
                list("changedFields"),
            ],
        },
        "doc": "Data:ComplexValueType",
    })
}

/// A field of the Avro schema. A record type is spelt out where it comes `first`, and named afterwards.
fn describe(name: &str, kind: &EventField, field: &Field, first: bool) -> Value {
    let (branches, doc) = match kind {
        EventField::One(kind) => (json!(["null", value::kind(*kind)]), doc(field)),
        EventField::PersonName => {
            (json!(["null", record("PersonName", &NAME_PARTS)]), "Data:PersonName")
        }
        EventField::AccountName => {
            let person = record("Switchable_PersonName", &NAME_PARTS);
            (json!(["null", "string", person]), "Data:Switchable_PersonName")
        }
        EventField::Address if first => {
            (json!(["null", record("Address", &ADDRESS_PARTS)]), "Data:Address")
        }
        EventField::Address => (json!(["null", "Address"]), "Data:Address"),
    };
    json!({"name": name, "type": branches, "doc": doc, "default": null})
}

fn record(name: &str, parts: &[&str]) -> Value {
    let fields: Vec<Value> = parts
        .iter()
        .map(|part| {
            let kind = value::kind(part_kind(part));
            json!({"name": part, "type": ["null", kind], "default": null})
        })
        .collect();
    json!({"type": "record", "name": name, "fields": fields})
}

/// The type of a part of a compound field.
pub(super) fn part_kind(part: &str) -> FieldType {
    match part {
        "Latitude" | "Longitude" => FieldType::Double,
        _ => FieldType::String,
    }
}

/// What Salesforce calls the type of a field in the schema's `doc`.
fn doc(field: &Field) -> &'static str {
    match field.kind {
        FieldType::Datetime if field.name == "CreatedDate" => "CreatedDate:DateTime",
        FieldType::Id | FieldType::Reference => "ForeignKey:EntityId",
        FieldType::Textarea if field.length > 255 => "Data:StringPlusClob",
        FieldType::Textarea => "Data:MultiLineText",
        FieldType::Picklist | FieldType::Combobox => "Data:DynamicEnum",
        FieldType::Multipicklist => "Data:MultiEnum",
        FieldType::Boolean => "Data:Boolean",
        FieldType::Int => "Data:Integer",
        FieldType::Double => "Data:Double",
        FieldType::Currency => "Data:Currency",
        FieldType::Percent => "Data:Percent",
        FieldType::Date => "Data:DateOnly",
        FieldType::Datetime => "Data:DateTime",
        FieldType::Phone => "Data:Phone",
        FieldType::Email => "Data:Email",
        FieldType::Url => "Data:Url",
        _ => "Data:Text",
    }
}
