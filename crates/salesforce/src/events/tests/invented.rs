//! An invented object's events: their schema in the form that Salesforce gives it, and their bytes.

use std::sync::LazyLock;

use apache_avro::types::Value as Avro;
use apache_avro::writer::datum::GenericDatumWriter;
use serde_json::{Value, json};

use crate::events::schema::EventSchema;

/// The events of contacts with few fields. Places: 0 header, 1 Name, 2 Phone, 3 OwnerId, 4 MailingAddress,
/// 5 OtherAddress, 6 Birthdate, 7 LastModifiedDate, 8 Site__c, 9 Bio__c, 10 Score__c.
pub(super) fn schema_json() -> String {
    let optional = |name: &str, kind: Value, doc: &str| json!({"name": name, "type": ["null", kind], "doc": doc, "default": null});
    let record = |name: &str, parts: &[(&str, &str)]| {
        let parts = parts.iter().map(|(part, kind)| optional(part, json!(kind), "Data:Text"));
        json!({"type": "record", "name": name, "fields": parts.collect::<Vec<_>>()})
    };
    let name = [("Salutation", "string"), ("FirstName", "string"), ("LastName", "string")];
    let address = [("Street", "string"), ("City", "string"), ("Latitude", "double")];
    let place = [("Latitude", "double"), ("Longitude", "double")];
    json!({"type": "record", "name": "ContactChangeEvent", "namespace": "com.sforce.eventbus", "fields": [
        header(),
        optional("Name", record("PersonName", &name), "Data:PersonName"),
        optional("Phone", json!("string"), "Data:Phone"),
        optional("OwnerId", json!("string"), "ForeignKey:EntityId"),
        optional("MailingAddress", record("Address", &address), "Data:Address"),
        optional("OtherAddress", json!("Address"), "Data:Address"),
        optional("Birthdate", json!("long"), "Data:DateOnly"),
        optional("LastModifiedDate", json!("long"), "Data:DateTime"),
        optional("Site__c", record("Site", &place), "Data:Location"),
        optional("Bio__c", json!("string"), "Data:StringPlusClob"),
        optional("Score__c", json!("double"), "Data:Double"),
    ]})
    .to_string()
}

pub(super) fn header() -> Value {
    let list = json!({"type": "array", "items": "string"});
    let kinds = ["CREATE", "UPDATE", "DELETE", "UNDELETE", "GAP_CREATE", "GAP_UPDATE"];
    let kinds = [&kinds[..], &["GAP_DELETE", "GAP_UNDELETE", "GAP_OVERFLOW", "SNAPSHOT"]].concat();
    json!({"name": "ChangeEventHeader", "type": {"type": "record", "name": "ChangeEventHeader", "fields": [
        {"name": "entityName", "type": "string"},
        {"name": "recordIds", "type": list},
        {"name": "changeType", "type": {"type": "enum", "name": "ChangeType", "symbols": kinds}},
        {"name": "changeOrigin", "type": "string"},
        {"name": "transactionKey", "type": "string"},
        {"name": "sequenceNumber", "type": "int"},
        {"name": "commitTimestamp", "type": "long"},
        {"name": "commitNumber", "type": "long"},
        {"name": "commitUser", "type": "string"},
        {"name": "nulledFields", "type": list},
        {"name": "diffFields", "type": list},
        {"name": "changedFields", "type": list},
    ]}})
}

pub(super) fn schema() -> &'static EventSchema {
    static SCHEMA: LazyLock<EventSchema> =
        LazyLock::new(|| EventSchema::parse(&schema_json()).unwrap());
    &SCHEMA
}

/// What an event says; whatever is not set is empty.
#[derive(Default)]
pub(super) struct Invented {
    pub(super) kind: &'static str,
    pub(super) ids: Vec<&'static str>,
    /// Values by field; parts of compounds in an object.
    pub(super) values: Value,
    pub(super) changed: Vec<&'static str>,
    pub(super) nulled: Vec<&'static str>,
    pub(super) diff: Vec<&'static str>,
}

pub(super) const ID: &str = "0035g00000AbcDeAAJ";
pub(super) const OTHER_ID: &str = "0035g00000AbcDfAAJ";
/// 2024-11-07 07:00 UTC.
pub(super) const AT: i64 = 1_730_962_800_000;

impl Invented {
    pub(super) fn bytes(&self) -> Vec<u8> {
        let schema = apache_avro::Schema::parse_str(&schema_json()).unwrap();
        let json = json!({
            "ChangeEventHeader": {
                "entityName": "Contact", "recordIds": self.ids, "changeType": self.kind, "changeOrigin": "",
                "transactionKey": "1", "sequenceNumber": 1, "commitTimestamp": AT, "commitNumber": 1,
                "commitUser": "0055g000004AbcdAAC", "nulledFields": self.nulled, "diffFields": self.diff,
                "changedFields": self.changed,
            }
        });
        let mut json = json;
        for field in ["Name", "Phone", "OwnerId", "MailingAddress", "OtherAddress", "Birthdate"]
            .into_iter()
            .chain(["LastModifiedDate", "Site__c", "Bio__c", "Score__c"])
        {
            json[field] = self.values.get(field).cloned().unwrap_or(Value::Null);
        }
        let value = avro(&schema, &json, &schema);
        let writer = GenericDatumWriter::builder(&schema).build().unwrap();
        writer.write_value_to_vec(value).unwrap()
    }
}

/// JSON as a value of a schema; parts that are left out are null.
fn avro(schema: &apache_avro::Schema, json: &Value, root: &apache_avro::Schema) -> Avro {
    use apache_avro::Schema;
    match schema {
        Schema::Union(_) if json.is_null() => Avro::Union(0, Box::new(Avro::Null)),
        Schema::Union(union) => Avro::Union(1, Box::new(avro(&union.variants()[1], json, root))),
        Schema::Record(record) => {
            let field = |field: &apache_avro::schema::RecordField| {
                let value = json.get(&field.name).unwrap_or(&Value::Null);
                (field.name.clone(), avro(&field.schema, value, root))
            };
            Avro::Record(record.fields.iter().map(field).collect())
        }
        Schema::Ref { .. } => {
            let Schema::Record(root_record) = root else { unreachable!() };
            let Schema::Union(address) = &root_record.fields[4].schema else { unreachable!() };
            avro(&address.variants()[1], json, root)
        }
        Schema::Array(array) => {
            let items = json.as_array().unwrap().iter();
            Avro::Array(items.map(|item| avro(&array.items, item, root)).collect())
        }
        Schema::Enum(kinds) => {
            let kind = json.as_str().unwrap();
            let place = kinds.symbols.iter().position(|symbol| symbol == kind).unwrap();
            Avro::Enum(u32::try_from(place).unwrap(), kind.to_owned())
        }
        Schema::Int => Avro::Int(1),
        Schema::Long => Avro::Long(json.as_i64().unwrap()),
        Schema::Double => Avro::Double(json.as_f64().unwrap()),
        _ => Avro::String(json.as_str().unwrap().to_owned()),
    }
}
