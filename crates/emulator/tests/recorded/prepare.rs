//! Gives an org what an exchange takes for granted: objects, fields and records that it names.

use std::collections::{BTreeMap, BTreeSet};

use emulator::{ApiError, Field, FieldType, Object, Org};
use serde_json::{Map, Value, json};

use crate::exchange::{Exchange, parameter};
use crate::query::Query;

type Done = Result<(), String>;

/// Prepares the org for an exchange of the data API or the Tooling API.
pub(crate) fn prepare(org: &Org, exchange: &Exchange) -> Done {
    let reply = exchange.body_json()?;
    let request = exchange.request().as_deref().and_then(|body| serde_json::from_str(body).ok());
    one(org, &exchange.target(), request.as_ref(), &reply)?;
    let parts = request.as_ref().and_then(|request: &Value| request["compositeRequest"].as_array());
    for (place, part) in parts.into_iter().flatten().enumerate() {
        let target = part["url"].as_str().unwrap_or_default();
        one(org, target, part.get("body"), &reply["compositeResponse"][place]["body"])?;
    }
    Ok(())
}

fn one(org: &Org, target: &str, request: Option<&Value>, reply: &Value) -> Done {
    let path = target.split('?').next().unwrap_or_default();
    if path.contains("/query") {
        let text = parameter(target, "q").unwrap_or_default().replace('+', " ");
        return results(org, &Query::read(&text), reply);
    }
    if path.ends_with("/recordCount") {
        return counts(org, reply);
    }
    if let Some((_, object)) = path.strip_suffix("/describe").and_then(|path| path.rsplit_once('/'))
    {
        return described(org, object, reply);
    }
    if let Some(kind) = reply["attributes"]["type"].as_str() {
        return whole_record(org, kind, reply);
    }
    let records = request.and_then(|request| request["records"].as_array());
    let named = path.split("/composite/sobjects/").nth(1).and_then(|rest| rest.split('/').nth(1));
    for (place, record) in records.into_iter().flatten().enumerate() {
        referenced(org, record)?;
        known_by(org, record, named, &reply[place])?;
    }
    Ok(())
}

/// The records that a query returned, and the fields that it names.
fn results(org: &Org, query: &Query, reply: &Value) -> Done {
    let records = reply["records"].as_array().cloned().unwrap_or_default();
    let first = records.first().and_then(|record| record["attributes"]["url"].as_str());
    let prefix = first.and_then(|url| url.rsplit('/').next()).and_then(|id| id.get(..3));
    object(org, &query.from, prefix.unwrap_or("a99"))?;
    for name in query.fields.iter().chain(query.equals.keys()) {
        field(org, &query.from, name, query.equals.get(name).map_or(&Value::Null, |value| value))?;
    }
    for child in &query.children {
        children(org, &query.from, child)?;
    }
    let is_aggregate =
        records.first().is_some_and(|row| row["attributes"]["type"] == "AggregateResult");
    if is_aggregate || records.is_empty() {
        let counted = records.first().and_then(|row| row["expr0"].as_u64());
        let total = if records.is_empty() { reply["totalSize"].as_u64() } else { counted };
        return fill(org, &query.from, total.unwrap_or_default());
    }
    let mut seen = BTreeSet::new();
    for record in &records {
        let mut record = record.clone();
        // Recordings whose ids were replaced by one and the same.
        if !seen.insert(record["attributes"]["url"].to_string()) {
            record["attributes"] = json!({"type": record["attributes"]["type"]});
            record.as_object_mut().map(|record| record.remove("Id"));
        }
        for (name, value) in &query.equals {
            if record.get(name).is_none() {
                record[name] = value.clone();
            }
        }
        load(org, &record)?;
    }
    Ok(())
}

/// Numbers of records: none at all where the object is not named, deleted ones where the number is nought.
fn counts(org: &Org, reply: &Value) -> Done {
    for count in reply["sObjects"].as_array().into_iter().flatten() {
        let name = count["name"].as_str().unwrap_or_default();
        let wanted = count["count"].as_u64().unwrap_or_default();
        fill(org, name, wanted.max(1))?;
        if wanted == 0 {
            let found = org.query(&org.administrator(), &format!("SELECT Id FROM {name}"));
            for row in found.map_err(told)?.records {
                let id = row["Id"].as_str().unwrap_or_default();
                org.delete(&org.administrator(), name, id).map_err(told)?;
            }
        }
    }
    Ok(())
}

/// A custom object as a describe tells of it.
fn described(org: &Org, name: &str, reply: &Value) -> Done {
    object(org, name, reply["keyPrefix"].as_str().unwrap_or("a99"))?;
    for known in reply["fields"].as_array().into_iter().flatten() {
        field(org, name, known["name"].as_str().unwrap_or_default(), &Value::Null)?;
    }
    Ok(())
}

