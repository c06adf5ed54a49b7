//! What a user may write: permissions, owners of private records, record types.

use serde_json::{Value, json};

use super::{Desk, map, refuses};
use crate::error::ApiError;
use crate::org::Actor;
use crate::setup::RecordTypeAccess;

/// Gives every Standard User a row of permissions.
fn profile_says(desk: &Desk, object: &str, mut row: Value) {
    let query = "SELECT Id FROM PermissionSet WHERE Profile.Name = 'Standard User'";
    row["ParentId"] = desk.org.query(&desk.actor, query).unwrap().records[0]["Id"].clone();
    desk.create(object, row).unwrap();
}

fn refused<T: std::fmt::Debug>(result: Result<T, ApiError>, code: &str, message: &str) {
    refuses(result.map(|_| String::new()), code, message, &[]);
}

#[test]
fn an_object_may_be_read_only_or_hidden() {
    let desk = Desk::new();
    let kei = desk.user("kei");
    let id = desk.create("Contact", json!({"LastName": "Doe"})).unwrap();
    let create = |who: &Actor| desk.org.create(who, "Contact", map(json!({"LastName": "New"})));
    create(&kei).unwrap();
    profile_says(
        &desk,
        "ObjectPermissions",
        json!({"SobjectType": "Contact", "PermissionsRead": true}),
    );
    let code = "INSUFFICIENT_ACCESS_OR_READONLY";
    let message = "insufficient access rights on object id";
    refused(create(&kei), code, message);
    let change = map(json!({"Title": "Buyer"}));
    refused(desk.org.update(&kei, "Contact", &id, change.clone()), code, message);
    refused(desk.org.delete(&kei, "Contact", &id), code, message);
    desk.org.update(&desk.actor, "Contact", &id, change).unwrap();

    profile_says(
        &desk,
        "ObjectPermissions",
        json!({"SobjectType": "Lead", "PermissionsRead": false}),
    );
    let lead = map(json!({"LastName": "Lee", "Company": "L"}));
    let error = desk.org.create(&kei, "Lead", lead).unwrap_err();
    assert_eq!((error.code.as_str(), error.status), ("NOT_FOUND", 404));
}

#[test]
fn a_hidden_field_is_unknown_and_a_read_only_one_is_refused() {
    let desk = Desk::new();
    let kei = desk.user("kei");
    profile_says(
        &desk,
        "FieldPermissions",
        json!({"SobjectType": "Task", "Field": "Task.CallObject", "PermissionsRead": false, "PermissionsEdit": false}),
    );
    profile_says(
        &desk,
        "FieldPermissions",
        json!({"SobjectType": "Task", "Field": "Task.CallDisposition", "PermissionsRead": true, "PermissionsEdit": false}),
    );
    let task = |fields: Value| desk.org.create(&kei, "Task", map(fields));
    let error = task(json!({"Subject": "Call", "CallObject": "c-1"})).unwrap_err();
    assert_eq!(
        error.body(),
        json!([{"message": "No such column 'CallObject' on sobject of type Task", "errorCode": "INVALID_FIELD"}])
    );
    refuses(
        task(json!({"Subject": "Call", "CallDisposition": "done"})),
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        "Unable to create/update fields: CallDisposition. Please check the security settings",
        &["CallDisposition"],
    );
    task(json!({"Subject": "Call"})).unwrap();
    desk.create("Task", json!({"Subject": "Call", "CallObject": "c-1"})).unwrap();
}

#[test]
fn private_records_are_their_owners() {
    let desk = Desk::new();
    let (kei, mio) = (desk.user("kei"), desk.user("mio"));
    desk.org.change_setup(|setup| {
        setup.private_objects = vec!["Account".to_owned(), "Lead".to_owned()];
    });
    let account = desk.org.create(&kei, "Account", map(json!({"Name": "Kei's"}))).unwrap();
    let change = map(json!({"Phone": "555-0100"}));
    desk.org.update(&kei, "Account", &account, change.clone()).unwrap();
    refused(
        desk.org.update(&mio, "Account", &account, change.clone()),
        "INSUFFICIENT_ACCESS_OR_READONLY",
        "insufficient access rights on object id",
    );
    refused(
        desk.org.delete(&mio, "Account", &account),
        "INSUFFICIENT_ACCESS_OR_READONLY",
        "insufficient access rights on object id",
    );
    refused(
        desk.org.create(&mio, "Task", map(json!({"Subject": "Call", "WhatId": account}))),
        "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
        &format!("insufficient access rights on cross-reference id: {}", &account[..15]),
    );
    desk.org.create(&kei, "Task", map(json!({"Subject": "Call", "WhatId": account}))).unwrap();
    // The rows of others are not there for SOQL either.
    let seen = |who: &Actor| desk.org.query(who, "SELECT Id FROM Account").unwrap().total_size;
    assert_eq!((seen(&kei), seen(&mio), seen(&desk.actor)), (1, 0, 1));
    // Contacts are not private here.
    let contact = desk.org.create(&kei, "Contact", map(json!({"LastName": "Doe"}))).unwrap();
    desk.org.update(&mio, "Contact", &contact, change).unwrap();
}

#[test]
fn members_of_a_queue_see_what_it_owns() {
    let desk = Desk::new();
    let (kei, mio) = (desk.user("kei"), desk.user("mio"));
    let queue = desk.create("Group", json!({"Name": "Inbound", "Type": "Queue"})).unwrap();
    desk.create("GroupMember", json!({"GroupId": queue, "UserOrGroupId": kei.user_id})).unwrap();
    let lead = json!({"LastName": "Lee", "Company": "L", "OwnerId": queue});
    let lead = desk.create("Lead", lead).unwrap();
    desk.org.change_setup(|setup| setup.private_objects = vec!["Lead".to_owned()]);
    let change = || map(json!({"Title": "Buyer"}));
    desk.org.update(&kei, "Lead", &lead, change()).unwrap();
    assert!(desk.org.update(&mio, "Lead", &lead, change()).is_err());
}

