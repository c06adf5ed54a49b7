//! Records between SOAP and JSON: everything is text in the one, typed in the other.

use roxmltree::Node;
use serde_json::{Map, Value, json};

use super::fault::Fault;
use super::xml::{self, Xml};
use crate::error::ApiError;
use crate::schema::{FieldType, Schema};

/// A record of a message: its object, its id if it has one, and its fields.
pub(super) struct Record {
    pub(super) object: String,
    pub(super) id: Option<String>,
    pub(super) fields: Map<String, Value>,
}

/// Reads an `sObjects` element.
pub(super) fn read(node: Node<'_, '_>, schema: &Schema) -> Result<Record, Fault> {
    let typed = node.attributes().find(|attribute| attribute.name() == "type");
    let typed =
        typed.map(|attribute| attribute.value().rsplit(':').next().unwrap_or_default().to_owned());
    let object = xml::text(node, "type").or(typed).ok_or_else(|| Fault::missing("type"))?;
    let mut fields = Map::new();
    let mut id = None;
    for element in node.children().filter(Node::is_element) {
        let name = element.tag_name().name();
        match name {
            "type" => {}
            "Id" | "id" => id = Some(xml::content(element)).filter(|id| !id.is_empty()),
            "fieldsToNull" => {
                fields.insert(xml::content(element), Value::Null);
            }
            name => {
                let kind = schema.object(&object).and_then(|object| object.field(name));
                let value = value(&xml::content(element), kind.map(|field| field.kind));
                fields.insert(name.to_owned(), value);
            }
        }
    }
    Ok(Record { object, id, fields })
}

fn value(text: &str, kind: Option<FieldType>) -> Value {
    let number = || text.parse::<serde_json::Number>().ok().map(Value::Number);
    let typed = match kind {
        Some(FieldType::Boolean) => match text {
            "true" | "1" => Some(json!(true)),
            "false" | "0" => Some(json!(false)),
            _ => None,
        },
        Some(FieldType::Int) => number(),
        Some(kind) if kind.is_decimal() => number(),
        _ => None,
    };
    // What cannot be read as its type goes on as text, so that the org itself says what is wrong with it.
    typed.unwrap_or_else(|| json!(text))
}

/// Writes the outcome of one record: the id, or why not. `created` is told by upserts.
pub(super) fn write_outcome(results: &mut Xml, outcome: Result<(String, Option<bool>), ApiError>) {
    results.element("result", |result| match outcome {
        Ok((id, created)) => {
            if let Some(created) = created {
                result.truth("created", created);
            }
            result.text("id", id).truth("success", true);
        }
        Err(error) => {
            write_error(result, &error);
            result.raw("<id xsi:nil=\"true\"/>").truth("success", false);
        }
    });
}

/// Writes an error of a record.
pub(super) fn write_error(result: &mut Xml, error: &ApiError) {
    result.element("errors", |errors| {
        for field in error.fields.iter().flatten() {
            errors.text("fields", field);
        }
        errors.text("message", &error.message).text("statusCode", &error.code);
    });
}

/// Writes a record of a query's reply under the name of its element.
pub(super) fn write(xml: &mut Xml, element: &str, record: &Value) {
    let Value::Object(fields) = record else {
        xml.raw(&format!("<{element} xsi:nil=\"true\"/>"));
        return;
    };
    let kind = record["attributes"]["type"].as_str().unwrap_or("AggregateResult");
    xml.element(&format!("{element} xsi:type=\"sf:sObject\""), |xml| {
        xml.text("sf:type", kind);
        match fields.get("Id") {
            Some(Value::String(id)) => xml.text("sf:Id", id),
            _ => xml.raw("<sf:Id xsi:nil=\"true\"/>"),
        };
        for (name, value) in fields {
            if name != "attributes" {
                write_value(xml, &format!("sf:{name}"), value);
            }
        }
    });
}

fn write_value(xml: &mut Xml, element: &str, value: &Value) {
    match value {
        Value::Null => xml.raw(&format!("<{element} xsi:nil=\"true\"/>")),
        Value::String(text) => xml.text(element, text),
        Value::Object(inner) if inner.contains_key("records") => {
            xml.element(&format!("{element} xsi:type=\"QueryResult\""), |xml| {
                write_page(xml, value);
            })
        }
        Value::Object(_) => {
            write(xml, element, value);
            xml
        }
        other => xml.text(element, other.to_string()),
    };
}

/// Writes a page of a query's reply.
pub(super) fn write_page(xml: &mut Xml, reply: &Value) {
    xml.truth("done", reply["done"] == true);
    let next = reply["nextRecordsUrl"].as_str().and_then(|url| url.rsplit('/').next());
    match next {
        Some(locator) => xml.text("queryLocator", locator),
        None => xml.raw("<queryLocator xsi:nil=\"true\"/>"),
    };
    for record in reply["records"].as_array().into_iter().flatten() {
        write(xml, "records", record);
    }
    xml.text("size", reply["totalSize"].to_string());
}
