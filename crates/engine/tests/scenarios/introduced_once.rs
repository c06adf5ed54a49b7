//! One creation for one number, however many calls come at once, on however many nodes, and whatever becomes of the
//! answers: counted in the org, by SOQL and from outside.

use std::collections::HashSet;

use emulator::{Faults, RequestFault, RequestFaultKind};
use engine::{Engine, ORG};
use futures_util::future::join_all;
use store::StoreOptions;

use crate::stage::books::text;
use crate::stage::copy::mirror;
use crate::stage::phones::{self, BEN, Phone, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    fifty_first_calls_at_once_make_one_contact,
    fifty_first_calls_at_once_make_one_contact_in_mode_b,
    fifty_first_calls_on_two_nodes_make_one_contact,
    fifty_first_calls_with_lost_answers_make_one_contact,
    two_nodes_with_lost_answers_make_one_contact,
    a_create_whose_answer_was_lost_is_found,
    a_create_that_never_arrived_is_sent_again_when_it_cannot_any_more,
    a_create_that_is_done_late_is_found,
    a_holder_that_died_is_followed_by_another,
    fifty_first_calls_in_a_copy_make_one_contact,
    whom_the_copy_does_not_know_yet_is_not_created_again,
    fifty_new_numbers_at_once_share_one_account,
    fifty_new_numbers_on_two_nodes_share_one_account,
);

const CALLS: u64 = 50;

const CREATES: &str = "name = \"creates\"\nextends = \"default\"\n[create]\nobject = \"Contact\"\n";
const CUSTOMERS: &str =
    "name = \"customers\"\nextends = \"callconnect\"\n[create]\nobject = \"Contact\"\n";

/// Where a Contact is created, as it stands in a composite.
const NEW_CONTACT: &str = "/sobjects/Contact\"";

/// A plan of one phone system with this profile, whose calls are shared out among many rounds.
fn plan(kind: &'static str, profile: &'static str) -> Plan {
    let desk = Phone { id: "desk", kind, profile, ..phones::ALL[3].clone() };
    let mut plan = Plan { phones: vec![desk], ..Plan::default() };
    plan.delivery.workers = 8;
    plan.delivery.batch = 7;
    plan
}

/// Tells of `CALLS` first calls of somebody, and lets eight workers of each engine have them.
async fn first_calls(stage: &Stage, engines: &[&Engine]) {
    stage.tell_at_once("desk", (1..=CALLS).map(|id| call_from(id, BEN))).await;
    at_once(stage, engines).await;
}

/// Eight rounds of each engine at a time, until nothing is due at any time.
async fn at_once(stage: &Stage, engines: &[&Engine]) {
    loop {
        stage.engine.digest().await.unwrap();
        let rounds = engines.iter().flat_map(|engine| (0..8).map(|_| engine.round()));
        let carried: usize = join_all(rounds).await.into_iter().map(Result::unwrap).sum();
        stage.status().await;
        if carried == 0 {
            match stage.store.next_due(ORG, stage.clock.now()).await.unwrap() {
                Some(at) => stage.clock.advance_to(at),
                None => return,
            }
        }
    }
}

/// One Contact, and every Task on it.
async fn one_contact(stage: &Stage) {
    let status = stage.status().await;
    assert_eq!(status.logged, i64::try_from(CALLS).unwrap(), "{status:?}");
    let contacts = stage.query("SELECT Id, Phone FROM Contact");
    assert_eq!(contacts.len(), 1, "{contacts:?}");
    assert_eq!(text(&contacts[0], "Phone"), BEN.0);
    let tasks = stage.tasks();
    assert_eq!(tasks.len(), usize::try_from(CALLS).unwrap());
    let calls: HashSet<&str> = tasks.iter().map(|task| text(task, "CallObject")).collect();
    assert_eq!(calls.len(), tasks.len());
    assert!(tasks.iter().all(|task| task["WhoId"] == contacts[0]["Id"]), "{tasks:?}");
}

async fn fifty_first_calls_at_once_make_one_contact(place: &Place) {
    let stage = Stage::open(place, plan("generic", CREATES)).await;
    first_calls(&stage, &[&stage.engine]).await;
    one_contact(&stage).await;
    assert_eq!(stage.wire.creates_of("Contact"), 1);
}

