//! `CustomObject`: a new object of the org, or a change to the settings of one that it has.

use roxmltree::Node;
use serde_json::json;

use crate::schema::{Object, Schema};
use crate::soap::xml;

/// Reads a custom object; its fields are components of their own.
///
/// # Errors
/// The problem as a deployment reports it.
pub(super) fn read(node: Node<'_, '_>, name: &str, schema: &Schema) -> Result<Object, String> {
    let stem = name.strip_suffix("__c").unwrap_or_default();
    let letters = stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !letters || !stem.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return Err(format!("The object name provided {name} is not valid"));
    }
    let need = |element: &str| {
        xml::text(node, element)
            .filter(|text| !text.is_empty())
            .ok_or_else(|| format!("Must specify a {element} for the CustomObject"))
    };
    let name_field =
        xml::child(node, "nameField").ok_or("Must specify a nameField for the CustomObject")?;
    let auto_number = xml::text(name_field, "type").is_some_and(|kind| kind == "AutoNumber");
    let name_label = xml::text(name_field, "label").unwrap_or_else(|| "Name".to_owned());
    for element in ["deploymentStatus", "sharingModel"] {
        need(element)?;
    }
    let flags = if auto_number { "FSGD" } else { "CUNFSG" };
    let object = json!({
        "name": name, "label": need("label")?, "label_plural": need("pluralLabel")?,
        "key_prefix": known_prefix(schema, name).unwrap_or_else(|| free_prefix(schema)),
        "searchable": xml::truth(node, "enableSearch").unwrap_or(false),
        "fields": [{
            "name": "Name", "label": name_label, "type": "string", "length": 80, "flags": flags, "name_field": true,
            "auto_number": auto_number.then_some(4),
        }, {
            "name": "OwnerId", "label": "Owner ID", "type": "reference", "length": 18, "flags": "CUFSGD",
            "references": ["Group", "User"], "relationship": "Owner",
        }],
    });
    serde_json::from_value(object).map_err(|error| error.to_string())
}

fn known_prefix(schema: &Schema, name: &str) -> Option<String> {
    Some(schema.object(name)?.key_prefix.clone())
}

/// Custom objects have prefixes from `a00` on.
fn free_prefix(schema: &Schema) -> String {
    let taken = |prefix: &str| schema.objects().iter().any(|object| object.key_prefix == prefix);
    let digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let pairs =
        digits.chars().flat_map(|high| digits.chars().map(move |low| format!("a{high}{low}")));
    pairs.into_iter().find(|prefix| !taken(prefix)).unwrap_or_else(|| "azz".to_owned())
}
