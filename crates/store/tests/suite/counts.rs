//! The counts of the conservation law are those of the calls, whatever was done to them.

use store::{CallFilter, CallState, Status, Store};

use crate::place::Place;
use crate::samples::{NOW, ORG, call, event, failed, finish, logged, told};

on_both_databases!(
    every_way_of_a_call_is_counted,
    calls_are_counted_while_several_change_them,
    calls_of_before_are_counted,
    many_changes_are_put_together,
);

const STATES: [CallState; 4] =
    [CallState::Logged, CallState::Ignored, CallState::Waiting, CallState::Failed];

/// The status, after each of its counts was held against the calls themselves.
pub(crate) async fn counted_right(store: &Store) -> Status {
    let status = store.status(ORG, NOW).await.unwrap();
    let counts = [status.logged, status.ignored, status.waiting + status.held, status.failed];
    for (state, count) in STATES.into_iter().zip(counts) {
        let filter = CallFilter { states: vec![state], ..CallFilter::default() };
        let found = store.count_calls(ORG, &filter, i64::MAX).await.unwrap();
        assert_eq!(found, Some(usize::try_from(count).unwrap()), "{state:?}");
    }
    assert_eq!(status.calls, counts.iter().sum::<i64>());
    status
}

fn ignored(claimed: &store::CallRow) -> store::Completion {
    store::Completion { state: CallState::Ignored, ..logged(claimed) }
}

async fn every_way_of_a_call_is_counted(place: &Place) {
    let store = place.open().await;
    assert_eq!(counted_right(&store).await, Status::default());
    for name in ["a", "b", "c"] {
        call(&store, name, NOW).await;
    }
    assert_eq!(counted_right(&store).await.waiting, 3);
    finish(&store, NOW, failed).await;
    assert_eq!(counted_right(&store).await.failed, 3);
    assert!(store.retry_call(ORG, "phones:a", NOW).await.unwrap());
    assert_eq!(counted_right(&store).await.waiting, 1);
    finish(&store, NOW, logged).await;
    store.retry_failed_calls(ORG, &(i64::MIN, String::new()), 9, NOW).await.unwrap();
    finish(&store, NOW, ignored).await;
    let status = counted_right(&store).await;
    assert_eq!((status.logged, status.ignored), (1, 2));
    // An event for a call that is done, one for a new call and one that is known already.
    let events = vec![event("a", "tagged"), event("d", "ended"), event("b", "ended")];
    told(&store, "a is tagged", events, NOW).await;
    assert_eq!(counted_right(&store).await.waiting, 2);
    finish(&store, NOW, logged).await;
    assert_eq!(store.wake_calls_on(ORG, &["003000000000001AAA"], 0, NOW).await.unwrap(), 4);
    assert_eq!(counted_right(&store).await.waiting, 4);
    assert_eq!(store.erase_calls(ORG, &["phones:a", "phones:nobody"]).await.unwrap().calls, 1);
    finish(&store, NOW, logged).await;
    assert_eq!(counted_right(&store).await.calls, 3);
    assert_eq!(store.drop_calls(ORG, NOW + 1, 2).await.unwrap(), 2);
    assert_eq!(counted_right(&store).await.calls, 1);
    assert_eq!(store.status("other", NOW).await.unwrap(), Status::default());
}

async fn calls_are_counted_while_several_change_them(place: &Place) {
    let store = place.open().await;
    let other = if place.has_many_nodes() { place.open().await } else { store.clone() };
    let mut work = tokio::task::JoinSet::new();
    for worker in 0..6 {
        let store = if worker % 2 == 0 { store.clone() } else { other.clone() };
        work.spawn(async move {
            for round in 0..12 {
                // Two workers each tell of the same calls.
                call(&store, &format!("{}-{round}", worker / 2), NOW + worker % 2).await;
                let claimed = store.claim(ORG, NOW + 1, 5, 60_000).await.unwrap();
                let outcome = [logged, failed, ignored][round % 3];
                store.complete(ORG, claimed.iter().map(outcome).collect(), NOW).await.unwrap();
                store
                    .retry_call(ORG, &format!("phones:{}-{}", worker / 2, round / 2), NOW)
                    .await
                    .unwrap();
                store.gather_counts(ORG).await.unwrap();
                let calls = store.status(ORG, NOW).await.unwrap().calls;
                assert!((1..=36).contains(&calls), "{calls}");
            }
        });
    }
    while let Some(done) = work.join_next().await {
        done.unwrap();
    }
    assert_eq!(counted_right(&store).await.calls, 36);
}

async fn calls_of_before_are_counted(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    finish(&store, NOW, failed).await;
    call(&store, "b", NOW).await;
    let triggers = ["call_counted_in", "call_counted_out", "call_counted_over"];
    let (on, functions) = if place.has_many_nodes() {
        (" ON call", "DROP FUNCTION call_count_many(); DROP FUNCTION call_count_one();")
    } else {
        ("", "")
    };
    let drop: String =
        triggers.iter().map(|trigger| format!("DROP TRIGGER {trigger}{on}; ")).collect();
    let sql = format!(
        "{drop} {functions} DROP TABLE call_count; DELETE FROM schema_version WHERE version = 9"
    );
    place.execute(&sql).await;
    let status = counted_right(&place.open().await).await;
    assert_eq!((status.waiting, status.failed), (1, 1));
}

async fn many_changes_are_put_together(place: &Place) {
    let store = place.open().await;
    for number in 0..40 {
        call(&store, &number.to_string(), NOW).await;
    }
    finish(&store, NOW, logged).await;
    store.gather_counts(ORG).await.unwrap();
    let most = "CREATE TABLE few (org_id TEXT CHECK (org_id = 'few')); \
        INSERT INTO few SELECT CASE WHEN COUNT(*) <= 2 THEN 'few' ELSE 'many' END FROM call_count; DROP TABLE few";
    place.execute(most).await;
    assert_eq!(counted_right(&store).await.logged, 40);
}