async fn fifty_first_calls_at_once_make_one_contact_in_mode_b(place: &Place) {
    let plan = Plan { call_id_field: false, ..plan("generic", CREATES) };
    let stage = Stage::open(place, plan).await;
    first_calls(&stage, &[&stage.engine]).await;
    one_contact(&stage).await;
}

async fn fifty_first_calls_on_two_nodes_make_one_contact(place: &Place) {
    let stage = Stage::open(place, plan("generic", CREATES)).await;
    let other = stage.another_engine(&place.open(StoreOptions::default()).await);
    first_calls(&stage, &[&stage.engine, &other]).await;
    one_contact(&stage).await;
    assert_eq!(stage.wire.creates_of("Contact"), 1);
}

/// A third of all answers are lost, before or after the request was done.
fn lose_answers(stage: &Stage) {
    let lost = |kind| RequestFault {
        kind,
        probability: 0.18,
        remaining: None,
        path_contains: Some("/composite".to_owned()),
    };
    stage.org.set_faults(Faults {
        seed: 5,
        requests: vec![
            lost(RequestFaultKind::ResetAfterCommit),
            lost(RequestFaultKind::ResetBeforeCommit),
        ],
        ..Faults::default()
    });
}

async fn fifty_first_calls_with_lost_answers_make_one_contact(place: &Place) {
    let stage = Stage::open(place, plan("generic", CREATES)).await;
    lose_answers(&stage);
    first_calls(&stage, &[&stage.engine]).await;
    one_contact(&stage).await;
}

async fn two_nodes_with_lost_answers_make_one_contact(place: &Place) {
    let stage = Stage::open(place, plan("generic", CREATES)).await;
    let other = stage.another_engine(&place.open(StoreOptions::default()).await);
    lose_answers(&stage);
    first_calls(&stage, &[&stage.engine, &other]).await;
    one_contact(&stage).await;
}

async fn a_create_whose_answer_was_lost_is_found(place: &Place) {
    let stage = Stage::open(place, plan("generic", CREATES)).await;
    let late = stage.wire.delay_part(NEW_CONTACT);
    stage.tell_at_once("desk", (1..=CALLS).map(|id| call_from(id, BEN))).await;
    stage.work().await;
    late.commit(&stage.org).await;
    at_once(&stage, &[&stage.engine]).await;
    one_contact(&stage).await;
    assert_eq!(stage.wire.creates_of("Contact"), 1);
}

async fn a_create_that_never_arrived_is_sent_again_when_it_cannot_any_more(place: &Place) {
    let stage = Stage::open(place, plan("generic", CREATES)).await;
    let before = stage.clock.now();
    let _never = stage.wire.delay_part(NEW_CONTACT);
    first_calls(&stage, &[&stage.engine]).await;
    one_contact(&stage).await;
    assert_eq!(stage.wire.creates_of("Contact"), 2);
    let settle_ms = Plan::default().delivery.settle_ms;
    assert!(
        stage.clock.now() >= before + settle_ms,
        "sent again before the first could have failed"
    );
}

/// The gateway gives up, calls keep coming, and minutes later Salesforce commits after all.
async fn a_create_that_is_done_late_is_found(place: &Place) {
    let stage = Stage::open(place, plan("generic", CREATES)).await;
    let late = stage.wire.delay_part(NEW_CONTACT);
    stage.tell_at_once("desk", (1..=25).map(|id| call_from(id, BEN))).await;
    stage.work().await;
    stage.clock.advance(9 * 60_000);
    stage.tell_at_once("desk", (26..=CALLS).map(|id| call_from(id, BEN))).await;
    stage.work().await;
    assert_eq!(
        stage.tasks().len(),
        0,
        "nobody is created while the first request may still be done"
    );
    late.commit(&stage.org).await;
    at_once(&stage, &[&stage.engine]).await;
    one_contact(&stage).await;
}

/// A round that hangs in its request for longer than its time, while others come for the same number.
async fn a_holder_that_died_is_followed_by_another(place: &Place) {
    let stage = Stage::open(place, plan("generic", CREATES)).await;
    let other = stage.another_engine(&place.open(StoreOptions::default()).await);
    stage.tell_at_once("desk", (1..=CALLS).map(|id| call_from(id, BEN))).await;
    stage.engine.digest().await.unwrap();
    let mut held = stage.wire.hold_part(NEW_CONTACT);
    let waiting = async {
        held.arrived().await;
        stage.clock.advance(Plan::default().delivery.lease_ms + 1);
        other.round().await.unwrap();
        assert_eq!(stage.query("SELECT Id FROM Contact").len(), 0, "the first may still create");
        held.go();
    };
    let (carried, ()) = tokio::join!(stage.engine.round(), waiting);
    carried.unwrap();
    at_once(&stage, &[&stage.engine, &other]).await;
    one_contact(&stage).await;
}

