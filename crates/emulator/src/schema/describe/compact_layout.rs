//! `describe/compactLayouts`: the few fields that stand in a record's head; every object has Salesforce's own default.

use serde_json::{Value, json};

use super::{RecordType, field, number};
use crate::schema::Object;

/// The reply of `/sobjects/X/describe/compactLayouts`.
pub(crate) fn compact_layouts(
    object: &Object,
    version: &str,
    record_types: &[RecordType],
) -> Value {
    let items: Vec<Value> = object
        .name_field()
        .into_iter()
        .map(|shown| {
            json!({
                "editableForNew": false, "editableForUpdate": false, "label": shown.label,
                "layoutComponents": [{
                    "details": field::describe(shown, number(version)), "displayLines": 1, "tabOrder": 1,
                    "type": "Field", "value": shown.name,
                }],
                "placeholder": false, "required": false,
            })
        })
        .collect();
    let mappings: Vec<Value> = record_types
        .iter()
        .map(|record_type| {
            json!({
                "available": true, "compactLayoutId": null, "compactLayoutName": "SYSTEM",
                "recordTypeId": record_type.id, "recordTypeName": record_type.name, "urls": {},
            })
        })
        .collect();
    json!({
        "compactLayouts": [{
            "actions": [], "fieldItems": items, "id": null, "imageItems": [], "label": "System Default",
            "name": "SYSTEM", "objectType": object.name,
        }],
        "defaultCompactLayoutId": null,
        "recordTypeCompactLayoutMappings": mappings,
    })
}
