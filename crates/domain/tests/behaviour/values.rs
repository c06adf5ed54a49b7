//! F47..F48, F58..F63, F70..F75, F79, F90..F92: the standard fields.

use domain::event::{Facts, Shape};
use serde_json::{Value, json};

use crate::world::*;

fn transferred(shape: Shape) -> Vec<domain::event::CallEvent> {
    telling(incoming(), |facts| facts.shape = Some(shape))
}

#[test]
fn f47_the_subject_depends_on_the_type() {
    let world = World::under("miitel");
    for (events, subject) in [
        (outgoing(), "MiiTel 発信"),
        (incoming(), "MiiTel 着信"),
        (transferred(Shape::TransferInternal), "MiiTel 転送"),
        (voicemail(), "MiiTel 留守電"),
        (outgoing_missed(), "MiiTel 発信 (不在)"),
        (incoming_missed(), "MiiTel 着信 (不在)"),
    ] {
        world.check(&events, json!({ "Subject": subject }));
    }
    World::under("miitel")
        .with("[subject]\nincoming = \"Phone: {RECORD_NAME}\"")
        .and(contact())
        .check(&incoming(), json!({"Subject": "Phone: Hana Example"}));
}

#[test]
fn f48_the_status_is_the_configured_one() {
    World::under("miitel").check(&incoming(), json!({"Status": "Completed"}));
    let world = World::under("miitel").with("[log.types]\nincoming = \"Open\"");
    let task = world.task(&incoming());
    assert_eq!(task.fields["Status"], json!("Not Started"));
    assert!(task.notes.iter().any(|note| note.to_string().contains("\"Open\"")));
}

#[test]
fn f58_the_subtype_is_call_and_only_for_creation() {
    let task = World::under("miitel").task(&incoming());
    assert_eq!(task.fields["TaskSubtype"], json!("Call"));
    assert_eq!(task.create_only, ["TaskSubtype"]);
    assert!(!task.fields.contains_key("Type"));
}

#[test]
fn f59_the_date_is_that_of_creation() {
    let mut world = World::under("miitel");
    world.now = T0 + 30 * HOUR;
    world.check(&incoming(), json!({"ActivityDate": "2026-05-02"}));
    world.created = Some(T0 + 70_000);
    world.check(&incoming(), json!({"ActivityDate": "2026-05-01"}));
}

#[test]
fn f60_outgoing_calls_are_outbound() {
    for events in [outgoing(), outgoing_missed()] {
        World::under("miitel").check(&events, json!({"CallType": "Outbound"}));
    }
}

#[test]
fn f61_incoming_calls_are_inbound() {
    for events in [incoming(), incoming_missed(), voicemail()] {
        World::under("miitel").check(&events, json!({"CallType": "Inbound"}));
    }
}

#[test]
fn f62_transfers_have_no_call_type() {
    for shape in [Shape::TransferInternal, Shape::TransferExternal] {
        let task = World::under("miitel").task(&transferred(shape));
        assert_eq!(task.fields["CallType"], Value::Null);
        World::under("default").check(&transferred(shape), json!({"CallType": "Inbound"}));
    }
}

#[test]
fn f63_call_object_is_the_sequence_id() {
    let with_field = || {
        let mut world = World::under("miitel");
        world.org.call_id_field = Some("Call_Id__c".to_owned());
        world
    };
    with_field().check(&incoming(), json!({"CallObject": "call-1"}));
    // Without a field of its own the key stands there, and says which phone system counted.
    let key = World::under("miitel").field(&incoming(), "CallObject");
    assert!(key.as_str().unwrap().ends_with(":call-1"), "{key}");
    let mut events = incoming();
    for event in &mut events {
        event.call = "x".repeat(300);
    }
    let digest = with_field().field(&events, "CallObject");
    assert_eq!(digest.as_str().unwrap().len(), 64);
}

#[test]
fn f70_type_and_subtype_are_call() {
    World::under("aircall").check(&incoming(), json!({"Type": "Call", "TaskSubtype": "Call"}));
    let mut hidden = World::under("aircall");
    hidden.org.fields.remove("Type");
    let task = hidden.task(&incoming());
    assert!(task.notes.iter().any(
        |note| note.to_string().contains("no such field") && note.to_string().contains("Type")
    ));
}

#[test]
fn f71_the_subject_names_record_and_line() {
    let world = World::under("aircall");
    world.check(&incoming(), json!({"Subject": "Inbound call from +819055500101 on Tokyo desk"}));
    World::under("aircall-v3").and(contact()).check(
        &incoming(),
        json!({"Subject": "Inbound answered call from Hana Example on Tokyo desk answered by Mia Sample"}),
    );
    World::under("aircall-v3").and(contact()).check(
        &outgoing_missed(),
        json!({"Subject": "Outbound unanswered call via Tokyo desk made by Mia Sample to Hana Example"}),
    );
}

