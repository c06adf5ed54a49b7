//! Calls whose record was merged, converted or deleted are matched once more.

use store::{CallRow, CallState, Completion};

use crate::place::Place;
use crate::samples::{NOW, ORG, call, event, failed, finish, logged, row, told};

on_both_databases!(
    a_call_on_the_record_is_due_without_its_match,
    a_call_on_the_short_form_of_the_id_is_found,
    calls_from_before_stay_as_they_are,
    a_call_that_waits_longer_is_not_due_later,
    a_failed_call_starts_afresh,
    a_call_at_work_loses_its_match_on_completion,
    news_during_the_work_keep_the_match,
);

const RECORD: &str = "003000000000001AAA";

const OTHER: &str = "003000000000002AAA";

fn on_other(claimed: &CallRow) -> Completion {
    Completion { record_id: Some(OTHER.to_owned()), started_at: None, ..logged(claimed) }
}

async fn a_call_on_the_record_is_due_without_its_match(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    finish(&store, NOW, logged).await;
    call(&store, "b", NOW).await;
    finish(&store, NOW, on_other).await;
    assert_eq!(row(&store, "a").await.record_id.as_deref(), Some(RECORD));
    let records = [RECORD, "003000000000009AAA", RECORD];
    assert_eq!(store.wake_calls_on(ORG, &records, 0, NOW + 5).await.unwrap(), 1);
    assert_eq!(store.wake_calls_on(ORG, &records, 0, NOW + 6).await.unwrap(), 0, "once");
    assert_eq!(store.wake_calls_on(ORG, &[], 0, NOW + 6).await.unwrap(), 0);
    assert_eq!(store.wake_calls_on("other", &[OTHER], 0, NOW + 6).await.unwrap(), 0);
    let a = row(&store, "a").await;
    assert_eq!((a.state, a.due_at), (CallState::Waiting, Some(NOW + 5)));
    assert_eq!((a.resolution, a.record_id), (None, None));
    assert_eq!(a.task_id.as_deref(), Some("00T000000000001AAA"), "its Task is known still");
    let b = row(&store, "b").await;
    assert_eq!((b.state, b.due_at), (CallState::Logged, None));
    finish(&store, NOW + 5, on_other).await;
    assert_eq!(row(&store, "a").await.record_id.as_deref(), Some(OTHER));
    assert!(row(&store, "a").await.resolution.is_some());
}

async fn a_call_on_the_short_form_of_the_id_is_found(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    let short = |claimed: &CallRow| {
        let record_id = Some("003000000000001".to_owned());
        Completion { record_id, ..logged(claimed) }
    };
    finish(&store, NOW, short).await;
    assert_eq!(store.wake_calls_on(ORG, &[RECORD], 0, NOW + 5).await.unwrap(), 1);
}

async fn calls_from_before_stay_as_they_are(place: &Place) {
    let store = place.open().await;
    call(&store, "begun a minute ago", NOW).await;
    finish(&store, NOW, logged).await;
    call(&store, "begun at an unknown time", NOW).await;
    finish(&store, NOW, |claimed| Completion { started_at: None, ..logged(claimed) }).await;
    assert_eq!(store.wake_calls_on(ORG, &[RECORD], NOW + 1, NOW + 5).await.unwrap(), 0);
    assert_eq!(store.wake_calls_on(ORG, &[RECORD], NOW - 59_999, NOW + 5).await.unwrap(), 1);
    assert_eq!(row(&store, "begun a minute ago").await.state, CallState::Logged);
    assert_eq!(store.wake_calls_on(ORG, &[RECORD], NOW - 60_000, NOW + 5).await.unwrap(), 1);
}

async fn a_call_that_waits_longer_is_not_due_later(place: &Place) {
    let store = place.open().await;
    for (name, due_at) in [("soon", NOW + 1), ("late", NOW + 100)] {
        call(&store, name, NOW).await;
        let claimed = store.claim(ORG, NOW, 1, 1000).await.unwrap().remove(0);
        let waiting =
            Completion { state: CallState::Waiting, due_at: Some(due_at), ..logged(&claimed) };
        store.complete(ORG, vec![waiting], NOW).await.unwrap();
    }
    assert_eq!(store.wake_calls_on(ORG, &[RECORD], 0, NOW + 5).await.unwrap(), 2);
    assert_eq!(row(&store, "soon").await.due_at, Some(NOW + 1));
    assert_eq!(row(&store, "late").await.due_at, Some(NOW + 5));
}

async fn a_failed_call_starts_afresh(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    finish(&store, NOW, failed).await;
    assert_eq!(store.wake_calls_on(ORG, &[RECORD], 0, NOW + 5).await.unwrap(), 1);
    let a = row(&store, "a").await;
    assert_eq!((a.state, a.attempts, a.first_attempt_at), (CallState::Waiting, 0, None));
}

async fn a_call_at_work_loses_its_match_on_completion(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    finish(&store, NOW, logged).await;
    told(&store, "more", vec![event("a", "rated")], NOW + 1).await;
    let claimed = store.claim(ORG, NOW + 1, 10, 1000).await.unwrap().remove(0);
    assert_eq!(store.wake_calls_on(ORG, &[RECORD], 0, NOW + 2).await.unwrap(), 1);
    assert_eq!(store.complete(ORG, vec![logged(&claimed)], NOW + 3).await.unwrap(), [true]);
    let a = row(&store, "a").await;
    assert_eq!((a.resolution, a.record_id, a.due_at), (None, None, Some(NOW + 3)));
    assert!(a.written.is_some(), "what was delivered is known");
    finish(&store, NOW + 3, on_other).await;
    let a = row(&store, "a").await;
    assert_eq!((a.record_id.as_deref(), a.due_at), (Some(OTHER), None));
}

async fn news_during_the_work_keep_the_match(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    let claimed = store.claim(ORG, NOW, 10, 1000).await.unwrap().remove(0);
    told(&store, "more", vec![event("a", "rated")], NOW + 1).await;
    store.complete(ORG, vec![logged(&claimed)], NOW + 3).await.unwrap();
    let a = row(&store, "a").await;
    assert_eq!((a.record_id.as_deref(), a.due_at), (Some(RECORD), Some(NOW + 3)));
    assert!(a.resolution.is_some());
}