#[test]
fn a_record_type_must_be_one_of_the_users() {
    let desk = Desk::new();
    let kei = desk.user("kei");
    let query = "SELECT Id FROM RecordType WHERE DeveloperName = 'Business_Account'";
    let business = desk.org.query(&desk.actor, query).unwrap().records[0]["Id"].clone();
    let account = |who: &Actor, record_type: &Value| {
        desk.org.create(who, "Account", map(json!({"Name": "Acme", "RecordTypeId": record_type})))
    };
    let made = account(&kei, &Value::Null).unwrap();
    assert_eq!(desk.read("Account", &made)["RecordTypeId"], business);
    account(&kei, &business).unwrap();
    let partner = desk
        .create(
            "RecordType",
            json!({"Name": "Partner", "DeveloperName": "Partner", "SobjectType": "Account"}),
        )
        .unwrap();
    let partner = json!(partner);
    let access = |profile: &str| RecordTypeAccess {
        object: "Account".to_owned(),
        record_type: "Partner".to_owned(),
        profiles: vec![profile.to_owned()],
        default: true,
    };
    desk.org.change_setup(|setup| setup.record_types = vec![access("Partner Manager")]);
    let message = format!(
        "Record Type ID: this ID value isn't valid for the user: {}",
        partner.as_str().unwrap()
    );
    refuses(account(&kei, &partner), "INVALID_CROSS_REFERENCE_KEY", &message, &["RecordTypeId"]);
    refuses(
        account(&kei, &json!("0125g00000zzzzz")),
        "INVALID_CROSS_REFERENCE_KEY",
        "Record Type ID: this ID value isn't valid for the user: 0125g00000zzzzz",
        &["RecordTypeId"],
    );
    desk.org.change_setup(|setup| setup.record_types = vec![access("standard user")]);
    let made = account(&kei, &Value::Null).unwrap();
    assert_eq!(desk.read("Account", &made)["RecordTypeId"], partner);
}

#[test]
fn nobody_grants_themselves_anything() {
    let desk = Desk::new();
    let kei = desk.user("kei");
    let id_of = |query: &str| {
        let row = &desk.org.query(&desk.actor, query).unwrap().records[0]["Id"];
        row.as_str().unwrap().to_owned()
    };
    let administrators = id_of("SELECT Id FROM Profile WHERE Name = 'System Administrator'");
    let all = id_of("SELECT Id FROM PermissionSet WHERE Profile.Name = 'System Administrator'");
    let own = id_of("SELECT Id FROM PermissionSet WHERE Profile.Name = 'Standard User'");
    let code = "INSUFFICIENT_ACCESS_OR_READONLY";
    let message = "insufficient access rights on object id";
    let rows = [
        ("PermissionSet", json!({"Name": "All", "Label": "All", "PermissionsModifyAllData": true})),
        ("PermissionSetAssignment", json!({"AssigneeId": kei.user_id, "PermissionSetId": all})),
        (
            "FieldPermissions",
            json!({"ParentId": own, "SobjectType": "Contact", "Field": "Contact.Fax"}),
        ),
        (
            "ObjectPermissions",
            json!({"ParentId": own, "SobjectType": "Lead", "PermissionsRead": true}),
        ),
        (
            "User",
            json!({"Username": "mio@example.com", "LastName": "Mio", "Email": "mio@example.com", "Alias": "mio"}),
        ),
        ("Group", json!({"Name": "Inbound", "Type": "Queue"})),
    ];
    for (object, row) in rows {
        refused(desk.org.create(&kei, object, map(row)), code, message);
    }
    let change = |object: &str, id: &str, row: Value| desk.org.update(&kei, object, id, map(row));
    refused(
        change("PermissionSet", &own, json!({"PermissionsModifyAllData": true})),
        code,
        message,
    );
    let other = id_of("SELECT Id FROM User WHERE Profile.Name = 'System Administrator'");
    refused(change("User", &other, json!({"Title": "Boss"})), code, message);
    // Their own record is theirs, but for what they may do.
    change("User", &kei.user_id, json!({"Title": "Boss"})).unwrap();
    refuses(
        change("User", &kei.user_id, json!({"ProfileId": administrators})).map(|()| String::new()),
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        "Unable to create/update fields: ProfileId",
        &["ProfileId"],
    );
}

#[test]
fn a_hidden_external_id_finds_nothing() {
    let desk = Desk::new();
    let kei = desk.user("kei");
    let key: crate::schema::Field = serde_json::from_value(json!({
        "name": "Key__c", "label": "Key", "type": "string", "length": 40, "unique": true,
        "external_id": true, "id_lookup": true, "requires_grant": true,
    }))
    .unwrap();
    desk.org.change_schema(|schema| schema.put_field("Contact", &key)).unwrap();
    desk.create("Contact", json!({"LastName": "Doe", "Key__c": "k-1"})).unwrap();
    let upsert = |who: &Actor| {
        desk.org.write(who, |writer| {
            let change = map(json!({"LastName": "Roe"}));
            writer.upsert("Contact", "Key__c", &json!("k-1"), change, false)
        })
    };
    let error = upsert(&kei).unwrap_err();
    assert_eq!((error.code.as_str(), error.status), ("NOT_FOUND", 404), "{}", error.message);
    upsert(&desk.actor).unwrap();
}
