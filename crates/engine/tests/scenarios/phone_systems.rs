//! Each phone system's call becomes one Task, on the right record, under the right owner, in its profile's words.

use serde_json::{Map, Value};

use crate::stage::books::text;
use crate::stage::phones::{AIKO, ALL, BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(in_mode_a, in_mode_b);

async fn in_mode_a(place: &Place) {
    each_call_becomes_one_task(place, Plan::default()).await;
}

async fn in_mode_b(place: &Place) {
    each_call_becomes_one_task(place, Plan::mode_b()).await;
}

async fn each_call_becomes_one_task(place: &Place, plan: Plan) {
    let mode_a = plan.call_id_field;
    let stage = Stage::open(place, plan).await;
    let mia = stage.enter_user("Weber", "mia.weber@example.com", true);
    let ben = stage.enter_contact("Okafor", BEN.1);
    let aiko = stage.enter_contact("佐藤", AIKO.1);
    for (id, phone) in (1..).zip(&ALL) {
        let customer = if phone.region == "JP" { AIKO } else { BEN };
        stage.tell(phone.id, &call_from(id, customer)).await;
    }
    let status = stage.settle().await;
    assert_eq!((status.calls, status.logged), (4, 4), "{status:?}");

    let tasks = stage.tasks();
    assert_eq!(tasks.len(), 4, "{tasks:?}");
    let ours = stage.org.administrator().user_id;
    for (subject, who, owner, talked) in [
        ("Inbound call from Okafor on Front Desk", &ben, &mia, 95),
        ("MiiTel 着信", &aiko, &ours, 95),
        // CallConnect's form tells neither the line nor when somebody answered.
        ("着信", &aiko, &mia, 0),
        ("Incoming call: Okafor · Mia Weber", &ben, &mia, 95),
    ] {
        let task = of_subject(&tasks, subject);
        assert_eq!(text(task, "WhoId"), who, "{subject}");
        assert_eq!(text(task, "WhatId"), "", "{subject}");
        assert_eq!(text(task, "OwnerId"), owner, "{subject}");
        assert_eq!(text(task, "Status"), "Completed", "{subject}");
        assert_eq!(text(task, "CallType"), "Inbound", "{subject}");
        assert_eq!(task["CallDurationInSeconds"], talked, "{subject}");
        assert!(text(task, "Description").contains("--- Ringledger "), "{subject}");
    }
    carries_the_calls_ids(&stage, mode_a).await;
}

/// The call's id stands where the next write looks for it.
async fn carries_the_calls_ids(stage: &Stage, mode_a: bool) {
    let field = if mode_a { "Ringledger_Call_Id__c" } else { "CallObject" };
    let tasks = stage.query(&format!("SELECT {field} FROM Task"));
    let mut ids: Vec<&str> = tasks.iter().map(|task| text(task, field)).collect();
    ids.sort_unstable();
    assert_eq!(ids.len(), 4);
    for (id, source) in ids.iter().zip(["desk:4", "osaka:3", "sales:1", "tokyo:"]) {
        assert!(id.starts_with(source), "{ids:?}");
        assert_eq!(stage.row(id).await.call_id, *id);
    }
}

fn of_subject<'a>(tasks: &'a [Map<String, Value>], subject: &str) -> &'a Map<String, Value> {
    let found = tasks.iter().find(|task| text(task, "Subject") == subject);
    found.unwrap_or_else(|| panic!("no Task has the subject {subject:?}: {tasks:#?}"))
}
