//! What a describe says of an object's children, record types and scopes.

use serde_json::{Value, json};

use super::{RecordType, number};
use crate::schema::{Object, Schema};

/// The references that lead to an object, by the object they start from.
pub(super) fn children(schema: &Schema, parent: &Object) -> Vec<Value> {
    let mut children = Vec::new();
    for child in schema.objects().iter().filter(|child| !child.tooling) {
        for field in &child.fields {
            if field.references.contains(&parent.name) {
                // Activities and links between two records go with their parent.
                let goes_along = child.activity && field.name != "AccountId"
                    || matches!(child.name.as_str(), "CampaignMember" | "OpportunityContactRole")
                        && field.children.is_some();
                children.push(json!({
                    "cascadeDelete": goes_along && parent.recycle_bin, "childSObject": child.name,
                    "deprecatedAndHidden": false, "field": field.name, "junctionIdListNames": [],
                    "junctionReferenceTo": [], "relationshipName": field.children, "restrictedDelete": false,
                }));
            }
        }
    }
    children
}

/// `recordTypeInfos`: the object's own record types, and the master last. The user's default is the one that is set,
/// else the first that the user may choose.
pub(super) fn record_types(object: &Object, types: &[RecordType], version: &str) -> Vec<Value> {
    let path = format!("/services/data/{version}/sobjects/{}/describe/layouts", object.name);
    let master = RecordType::master();
    let first = types.iter().find(|known| known.available).unwrap_or(&master);
    let default = types.iter().find(|known| known.available && known.default).unwrap_or(first);
    types
        .iter()
        .chain(std::iter::once(&master))
        .map(|known| {
            let mut info = json!({
                "active": true, "available": known.available, "defaultRecordTypeMapping": known.id == default.id,
                "developerName": known.developer_name, "master": known.id == master.id, "name": known.name,
                "recordTypeId": known.id, "urls": {"layout": format!("{path}/{}", known.id)},
            });
            if let (true, Some(info)) = (number(version) < 42, info.as_object_mut()) {
                info.retain(|key, _| key != "active" && key != "developerName");
            }
            info
        })
        .collect()
}

/// `supportedScopes`, with the labels of the list views.
pub(super) fn scopes(object: &Object) -> Vec<Value> {
    let many = object.label_plural.to_lowercase();
    let everything = ["everything".to_owned()];
    let names = if object.scopes.is_empty() { &everything[..] } else { &object.scopes };
    names
        .iter()
        .map(|name| {
            let label = match name.as_str() {
                "everything" => format!("All {many}"),
                "mine" => format!("My {many}"),
                "team" => format!("My team's {many}"),
                "scopingRule" => "Filter by scope".to_owned(),
                "delegated" => format!("My delegated {many}"),
                "queue_owned" => format!("Queue owned {many}"),
                "user_owned" => format!("User owned {many}"),
                other => format!("{} {many}", other.replace('_', " ")),
            };
            json!({"label": label, "name": name})
        })
        .collect()
}
