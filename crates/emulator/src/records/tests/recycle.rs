//! The recycle bin: what a deletion takes along, what stops it, what comes back.

use serde_json::{Value, json};

use super::Desk;

fn deleted(desk: &Desk, object: &str, id: &str) -> bool {
    let rows = desk.rows(&format!("SELECT IsDeleted FROM {object} WHERE Id = '{id}'"));
    rows.first().map_or_else(|| panic!("{id} is gone"), |row| row["IsDeleted"] == true)
}

struct Family {
    account: String,
    contact: String,
    task: String,
    shared: String,
    other: String,
}

/// An account with a contact, a task of the contact's, and a task of the contact's about another account.
fn family(desk: &Desk) -> Family {
    let account = desk.create("Account", json!({"Name": "Acme"})).unwrap();
    let other = desk.create("Account", json!({"Name": "Other"})).unwrap();
    let contact = desk.create("Contact", json!({"LastName": "D", "AccountId": account})).unwrap();
    let task = desk.create("Task", json!({"Subject": "T", "WhoId": contact})).unwrap();
    let shared = json!({"Subject": "S", "WhoId": contact, "WhatId": other});
    let shared = desk.create("Task", shared).unwrap();
    Family { account, contact, task, shared, other }
}

#[test]
fn an_account_goes_with_its_contacts_and_comes_back_with_them() {
    let desk = Desk::new();
    let family = family(&desk);
    desk.org.delete(&desk.actor, "Account", &family.account).unwrap();
    assert!(deleted(&desk, "Contact", &family.contact));
    assert!(deleted(&desk, "Task", &family.task));
    assert!(!deleted(&desk, "Task", &family.shared));
    assert_eq!(desk.read("Task", &family.shared)["WhoId"], Value::Null);
    let error = desk.update("Contact", &family.contact, json!({"Title": "x"})).unwrap_err();
    assert_eq!((error.code.as_str(), error.status), ("ENTITY_IS_DELETED", 404));

    desk.org.undelete(&desk.actor, &family.account[..15]).unwrap();
    assert!(!deleted(&desk, "Contact", &family.contact));
    assert!(!deleted(&desk, "Task", &family.task));
    assert_eq!(desk.read("Task", &family.shared)["WhoId"], json!(family.contact));
    let error = desk.org.undelete(&desk.actor, &family.account).unwrap_err();
    assert_eq!(error.code, "UNDELETE_FAILED");
    assert_eq!(error.message, "Entity is not in the recycle bin");
}

#[test]
fn what_is_deleted_for_good_does_not_come_back() {
    let desk = Desk::new();
    let family = family(&desk);
    desk.org.delete(&desk.actor, "Account", &family.account).unwrap();
    desk.org.empty_from_bin(&desk.actor, &family.account).unwrap();
    assert_eq!(desk.rows("SELECT Id FROM Contact").len(), 0);
    let error = desk.org.undelete(&desk.actor, &family.contact).unwrap_err();
    assert_eq!(error.code, "INVALID_CROSS_REFERENCE_KEY");
    let error = desk.org.empty_from_bin(&desk.actor, &family.other).unwrap_err();
    assert_eq!(error.message, "Entity is not in the recycle bin");
    desk.org.hard_delete(&desk.actor, "Account", &family.other).unwrap();
    assert_eq!(desk.rows("SELECT Id FROM Account").len(), 0);
    assert_eq!(desk.rows("SELECT Id FROM Task").len(), 0);
}

#[test]
fn cases_and_won_deals_keep_their_account() {
    let desk = Desk::new();
    let account = desk.create("Account", json!({"Name": "Acme"})).unwrap();
    let case = desk.create("Case", json!({"Subject": "C", "AccountId": account})).unwrap();
    let number = desk.read("Case", &case)["CaseNumber"].as_str().unwrap().to_owned();
    let error = desk.org.delete(&desk.actor, "Account", &account).unwrap_err();
    assert_eq!(error.code, "DELETE_FAILED");
    assert_eq!(
        error.message,
        format!(
            "Your attempt to delete Acme could not be completed because it is associated with the following cases.: \
             {number}\n"
        )
    );
    desk.org.delete(&desk.actor, "Case", &case).unwrap();
    let deal = json!({"Name": "D", "StageName": "Closed Won", "CloseDate": "2024-11-01", "AccountId": account});
    desk.create("Opportunity", deal).unwrap();
    let error = desk.org.delete(&desk.actor, "Account", &account).unwrap_err();
    assert!(error.message.contains("closed won opportunities.: D"), "{}", error.message);
}

#[test]
fn a_membership_has_no_recycle_bin() {
    let desk = Desk::new();
    let kei = desk.user("kei");
    let queue = desk.create("Group", json!({"Name": "Q", "Type": "Queue"})).unwrap();
    let member = json!({"GroupId": queue, "UserOrGroupId": kei.user_id});
    let member = desk.create("GroupMember", member).unwrap();
    desk.org.delete(&desk.actor, "GroupMember", &member).unwrap();
    let error = desk.org.delete(&desk.actor, "GroupMember", &member).unwrap_err();
    assert_eq!(error.code, "INVALID_CROSS_REFERENCE_KEY");
}
