//! The records that every org begins with: the organization, its administrator, its record types.

use serde_json::{Map, Value, json};

use crate::error::ApiError;
use crate::org::Org;

/// Writes the first records of a new org.
pub(crate) fn found(org: &Org) -> Result<(), ApiError> {
    let options = org.options();
    org.load(
        "User",
        vec![map(json!({
            "Username": "admin@ringledger.example.com", "FirstName": "Ada", "LastName": "Administrator",
            "Email": "admin@example.com", "Alias": "admin",
        }))],
    )?;
    org.load(
        "Organization",
        vec![map(json!({
            "Id": org.id(), "Name": options.name, "OrganizationType": options.edition,
            "TimeZoneSidKey": options.time_zone, "DefaultLocaleSidKey": "en_US", "LanguageLocaleKey": "en_US",
            "InstanceName": "EMU1", "IsSandbox": false,
        }))],
    )?;
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

fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
