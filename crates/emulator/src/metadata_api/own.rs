//! What the org has without any deployment, written as metadata: its objects, their fields, its permission sets.

use serde_json::Value;

use super::permission::OBJECT_COLUMNS;
use super::permission_rows;
use crate::error::ApiError;
use crate::org::Org;
use crate::schema::{Field, FieldType};
use crate::soap::xml::Xml;

/// Every object's name; Activity stands for the fields that Task and Event share.
pub(super) fn objects(org: &Org) -> Vec<String> {
    let schema = org.schema();
    let mut names: Vec<String> =
        schema.objects().iter().map(|object| object.name.clone()).collect();
    names.push("Activity".to_owned());
    names.sort();
    names
}

/// The full name of every custom field.
pub(super) fn custom_fields(org: &Org) -> Vec<String> {
    let schema = org.schema();
    let mut names: Vec<String> = Vec::new();
    for object in schema.objects() {
        let owner = if object.activity { "Activity" } else { object.name.as_str() };
        for field in object.fields.iter().filter(|field| field.name.ends_with("__c")) {
            names.push(format!("{owner}.{}", field.name));
        }
    }
    names.sort();
    names.dedup();
    names
}

/// What stands within the `fields` element of a field that was not deployed.
pub(super) fn field(org: &Org, full_name: &str) -> Option<String> {
    let (object, name) = full_name.split_once('.')?;
    let schema = org.schema();
    let owner = schema.object(if object == "Activity" { "Task" } else { object })?;
    if matches!(object, "Task" | "Event") && name.ends_with("__c") {
        return None;
    }
    let field = owner.fields.iter().find(|field| field.name == name)?;
    if object == "Activity" && !field.is_custom() {
        return None;
    }
    Some(write_field(field))
}

fn write_field(field: &Field) -> String {
    let mut inner = Xml::new();
    inner.text("fullName", &field.name);
    if !field.is_custom() {
        inner.truth("trackFeedHistory", false);
        return inner.finish();
    }
    if field.kind == FieldType::String && field.unique {
        inner.truth("caseSensitive", field.case_sensitive);
    }
    if field.kind == FieldType::Boolean {
        let on = field.default_value() == Some(Value::Bool(true));
        inner.truth("defaultValue", on);
    }
    inner.truth("externalId", field.external_id).text("label", &field.label);
    let long = field.kind == FieldType::Textarea && field.length > 255;
    if field.kind == FieldType::String || long {
        inner.number("length", field.length);
    }
    if field.kind.is_decimal() {
        inner.text("precision", field.precision.to_string());
    }
    for target in &field.references {
        inner.text("referenceTo", target);
    }
    if let Some(children) = &field.children {
        inner.text("relationshipName", children.trim_end_matches("__r"));
    }
    inner.truth("required", field.is_required());
    if field.kind.is_decimal() {
        inner.text("scale", field.scale.to_string());
    }
    inner.text("type", kind_name(field, long));
    if field.unique {
        inner.truth("unique", true);
    }
    if matches!(field.kind, FieldType::Picklist | FieldType::Multipicklist) {
        write_values(&mut inner, field);
    }
    if long || field.kind == FieldType::Multipicklist {
        inner.number("visibleLines", 4);
    }
    inner.finish()
}

fn write_values(inner: &mut Xml, field: &Field) {
    inner.element("valueSet", |set| {
        set.truth("restricted", field.restricted);
        set.element("valueSetDefinition", |definition| {
            definition.truth("sorted", false);
            for value in &field.values {
                definition.element("value", |element| {
                    element
                        .text("fullName", &value.value)
                        .truth("default", value.default)
                        .text("label", &value.value);
                });
            }
        });
    });
}

fn kind_name(field: &Field, long: bool) -> &'static str {
    match field.kind {
        FieldType::Textarea if long => "LongTextArea",
        FieldType::Textarea => "TextArea",
        FieldType::Boolean => "Checkbox",
        FieldType::Int | FieldType::Double => "Number",
        FieldType::Currency => "Currency",
        FieldType::Percent => "Percent",
        FieldType::Date => "Date",
        FieldType::Datetime => "DateTime",
        FieldType::Email => "Email",
        FieldType::Phone => "Phone",
        FieldType::Url => "Url",
        FieldType::Picklist => "Picklist",
        FieldType::Multipicklist => "MultiselectPicklist",
        FieldType::Reference => "Lookup",
        _ => "Text",
    }
}

/// What stands within the file of a permission set or profile, `None` if the org has none of that name.
pub(super) fn grants(org: &Org, name: &str, is_profile: bool) -> Result<Option<String>, ApiError> {
    let Some(id) = permission_rows::find(org, name, is_profile)? else { return Ok(None) };
    let row = org.read("PermissionSet", &id, &[])?;
    let mut inner = Xml::new();
    if is_profile {
        inner.truth("custom", false);
    }
    let query = "SELECT Field, PermissionsEdit, PermissionsRead FROM FieldPermissions";
    for row in of_parent(org, query, &id, "Field")? {
        inner.element("fieldPermissions", |element| {
            element
                .truth("editable", row["PermissionsEdit"] == true)
                .text("field", row["Field"].as_str().unwrap_or_default())
                .truth("readable", row["PermissionsRead"] == true);
        });
    }
    if !is_profile {
        inner.truth("hasActivationRequired", false);
        inner.optional("description", row["Description"].as_str());
        inner.text("label", row["Label"].as_str().unwrap_or(name));
    }
    let columns: Vec<&str> = OBJECT_COLUMNS.iter().map(|(_, column)| *column).collect();
    let query = format!("SELECT SobjectType, {} FROM ObjectPermissions", columns.join(", "));
    for row in of_parent(org, &query, &id, "SobjectType")? {
        inner.element("objectPermissions", |element| {
            for (name, column) in &OBJECT_COLUMNS[..4] {
                element.truth(name, row[*column] == true);
            }
            element.truth("modifyAllRecords", row["PermissionsModifyAllRecords"] == true);
            element.text("object", row["SobjectType"].as_str().unwrap_or_default());
            element.truth("viewAllRecords", row["PermissionsViewAllRecords"] == true);
        });
    }
    let granted = row.iter().filter(|(_, value)| **value == Value::Bool(true));
    for permission in granted.filter_map(|(column, _)| column.strip_prefix("Permissions")) {
        inner.element("userPermissions", |element| {
            element.truth("enabled", true).text("name", permission);
        });
    }
    Ok(Some(inner.finish()))
}

fn of_parent(org: &Org, query: &str, parent: &str, order: &str) -> Result<Vec<Value>, ApiError> {
    let query = format!("{query} WHERE ParentId = '{parent}' ORDER BY {order}");
    Ok(org.query(&org.administrator(), &query)?.records)
}
