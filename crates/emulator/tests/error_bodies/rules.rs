//! Errors of rights, duplicate rules and record types.

use emulator::{DuplicateRule, RecordTypeAccess};
use serde_json::{Value, json};

use crate::stage::{Stage, Told};

pub(crate) async fn provoke(context: &str) -> Option<Told> {
    let stage = Stage::new();
    Some(match context {
        "no write access" => {
            let record = json!({"MasterLabel": "x"});
            stage.send("POST", "/sobjects/TaskStatus", Some(&record)).await
        }
        "no access to referenced record" => {
            stage.org.change_setup(|setup| setup.private_objects = vec!["Account".to_owned()]);
            let account = stage.create("Account", json!({"Name": "Acme"}));
            let profile = standard_profile(&stage);
            let user = stage.user("mori@example.com", json!({"ProfileId": profile}));
            let record = json!({"LastName": "Sato", "AccountId": account});
            stage.as_user(&user).send("POST", "/sobjects/Contact", Some(&record)).await
        }
        "record type not allowed" => {
            let kind =
                json!({"Name": "Support", "DeveloperName": "Support", "SobjectType": "Contact"});
            let id = stage.load("RecordType", kind);
            let field = json!({"name": "RecordTypeId", "label": "Record Type ID", "type": "reference",
                "length": 18, "references": ["RecordType"], "relationship": "RecordType"});
            stage.field("Contact", field);
            let access: RecordTypeAccess = serde_json::from_value(json!({
                "object": "Contact", "record_type": "Support", "profiles": ["Standard User"],
            }))
            .ok()?;
            stage.org.change_setup(|setup| setup.record_types = vec![access]);
            let record = json!({"LastName": "Sato", "RecordTypeId": id});
            stage.send("POST", "/sobjects/Contact", Some(&record)).await
        }
        "duplicate rule" => {
            with_duplicate(&stage);
            let record = json!({"LastName": "Mori", "Email": "mori@example.com"});
            let path = "/services/data/v56.0/sobjects/Contact";
            stage.raw("POST", path, "application/json", record.to_string()).await
        }
        "collections duplicate rule + allOrNone" => {
            with_duplicate(&stage);
            let record =
                |last_name: &str| json!({"attributes": {"type": "Contact"}, "LastName": last_name});
            let records = json!({"allOrNone": true,
                "records": [record("Mori"), record("Fontaine")]});
            stage.send("POST", "/composite/sobjects", Some(&records)).await
        }
        _ => return None,
    })
}

fn with_duplicate(stage: &Stage) {
    let rule: DuplicateRule = serde_json::from_value(json!({
        "name": "Standard_Contact_Duplicate_Rule", "object": "Contact",
        "matching_rule": "Standard_Contact_Match_Rule_v1_1", "matches": [[{"field": "LastName", "method": "fuzzy_name"}]],
    }))
    .expect("a rule");
    stage.create("Contact", json!({"LastName": "Mori", "Email": "mori@example.com"}));
    stage.org.change_setup(|setup| setup.duplicate_rules = vec![rule]);
}

/// A profile that may read and write, but does not see everybody's records.
fn standard_profile(stage: &Stage) -> String {
    let query = "SELECT Id FROM Profile WHERE Name = 'Standard User'";
    let found = stage.org.query(&stage.administrator(), query).expect("profiles");
    let id = found.records.first().and_then(|row: &Value| row["Id"].as_str());
    id.unwrap_or_default().to_owned()
}
