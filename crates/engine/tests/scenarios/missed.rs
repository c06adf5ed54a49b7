//! Odds under which the copy of the org's people could miss a change for ever, or answer with what is not true any more.

use engine::ORG;
use serde_json::{Map, Value, json};

use crate::stage::books::text;
use crate::stage::copy::POLL;
use crate::stage::phones::{BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    a_page_that_is_cut_off_is_asked_for_again,
    a_poll_that_ends_between_two_pages_goes_on_there,
    a_change_that_was_committed_late_is_read,
    an_object_that_cannot_be_asked_for_does_not_hold_up_the_others,
    a_copy_that_was_left_alone_for_weeks_is_loaded_again,
    a_copy_whose_keeper_has_a_clock_ahead_is_not_taken_for_fresh,
    a_contact_is_found_behind_hundreds_of_leads_with_its_number,
);

fn many(count: usize) -> Vec<Map<String, Value>> {
    let people = (0..count).map(|n| json!({"LastName": format!("Person {n}"), "Phone": BEN.1}));
    people.map(|person| person.as_object().cloned().unwrap()).collect()
}

/// How many people of an object the copy holds.
async fn held(stage: &Stage, object: &str) -> i64 {
    let counted = stage.store.count_people(ORG).await.unwrap();
    counted.into_iter().find(|(name, _)| name == object).map_or(0, |(_, count)| count)
}

async fn a_page_that_is_cut_off_is_asked_for_again(place: &Place) {
    let stage = Stage::open(place, Plan::copied()).await;
    stage.org.load("Contact", many(10_001)).unwrap();
    // So long ago that no poll reads them.
    stage.clock.advance(86_400_000);
    stage.wire.cut_a_page();
    stage.engine.tend_people().await.unwrap();
    let rows = stage.store.mirror(ORG).await.unwrap();
    let contacts = rows.iter().find(|row| row.object == "Contact").unwrap();
    assert_eq!(contacts.error_code.as_deref(), Some("UNREADABLE_REPLY"), "{contacts:?}");
    stage.clock.advance(3_600_000);
    stage.engine.tend_people().await.unwrap();
    assert_eq!(held(&stage, "Contact").await, 10_001);
}

async fn a_poll_that_ends_between_two_pages_goes_on_there(place: &Place) {
    let stage = Stage::open(place, Plan::copied()).await;
    stage.copy_everyone().await;
    // Much has changed in the hours in which nobody kept the copy.
    let hour = 3_600_000;
    stage.org.load("Contact", many(2_000)).unwrap();
    stage.clock.advance(hour);
    let ben = stage.enter_contact("Okafor", BEN.1);
    stage.clock.advance(hour);
    // The process dies while it asks for the second page.
    let mut second = stage.wire.hold_part("Id+%3E+");
    let engine = stage.engine.clone();
    let tending = tokio::spawn(async move { engine.tend_people().await });
    second.arrived().await;
    tending.abort();
    assert!(tending.await.is_err());
    drop(second);
    stage.let_copy_follow().await;
    assert_eq!(stage.store.people_by_id(ORG, &[&ben]).await.unwrap().len(), 1);
    assert_eq!(held(&stage, "Contact").await, 2_001);
}

async fn a_change_that_was_committed_late_is_read(place: &Place) {
    let stage = Stage::open(place, Plan::copied()).await;
    stage.copy_everyone().await;
    let before = stage.clock.now();
    let ben = stage.enter_contact("Okafor", BEN.1);
    // What was stamped nine minutes ago is committed only now: till then nobody has seen it, but much else.
    stage.clock.advance(9 * 60_000);
    let last = stage.enter_contact("Sato", "+44 20 7946 0123");
    stage.engine.tend_people().await.unwrap();
    let rows = stage.store.mirror(ORG).await.unwrap();
    let cursor = rows.iter().find(|row| row.object == "Contact").unwrap().cursor_at.unwrap();
    assert!(cursor > before + 5 * 60_000, "the cursor has moved on");
    stage.store.forget_people(ORG, &[&ben]).await.unwrap();
    for _ in 0..15 {
        stage.let_copy_follow().await;
    }
    assert_eq!(stage.store.people_by_id(ORG, &[&ben, &last]).await.unwrap().len(), 2);
}

async fn an_object_that_cannot_be_asked_for_does_not_hold_up_the_others(place: &Place) {
    let stage = Stage::open(place, Plan::copied()).await;
    stage.copy_everyone().await;
    let ben = stage.enter_contact("Okafor", BEN.1);
    let before = stage.store.mirror(ORG).await.unwrap();
    stage.clock.advance(POLL);
    // It is asked for first.
    stage.wire.hide_once("User");
    stage.engine.tend_people().await.unwrap();
    let rows = stage.store.mirror(ORG).await.unwrap();
    assert_eq!(stage.store.people_by_id(ORG, &[&ben]).await.unwrap().len(), 1);
    for (row, before) in rows.iter().zip(&before) {
        let is_user = row.object == "User";
        assert_eq!((row.error_code.is_some(), row.fresh_at == before.fresh_at), (is_user, is_user));
    }
}

async fn a_copy_that_was_left_alone_for_weeks_is_loaded_again(place: &Place) {
    let stage = Stage::open(place, Plan::copied()).await;
    stage.copy_everyone().await;
    let jobs = stage.wire.count("/jobs/query");
    stage.clock.advance(13 * 86_400_000);
    stage.engine.tend_people().await.unwrap();
    assert_eq!(stage.wire.count("/jobs/query"), jobs, "the recycle bin tells who was deleted");
    stage.clock.advance(15 * 86_400_000);
    stage.engine.tend_people().await.unwrap();
    assert_eq!(stage.wire.count("/jobs/query"), 2 * jobs);
    stage.let_copy_follow().await;
    assert_eq!(stage.wire.count("/jobs/query"), 2 * jobs, "once is enough");
}

async fn a_copy_whose_keeper_has_a_clock_ahead_is_not_taken_for_fresh(place: &Place) {
    let stage = Stage::open(place, Plan::copied()).await;
    stage.copy_everyone().await;
    // Another node, whose clock was two hours ahead, kept the copy until it died.
    for mut row in stage.store.mirror(ORG).await.unwrap() {
        row.fresh_at = Some(stage.clock.now() + 2 * 3_600_000);
        stage.store.save_mirror(ORG, &row).await.unwrap();
    }
    let ben = stage.enter_contact("Okafor", BEN.1);
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    assert_eq!(text(&stage.task(), "WhoId"), ben);
    let asked = stage.asked("desk:1").await;
    assert!(asked.to_string().contains("live_instead"), "{asked}");
}

async fn a_contact_is_found_behind_hundreds_of_leads_with_its_number(place: &Place) {
    let stage = Stage::open(place, Plan::copied()).await;
    let ben = stage.enter_contact("Okafor", BEN.1);
    stage.clock.advance(60_000);
    let leads = (0..250).map(|n| {
        let lead = json!({"LastName": format!("Person {n}"), "Company": "Kaigan", "Phone": BEN.1});
        lead.as_object().cloned().unwrap()
    });
    stage.org.load("Lead", leads.collect()).unwrap();
    stage.copy_everyone().await;
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    assert_eq!(text(&stage.task(), "WhoId"), ben);
}
