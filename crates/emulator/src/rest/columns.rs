//! `columns=true` of a query: what its columns are, without its rows. The `sf` CLI asks so; it is documented nowhere.

use serde_json::{Value, json};

use crate::error::ApiError;
use crate::schema::{Field, FieldType, Object, Schema};
use crate::soql::parse;
use crate::soql::tree::{Item, Operand, Query};

/// The columns of a query.
pub(super) fn describe(schema: &Schema, query: &str) -> Result<Value, ApiError> {
    let query = parse::parse(query)?;
    let name = query.from.text();
    let object = schema.object(&name);
    let columns = columns(schema, object, &query);
    let id_selected = columns.iter().any(|column| column["columnName"] == "Id");
    Ok(json!({
        "columnMetadata": columns, "entityName": object.map_or(name.as_str(), |object| object.name.as_str()),
        "groupBy": !query.group_by.is_empty(), "idSelected": id_selected,
        "keyPrefix": object.map(|object| object.key_prefix.as_str()),
    }))
}

fn columns(schema: &Schema, object: Option<&Object>, query: &Query) -> Vec<Value> {
    let mut unnamed = 0;
    let mut columns = Vec::new();
    for item in &query.items {
        match item {
            Item::Value(Operand::Field(path), _) => {
                let parts: Vec<&str> = path.parts.iter().map(String::as_str).collect();
                columns.push(field(schema, object, &parts));
            }
            Item::Value(Operand::Function(_), alias) => {
                let name = alias.clone().unwrap_or_else(|| {
                    unnamed += 1;
                    format!("expr{}", unnamed - 1)
                });
                columns.push(column(&name, None, true, Vec::new()));
            }
            Item::Children(child) => {
                let children =
                    object.and_then(|object| schema.children(object, &child.from.text()));
                let inner = self::columns(schema, children.map(|(child, _)| child), child);
                columns.push(column(&child.from.text(), None, true, inner));
            }
            Item::Fields(..) => {
                let all = object.map(|object| object.fields.as_slice()).unwrap_or_default();
                columns.extend(
                    all.iter().map(|known| column(&known.name, Some(known), false, vec![])),
                );
            }
            Item::TypeOf(chosen) => {
                columns.push(column(&chosen.relationship.text(), None, false, Vec::new()));
            }
        }
    }
    columns
}

/// A field, or the field of a parent within the parent's column.
fn field(schema: &Schema, object: Option<&Object>, parts: &[&str]) -> Value {
    match parts {
        [parent, rest @ ..] if !rest.is_empty() => {
            let reference = object.and_then(|object| object.relationship(parent));
            let target = reference.and_then(|reference| reference.references.first());
            let target = target.and_then(|name| schema.object(name));
            let last = rest.last().copied().unwrap_or_default();
            let known = target.filter(|_| rest.len() == 1).and_then(|target| target.field(last));
            column(parent, None, false, vec![column(&rest.join("."), known, false, Vec::new())])
        }
        _ => {
            let name = parts.first().copied().unwrap_or_default();
            let known = object.and_then(|object| object.field(name));
            column(known.map_or(name, |known| known.name.as_str()), known, false, Vec::new())
        }
    }
}

fn column(name: &str, field: Option<&Field>, aggregate: bool, inner: Vec<Value>) -> Value {
    let kind = field.map(|field| field.kind);
    let is_number = kind.is_some_and(|kind| kind == FieldType::Int || kind.is_decimal());
    json!({
        "aggregate": aggregate, "apexType": apex_type(kind), "booleanType": kind == Some(FieldType::Boolean),
        "columnName": name, "custom": field.is_some_and(Field::is_custom), "displayName": name,
        "foreignKeyName": field.and_then(|field| field.relationship.as_ref()),
        "insertable": field.is_some_and(|field| field.flags.createable), "joinColumns": inner,
        "numberType": is_number, "textType": kind == Some(FieldType::Textarea),
        "updatable": field.is_some_and(|field| field.flags.updateable),
    })
}

fn apex_type(kind: Option<FieldType>) -> Option<&'static str> {
    Some(match kind? {
        FieldType::Id | FieldType::Reference => "Id",
        FieldType::Boolean => "Boolean",
        FieldType::Int => "Integer",
        kind if kind.is_decimal() => "Double",
        FieldType::Date => "Date",
        FieldType::Datetime => "Datetime",
        FieldType::Address => "Address",
        _ => "String",
    })
}
