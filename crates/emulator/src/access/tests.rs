//! What users see follows from profiles and permission sets, and changes with them.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::org::{Actor, Org, OrgOptions};
use crate::records::Writer;
use crate::schema::Field;

fn map(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

fn org() -> (Org, Actor) {
    let org = Org::new(OrgOptions::new(Arc::new(|| 1_700_000_000_000), 1)).unwrap();
    let user = json!({"Username": "kei@example.com", "LastName": "Kei", "Email": "kei@example.com", "Alias": "kei"});
    let ids = org.load("User", vec![map(user)]).unwrap();
    let actor = Actor::user(ids[0].clone());
    (org, actor)
}

fn sees(org: &Org, actor: &Actor, object: &str, field: &str) -> bool {
    let view = org.database().view(actor).unwrap();
    view.object(object).is_some_and(|object| object.field(field).is_some())
}

fn profile_set(org: &Org) -> Value {
    let query = "SELECT Id FROM PermissionSet WHERE Profile.Name = 'Standard User'";
    org.query(&org.administrator(), query).unwrap().records[0]["Id"].clone()
}

fn deployed() -> Field {
    toml::from_str(
        "name = \"Mood__c\"\nlabel = \"Mood\"\ntype = \"string\"\nlength = 40\nrequires_grant = true",
    )
    .unwrap()
}

#[test]
fn a_deployed_field_is_hidden_until_a_permission_set_grants_it() {
    let (org, kei) = org();
    org.change_schema(|schema| schema.put_field("Activity", &deployed())).unwrap();
    assert!(sees(&org, &org.administrator(), "Task", "Mood__c"));
    assert!(!sees(&org, &kei, "Task", "Mood__c"));

    let admin = org.administrator();
    let set = json!({"Name": "Moods", "Label": "Moods"});
    let set = org.create(&admin, "PermissionSet", map(set)).unwrap();
    let grant = json!({"ParentId": set, "SobjectType": "Task", "Field": "Task.Mood__c", "PermissionsRead": true});
    org.create(&admin, "FieldPermissions", map(grant)).unwrap();
    assert!(
        !sees(&org, &kei, "Task", "Mood__c"),
        "a permission set that nobody has grants nothing"
    );
    let assignment = json!({"PermissionSetId": set, "AssigneeId": kei.user_id});
    org.create(&admin, "PermissionSetAssignment", map(assignment)).unwrap();
    assert!(sees(&org, &kei, "Task", "Mood__c"));
    assert!(!sees(&org, &kei, "Event", "Mood__c"), "Event is granted apart from Task");
    let view = org.database().view(&kei).unwrap();
    assert!(!view.object("Task").unwrap().field("Mood__c").unwrap().flags.updateable);
}

#[test]
fn a_profile_hides_objects_and_fields_but_never_required_ones() {
    let (org, kei) = org();
    let set = profile_set(&org);
    let admin = org.administrator();
    for field in ["Phone", "LastName"] {
        let hidden =
            json!({"ParentId": set, "SobjectType": "Contact", "Field": format!("Contact.{field}")});
        org.create(&admin, "FieldPermissions", map(hidden)).unwrap();
    }
    let no_leads = json!({"ParentId": set, "SobjectType": "Lead"});
    org.create(&admin, "ObjectPermissions", map(no_leads)).unwrap();
    assert!(!sees(&org, &kei, "Contact", "Phone"));
    assert!(sees(&org, &kei, "Contact", "LastName"));
    assert!(!sees(&org, &kei, "Lead", "Id"));

    let error = org.query(&kei, "SELECT Phone FROM Contact").unwrap_err();
    assert_eq!(error.code, "INVALID_FIELD");
    let error = org.query(&kei, "SELECT Id FROM Lead").unwrap_err();
    assert_eq!(error.code, "INVALID_TYPE");
}

#[test]
fn tables_follow_the_schema() {
    let (org, _) = org();
    let admin = org.administrator();
    let field = Field { unique: true, external_id: true, ..deployed() };
    org.change_schema(|schema| schema.put_field("Activity", &field)).unwrap();
    let task =
        org.create(&admin, "Task", map(json!({"Subject": "Call", "Mood__c": "calm"}))).unwrap();
    let found = org.query(&admin, "SELECT Id FROM Task WHERE Mood__c = 'calm'").unwrap();
    assert_eq!(found.records[0]["Id"], task.as_str());
    let known_before = org.described_at();
    org.change_schema(|schema| Ok(schema.remove_field("Activity", "Mood__c"))).unwrap();
    assert!(org.described_at() >= known_before + 1_000);
    assert_eq!(org.query(&admin, "SELECT Mood__c FROM Task").unwrap_err().code, "INVALID_FIELD");
    org.change_schema(|schema| schema.put_field("Activity", &field)).unwrap();
    let emptied = org.query(&admin, "SELECT Id FROM Task WHERE Mood__c != null").unwrap();
    assert_eq!(emptied.total_size, 0);
}

#[test]
fn a_grant_that_is_undone_grants_nothing() {
    let (org, kei) = org();
    let admin = org.administrator();
    let set = profile_set(&org);
    let hidden = json!({"ParentId": set, "SobjectType": "Contact", "Field": "Contact.Phone"});
    let database = org.database();
    let sees = || {
        let view = database.view(&kei).unwrap();
        view.object("Contact").unwrap().field("Phone").is_some()
    };
    let mut writer = Writer::begin(&org, &database, &admin).unwrap();
    writer.create("FieldPermissions", map(hidden)).unwrap();
    assert!(!sees());
    writer.roll_back().unwrap();
    assert!(sees());
}

#[test]
fn an_address_does_not_tell_its_hidden_parts() {
    let (org, kei) = org();
    let (set, admin) = (profile_set(&org), org.administrator());
    for field in ["MailingStreet", "OtherAddress"] {
        let hidden =
            json!({"ParentId": set, "SobjectType": "Contact", "Field": format!("Contact.{field}")});
        org.create(&admin, "FieldPermissions", map(hidden)).unwrap();
    }
    assert!(sees(&org, &kei, "Contact", "MailingCity"));
    for field in ["MailingStreet", "MailingAddress", "OtherAddress", "OtherStreet", "OtherCity"] {
        assert!(!sees(&org, &kei, "Contact", field), "{field}");
    }
}

#[test]
fn a_field_that_nobody_behind_a_reference_shows_is_null() {
    let (org, kei) = org();
    let (set, admin) = (profile_set(&org), org.administrator());
    for field in ["Contact.Phone", "Lead.Phone"] {
        let object = field.split('.').next();
        let hidden = json!({"ParentId": set, "SobjectType": object, "Field": field});
        org.create(&admin, "FieldPermissions", map(hidden)).unwrap();
    }
    let contact = json!({"LastName": "Doe", "Phone": "+1 202 555 0101"});
    let contact = org.create(&admin, "Contact", map(contact)).unwrap();
    org.create(&admin, "Task", map(json!({"Subject": "Call", "WhoId": contact}))).unwrap();
    let seen = org.query(&kei, "SELECT Who.Name, Who.Phone FROM Task").unwrap();
    let who = &seen.records[0]["Who"];
    assert_eq!((&who["Name"], &who["Phone"]), (&json!("Doe"), &Value::Null));
    let found = org.query(&kei, "SELECT Id FROM Task WHERE Who.Phone LIKE '%555%'").unwrap();
    assert_eq!(found.total_size, 0);
}
