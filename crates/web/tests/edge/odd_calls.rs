//! Bodies that are strange and still say something: each becomes what can be understood of it.

use domain::event::Millis;
use engine::Explained;
use serde_json::{Value, json};

use crate::sending::post_kept;
use crate::stage::books::text;
use crate::stage::phones::BEN;
use crate::stage::place::Place;
use crate::stage::{NOW, Plan, Stage};

on_both_databases!(
    twin_keys_and_unknown_fields_are_no_obstacle,
    numbers_as_texts_and_texts_as_numbers_are_read,
    an_unknown_event_is_kept_and_means_nothing,
    a_call_that_ends_before_it_begins_is_logged_with_a_note,
    an_end_that_never_comes_is_waited_for_and_then_given_up,
    an_event_of_a_finished_call_changes_its_task,
    the_same_id_with_other_content_is_one_call_in_any_order,
    a_name_in_place_of_a_number_is_not_searched,
);

fn iso(at: Millis) -> String {
    jiff::Timestamp::from_millisecond(at).unwrap().to_string()
}

fn began(id: &str, number: &str, at: Millis) -> String {
    let call = json!({"id": id, "direction": "inbound", "customer": {"number": number}, "started_at": iso(at),
        "line": {"number": "+12125550100", "name": "Front Desk", "country": "US"}});
    json!({"type": "call.began", "at": iso(at), "call": call}).to_string()
}

fn answered(id: &str, at: Millis) -> String {
    json!({"type": "call.answered", "at": iso(at), "call": {"id": id, "answered_at": iso(at)}})
        .to_string()
}

fn ended(id: &str, at: Millis) -> String {
    json!({"type": "call.ended", "at": iso(at), "call": {"id": id, "ended_at": iso(at)}})
        .to_string()
}

async fn open(place: &Place) -> (Stage, String) {
    let stage = Stage::open(place, Plan::default()).await;
    let contact = stage.enter_contact("Okafor", BEN.1);
    (stage, contact)
}

/// Posts the bodies, settles, and returns the only Task.
async fn task_of(stage: &Stage, bodies: &[String]) -> serde_json::Map<String, Value> {
    for body in bodies {
        post_kept(stage, "desk", body).await;
    }
    let status = stage.settle().await;
    assert_eq!((status.calls, status.logged, status.unreadable), (1, 1, 0), "{status:?}");
    stage.task()
}

async fn notes(stage: &Stage) -> String {
    let explained =
        engine::explain(&stage.store, "desk:7", stage.clock.now(), &language::Locale::default())
            .await
            .unwrap();
    let Explained::Call(explanation) = explained else { panic!("{explained:?}") };
    explanation.notes.join(" ")
}

