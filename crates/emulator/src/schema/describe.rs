//! Describe replies.

use serde_json::{Map, Value, json};

use super::{Field, FieldType, Object, PicklistValue, Schema};

/// The reply of `/sobjects`.
pub(crate) fn global(schema: &Schema, version: &str) -> Value {
    let objects: Vec<Value> =
        schema.objects().iter().map(|object| Value::Object(summary(object, version))).collect();
    json!({"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": objects})
}

/// What the global describe, and `objectDescribe`, say of an object.
pub(crate) fn summary(object: &Object, version: &str) -> Map<String, Value> {
    let mut summary = flags(object);
    let path = format!("/services/data/{version}/sobjects/{}", object.name);
    summary.insert(
        "urls".to_owned(),
        json!({
            "rowTemplate": format!("{path}/{{ID}}"),
            "describe": format!("{path}/describe"),
            "sobject": path,
        }),
    );
    summary
}

fn flags(object: &Object) -> Map<String, Value> {
    let flags = json!({
        "activateable": false, "associateEntityType": null, "associateParentEntity": null,
        "createable": object.createable, "custom": object.name.ends_with("__c"), "customSetting": false,
        "deepCloneable": false, "deletable": object.deletable, "deprecatedAndHidden": false,
        "feedEnabled": false, "hasSubtypes": false, "isInterface": false, "isSubtype": false,
        "keyPrefix": object.key_prefix, "label": object.label, "labelPlural": object.label_plural,
        "layoutable": true, "mergeable": false, "mruEnabled": true, "name": object.name, "queryable": true,
        "replicateable": true, "retrieveable": true, "searchable": object.searchable, "triggerable": true,
        "undeletable": object.recycle_bin, "updateable": true,
    });
    match flags {
        Value::Object(flags) => flags,
        _ => Map::new(),
    }
}

/// The reply of `/sobjects/X/describe`. `record_types` are id, name, developer name.
pub(crate) fn full(
    schema: &Schema,
    object: &Object,
    version: &str,
    record_types: &[(String, String, String)],
) -> Value {
    let mut reply = flags(object);
    let fields: Vec<Value> = object.fields.iter().map(field).collect();
    let path = format!("/services/data/{version}/sobjects/{}", object.name);
    let rest = json!({
        "actionOverrides": [], "childRelationships": children(schema, object), "compactLayoutable": true,
        "defaultImplementation": null, "extendedBy": null, "extendsInterfaces": null, "fields": fields,
        "implementedBy": null, "implementsInterfaces": null, "listviewable": null, "lookupLayoutable": null,
        "namedLayoutInfos": [], "networkScopeFieldName": null,
        "recordTypeInfos": record_type_infos(record_types, &path), "searchLayoutable": object.searchable,
        "sobjectDescribeOption": "FULL",
        "supportedScopes": [
            {"label": format!("All {}", object.label_plural.to_lowercase()), "name": "everything"},
            {"label": format!("My {}", object.label_plural.to_lowercase()), "name": "mine"},
        ],
        "urls": {
            "compactLayouts": format!("{path}/describe/compactLayouts"), "rowTemplate": format!("{path}/{{ID}}"),
            "approvalLayouts": format!("{path}/describe/approvalLayouts"),
            "uiDetailTemplate": "/{ID}", "uiEditTemplate": "/{ID}/e",
            "describe": format!("{path}/describe"), "uiNewRecord": format!("/{}/e", object.key_prefix),
            "quickActions": format!("{path}/quickActions"), "layouts": format!("{path}/describe/layouts"),
            "sobject": path,
        },
    });
    if let Value::Object(rest) = rest {
        reply.extend(rest);
    }
    // Salesforce writes the keys by name.
    reply.sort_keys();
    Value::Object(reply)
}

fn record_type_infos(record_types: &[(String, String, String)], path: &str) -> Vec<Value> {
    let master = ("012000000000000AAA".to_owned(), "Master".to_owned(), "Master".to_owned());
    record_types
        .iter()
        .chain(std::iter::once(&master))
        .enumerate()
        .map(|(place, (id, name, developer_name))| {
            json!({
                "active": true, "available": true, "defaultRecordTypeMapping": place == 0,
                "developerName": developer_name, "master": name == "Master", "name": name, "recordTypeId": id,
                "urls": {"layout": format!("{path}/describe/layouts/{id}")},
            })
        })
        .collect()
}

fn children(schema: &Schema, parent: &Object) -> Vec<Value> {
    let mut children = Vec::new();
    for child in schema.objects() {
        for field in &child.fields {
            if field.references.contains(&parent.name) {
                children.push(json!({
                    "cascadeDelete": false, "childSObject": child.name, "deprecatedAndHidden": false,
                    "field": field.name, "junctionIdListNames": [], "junctionReferenceTo": [],
                    "relationshipName": field.children, "restrictedDelete": false,
                }));
            }
        }
    }
    children
}

fn field(field: &Field) -> Value {
    let kind = field.kind;
    // Salesforce counts three bytes for a character.
    let bytes = match kind.is_text() {
        true => field.length * 3,
        false => field.length,
    };
    let listed =
        matches!(kind, FieldType::Picklist | FieldType::Multipicklist | FieldType::Combobox);
    let long = kind == FieldType::Textarea && field.length > 255;
    let compound = field.name_field.then_some("Name");
    json!({
        "aggregatable": !long && kind != FieldType::Boolean, "aiPredictionField": false,
        "autoNumber": field.auto_number.is_some(), "byteLength": bytes, "calculated": false,
        "calculatedFormula": null, "cascadeDelete": false, "caseSensitive": field.case_sensitive,
        "compoundFieldName": compound, "controllerName": null, "createable": field.flags.createable,
        "custom": field.is_custom(), "defaultValue": default_value(field), "defaultValueFormula": null,
        "defaultedOnCreate": field.flags.defaulted, "dependentPicklist": false, "deprecatedAndHidden": false,
        "digits": field.digits, "displayLocationInDecimal": false, "encrypted": false,
        "externalId": field.external_id, "extraTypeInfo": null, "filterable": field.flags.filterable,
        "filteredLookupInfo": null, "formulaTreatNullNumberAsZero": false, "groupable": field.flags.groupable,
        "highScaleNumber": false, "htmlFormatted": false, "idLookup": field.id_lookup, "inlineHelpText": null,
        "label": field.label, "length": field.length, "mask": null, "maskType": null, "name": field.name,
        "nameField": field.name_field, "namePointing": field.is_polymorphic(), "nillable": field.flags.nillable,
        "permissionable": field.flags.createable && !field.is_required(),
        "picklistValues": if listed { picklist(&field.values) } else { Vec::new() },
        "polymorphicForeignKey": field.is_polymorphic(), "precision": field.precision, "queryByDistance": false,
        "referenceTargetField": null, "referenceTo": field.references, "relationshipName": field.relationship,
        "relationshipOrder": null, "restrictedDelete": false, "restrictedPicklist": field.restricted,
        "scale": field.scale, "searchPrefilterable": false, "soapType": kind.soap_type(),
        "sortable": field.flags.sortable, "type": kind.name(), "unique": field.unique,
        "updateable": field.flags.updateable, "writeRequiresMasterRead": false,
    })
}

fn default_value(field: &Field) -> Value {
    match (field.kind, &field.default) {
        (_, Some(value)) => value.clone(),
        (FieldType::Boolean, None) => Value::Bool(false),
        _ => Value::Null,
    }
}

fn picklist(values: &[PicklistValue]) -> Vec<Value> {
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
