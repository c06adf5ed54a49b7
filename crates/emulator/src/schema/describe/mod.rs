//! Describe replies: what the org tells clients of its objects.

pub(crate) mod compact_layout;
mod field;
pub(crate) mod layout;
mod relations;

use serde_json::{Map, Value, json};

use super::{Object, Schema};

/// A record type as describes name it.
#[derive(Debug, Clone)]
pub(crate) struct RecordType {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) developer_name: String,
    /// Whether the user may choose it.
    pub(crate) available: bool,
    /// Whether the user's new records have it.
    pub(crate) default: bool,
}

impl RecordType {
    /// The record type of objects that have no others.
    pub(crate) fn master() -> Self {
        Self {
            id: "012000000000000AAA".to_owned(),
            name: "Master".to_owned(),
            developer_name: "Master".to_owned(),
            available: true,
            default: false,
        }
    }
}

/// Keys of an object that older versions lack, with the first version known to have them.
const NEWER_KEYS: [(&str, u16); 12] = [
    ("associateEntityType", 50),
    ("associateParentEntity", 50),
    ("deepCloneable", 42),
    ("defaultImplementation", 42),
    ("extendedBy", 42),
    ("extendsInterfaces", 42),
    ("hasSubtypes", 42),
    ("implementedBy", 42),
    ("implementsInterfaces", 42),
    ("isInterface", 42),
    ("isSubtype", 42),
    ("sobjectDescribeOption", 50),
];

/// The number of a version: 66 for `v66.0`.
pub(crate) fn number(version: &str) -> u16 {
    let digits = version.trim_start_matches('v').split('.').next().unwrap_or_default();
    digits.parse().unwrap_or(u16::MAX)
}

/// The reply of `/sobjects`, or of the Tooling API's.
pub(crate) fn global(schema: &Schema, version: &str, tooling: bool) -> Value {
    let objects: Vec<Value> = schema
        .objects()
        .iter()
        .filter(|object| object.tooling == tooling)
        .map(|object| Value::Object(summary(object, version)))
        .collect();
    json!({"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": objects})
}

/// What the global describe, and `objectDescribe`, say of an object.
pub(crate) fn summary(object: &Object, version: &str) -> Map<String, Value> {
    let mut summary = flags(object);
    summary.insert("urls".to_owned(), Value::Object(urls(object, version)));
    older(summary, version)
}

fn flags(object: &Object) -> Map<String, Value> {
    // What an administrator sets up has no page layouts, no triggers and no place among the recent items.
    let is_data = object.recycle_bin || object.name == "User";
    let custom = object.name.ends_with("__c");
    let flags = json!({
        "activateable": false, "associateEntityType": null, "associateParentEntity": null,
        "createable": object.createable, "custom": custom, "customSetting": false,
        "deepCloneable": object.name == "Opportunity", "deletable": object.deletable,
        "deprecatedAndHidden": false, "feedEnabled": object.feed, "hasSubtypes": false, "isInterface": false,
        "isSubtype": false, "keyPrefix": object.key_prefix, "label": object.label,
        "labelPlural": object.label_plural, "layoutable": is_data, "mergeable": object.mergeable,
        "mruEnabled": is_data && object.searchable, "name": object.name, "queryable": true, "replicateable": true,
        "retrieveable": true, "searchable": object.searchable, "triggerable": is_data,
        "undeletable": object.recycle_bin, "updateable": object.updateable,
    });
    match flags {
        Value::Object(flags) => flags,
        _ => Map::new(),
    }
}

fn urls(object: &Object, version: &str) -> Map<String, Value> {
    let base = format!("/services/data/{version}/sobjects/{}", object.name);
    let is_data = object.recycle_bin || object.name == "User";
    let all = [
        ("compactLayouts", format!("{base}/describe/compactLayouts"), is_data),
        ("rowTemplate", format!("{base}/{{ID}}"), true),
        ("approvalLayouts", format!("{base}/describe/approvalLayouts"), is_data),
        ("defaultValues", format!("{base}/defaultValues?recordTypeId&fields"), is_data),
        ("listviews", format!("{base}/listviews"), is_data && !object.activity),
        ("describe", format!("{base}/describe"), true),
        ("quickActions", format!("{base}/quickActions"), is_data),
        ("layouts", format!("{base}/describe/layouts"), is_data),
        ("sobject", base.clone(), true),
    ];
    all.into_iter()
        // Newer versions no longer name the default values.
        .filter(|(name, _, has)| *has && (*name != "defaultValues" || number(version) < 50))
        .map(|(name, url, _)| (name.to_owned(), Value::String(url)))
        .collect()
}

