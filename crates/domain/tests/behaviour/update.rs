//! F106..F109, F112..F116: what later news change in a written Task.

use domain::event::{CallEvent, Comment, EventKind, Facts, Phrase, Speaker};
use domain::task::own_text;
use domain::update::{changes, reconcile};
use serde_json::{Map, Value, json};

use crate::world::*;

/// The fields that later events change, after the Task of the first ones was written.
fn update(world: &World, first: &[CallEvent], later: &[CallEvent]) -> Map<String, Value> {
    let task = world.task(first);
    let written: Map<String, Value> = task.fields.into_iter().collect();
    let all: Vec<CallEvent> = first.iter().chain(later).cloned().collect();
    let patch = changes(&world.task(&all), &written);
    let reconciled = reconcile(&patch, &written, &written);
    assert!(reconciled.kept.is_empty());
    reconciled.patch
}

fn memo_saved(second: i64, values: &[&str]) -> CallEvent {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    event(EventKind::MemoSaved, second, Facts { memo: Some(values), ..Facts::default() })
}

fn transcribed() -> CallEvent {
    event(
        EventKind::Transcribed,
        120,
        Facts {
            transcript: Some(vec![
                Phrase {
                    offset_ms: 0, speaker: Speaker::Agent, text: "はい、受付です".to_owned()
                },
                Phrase {
                    offset_ms: 63_000,
                    speaker: Speaker::Customer,
                    text: "十箱ください".to_owned(),
                },
            ]),
            ..Facts::default()
        },
    )
}

fn tagged(second: i64, tags: &[&str]) -> CallEvent {
    let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
    event(EventKind::Tagged, second, Facts { tags: Some(tags), ..Facts::default() })
}

fn transferred(second: i64) -> CallEvent {
    event(
        EventKind::Transferred,
        second,
        Facts { transferred_to: Some(noah()), ..Facts::default() },
    )
}

fn names(patch: &Map<String, Value>) -> Vec<&str> {
    patch.keys().map(String::as_str).collect()
}

#[test]
fn f106_a_saved_memo() {
    let patch = update(&World::under("miitel"), &incoming(), &[memo_saved(90, &["見積"])]);
    assert_eq!(names(&patch), ["Call_Memo__c", "Description"]);
    assert_eq!(patch["Call_Memo__c"], json!("見積"));
}

#[test]
fn f107_analysis_brings_the_memo_even_without_transcript_fields() {
    let world = World::under("miitel").with("[description]\ntemplate = \"{CALL_HISTORY_URL}\"");
    let analysed = CallEvent { kind: EventKind::Transcribed, ..memo_saved(120, &["見積"]) };
    let patch = update(&world, &incoming(), &[analysed]);
    assert_eq!(names(&patch), ["Call_Memo__c"]);
    assert!(update(&world, &incoming(), &[transcribed()]).is_empty());
}

#[test]
fn f108_an_edited_memo() {
    let mut first = incoming();
    first.push(memo_saved(90, &["見積", "苦情"]));
    let patch = update(&World::under("miitel"), &first, &[memo_saved(500, &["見積"])]);
    assert_eq!(patch["Call_Memo__c"], json!("見積"));
}

#[test]
fn f109_the_transcript_comes_later() {
    let patch = update(&World::under("miitel"), &incoming(), &[transcribed()]);
    assert_eq!(names(&patch), ["Description"]);
    let text = own_text(patch["Description"].as_str().unwrap()).unwrap();
    assert!(text.ends_with("0:00 (ユーザー) はい、受付です\n1:03 (取引先) 十箱ください"), "{text}");
}

#[test]
fn f112_the_transcript_is_appended() {
    let world = World::under("callconnect").and(contact());
    let before = world.comment(&incoming());
    let patch = update(&world, &incoming(), &[transcribed()]);
    let after = own_text(patch["Description"].as_str().unwrap()).unwrap().to_owned();
    assert!(after.starts_with(&before) && after.contains("十箱ください"));
}

#[test]
fn f113_a_changed_tag() {
    let world = World::under("aircall");
    let patch = update(&world, &incoming(), &[tagged(90, &["Billing"])]);
    assert_eq!(names(&patch), ["CallDisposition"]);
    let mut first = incoming();
    first.push(tagged(90, &["Billing"]));
    let patch = update(&world, &first, &[tagged(95, &[])]);
    assert_eq!(
        patch["CallDisposition"],
        json!("['aircall', 'inbound', 'answered_call', '81355500100']")
    );
}

#[test]
fn f114_a_changed_comment() {
    let commented = |second, text: &str| {
        event(
            EventKind::Commented,
            second,
            Facts {
                comments: vec![Comment {
                    id: "1".to_owned(),
                    author: Some("Mia Sample".to_owned()),
                    text: text.to_owned(),
                    at: Some(T0 + 80_000),
                }],
                ..Facts::default()
            },
        )
    };
    let world = World::under("aircall");
    let mut first = incoming();
    first.push(commented(80, "Wants ten"));
    let patch = update(&world, &first, &[commented(90, "Wants twelve")]);
    assert_eq!(names(&patch), ["Description"]);
    let text = own_text(patch["Description"].as_str().unwrap()).unwrap().to_owned();
    assert_eq!(text, "[Mia Sample] added a new comment:\nWants twelve");
}

#[test]
fn f115_a_transfer() {
    let world = World::under("aircall");
    let mut first = incoming();
    let last = first.pop().unwrap();
    let in_vain = [transferred(40), last.clone()];
    let patch = update(&world, &first, &in_vain);
    assert_eq!(patch["aircall__Transferred_to__c"], json!("Noah Example"));
    assert!(!patch.contains_key("aircall__Answered_by__c"));
    let taken = [transferred(40), answered(45, noah()), last];
    let patch = update(&world, &first, &taken);
    assert_eq!(patch["aircall__Transferred_to__c"], json!("Noah Example"));
    assert_eq!(patch["aircall__Answered_by__c"], json!("Noah Example"));
}

#[test]
fn f116_only_the_last_agents_tags_count() {
    let mut events = incoming();
    let last = events.pop().unwrap();
    events.extend([tagged(20, &["of Mia"]), transferred(40), answered(45, noah())]);
    events.extend([tagged(60, &["of Mia", "of Noah"]), last]);
    World::under("aircall").check(
        &events,
        json!({"CallDisposition":
            "['aircall', 'of Noah', 'inbound', 'answered_call', '81355500100']"}),
    );
    World::under("aircall").with("[tags]\nafter_transfer = \"all\"").check(
        &events,
        json!({"CallDisposition":
                "['aircall', 'of Mia', 'of Noah', 'inbound', 'answered_call', '81355500100']"}),
    );
}

#[test]
fn any_order_of_events_gives_the_same_task() {
    let mut events = incoming();
    events.extend([tagged(20, &["vip"]), transferred(40), answered(45, noah()), transcribed()]);
    for profile in ["default", "aircall", "miitel", "callconnect"] {
        let world = World::under(profile).and(contact());
        let expected = serde_json::to_string(&world.task(&events)).unwrap();
        let mut turned = events.clone();
        for _ in 0..events.len() {
            turned.rotate_left(1);
            let doubled: Vec<CallEvent> = turned.iter().rev().chain(&turned).cloned().collect();
            let task = world.task(&doubled);
            assert_eq!(serde_json::to_string(&task).unwrap(), expected);
        }
    }
}
