//! F64..F69, F78, F80..F83, F87..F89: custom fields.

use domain::event::{Agent, Direction, Facts};
use domain::task::{FieldFacts, FieldKind};
use serde_json::{Value, json};

use crate::world::*;

fn memo(values: &[&str]) -> Vec<domain::event::CallEvent> {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    telling(incoming(), |facts| facts.memo = Some(values))
}

#[test]
fn f64_dial_start() {
    for events in [incoming(), outgoing(), incoming_missed()] {
        World::under("miitel")
            .check(&events, json!({"Dial_Starts_At__c": "2026-04-30T16:00:00.000+0000"}));
    }
}

#[test]
fn f65_call_start() {
    World::under("miitel")
        .check(&incoming(), json!({"Call_Starts_At__c": "2026-04-30T16:00:10.000+0000"}));
    World::under("miitel").check(&incoming_missed(), json!({"Call_Starts_At__c": null}));
}

#[test]
fn f66_call_end() {
    World::under("miitel")
        .check(&incoming(), json!({"Call_Ends_At__c": "2026-04-30T16:01:10.000+0000"}));
}

#[test]
fn f67_call_memo_is_joined_by_semicolons() {
    World::under("miitel")
        .check(&memo(&["見積", "a;b", "見積"]), json!({"Call_Memo__c": "見積;a,b"}));
    World::under("miitel").check(&memo(&[]), json!({"Call_Memo__c": null}));
}

#[test]
fn f68_custom_fields_only_with_ends() {
    let task = World::under("miitel-begins").task(&memo(&["見積"]));
    assert!(!task.fields.keys().any(|name| name.ends_with("__c")), "{:?}", task.fields);
}

#[test]
fn f69_a_restricted_memo_list_keeps_what_it_knows_and_says_so() {
    let mut world = World::under("miitel");
    let field = world.org.fields.get_mut("Call_Memo__c").unwrap();
    field.picklist = Some(vec!["見積".to_owned()]);
    field.restricted = true;
    let task = world.task(&memo(&["見積", "苦情"]));
    assert_eq!(task.fields["Call_Memo__c"], json!("見積"));
    let note = task.notes.iter().find(|note| note.to_string().starts_with("Call_Memo__c")).unwrap();
    assert!(
        note.to_string().contains("苦情") && note.to_string().contains("Restrict picklist"),
        "{note}"
    );
}

#[test]
fn f78_waiting_time() {
    for (events, seconds) in [(incoming(), 10), (incoming_missed(), 25), (outgoing(), 0)] {
        World::under("aircall").check(&events, json!({ "aircall__Waiting_Time__c": seconds }));
    }
}

#[test]
fn f80_answered_by() {
    let world = World::under("aircall");
    world.check(&incoming(), json!({"aircall__Answered_by__c": "Mia Sample"}));
    world.check(&incoming_missed(), json!({"aircall__Answered_by__c": null}));
}

#[test]
fn f81_own_number_without_plus() {
    World::under("aircall").check(&incoming(), json!({"aircall__Phone_number__c": "81355500100"}));
}

#[test]
fn f82_country_of_the_other_side() {
    World::under("aircall").check(&incoming(), json!({"aircall__Country__c": "Japan"}));
    let mut events = incoming();
    events[0].facts =
        Facts { customer_number: Some("+14155550123".to_owned()), ..events[0].facts.clone() };
    World::under("aircall").check(&events, json!({"aircall__Country__c": "United States"}));
}

#[test]
fn f83_recording_link() {
    let events = telling(incoming(), |facts| {
        facts.recording_url = Some("https://phone.example.com/r/1".to_owned());
    });
    World::under("aircall")
        .check(&events, json!({"aircall__Call_Recording__c": "https://phone.example.com/r/1"}));
    let long = telling(incoming(), |facts| {
        facts.recording_url = Some(format!("https://phone.example.com/{}", "r".repeat(300)));
    });
    let task = World::under("aircall").task(&long);
    assert!(!task.fields.contains_key("aircall__Call_Recording__c"));
    assert!(
        task.notes.iter().any(|note| note.to_string().starts_with("aircall__Call_Recording__c"))
    );
}

#[test]
fn f87_time_zone_of_the_line() {
    World::under("aircall").check(&incoming(), json!({"aircall__Timezone__c": "Asia/Tokyo"}));
}

#[test]
fn f88_hour_of_the_day() {
    World::under("aircall").check(&incoming(), json!({"aircall__Hour_of_the_day__c": "1"}));
}

#[test]
fn f89_connection_status_of_inbound_calls() {
    for (events, status, connected) in [
        (incoming(), json!("connected"), true),
        (incoming_missed(), json!("not connected"), false),
        (voicemail(), json!("not connected"), false),
        (outgoing(), Value::Null, false),
    ] {
        World::under("aircall").check(
            &events,
            json!({"aircall__Connection_status__c": status, "aircall__Has_connected__c": connected}),
        );
    }
}

#[test]
fn missing_and_locked_fields_are_left_out_with_a_note() {
    let mut world = World::under("aircall");
    world.org.fields.remove("aircall__Country__c");
    world.org.fields.get_mut("aircall__Timezone__c").unwrap().createable = false;
    let task = world.task(&incoming());
    assert!(!task.fields.contains_key("aircall__Country__c"));
    assert!(!task.fields.contains_key("aircall__Timezone__c"));
    assert!(
        task.notes.iter().any(|note| note.to_string().ends_with("see it: aircall__Country__c."))
    );
    assert!(
        task.notes.iter().any(|note| note.to_string().ends_with("edit it: aircall__Timezone__c."))
    );
}