#[test]
fn f72_the_call_result_is_a_list() {
    let events = telling(incoming(), |facts| {
        facts.tags = Some(vec!["Billing".to_owned(), "It's new".to_owned()]);
    });
    World::under("aircall").check(
        &events,
        json!({"CallDisposition":
            "['aircall', 'Billing', 'It\\'s new', 'inbound', 'answered_call', '81355500100']"}),
    );
    let many = telling(incoming(), |facts| {
        facts.tags = Some((0..60).map(|number| format!("tag number {number}")).collect());
    });
    let task = World::under("aircall").task(&many);
    let list = task.fields["CallDisposition"].as_str().unwrap();
    assert!(list.len() <= 255 && list.starts_with("['aircall', 'tag number 0'"));
    assert!(list.ends_with("'inbound', 'answered_call', '81355500100']"));
    assert!(task.notes.iter().any(|note| note.to_string().contains("tags were left out")));
}

#[test]
fn f73_the_missed_reason_is_in_the_list() {
    for reason in [
        "out_of_opening_hours",
        "no_available_agent",
        "abandoned_in_ivr",
        "abandoned_in_classic",
        "short_abandoned",
        "agents_did_not_answer",
    ] {
        let events = telling(incoming_missed(), |facts| {
            facts.missed_reason = Some(reason.to_owned());
        });
        let list = format!("['aircall', 'inbound', 'unanswered_call', '81355500100', '{reason}']");
        World::under("aircall").check(&events, json!({ "CallDisposition": list }));
    }
}

#[test]
fn f74_call_type_is_the_direction() {
    World::under("aircall").check(&incoming_missed(), json!({"CallType": "Inbound"}));
    World::under("aircall").check(&outgoing(), json!({"CallType": "Outbound"}));
}

#[test]
fn f75_the_date_is_the_utc_day_of_the_call() {
    let mut world = World::under("aircall");
    world.now = T0 + 48 * HOUR;
    world.check(&incoming(), json!({"ActivityDate": "2026-04-30"}));
    World::under("default").check(&incoming(), json!({"ActivityDate": "2026-05-01"}));
    World::under("callconnect")
        .and(contact())
        .check(&incoming(), json!({"ActivityDate": "2026-05-01"}));
}

#[test]
fn f79_the_duration_leaves_waiting_out() {
    World::under("aircall").check(&incoming(), json!({"CallDurationInSeconds": 60}));
    World::under("default")
        .with("duration = \"total\"")
        .check(&incoming(), json!({"CallDurationInSeconds": 70}));
}

#[test]
fn f90_status_by_workflow() {
    World::under("aircall")
        .with("[log.types]\nincoming = \"In progress\"")
        .check(&incoming(), json!({"Status": "In Progress"}));
    World::under("aircall").check(&incoming(), json!({"Status": "Completed"}));
}

#[test]
fn f91_priority_is_left_to_salesforce() {
    for profile in ["aircall", "miitel", "callconnect", "default"] {
        let task = World::under(profile).and(contact()).task(&incoming());
        assert!(!task.fields.contains_key("Priority"));
    }
}

#[test]
fn f92_the_history_shows_record_and_user() {
    World::under("callconnect").and(contact()).check(
        &incoming(),
        json!({"WhoId": CONTACT, "OwnerId": MIA, "Status": "Completed", "TaskSubtype": "Call"}),
    );
    let comment = World::under("callconnect").and(contact()).comment(&incoming());
    assert!(comment.starts_with("担当者: Mia Sample"), "{comment}");
}

#[test]
fn the_calls_key_goes_into_the_orgs_own_field_once() {
    let mut world = World::under("default");
    let key = world.org.fields["CallObject"].clone();
    world.org.fields.insert("Call_Id__c".to_owned(), key);
    world.org.call_id_field = Some("Call_Id__c".to_owned());
    let task = world.task(&incoming());
    assert_eq!(task.fields["Call_Id__c"], json!("main:call-1"));
    assert_eq!(task.create_only, ["Call_Id__c", "TaskSubtype"]);
}

#[test]
fn every_field_says_where_it_comes_from() {
    for profile in ["aircall", "miitel", "callconnect", "default"] {
        let task = World::under(profile).and(contact()).task(&incoming());
        for name in task.fields.keys() {
            assert!(!task.origins[name].to_string().is_empty(), "{name}");
        }
    }
}

#[test]
fn a_long_subject_is_shortened_by_characters() {
    let world = World::under("default")
        .and(domain::candidate::Candidate { name: "長".repeat(300), ..contact() });
    let task = world.task(&incoming());
    let subject = task.fields["Subject"].as_str().unwrap();
    assert_eq!(subject.chars().count(), 255);
    assert!(subject.ends_with('…'));
}

#[test]
fn a_time_outside_of_the_calendar_is_no_panic() {
    let mut events = incoming();
    events[0].facts = Facts { started_at: Some(i64::MAX), ..events[0].facts.clone() };
    World::under("aircall").check(&events, json!({"ActivityDate": null}));
}