async fn fifty_first_calls_in_a_copy_make_one_contact(place: &Place) {
    let plan = Plan { people: mirror(false), ..plan("generic", CREATES) };
    let stage = Stage::open(place, plan).await;
    stage.copy_everyone().await;
    let other = stage.another_engine(&place.open(StoreOptions::default()).await);
    first_calls(&stage, &[&stage.engine, &other]).await;
    one_contact(&stage).await;
    assert_eq!(stage.wire.creates_of("Contact"), 1);

    // It stands in the copy before the copy has heard of it.
    stage.tell("desk", &call_from(CALLS + 1, BEN)).await;
    stage.work().await;
    let asked = stage.asked("desk:51").await;
    assert!(asked["copy"].is_object(), "nobody is asked whose number it is: {asked}");
    assert_eq!(stage.query("SELECT Id FROM Contact").len(), 1);
    assert!(stage.tasks().iter().all(|task| !text(task, "WhoId").is_empty()));
    stage.settle().await;
}

/// A person entered the caller a moment ago; the copy hears of it with the next poll.
async fn whom_the_copy_does_not_know_yet_is_not_created_again(place: &Place) {
    let plan = Plan { people: mirror(false), ..plan("generic", CREATES) };
    let stage = Stage::open(place, plan).await;
    stage.copy_everyone().await;
    let ben = stage.enter_contact("Okafor", BEN.1);
    stage.tell_at_once("desk", (1..=5).map(|id| call_from(id, BEN))).await;
    at_once(&stage, &[&stage.engine]).await;
    assert_eq!(stage.query("SELECT Id FROM Contact").len(), 1);
    assert!(stage.tasks().iter().all(|task| text(task, "WhoId") == ben));
}

/// Different people of nobody's company: each a Contact, all of one Account (F130).
async fn fifty_numbers(stage: &Stage, engines: &[&Engine]) {
    let numbers: Vec<(String, String)> =
        (0..CALLS).map(|n| (format!("+8135550{n:04}"), format!("03-5550-{n:04}"))).collect();
    let calls = (1..).zip(&numbers);
    stage.tell_at_once("desk", calls.map(|(id, (e164, home))| call_from(id, (e164, home)))).await;
    at_once(stage, engines).await;
    let status = stage.status().await;
    assert_eq!(status.logged, i64::try_from(CALLS).unwrap(), "{status:?}");
    let accounts = stage.query("SELECT Id, Name FROM Account");
    assert_eq!(accounts.len(), 1, "{accounts:?}");
    assert_eq!(text(&accounts[0], "Name"), "CallConnect 取引先");
    let contacts = stage.query("SELECT Id, AccountId, Phone FROM Contact");
    assert_eq!(contacts.len(), numbers.len());
    assert!(contacts.iter().all(|contact| contact["AccountId"] == accounts[0]["Id"]));
    let phones: HashSet<&str> = contacts.iter().map(|contact| text(contact, "Phone")).collect();
    assert!(numbers.iter().all(|(_, home)| phones.contains(home.as_str())), "{phones:?}");
    let who: HashSet<String> =
        stage.tasks().iter().map(|task| text(task, "WhoId").to_owned()).collect();
    assert_eq!(who.len(), numbers.len());
}

fn osaka() -> Plan {
    let mut plan = plan("callconnect", CUSTOMERS);
    plan.phones[0].region = "JP";
    plan
}

async fn fifty_new_numbers_at_once_share_one_account(place: &Place) {
    let stage = Stage::open(place, osaka()).await;
    fifty_numbers(&stage, &[&stage.engine]).await;
}

async fn fifty_new_numbers_on_two_nodes_share_one_account(place: &Place) {
    let stage = Stage::open(place, osaka()).await;
    let other = stage.another_engine(&place.open(StoreOptions::default()).await);
    fifty_numbers(&stage, &[&stage.engine, &other]).await;
}