#[test]
fn a_field_takes_the_type_that_describe_tells() {
    let world = World::under("default").with(
        "[fields]\nDial_Starts_At__c = \"{CALL_DURATION}\"\nCall_Memo__c = \"{CALL_TYPE};x\"",
    );
    let task = world.task(&incoming());
    assert_eq!(task.fields["Call_Memo__c"], json!("Incoming call;x"));
    assert!(!task.fields.contains_key("Dial_Starts_At__c"));
    assert!(task.notes.iter().any(|note| note.to_string().contains("takes a date and time")));
    World::under("default")
        .with("[fields]\nDial_Starts_At__c = \"2026-05-01T09:00:00+09:00\"")
        .check(&incoming(), json!({"Dial_Starts_At__c": "2026-05-01T00:00:00.000+0000"}));
}

#[test]
fn each_kind_of_field_takes_what_fits_and_says_what_does_not() {
    for (kind, template, expected) in [
        ("boolean", "{HAS_CONNECTED}", Some(json!(true))),
        ("boolean", "yes", Some(json!(true))),
        ("boolean", "{USER_NAME}", None),
        ("int", "{CALL_DURATION}", Some(json!(60))),
        ("int", "{USER_NAME}", None),
        ("double", "1.5", Some(json!(1.5))),
        ("double", "{USER_NAME}", None),
        ("date", "{CALL_STARTS_AT}", Some(json!("2026-05-01"))),
        ("date", "2026-05-03", Some(json!("2026-05-03"))),
        ("date", "{USER_NAME}", None),
        ("datetime", "{CALL_STARTS_AT}", Some(json!("2026-04-30T16:00:10.000+0000"))),
        ("picklist", "mia sample", Some(json!("Mia Sample"))),
        ("picklist", "{LINE_NAME}", None),
        ("string", "{CALL_STARTS_AT}", Some(json!("2026-05-01 01:00:10 +0…"))),
        ("string", "a\nb", Some(json!("a b"))),
        ("textarea", "a\nb", Some(json!("a\nb"))),
        ("phone", "{CUSTOMER_NUMBER}", Some(json!("+819055500101"))),
        ("phone", "{CUSTOMER_NUMBER} and {LINE_NUMBER}", None),
    ] {
        let profile = format!("[fields]\nTest__c = {}", json!(template));
        let mut world = World::under("default").with(&profile);
        let field = FieldFacts {
            kind: FieldKind::described(kind),
            length: Some(23),
            createable: true,
            updateable: true,
            picklist: (kind == "picklist").then(|| vec!["Mia Sample".to_owned()]),
            restricted: true,
        };
        world.org.fields.insert("Test__c".to_owned(), field);
        let task = world.task(&incoming());
        assert_eq!(task.fields.get("Test__c"), expected.as_ref(), "{kind} {template}");
        let noted = task.notes.iter().any(|note| note.to_string().starts_with("Test__c: "));
        let cut = expected.is_some_and(|value| value.to_string().contains('…'));
        assert_eq!(noted, cut || !task.fields.contains_key("Test__c"), "{kind} {template}");
    }
}

#[test]
fn every_template_field_has_a_value_somewhere() {
    let events = telling(incoming(), |facts| {
        let said = |word: &str| Some(word.to_owned());
        facts.missed_reason = said("no_available_agent");
        facts.customer_name = said("Hana Example");
        facts.customer_company = said("Example KK");
        facts.transferred_to = Some(Agent { name: said("Noah Example"), ..Agent::default() });
        facts.transferred_to_number = said("03-5550-0150");
        facts.forwarded_to = said("03-5550-0142");
        facts.tags = Some(vec!["vip".to_owned()]);
        facts.memo = Some(vec!["memo".to_owned()]);
        facts.topics = Some(vec!["topic".to_owned()]);
        facts.sentiment = said("POSITIVE");
        facts.summary = said("She orders ten.");
        facts.recording_url = said("https://phone.example.com/r/1");
        facts.direction = Some(Direction::Inbound);
        facts.comments = vec![domain::event::Comment {
            id: "1".to_owned(),
            author: said("Mia Sample"),
            text: "Will call back".to_owned(),
            at: Some(T0),
        }];
        facts.transcript = Some(vec![domain::event::Phrase {
            offset_ms: 61_000,
            speaker: domain::event::Speaker::Customer,
            text: "Hello".to_owned(),
        }]);
    });
    for field in domain::template::FIELDS {
        let subject = format!("[subject]\nincoming = \"{{{}}}\"", field.name);
        let subject = World::under("default").with(&subject).field(&events, "Subject");
        assert!(subject.is_string(), "{field:?}");
    }
}

#[test]
fn a_profiles_field_never_overwrites_the_calls_key() {
    let mut world = World::under("default");
    let key = world.org.call_id_field.get_or_insert("Call_Key__c".to_owned()).clone();
    world.org.fields.entry(key.clone()).or_insert_with(|| FieldFacts {
        kind: FieldKind::Text,
        createable: true,
        updateable: true,
        ..FieldFacts::default()
    });
    for name in [key.clone(), key.to_uppercase()] {
        let mut changed = World::under("default").with(&format!("[fields]\n{name} = \"mine\""));
        changed.org = world.org.clone();
        let task = changed.task(&incoming());
        assert!(task.fields[&key].as_str().unwrap().starts_with("main:"), "{task:?}");
        assert!(task.notes.iter().any(|note| note.to_string().starts_with(&name) && note.to_string().contains("key")));
    }
}