async fn twin_keys_and_unknown_fields_are_no_obstacle(place: &Place) {
    let (stage, contact) = open(place).await;
    let twin =
        began("7", BEN.0, NOW).replacen('{', r#"{"type":"nonsense","weather":{"sunny":true},"#, 1);
    let task = task_of(&stage, &[twin, answered("7", NOW + 5_000), ended("7", NOW + 65_000)]).await;
    assert_eq!(text(&task, "WhoId"), contact);
    assert_eq!(task["CallDurationInSeconds"], 60);
}

async fn numbers_as_texts_and_texts_as_numbers_are_read(place: &Place) {
    let (stage, contact) = open(place).await;
    let began = began("7", BEN.0, NOW)
        .replace("\"7\"", "7")
        .replace(&format!("\"{}\"", BEN.0), &BEN.0[1..]);
    assert!(began.contains("\"number\":12025550147"), "{began}");
    let began = began.replace(&format!("\"{}\"", iso(NOW)), &NOW.to_string());
    let task =
        task_of(&stage, &[began, answered("7", NOW + 5_000), ended("7", NOW + 65_000)]).await;
    assert_eq!(text(&task, "WhoId"), contact);
    assert_eq!(task["CallDurationInSeconds"], 60);
}

async fn an_unknown_event_is_kept_and_means_nothing(place: &Place) {
    let (stage, _) = open(place).await;
    for (source, body) in [
        ("desk", r#"{"type":"call.levitated","call":{"id":"7"}}"#),
        (
            "sales",
            r#"{"resource":"contact","event":"contact.created","timestamp":1795000000,"data":{"id":7}}"#,
        ),
        (
            "sales",
            r#"{"resource":"call","event":"call.levitated","timestamp":1795000000,"data":{"id":7}}"#,
        ),
    ] {
        post_kept(&stage, source, body).await;
    }
    let status = stage.settle().await;
    assert_eq!((status.events_received, status.unread, status.unreadable), (3, 0, 0), "{status:?}");
    assert_eq!(stage.tasks().len(), 0);
}

async fn a_call_that_ends_before_it_begins_is_logged_with_a_note(place: &Place) {
    let (stage, _) = open(place).await;
    let task = task_of(&stage, &[began("7", BEN.0, NOW), ended("7", NOW - 60_000)]).await;
    assert_eq!(task["CallDurationInSeconds"], 0);
    let notes = notes(&stage).await;
    assert!(notes.contains("ended before it began"), "{notes}");
}

async fn an_end_that_never_comes_is_waited_for_and_then_given_up(place: &Place) {
    let (stage, contact) = open(place).await;
    post_kept(&stage, "desk", began("7", BEN.0, NOW)).await;
    let status = stage.work().await;
    assert_eq!((status.waiting, status.logged), (1, 0), "{status:?}");
    stage.clock.advance_to(NOW + 4 * 3_600_000 - 1);
    assert_eq!(stage.work().await.waiting, 1);
    let status = stage.settle().await;
    assert_eq!(stage.clock.now(), NOW + 4 * 3_600_000);
    assert_eq!(status.logged, 1, "{status:?}");
    assert_eq!(text(&stage.task(), "WhoId"), contact);
    assert!(
        text(&stage.task(), "Subject").starts_with("Incoming call (Missed)"),
        "{:?}",
        stage.task()
    );

    // The end comes after all.
    post_kept(&stage, "desk", answered("7", NOW + 5_000)).await;
    post_kept(&stage, "desk", ended("7", NOW + 65_000)).await;
    stage.settle().await;
    assert!(text(&stage.task(), "Subject").starts_with("Incoming call:"), "{:?}", stage.task());
    assert_eq!(stage.task()["CallDurationInSeconds"], 60);
}

async fn an_event_of_a_finished_call_changes_its_task(place: &Place) {
    let (stage, _) = open(place).await;
    let told = [began("7", BEN.0, NOW), answered("7", NOW + 5_000), ended("7", NOW + 65_000)];
    let first = task_of(&stage, &told).await;
    stage.clock.advance(86_400_000);
    let memo = json!({"type": "memo.saved", "at": iso(NOW + 80_000), "call": {"id": "7", "memo": ["Call back."]}});
    post_kept(&stage, "desk", memo.to_string()).await;
    stage.settle().await;
    let task = stage.task();
    assert_eq!(task["Id"], first["Id"]);
    assert!(text(&task, "Description").contains("Call back."), "{task:?}");
    assert_eq!(task["ActivityDate"], first["ActivityDate"]);
}

async fn the_same_id_with_other_content_is_one_call_in_any_order(place: &Place) {
    let told = [
        began("7", BEN.0, NOW),
        began("7", "+12025550148", NOW + 1_000),
        answered("7", NOW + 5_000),
        ended("7", NOW + 65_000),
        ended("7", NOW + 70_000),
    ];
    let (stage, _) = open(place).await;
    task_of(&stage, &told).await;
    let reversed_place = Place::sqlite();
    let (reversed, _) = open(&reversed_place).await;
    let backwards: Vec<String> = told.into_iter().rev().collect();
    task_of(&reversed, &backwards).await;
    assert_eq!(stage.texts(), reversed.texts());
}

async fn a_name_in_place_of_a_number_is_not_searched(place: &Place) {
    let (stage, _) = open(place).await;
    stage.enter_contact("Bob", "Uncle Bob");
    let told = [began("7", "Uncle Bob", NOW), answered("7", NOW + 5_000), ended("7", NOW + 65_000)];
    let task = task_of(&stage, &told).await;
    assert_eq!(text(&task, "WhoId"), "");
    assert!(stage.wire.sent().iter().all(|sent| !sent.body.contains("FROM+Contact")));
    assert!(
        stage
            .wire
            .sent()
            .iter()
            .all(|sent| !sent.body.contains("Uncle") || sent.path.contains("/composite/sobjects"))
    );
}
