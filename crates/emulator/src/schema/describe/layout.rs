//! `describe/layouts`: one page layout an object, made from its fields, for clients that ask what a person sees.

use serde_json::{Value, json};

use super::{RecordType, field, number};
use crate::id;
use crate::schema::{Field, FieldType, Object, Schema};

/// Two fields beside one another, as on the pages of Salesforce.
const COLUMNS: usize = 2;

/// The reply of `/sobjects/X/describe/layouts`.
pub(crate) fn layouts(
    schema: &Schema,
    object: &Object,
    version: &str,
    record_types: &[RecordType],
) -> Value {
    let place = schema.objects().iter().position(|known| known.name == object.name);
    let number_of_object = u64::try_from(place.unwrap_or_default()).unwrap_or_default() + 1;
    let layout_id = id::make("00h", number_of_object);
    let section_id = id::make("01B", number_of_object);
    let shown: Vec<&Field> = object.fields.iter().filter(|known| is_shown(known)).collect();
    let rows: Vec<Value> = shown
        .chunks(COLUMNS)
        .enumerate()
        .map(|(row, pair)| self::row(row, pair, version))
        .collect();
    let section = json!({
        "collapsed": false, "columns": COLUMNS, "heading": format!("{} Information", object.label),
        "layoutRows": rows, "layoutSectionId": section_id, "parentLayoutId": layout_id, "rows": rows.len(),
        "tabOrder": "LeftToRight", "useCollapsibleSection": false, "useHeading": false,
    });
    let mappings: Vec<Value> = super::relations::record_types(object, record_types, version)
        .into_iter()
        .map(|mut mapping| {
            if let Some(mapping) = mapping.as_object_mut() {
                mapping.insert("layoutId".to_owned(), json!(layout_id));
                mapping.insert("picklistsForRecordType".to_owned(), json!([]));
                mapping.sort_keys();
            }
            mapping
        })
        .collect();
    let selectable = record_types.len() > 1;
    json!({
        "layouts": [{
            "buttonLayoutSection": null, "detailLayoutSections": [section], "editLayoutSections": [section],
            "feedView": null, "highlightsPanelLayoutSection": null, "id": layout_id,
            "multirowEditLayoutSections": [], "offlineLinks": [],
            "quickActionList": {"quickActionListItems": []}, "relatedContent": null, "relatedLists": [],
            "saveOptions": [],
        }],
        "recordTypeMappings": mappings, "recordTypeSelectorRequired": [selectable],
    })
}

/// Whether a field stands on the page: what people fill in, and the compound values made of it.
fn is_shown(field: &Field) -> bool {
    let is_part = field.compound.is_some();
    let is_written = field.flags.createable || field.flags.updateable || field.name_field;
    !is_part && (is_written || field.kind == FieldType::Address)
}

fn row(place: usize, fields: &[&Field], version: &str) -> Value {
    let items: Vec<Value> = fields
        .iter()
        .enumerate()
        .map(|(column, shown)| {
            json!({
                "editableForNew": shown.flags.createable, "editableForUpdate": shown.flags.updateable,
                "label": shown.label,
                "layoutComponents": [{
                    "details": field::describe(shown, number(version)), "displayLines": 1,
                    "tabOrder": place * COLUMNS + column + 1, "type": "Field", "value": shown.name,
                }],
                "placeholder": false, "required": shown.is_required(),
            })
        })
        .collect();
    json!({"layoutItems": items, "numItems": items.len()})
}
