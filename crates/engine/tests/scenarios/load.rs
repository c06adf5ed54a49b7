//! The first load of the copy of the org's people: everyone, once, and where it was cut short it goes on.

use emulator::RequestFaultKind;
use engine::{Loaded, Mirroring, ORG, People};
use serde_json::json;
use store::{MirrorRow, Person};
use tokio::sync::watch;

use crate::stage::books::fault;
use crate::stage::place::Place;
use crate::stage::{NOW, Plan, Stage};

on_both_databases!(
    everyone_is_loaded_once,
    a_load_is_paused_and_resumed_across_processes,
    a_person_has_everyone_loaded_again,
    a_query_whose_results_are_no_more_is_started_again,
    one_node_loads_while_the_others_leave_it_to_it,
    a_load_that_salesforce_refuses_says_so_and_rests,
    who_wants_no_copy_any_more_has_none,
);

/// A stage with a copy and with somebody of each object.
async fn peopled(place: &Place) -> Stage {
    let stage = Stage::open(place, Plan { people: copied(), ..Plan::default() }).await;
    let account = stage
        .enter("Account", json!({"Name": "Example \"Works\",\nInc.", "Phone": "(206) 555-0101"}));
    let contact = json!({"LastName": "O'Hara", "Phone": "(206) 555-0102", "AccountId": account});
    stage.enter("Contact", contact);
    stage.enter_contact("Okafor", "+1 206-555-0103 ext. 7");
    stage.enter(
        "Lead",
        json!({"LastName": "Sato", "Company": "Kaigan", "MobilePhone": "206.555.0104"}),
    );
    stage
}

fn copied() -> People {
    People::Mirror(Mirroring {
        poll_ms: 45_000,
        change_events: false,
        pubsub_url: None,
        oldest_ms: 3_600_000,
    })
}

async fn rows(stage: &Stage) -> Vec<MirrorRow> {
    stage.store.mirror(ORG).await.unwrap()
}

async fn is_ready(stage: &Stage) -> bool {
    let rows = rows(stage).await;
    rows.len() == 4 && rows.iter().all(|row| row.phase == "ready")
}

/// The copy holds as many of each object as the org does.
async fn assert_whole(stage: &Stage) {
    assert!(is_ready(stage).await, "{:?}", rows(stage).await);
    let held = stage.store.count_people(ORG).await.unwrap();
    for object in ["Account", "Contact", "Lead", "User"] {
        let there = stage.query(&format!("SELECT Id FROM {object}")).len();
        let here = held.iter().find(|(name, _)| name == object).map_or(0, |(_, count)| *count);
        assert_eq!(usize::try_from(here).unwrap(), there, "{object}");
    }
}

