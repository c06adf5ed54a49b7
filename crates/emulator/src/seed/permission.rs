//! Writes what a seed file grants as the rows that a client would write.

use serde_json::{Map, Value, json};

use super::SeedError;
use super::file::PermissionRow;
use crate::metadata_api::permission_rows;
use crate::org::Org;

/// Grants what a row says, or takes it away.
pub(super) fn grant(org: &Org, row: &PermissionRow) -> Result<(), SeedError> {
    let set = match (&row.profile, &row.permission_set) {
        (Some(profile), None) => find(org, profile, true)?
            .ok_or_else(|| SeedError::Permission(format!("the org has no profile {profile}")))?,
        (None, Some(name)) => named(org, name)?,
        _ => {
            let why = "each needs either `profile` or `permission_set`";
            return Err(SeedError::Permission(why.to_owned()));
        }
    };
    system(org, row, &set)?;
    for (object, rights) in &row.objects {
        let rights = flags(rights, &["read", "create", "edit", "delete"])?;
        write(org, "ObjectPermissions", &set, object, rights)?;
    }
    for (field, rights) in &row.fields {
        let Some((object, _)) = field.split_once('.') else {
            return Err(SeedError::Permission(format!("{field} is no field; write Task.Type")));
        };
        let mut rights = flags(rights, &["read", "edit"])?;
        rights.insert("Field".to_owned(), json!(field));
        write(org, "FieldPermissions", &set, object, rights)?;
    }
    for username in &row.assigned_to {
        let users = org.users().map_err(SeedError::refused("User"))?;
        let user = users
            .into_iter()
            .find(|user| user.username.eq_ignore_ascii_case(username))
            .ok_or_else(|| SeedError::UnknownReference(username.clone()))?;
        let assignment = json!({"PermissionSetId": set, "AssigneeId": user.id});
        create(org, "PermissionSetAssignment", assignment)?;
    }
    Ok(())
}

fn system(org: &Org, row: &PermissionRow, set: &str) -> Result<(), SeedError> {
    let changes: Map<String, Value> = row
        .system
        .iter()
        .map(|(name, granted)| (format!("Permissions{name}"), json!(granted)))
        .collect();
    if changes.is_empty() {
        return Ok(());
    }
    org.update(&org.administrator(), "PermissionSet", set, changes)
        .map_err(SeedError::refused("PermissionSet"))
}

fn find(org: &Org, name: &str, is_profile: bool) -> Result<Option<String>, SeedError> {
    permission_rows::find(org, name, is_profile).map_err(SeedError::refused("PermissionSet"))
}

fn named(org: &Org, name: &str) -> Result<String, SeedError> {
    match find(org, name, false)? {
        Some(set) => Ok(set),
        None => create(org, "PermissionSet", json!({"Name": name, "Label": name})),
    }
}

fn flags(rights: &[String], known: &[&str]) -> Result<Map<String, Value>, SeedError> {
    if let Some(other) = rights.iter().find(|right| !known.contains(&right.as_str())) {
        let why = format!("{other:?} is no right; use {}", known.join(", "));
        return Err(SeedError::Permission(why));
    }
    let names = known.iter().map(|right| {
        let (first, rest) = right.split_at(1);
        let name = format!("Permissions{}{rest}", first.to_ascii_uppercase());
        (name, json!(rights.iter().any(|given| given == right)))
    });
    Ok(names.collect())
}

fn write(
    org: &Org,
    kind: &str,
    set: &str,
    object: &str,
    mut row: Map<String, Value>,
) -> Result<(), SeedError> {
    row.insert("ParentId".to_owned(), json!(set));
    row.insert("SobjectType".to_owned(), json!(object));
    create(org, kind, Value::Object(row))?;
    Ok(())
}

fn create(org: &Org, object: &str, record: Value) -> Result<String, SeedError> {
    let record = record.as_object().cloned().unwrap_or_default();
    org.create(&org.administrator(), object, record).map_err(SeedError::refused(object))
}
