//! The records that every org begins with: profiles, the administrator, the organization, its record types.

use serde_json::{Map, Value, json};

use crate::error::ApiError;
use crate::id;
use crate::org::Org;

/// Writes the first records of a new org.
pub(crate) fn found(org: &Org) -> Result<(), ApiError> {
    let options = org.options();
    profiles(org)?;
    org.load(
        "User",
        vec![map(json!({
            "Username": "admin@ringledger.example.com", "FirstName": "Ada", "LastName": "Administrator",
            "Email": "admin@example.com", "Alias": "admin", "ProfileId": id::make("00e", 1),
        }))],
    )?;
    org.load(
        "Organization",
        vec![map(json!({
            "Id": org.id(), "Name": options.name, "Country": "US", "OrganizationType": options.edition,
            "TimeZoneSidKey": options.time_zone, "DefaultLocaleSidKey": "en_US", "LanguageLocaleKey": "en_US",
            "InstanceName": "EMU1", "IsSandbox": false,
        }))],
    )?;
    super::status_values::found(org)?;
    if options.person_accounts {
        let types = [
            ("Business Account", "Business_Account", false),
            ("Person Account", "PersonAccount", true),
        ];
        let types = types.map(|(name, developer_name, is_person)| {
            map(json!({
                "Name": name, "DeveloperName": developer_name, "SobjectType": "Account", "IsPersonType": is_person,
            }))
        });
        org.load("RecordType", types.to_vec())?;
    }
    Ok(())
}

/// The profile of users who are given none: Standard User.
pub(crate) fn standard_profile() -> String {
    id::make("00e", 2)
}

/// The profiles, each with the permission set that it owns.
fn profiles(org: &Org) -> Result<(), ApiError> {
    let names = ["System Administrator", "Standard User", "Minimum Access - API Only Integrations"];
    let rows = names.map(|name| map(json!({"Name": name})));
    let ids = org.load("Profile", rows.to_vec())?;
    let sets = names.iter().zip(ids).map(|(name, id)| {
        let administrator = *name == "System Administrator";
        let standard = administrator || *name == "Standard User";
        map(json!({
            "Name": format!("X{id}"), "Label": format!("X{id}"), "ProfileId": id, "IsOwnedByProfile": true,
            "IsCustom": false, "Type": "Profile", "PermissionsApiEnabled": true,
            "PermissionsModifyAllData": administrator, "PermissionsViewAllData": administrator,
            "PermissionsViewSetup": administrator, "PermissionsCustomizeApplication": administrator,
            "PermissionsManageUsers": administrator, "PermissionsEditTask": standard,
            "PermissionsEditEvent": standard, "PermissionsConvertLeads": standard,
            "PermissionsTransferAnyLead": administrator, "PermissionsBulkApiHardDelete": administrator,
        }))
    });
    org.load("PermissionSet", sets.collect())?;
    Ok(())
}

fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