/// A record with all its fields. The recorded org may lack fields that depend on its features.
fn whole_record(org: &Org, kind: &str, reply: &Value) -> Done {
    object(org, kind, "a99")?;
    let known = fields_of(org, kind)?;
    for (name, value) in reply.as_object().into_iter().flatten() {
        field(org, kind, name, value)?;
    }
    let absent: Vec<String> = known.into_iter().filter(|name| reply.get(name).is_none()).collect();
    if !absent.is_empty() {
        eprintln!("    the recorded org has no {kind}.{}", absent.join(", "));
    }
    org.change_schema(|schema| {
        absent.iter().for_each(|name| {
            schema.remove_field(kind, name);
        });
        Ok(())
    })
    .map_err(told)
}

/// The records to which a written record refers, itself included.
fn referenced(org: &Org, record: &Value) -> Done {
    let kind = record["attributes"]["type"].as_str().unwrap_or_default();
    for (name, value) in record.as_object().into_iter().flatten() {
        if name != "attributes" {
            field(org, kind, name, value)?;
        }
        let id = value.as_str().filter(|text| name.ends_with("Id") && is_id(text));
        if let Some(id) = id {
            existing(org, id)?;
        }
    }
    Ok(())
}

/// The record that an upsert did not create.
fn known_by(org: &Org, record: &Value, named: Option<&str>, result: &Value) -> Done {
    let (Some(named), false) = (named, result["created"].as_bool().unwrap_or(true)) else {
        return Ok(());
    };
    let mut known = json!({"attributes": record["attributes"]});
    known[named] = record[named].clone();
    load(org, &known).map(|_| ())
}

/// A record with an id.
pub(crate) fn existing(org: &Org, id: &str) -> Done {
    let schema = org.schema();
    let Some(known) = schema.object_of_id(id) else {
        return Err(format!("no object has ids such as {id}"));
    };
    let query = format!("SELECT COUNT() FROM {} WHERE Id = '{id}'", known.name);
    let found = org.query(&org.administrator(), &query).map_err(told)?;
    if found.total_size > 0 {
        return Ok(());
    }
    load(org, &json!({"attributes": {"type": known.name}, "Id": id})).map(|_| ())
}

/// Records of which nothing is known but their number.
pub(crate) fn fill(org: &Org, kind: &str, number: u64) -> Done {
    for _ in 0..number {
        load(org, &json!({"attributes": {"type": kind}}))?;
    }
    Ok(())
}

/// Writes a recorded record, its parents before it and its children after it; returns its id.
pub(crate) fn load(org: &Org, record: &Value) -> Result<String, String> {
    let url = record["attributes"]["url"].as_str().unwrap_or_default();
    let mut parts = url.rsplit('/');
    let (id, of_url) = (parts.next().unwrap_or_default(), parts.next());
    let kind = match record["attributes"]["type"].as_str() {
        // The pseudo-object of polymorphic parents.
        Some("Name") | None => of_url.unwrap_or_default(),
        Some(kind) => kind,
    };
    object(org, kind, id.get(..3).unwrap_or("a99"))?;
    let mut row = Map::new();
    if is_id(id) {
        row.insert("Id".to_owned(), json!(id));
    }
    let mut born: Vec<(String, Vec<Value>)> = Vec::new();
    for (name, value) in record.as_object().into_iter().flatten() {
        match value {
            _ if name == "attributes" || (name == "Id" && is_id(id)) => {}
            Value::Object(parent) if parent.contains_key("attributes") => {
                let id = load(org, value)?;
                let reference = reference(org, kind, name, value)?;
                row.insert(reference, json!(id));
            }
            Value::Object(list) if list.contains_key("records") => {
                born.push((name.clone(), value["records"].as_array().cloned().unwrap_or_default()));
            }
            Value::Object(_) | Value::Array(_) => {}
            Value::Null if is_relationship(org, kind, name) => {}
            value => {
                field(org, kind, name, value)?;
                if let Some(id) = value.as_str().filter(|text| name.ends_with("Id") && is_id(text))
                {
                    target(org, kind, name, id)?;
                }
                row.insert(name.clone(), value.clone());
            }
        }
    }
    for (name, value) in required(org, kind)? {
        if !row.keys().any(|known| known.eq_ignore_ascii_case(&name)) {
            row.insert(name, value);
        }
    }
    let exists =
        row.get("Id").is_some_and(|id| org.read(kind, id.as_str().unwrap_or(""), &["Id"]).is_ok());
    if exists {
        return Ok(id.to_owned());
    }
    let mut ids = org.load(kind, vec![row]).map_err(told)?;
    let id = ids.pop().unwrap_or_default();
    for (relationship, rows) in born {
        for child in rows {
            let of = child["attributes"]["type"].as_str().unwrap_or_default().to_owned();
            let reference = child_reference(org, kind, &relationship, &of)?;
            let mut child = child.clone();
            child[reference] = json!(id);
            load(org, &child)?;
        }
    }
    Ok(id)
}

/// The record behind a reference.
fn target(org: &Org, kind: &str, name: &str, id: &str) -> Done {
    let schema = org.schema();
    let known = schema.object(kind).and_then(|object| object.field(name));
    match known.filter(|field| field.kind == FieldType::Reference) {
        Some(field) if field.references.iter().any(|of| schema.object(of).is_some()) => {
            existing(org, id)
        }
        _ => Ok(()),
    }
}

