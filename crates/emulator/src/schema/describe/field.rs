//! What a describe says of one field.

use serde_json::{Map, Value, json};

use crate::schema::{Field, FieldType, PicklistValue};

/// Keys that version 37 lacks and version 48 has.
const NEWER_KEYS: [&str; 5] = [
    "aiPredictionField",
    "compoundFieldName",
    "formulaTreatNullNumberAsZero",
    "polymorphicForeignKey",
    "searchPrefilterable",
];

/// The longest text that still counts as short: it can be sorted and grouped.
const SHORT_TEXT: usize = 255;

/// A field as `version` describes it.
pub(super) fn describe(field: &Field, version: u16) -> Value {
    let kind = field.kind;
    // Salesforce counts three bytes for a character.
    let bytes = match kind.is_text() {
        true => field.length * 3,
        false => field.length,
    };
    let described = json!({
        "aggregatable": aggregatable(field), "aiPredictionField": false,
        "autoNumber": field.auto_number.is_some(), "byteLength": bytes, "calculated": false,
        "calculatedFormula": null, "cascadeDelete": false, "caseSensitive": field.case_sensitive,
        "compoundFieldName": field.compound, "controllerName": null, "createable": field.flags.createable,
        "custom": field.is_custom(), "defaultValue": default_value(field), "defaultValueFormula": null,
        "defaultedOnCreate": field.flags.defaulted, "dependentPicklist": false, "deprecatedAndHidden": false,
        "digits": field.digits, "displayLocationInDecimal": false, "encrypted": false,
        "externalId": field.external_id, "extraTypeInfo": extra(field), "filterable": field.flags.filterable,
        "filteredLookupInfo": null, "formulaTreatNullNumberAsZero": false, "groupable": field.flags.groupable,
        "highScaleNumber": false, "htmlFormatted": false, "idLookup": field.id_lookup, "inlineHelpText": null,
        "label": field.label, "length": field.length, "mask": null, "maskType": null, "name": field.name,
        "nameField": field.name_field, "namePointing": field.is_polymorphic(), "nillable": field.flags.nillable,
        "permissionable": permissionable(field), "picklistValues": picklist(field),
        "polymorphicForeignKey": field.is_polymorphic(), "precision": field.precision,
        "queryByDistance": kind == FieldType::Address, "referenceTargetField": null,
        "referenceTo": field.references, "relationshipName": field.relationship, "relationshipOrder": null,
        "restrictedDelete": false, "restrictedPicklist": field.restricted, "scale": field.scale,
        "searchPrefilterable": field.prefilterable, "soapType": kind.soap_type(),
        "sortable": field.flags.sortable, "type": kind.name(), "unique": field.unique,
        "updateable": field.flags.updateable, "writeRequiresMasterRead": false,
    });
    match described {
        Value::Object(described) if version < 42 => Value::Object(older(described)),
        described => described,
    }
}

fn older(mut described: Map<String, Value>) -> Map<String, Value> {
    described.retain(|key, _| !NEWER_KEYS.contains(&key.as_str()));
    described
}

fn is_long(field: &Field) -> bool {
    field.kind == FieldType::Textarea && field.length > SHORT_TEXT
}

fn aggregatable(field: &Field) -> bool {
    let counts = !matches!(field.kind, FieldType::Boolean | FieldType::Address) && !is_long(field);
    field.aggregatable.unwrap_or(counts)
}

/// Whether profiles and permission sets decide who sees the field.
fn permissionable(field: &Field) -> bool {
    let flags = field.flags;
    let granted = match field.kind {
        _ if field.is_custom() => !field.is_required(),
        FieldType::Address => true,
        FieldType::Boolean | FieldType::Datetime | FieldType::Combobox | FieldType::Id => false,
        FieldType::Date => flags.createable && flags.nillable,
        _ => flags.createable && flags.nillable && flags.updateable,
    };
    field.permissionable.unwrap_or(granted)
}

fn extra(field: &Field) -> Option<&str> {
    let lines = (field.kind == FieldType::Textarea).then_some("plaintextarea");
    field.extra.as_deref().or(lines)
}

fn default_value(field: &Field) -> Value {
    match (field.kind, field.default_value()) {
        (_, Some(value)) => value,
        (FieldType::Boolean, None) => Value::Bool(false),
        (_, None) => Value::Null,
    }
}

fn picklist(field: &Field) -> Vec<Value> {
    let listed =
        matches!(field.kind, FieldType::Picklist | FieldType::Multipicklist | FieldType::Combobox);
    let values: &[PicklistValue] = match listed {
        true => &field.values,
        false => &[],
    };
    values
        .iter()
        .map(|value| {
            json!({
                "active": true, "defaultValue": value.default, "label": value.value, "validFor": null,
                "value": value.value,
            })
        })
        .collect()
}
