//! Who keeps the copy of the org's people, and under which odds: several nodes, a wrong clock, an object that is hidden.

use std::sync::Arc;

use engine::{Engine, ORG};
use serde_json::json;
use store::StoreOptions;

use crate::stage::books::text;
use crate::stage::copy::POLL;
use crate::stage::phones::{AIKO, BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    one_node_keeps_the_copy_and_another_takes_over,
    a_clock_that_is_off_by_an_hour_loses_no_change,
    an_org_that_hides_leads_is_copied_without_them,
    more_changes_than_a_page_are_read_at_once,
);

/// How long a keeper that fell silent is waited for, in milliseconds.
const LEASE: i64 = 30_000;

async fn polls(stage: &Stage) -> usize {
    stage.wire.sent().iter().filter(|sent| sent.body.contains("/queryAll")).count()
}

async fn one_node_keeps_the_copy_and_another_takes_over(place: &Place) {
    let stage = Stage::open(place, Plan::copied()).await;
    let other_store = place.open(StoreOptions::default()).await;
    let other = stage.another_engine(&other_store);
    stage.copy_everyone().await;
    let before = polls(&stage).await;
    stage.clock.advance(POLL);
    stage.engine.tend_people().await.unwrap();
    other.tend_people().await.unwrap();
    assert_eq!(polls(&stage).await - before, 1, "only the keeper asks");

    // The keeper falls silent; after its lease the other one goes on.
    let ben = stage.enter_contact("Okafor", BEN.1);
    stage.clock.advance(LEASE - 1);
    other.tend_people().await.unwrap();
    assert_eq!(polls(&stage).await - before, 1);
    stage.clock.advance(POLL);
    other.tend_people().await.unwrap();
    assert_eq!(polls(&stage).await - before, 2);
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    assert_eq!(text(&stage.task(), "WhoId"), ben, "the first node reads what the other one keeps");
}

/// An engine whose clock is off by so many milliseconds.
fn off_by(stage: &Stage, millis: i64) -> Engine {
    let clock = stage.clock.clone();
    stage.engine_by(Arc::new(move || clock.now() + millis))
}

async fn a_clock_that_is_off_by_an_hour_loses_no_change(place: &Place) {
    for hours in [-1, 1] {
        let stage = Stage::open(place, Plan::copied()).await;
        let kept = stage.enter_contact("Sato", "+44 20 7946 0123");
        // The clock of the engine that loaded everyone was right.
        stage.copy_everyone().await;
        stage.clock.advance(LEASE + 3_600_000);
        let engine = off_by(&stage, hours * 3_600_000);
        engine.tend_people().await.unwrap();
        let mut gone = kept;
        for phone in [AIKO.1, BEN.1] {
            let new = stage.enter_contact("Okafor", phone);
            stage.delete("Contact", &gone);
            stage.clock.advance(POLL);
            engine.tend_people().await.unwrap();
            let found = stage.store.people_by_id(ORG, &[&new, &gone]).await.unwrap();
            assert_eq!((found.len(), &found[0].record_id), (1, &new), "{hours} hours");
            gone = new;
        }
    }
}

async fn an_org_that_hides_leads_is_copied_without_them(place: &Place) {
    let stage = Stage::open(place, Plan::copied()).await;
    let user = json!({"Username": "integration@example.com", "LastName": "Integration",
        "Email": "integration@example.com", "Alias": "integ"});
    stage.org.load("User", vec![user.as_object().cloned().unwrap()]).unwrap();
    stage.org.change_setup(|setup| {
        for app in &mut setup.apps.app {
            app.run_as = Some("integration@example.com".to_owned());
        }
    });
    let set = stage.query("SELECT Id FROM PermissionSet WHERE Profile.Name = 'Standard User'");
    stage.enter(
        "ObjectPermissions",
        json!({"ParentId": text(&set[0], "Id"), "SobjectType": "Lead"}),
    );
    let ben = stage.enter_contact("Okafor", BEN.1);
    stage.copy_everyone().await;
    stage.tell("desk", &call_from(1, BEN)).await;
    let status = stage.settle().await;
    assert_eq!(text(&stage.task(), "WhoId"), ben);
    assert!(stage.asked("desk:1").await["copy"].is_object());
    let rows = stage.store.mirror(ORG).await.unwrap();
    let phase = |name| rows.iter().find(|row| row.object == name).unwrap().phase.clone();
    assert_eq!((phase("Lead"), phase("Contact")), ("hidden".to_owned(), "ready".to_owned()));
    let lead = status.people.objects.iter().find(|object| object.object == "Lead").unwrap();
    assert_eq!(lead.phase, "hidden");
}

async fn more_changes_than_a_page_are_read_at_once(place: &Place) {
    let stage = Stage::open(place, Plan::copied()).await;
    stage.copy_everyone().await;
    let many = (0..4_500).map(|n| {
        let row = json!({"LastName": format!("Person {n}"), "Phone": format!("(202) 555-{n:04}")});
        row.as_object().cloned().unwrap()
    });
    stage.org.load("Contact", many.collect()).unwrap();
    let before = polls(&stage).await;
    stage.let_copy_follow().await;
    assert_eq!(polls(&stage).await - before, 3);
    let counted = stage.store.count_people(ORG).await.unwrap();
    assert!(counted.contains(&("Contact".to_owned(), 4_500)), "{counted:?}");
}
