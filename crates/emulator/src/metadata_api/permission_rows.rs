//! Permission sets and profiles as rows of the org, from which everybody's view of it follows.

use serde_json::{Map, Value, json};

use super::permission::Grants;
use crate::error::ApiError;
use crate::org::Org;

/// The names of profiles in metadata where they differ from those on the screen.
const PROFILES: [(&str, &str); 2] =
    [("Admin", "System Administrator"), ("Standard", "Standard User")];

/// A profile's name on the screen.
pub(super) fn profile_label(name: &str) -> &str {
    PROFILES.iter().find(|(api_name, _)| *api_name == name).map_or(name, |(_, label)| *label)
}

/// A profile's name in metadata.
pub(super) fn profile_name(label: &str) -> &str {
    PROFILES.iter().find(|(_, known)| *known == label).map_or(label, |(api_name, _)| *api_name)
}

/// The row of a permission set, or of the one that a profile owns.
pub(crate) fn find(org: &Org, name: &str, is_profile: bool) -> Result<Option<String>, ApiError> {
    let literal = |text: &str| text.replace('\\', "\\\\").replace('\'', "\\'");
    let condition = match is_profile {
        true => format!("Profile.Name = '{}'", literal(profile_label(name))),
        false => format!("IsOwnedByProfile = false AND Name = '{}'", literal(name)),
    };
    let query = format!("SELECT Id FROM PermissionSet WHERE {condition}");
    Ok(ids(org, &query)?.into_iter().next())
}

/// The ids that a query finds.
pub(super) fn ids(org: &Org, query: &str) -> Result<Vec<String>, ApiError> {
    let reply = org.query(&org.administrator(), query)?;
    Ok(reply.records.iter().filter_map(|row| row["Id"].as_str().map(str::to_owned)).collect())
}

/// Writes what a file grants. A permission set has afterwards what its file says and nothing else; a profile keeps
/// what its file does not mention.
pub(super) fn write(org: &Org, grants: &Grants) -> Result<(), ApiError> {
    let known = find(org, &grants.name, grants.is_profile)?;
    let parent = match known {
        Some(id) => {
            let mut row = columns(grants);
            if !grants.is_profile {
                clear(org, &id)?;
                row.extend(texts(grants));
                reset(org, &mut row);
            }
            org.update(&org.administrator(), "PermissionSet", &id, row)?;
            id
        }
        None => {
            let mut row = columns(grants);
            row.extend(texts(grants));
            row.insert("Name".to_owned(), json!(grants.name));
            org.create(&org.administrator(), "PermissionSet", row)?
        }
    };
    for object in &grants.objects {
        let mut row = map(json!({"ParentId": parent, "SobjectType": object.object}));
        row.extend(
            object.columns.iter().map(|(column, value)| ((*column).to_owned(), json!(value))),
        );
        replace(org, "ObjectPermissions", "SobjectType", &object.object, row)?;
    }
    for field in &grants.fields {
        let row = json!({
            "ParentId": parent, "SobjectType": field.object, "Field": field.field,
            "PermissionsRead": field.readable, "PermissionsEdit": field.editable,
        });
        replace(org, "FieldPermissions", "Field", &field.field, map(row))?;
    }
    Ok(())
}

/// Takes away the rows that speak of a field, as Salesforce does when a field is deleted.
pub(super) fn forget_field(org: &Org, field: &str) -> Result<(), ApiError> {
    let query = format!("SELECT Id FROM FieldPermissions WHERE Field = '{field}'");
    delete_all(org, "FieldPermissions", &query)
}

/// Deletes a permission set with its rows.
pub(super) fn remove(org: &Org, id: &str) -> Result<(), ApiError> {
    clear(org, id)?;
    org.delete(&org.administrator(), "PermissionSet", id)
}

/// Whether somebody has a permission set.
pub(super) fn is_assigned(org: &Org, id: &str) -> Result<bool, ApiError> {
    let query = format!("SELECT Id FROM PermissionSetAssignment WHERE PermissionSetId = '{id}'");
    Ok(!ids(org, &query)?.is_empty())
}

fn clear(org: &Org, parent: &str) -> Result<(), ApiError> {
    for object in ["ObjectPermissions", "FieldPermissions"] {
        delete_all(org, object, &format!("SELECT Id FROM {object} WHERE ParentId = '{parent}'"))?;
    }
    Ok(())
}

fn delete_all(org: &Org, object: &str, query: &str) -> Result<(), ApiError> {
    for id in ids(org, query)? {
        org.delete(&org.administrator(), object, &id)?;
    }
    Ok(())
}

fn replace(
    org: &Org,
    object: &str,
    key: &str,
    value: &str,
    row: Map<String, Value>,
) -> Result<(), ApiError> {
    let parent = row.get("ParentId").and_then(Value::as_str).unwrap_or_default();
    let query =
        format!("SELECT Id FROM {object} WHERE ParentId = '{parent}' AND {key} = '{value}'");
    delete_all(org, object, &query)?;
    org.create(&org.administrator(), object, row)?;
    Ok(())
}

fn columns(grants: &Grants) -> Map<String, Value> {
    grants.user_permissions.iter().map(|(name, on)| (name.clone(), json!(on))).collect()
}

fn texts(grants: &Grants) -> Map<String, Value> {
    map(json!({"Label": grants.label, "Description": grants.description}))
}

/// Switches off the permissions that a permission set's file does not mention.
fn reset(org: &Org, row: &mut Map<String, Value>) {
    let schema = org.schema();
    let Some(set) = schema.object("PermissionSet") else { return };
    for field in set.fields.iter().filter(|field| field.name.starts_with("Permissions")) {
        row.entry(field.name.clone()).or_insert(json!(false));
    }
}

fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