/// The pages of a person's browser, which only the full describe names.
fn pages(urls: &mut Map<String, Value>, object: &Object, instance: &str) {
    if !(object.recycle_bin || object.name == "User") {
        return;
    }
    for (name, path) in [
        ("uiDetailTemplate", "/{ID}".to_owned()),
        ("uiEditTemplate", "/{ID}/e".to_owned()),
        ("uiNewRecord", format!("/{}/e", object.key_prefix)),
    ] {
        urls.insert(name.to_owned(), Value::String(format!("{instance}{path}")));
    }
}

/// The reply of `/sobjects/X/describe`. `instance` is the base of the org's pages, such as `https://acme.my.salesforce.com`.
pub(crate) fn full(
    schema: &Schema,
    object: &Object,
    version: &str,
    instance: &str,
    record_types: &[RecordType],
) -> Value {
    let mut reply = flags(object);
    let fields: Vec<Value> =
        object.fields.iter().map(|known| field::describe(known, number(version))).collect();
    let mut urls = urls(object, version);
    pages(&mut urls, object, instance);
    let is_data = object.recycle_bin || object.name == "User";
    let rest = json!({
        "actionOverrides": [], "childRelationships": relations::children(schema, object),
        "compactLayoutable": is_data, "defaultImplementation": null, "extendedBy": null,
        "extendsInterfaces": null, "fields": fields, "implementedBy": null, "implementsInterfaces": null,
        "listviewable": null, "lookupLayoutable": null, "namedLayoutInfos": [], "networkScopeFieldName": null,
        "recordTypeInfos": relations::record_types(object, record_types, version),
        "searchLayoutable": object.searchable, "sobjectDescribeOption": "FULL",
        "supportedScopes": relations::scopes(object), "urls": urls,
    });
    if let Value::Object(rest) = rest {
        reply.extend(rest);
    }
    // Salesforce writes the keys by name.
    reply.sort_keys();
    Value::Object(older(reply, version))
}

/// Takes away the keys that a version does not have yet.
fn older(mut reply: Map<String, Value>, version: &str) -> Map<String, Value> {
    let version = number(version);
    reply
        .retain(|key, _| !NEWER_KEYS.iter().any(|(newer, since)| newer == key && version < *since));
    reply
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::org::OrgOptions;

    fn contact(version: &str) -> Value {
        let schema = Schema::load(&OrgOptions::new(Arc::new(|| 0), 1)).unwrap();
        let object = schema.object("Contact").unwrap();
        full(&schema, object, version, "https://acme.example.com", &[RecordType::master()])
    }

    #[test]
    fn a_newer_version_has_more_keys() {
        for (version, keys, keys_of_a_field) in
            [("v37.0", 33, 52), ("v48.0", 42, 57), ("v66.0", 45, 57)]
        {
            let reply = contact(version);
            assert_eq!(reply.as_object().unwrap().len(), keys, "{version}");
            let fields = reply["fields"].as_array().unwrap();
            assert!(
                fields.iter().all(|field| field.as_object().unwrap().len() == keys_of_a_field),
                "{version}"
            );
        }
    }

    #[test]
    fn the_pages_belong_to_the_instance() {
        let reply = contact("v66.0");
        assert_eq!(reply["urls"]["uiEditTemplate"], "https://acme.example.com/{ID}/e");
        assert_eq!(reply["urls"]["uiNewRecord"], "https://acme.example.com/003/e");
    }

    #[test]
    fn audit_fields_stand_where_salesforce_has_them() {
        let reply = contact("v66.0");
        let names: Vec<&str> = reply["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| field["name"].as_str().unwrap())
            .collect();
        let owner = names.iter().position(|name| *name == "OwnerId").unwrap();
        assert_eq!(names.get(owner + 1), Some(&"CreatedDate"));
        assert_eq!(names.get(owner + 6), Some(&"LastActivityDate"));
    }
}