async fn everyone_is_loaded_once(place: &Place) {
    let stage = peopled(place).await;
    stage.engine.tend_people().await.unwrap();
    assert_whole(&stage).await;
    let all = rows(&stage).await;
    let contacts = all.iter().find(|row| row.object == "Contact").unwrap();
    assert_eq!((contacts.loaded, contacts.expected), (2, Some(2)));
    assert!(contacts.cursor_at.unwrap() <= NOW, "what changes from now on is asked for");
    let people = stage.store.people_page(ORG, "Contact", None, 10).await.unwrap();
    assert_eq!(people.iter().filter(|person| person.tails.len() == 1).count(), 2);
    let names: Vec<&Person> = people.iter().filter(|p| p.body.contains("Example")).collect();
    assert_eq!(names.len(), 1);
    assert!(
        names[0].body.contains(r#""Account":{"Name":"Example \"Works\",\nInc."}"#),
        "{names:?}"
    );

    let jobs = stage.wire.count("/jobs/query");
    assert_eq!(jobs, 16, "give, ask, read and drop, for each object");
    stage.engine.tend_people().await.unwrap();
    assert_eq!(stage.wire.count("/jobs/query"), jobs);
}

async fn a_load_is_paused_and_resumed_across_processes(place: &Place) {
    let stage = peopled(place).await;
    stage.store.pause_people(ORG, true).await.unwrap();
    stage.engine.tend_people().await.unwrap();
    let (_going_on, stop) = watch::channel(false);
    let another = stage.another_engine(&stage.store);
    stage.clock.advance(60_000);
    assert_eq!(another.load_people(&stop).await.unwrap(), Loaded::Paused);
    assert_eq!(stage.wire.count("/jobs/query"), 0);
    stage.store.pause_people(ORG, false).await.unwrap();
    assert_eq!(another.load_people(&stop).await.unwrap(), Loaded::Everyone);
    assert_whole(&stage).await;
}

async fn a_person_has_everyone_loaded_again(place: &Place) {
    let stage = peopled(place).await;
    stage.engine.tend_people().await.unwrap();
    let before = rows(&stage).await;
    let jobs = stage.wire.count("/jobs/query");
    stage.clock.advance(1_000);
    stage.store.reload_people(ORG, stage.clock.now()).await.unwrap();
    stage.engine.tend_people().await.unwrap();
    assert_whole(&stage).await;
    assert_eq!(stage.wire.count("/jobs/query"), 2 * jobs);
    let after = rows(&stage).await;
    assert!(before.iter().zip(&after).all(|(old, new)| old.generation < new.generation));
    stage.engine.tend_people().await.unwrap();
    assert_eq!(stage.wire.count("/jobs/query"), 2 * jobs, "once is enough");
}

async fn a_query_whose_results_are_no_more_is_started_again(place: &Place) {
    let stage = peopled(place).await;
    stage.engine.tend_people().await.unwrap();
    let all = rows(&stage).await;
    let row = all.into_iter().find(|row| row.object == "Contact").unwrap();
    // As if the process had died in the middle, and come back after the seven days for which results are kept.
    let stranger = Person {
        record_id: "003000000000009AAA".to_owned(),
        object: "Contact".to_owned(),
        changed_at: NOW,
        body: "{}".to_owned(),
        tails: Vec::new(),
    };
    let cut_short = MirrorRow {
        phase: "loading".to_owned(),
        job_id: Some("750000000000099AAA".to_owned()),
        locator: Some("MTAwMDA".to_owned()),
        loaded: 10_000,
        expected: Some(1_000_000),
        ..row.clone()
    };
    let kept = stage.store.keep_people(ORG, vec![stranger], row.generation, Some(cut_short)).await;
    assert_eq!(kept.unwrap().new, 1);
    stage.engine.tend_people().await.unwrap();
    assert_whole(&stage).await;
    let all = rows(&stage).await;
    let again = all.iter().find(|row| row.object == "Contact").unwrap();
    assert_eq!((again.loaded, again.expected), (2, Some(2)));
    assert!(again.generation > row.generation);
}

async fn one_node_loads_while_the_others_leave_it_to_it(place: &Place) {
    let stage = peopled(place).await;
    let (_going_on, stop) = watch::channel(false);
    stage.engine.tend_people().await.unwrap();
    let another = stage.another_engine(&stage.store);
    stage.store.reload_people(ORG, stage.clock.now() + 1).await.unwrap();
    assert_eq!(another.load_people(&stop).await.unwrap(), Loaded::Elsewhere);
    stage.clock.advance(60_000);
    assert_eq!(another.load_people(&stop).await.unwrap(), Loaded::Everyone);
    assert_whole(&stage).await;
    let (_stopping, stop) = watch::channel(true);
    stage.store.reload_people(ORG, stage.clock.now() + 1).await.unwrap();
    assert_eq!(another.load_people(&stop).await.unwrap(), Loaded::Stopped);
}

async fn a_load_that_salesforce_refuses_says_so_and_rests(place: &Place) {
    let stage = peopled(place).await;
    stage.break_requests(vec![fault(RequestFaultKind::QueryTimeout, None, "/jobs/query")]);
    stage.engine.tend_people().await.unwrap();
    let tries = stage.wire.count("/jobs/query");
    assert!(tries > 0 && !is_ready(&stage).await);
    let told = rows(&stage).await.into_iter().find_map(|row| row.error_code);
    assert_eq!(told.as_deref(), Some("QUERY_TIMEOUT"));
    stage.engine.tend_people().await.unwrap();
    assert_eq!(stage.wire.count("/jobs/query"), tries, "it rests");
    stage.heal();
    stage.clock.advance(3_600_000);
    stage.engine.tend_people().await.unwrap();
    assert_whole(&stage).await;
    assert!(rows(&stage).await.iter().all(|row| row.error_code.is_none()));
}

async fn who_wants_no_copy_any_more_has_none(place: &Place) {
    let mut stage = peopled(place).await;
    stage.engine.tend_people().await.unwrap();
    assert_whole(&stage).await;
    let live = stage.engine_with_people(People::Live);
    live.tend_people().await.unwrap();
    assert_whole(&stage).await;
    stage.clock.advance(60_000);
    live.tend_people().await.unwrap();
    assert_eq!(stage.store.count_people(ORG).await.unwrap(), [], "once nobody keeps it");
    stage.clock.advance(60_000);
    let again = stage.engine_with_people(copied());
    again.tend_people().await.unwrap();
    assert_whole(&stage).await;
}