fn is_relationship(org: &Org, kind: &str, name: &str) -> bool {
    let schema = org.schema();
    schema.object(kind).is_some_and(|object| {
        object.relationship(name).is_some() || schema.children(object, name).is_some()
    })
}

fn fields_of(org: &Org, kind: &str) -> Result<Vec<String>, String> {
    let schema = org.schema();
    let object = schema.object(kind).ok_or_else(|| format!("no object {kind}"))?;
    Ok(object.fields.iter().map(|field| field.name.clone()).collect())
}

/// Values for what a record cannot be without.
fn required(org: &Org, kind: &str) -> Result<BTreeMap<String, Value>, String> {
    let schema = org.schema();
    let object = schema.object(kind).ok_or_else(|| format!("no object {kind}"))?;
    let needed = object.fields.iter().filter(|field| field.is_required() && field.name != "Id");
    Ok(needed.map(|field| (field.name.clone(), plausible(org, field))).collect())
}

fn plausible(org: &Org, field: &Field) -> Value {
    match field.kind {
        FieldType::Int | FieldType::Double | FieldType::Currency | FieldType::Percent => json!(1),
        FieldType::Date => json!("2024-11-21"),
        FieldType::Datetime => json!("2024-11-21T09:00:00.000+0000"),
        FieldType::Reference => json!(org.administrator().user_id),
        FieldType::Email => json!("someone@example.com"),
        _ => {
            let listed = field.values.first().map(|value| value.value.clone());
            let text = listed.unwrap_or_else(|| "Something".to_owned());
            json!(text.chars().take(field.length.max(1)).collect::<String>())
        }
    }
}

/// Makes sure that there is an object.
pub(crate) fn object(org: &Org, name: &str, key_prefix: &str) -> Done {
    if org.schema().object(name).is_some() {
        return Ok(());
    }
    let object: Object = serde_json::from_value(json!({
        "name": name, "label": name, "label_plural": name, "key_prefix": key_prefix,
        "fields": [{"name": "Name", "label": "Name", "type": "string", "length": 80, "name_field": true}],
    }))
    .map_err(|error| error.to_string())?;
    org.change_schema(|schema| schema.put_object(object)).map_err(told)
}

/// Makes sure that an object has a field whose values look like `value`.
fn field(org: &Org, kind: &str, name: &str, value: &Value) -> Done {
    let schema = org.schema();
    let known = schema.object(kind).is_none_or(|object| object.field(name).is_some());
    if known || name == "attributes" || is_relationship(org, kind, name) {
        return Ok(());
    }
    let (kind_of_value, length) = match value {
        Value::Bool(_) => ("boolean", 0),
        Value::Number(number) if number.is_i64() => ("int", 0),
        Value::Number(_) => ("double", 0),
        Value::String(text) if text.len() == 28 && text.ends_with("+0000") => ("datetime", 0),
        _ => ("string", 255),
    };
    put(
        org,
        kind,
        json!({
            "name": name, "label": name, "type": kind_of_value, "length": length, "digits": 9,
        }),
    )
}

/// Makes sure that an object has a parent of this name; returns the reference.
fn reference(org: &Org, kind: &str, name: &str, parent: &Value) -> Result<String, String> {
    if let Some(known) = org.schema().object(kind).and_then(|object| object.relationship(name)) {
        return Ok(known.name.clone());
    }
    let reference = format!("{name}Id");
    put(
        org,
        kind,
        json!({
            "name": reference, "label": name, "type": "reference", "length": 18, "relationship": name,
            "references": [parent["attributes"]["type"]],
        }),
    )?;
    Ok(reference)
}

/// Makes sure that an object has children of this name; `FROM` may be all that is known of them.
fn children(org: &Org, kind: &str, name: &str) -> Done {
    let schema = org.schema();
    let known = schema.object(kind).is_some_and(|object| schema.children(object, name).is_some());
    if known { Ok(()) } else { child_reference(org, kind, name, name).map(|_| ()) }
}

fn child_reference(org: &Org, kind: &str, name: &str, child: &str) -> Result<String, String> {
    let schema = org.schema();
    if let Some((_, field)) = schema.object(kind).and_then(|object| schema.children(object, name)) {
        return Ok(field.name.clone());
    }
    object(org, child, "a98")?;
    let reference = format!("{kind}ParentId");
    put(
        org,
        child,
        json!({
            "name": reference, "label": name, "type": "reference", "length": 18, "children": name,
            "references": [kind],
        }),
    )?;
    Ok(reference)
}

fn put(org: &Org, kind: &str, described: Value) -> Done {
    let field: Field = serde_json::from_value(described).map_err(|error| error.to_string())?;
    org.change_schema(|schema| schema.put_field(kind, &field)).map_err(told)
}

fn is_id(text: &str) -> bool {
    matches!(text.len(), 15 | 18) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn told(error: ApiError) -> String {
    format!("not prepared: {error}")
}
