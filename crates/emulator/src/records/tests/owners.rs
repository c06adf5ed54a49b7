//! Owners: queues, the assignment of new leads, and what follows a record to a new owner.

use serde_json::{Value, json};

use super::{Desk, map, refuses};
use crate::error::ApiError;
use crate::records::WriteOptions;
use crate::setup::{Condition, LeadAssignment, LeadAssignmentEntry};

fn queue(desk: &Desk, name: &str, objects: &[&str]) -> String {
    let group = json!({"Name": name, "DeveloperName": name, "Type": "Queue"});
    let id = desk.create("Group", group).unwrap();
    for object in objects {
        desk.create("QueueSobject", json!({"QueueId": id, "SobjectType": object})).unwrap();
    }
    id
}

#[test]
fn a_queue_owns_what_it_was_made_for() {
    let desk = Desk::new();
    let plain = queue(&desk, "Plain", &[]);
    let tasks = queue(&desk, "Tasks", &["Task"]);
    let group = desk.create("Group", json!({"Name": "People", "Type": "Regular"})).unwrap();
    let lead = |owner: &str| json!({"LastName": "Lee", "Company": "L", "OwnerId": owner});
    let task = |owner: &str| json!({"Subject": "Call", "OwnerId": owner});
    for (object, record, allowed) in [
        ("Lead", lead(&plain), true),
        ("Case", json!({"Subject": "C", "OwnerId": plain}), true),
        ("Task", task(&plain), false),
        ("Task", task(&tasks), true),
        ("Lead", lead(&tasks), false),
        ("Lead", lead(&group), false),
    ] {
        let result = desk.create(object, record);
        if allowed {
            result.unwrap();
        } else {
            let message = "Queue not associated with this SObject type";
            refuses(result, "INVALID_OPERATION", message, &["OwnerId"]);
        }
    }
}

fn assigned(desk: &Desk, company: &str, header: Option<&str>) -> Result<Value, ApiError> {
    let mut options = WriteOptions::default();
    if let Some(value) = header {
        options.take_header("Sforce-Auto-Assign", value);
    }
    let id = desk.org.write(&desk.actor, |writer| {
        writer.follow(&options);
        writer.create("Lead", map(json!({"LastName": "Lee", "Company": company})))
    })?;
    Ok(desk.read("Lead", &id)["OwnerId"].clone())
}

#[test]
fn the_assignment_rule_gives_new_leads_away() {
    let desk = Desk::new();
    let kei = desk.user("kei").user_id;
    let inbound = queue(&desk, "Inbound", &["Lead"]);
    let admin = desk.actor.user_id.clone();
    desk.org.change_setup(|setup| {
        setup.lead_assignment = Some(LeadAssignment {
            name: "Standard".to_owned(),
            id: Some("01Q5g00000Rule1".to_owned()),
            entries: vec![
                LeadAssignmentEntry {
                    condition: Some(Condition::parse("BEGINS(Company, 'Big')").unwrap()),
                    owner: "kei@example.com".to_owned(),
                },
                LeadAssignmentEntry {
                    condition: Some(Condition::parse("NOT(BEGINS(Company, 'None'))").unwrap()),
                    owner: "Inbound".to_owned(),
                },
            ],
            active: true,
        });
    });
    for (company, header, expected) in [
        ("Big Co", None, &kei),
        ("Small Co", None, &inbound),
        ("None Co", None, &admin),
        ("Big Co", Some("FALSE"), &admin),
        ("Big Co", Some("TRUE"), &kei),
        ("Big Co", Some("01Q5g00000Rule1"), &kei),
    ] {
        let owner = assigned(&desk, company, header).unwrap();
        assert_eq!(owner, json!(expected), "{company} {header:?}");
    }
    let error = assigned(&desk, "Big Co", Some("01Q5g00000Other")).unwrap_err();
    assert_eq!(error.code, "INVALID_ASSIGNMENT_RULE");
    desk.update("User", &kei, json!({"IsActive": false})).unwrap();
    let error = assigned(&desk, "Big Co", None).unwrap_err();
    assert_eq!(error.code, "INACTIVE_OWNER_OR_USER");
    desk.org.change_setup(|setup| {
        if let Some(rule) = &mut setup.lead_assignment {
            rule.active = false;
        }
    });
    assert_eq!(assigned(&desk, "Big Co", None).unwrap(), json!(admin));
}

#[test]
fn contacts_and_open_tasks_follow_their_account() {
    let desk = Desk::new();
    let (kei, mio) = (desk.user("kei").user_id, desk.user("mio").user_id);
    let account = desk.create("Account", json!({"Name": "Acme", "OwnerId": kei})).unwrap();
    let contact = |owner: &str| {
        desk.create("Contact", json!({"LastName": "D", "AccountId": account, "OwnerId": owner}))
    };
    let (theirs, others) = (contact(&kei).unwrap(), contact(&desk.actor.user_id).unwrap());
    let task = |status: &str, what: Option<&str>| {
        desk.create("Task", json!({"Subject": "T", "Status": status, "WhoId": theirs, "WhatId": what, "OwnerId": kei}))
            .unwrap()
    };
    let (open, done) = (task("Not Started", None), task("Completed", None));
    desk.update("Account", &account, json!({"OwnerId": mio})).unwrap();
    let owner = |object: &str, id: &str| desk.read(object, id)["OwnerId"].clone();
    assert_eq!(owner("Contact", &theirs), json!(mio));
    assert_eq!(owner("Contact", &others), json!(desk.actor.user_id));
    assert_eq!(owner("Task", &open), json!(mio));
    assert_eq!(owner("Task", &done), json!(kei));
    desk.update("User", &kei, json!({"IsActive": false})).unwrap();
    let error = desk.update("Task", &open, json!({"OwnerId": kei})).unwrap_err();
    let message = format!("operation performed with inactive user [{kei}] as owner of task");
    assert_eq!((error.code.as_str(), error.message), ("INACTIVE_OWNER_OR_USER", message));
}
