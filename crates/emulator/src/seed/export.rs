//! Writes an org as a seed file, from which the same org can be made again.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::SeedError;
use crate::error::ApiError;
use crate::mirror;
use crate::org::{Org, OrgOptions};
use crate::schema::{Field, Object, Schema};

/// The keys of a seed file that an export fills.
#[derive(Serialize)]
struct Export {
    settings: Value,
    setup: Value,
    faults: Value,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    field: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    object: Vec<Value>,
    rows: BTreeMap<String, Vec<Map<String, Value>>>,
    counters: BTreeMap<String, i64>,
}

/// The org as it stands, as the text of a seed file: YAML if `name` ends with `.yaml` or `.yml`, JSON otherwise. Open
/// sessions and what streams have yet to send are left out.
///
/// # Errors
/// When the database fails.
pub fn export(org: &Org, name: &str) -> Result<String, SeedError> {
    let refused = SeedError::refused("export");
    let export = whole(org).map_err(refused)?;
    let name = name.to_ascii_lowercase();
    if name.ends_with(".yaml") || name.ends_with(".yml") {
        return serde_yaml_ng::to_string(&export)
            .map_err(|source| SeedError::Yaml { file: name, source });
    }
    Ok(serde_json::to_string_pretty(&export)?)
}

fn whole(org: &Org) -> Result<Export, ApiError> {
    let schema = org.schema();
    let (field, object) = additions(org, &schema)?;
    let mut rows = BTreeMap::new();
    // What mirrors the setup comes back with it.
    for object in schema.objects().iter().filter(|object| !mirror::holds(&object.name)) {
        let found = org.rows_as_they_stand(&object.name)?;
        if !found.is_empty() {
            rows.insert(object.name.clone(), found);
        }
    }
    Ok(Export {
        settings: json(org.options())?,
        setup: json(&*org.setup())?,
        faults: json(&org.faults())?,
        field,
        object,
        rows,
        counters: org.counters()?,
    })
}

/// The fields and objects that an org with these options would not have by itself.
fn additions(org: &Org, schema: &Schema) -> Result<(Vec<Value>, Vec<Value>), ApiError> {
    let plain = OrgOptions { extra_fields: Vec::new(), ..org.options().clone() };
    let plain = Schema::load(&plain).map_err(ApiError::internal)?;
    let mut fields = Vec::new();
    let mut objects = Vec::new();
    let mut on_activity = BTreeSet::new();
    for object in schema.objects() {
        let Some(known) = plain.object(&object.name) else {
            objects.push(custom_object(object)?);
            continue;
        };
        for field in object.fields.iter().filter(|field| known.field(&field.name).is_none()) {
            let target = if object.activity { "Activity" } else { object.name.as_str() };
            if !object.activity || on_activity.insert(field.name.clone()) {
                fields.push(json!({"object": target, "define": definition(field)?}));
            }
        }
    }
    Ok((fields, objects))
}

fn custom_object(object: &Object) -> Result<Value, ApiError> {
    let mut whole = json(object)?;
    let own = object.fields.iter().filter(|field| !field.is_system() || field.name == "OwnerId");
    whole["fields"] = own.map(definition).collect::<Result<Value, _>>()?;
    Ok(whole)
}

/// A field without the properties that any field has.
fn definition(field: &Field) -> Result<Value, ApiError> {
    let bare = json!({"name": "", "label": "", "type": field.kind});
    let bare: Field = serde_json::from_value(bare).map_err(ApiError::internal)?;
    let bare = json(&bare)?;
    let mut whole = json(field)?;
    if let Value::Object(whole) = &mut whole {
        let needed = ["name", "label", "type"];
        whole.retain(|key, value| needed.contains(&key.as_str()) || bare.get(key) != Some(&*value));
    }
    Ok(whole)
}

fn json(value: &impl Serialize) -> Result<Value, ApiError> {
    serde_json::to_value(value).map_err(ApiError::internal)
}
