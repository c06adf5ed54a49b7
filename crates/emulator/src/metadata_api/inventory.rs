//! What the org has of each type: the answer to `listMetadata`, and to `*` in a manifest.

use super::{own, permission_rows, types};
use crate::error::ApiError;
use crate::org::Org;

/// A component of the org.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    /// The type's name.
    pub(crate) kind: String,
    /// The full name.
    pub(crate) name: String,
    /// The file in which it would be retrieved.
    pub(crate) file: String,
    /// Empty for what comes with every org.
    pub(crate) id: String,
    /// UTC milliseconds; 0 for what comes with every org, as in Salesforce.
    pub(crate) created_at: i64,
    /// UTC milliseconds.
    pub(crate) modified_at: i64,
}

/// The components of a type; empty for a type that the org does not know.
///
/// # Errors
/// When the database fails.
pub(crate) fn list(org: &Org, kind: &str) -> Result<Vec<Listed>, ApiError> {
    let names: Vec<(String, String)> = match kind {
        "CustomObject" => own::objects(org).into_iter().map(|name| (name, String::new())).collect(),
        "CustomField" => {
            own::custom_fields(org).into_iter().map(|name| (name, String::new())).collect()
        }
        "PermissionSet" => rows(
            org,
            "SELECT Id, Name FROM PermissionSet WHERE IsOwnedByProfile = false ORDER BY Name",
            "Name",
        )?,
        "Profile" => rows(org, "SELECT Id, Name FROM Profile ORDER BY Name", "Name")?
            .into_iter()
            .map(|(name, id)| (permission_rows::profile_name(&name).to_owned(), id))
            .collect(),
        kind => {
            let setup = org.setup();
            setup.metadata.of_kind(kind).map(|kept| (kept.name.clone(), String::new())).collect()
        }
    };
    Ok(names.into_iter().map(|(name, id)| listed(org, kind, &name, id)).collect())
}

/// One component, with what is known of it.
pub(super) fn listed(org: &Org, kind: &str, name: &str, id: String) -> Listed {
    let setup = org.setup();
    let kept = setup.metadata.find(kind, name);
    let holder = types::holder(kind);
    let file_name = match holder {
        Some(holder) if holder.name != kind => name.split('.').next().unwrap_or_default(),
        _ => name,
    };
    Listed {
        kind: kind.to_owned(),
        name: name.to_owned(),
        file: holder.map(|holder| holder.path(file_name)).unwrap_or_default(),
        id: kept.map_or(id, |kept| kept.id.clone()),
        created_at: kept.map_or(0, |kept| kept.created_at),
        modified_at: kept.map_or(0, |kept| kept.modified_at),
    }
}

fn rows(org: &Org, query: &str, field: &str) -> Result<Vec<(String, String)>, ApiError> {
    let reply = org.query(&org.administrator(), query)?;
    let text =
        |row: &serde_json::Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
    Ok(reply.records.iter().map(|row| (text(row, field), text(row, "Id"))).collect())
}
