//! A due call is worked on by one worker at a time, and one that lost its lease cannot finish.

use std::collections::HashSet;

use store::{CallState, Completion};
use tokio::task::JoinSet;

use crate::place::Place;
use crate::samples::{NOW, ORG, call, event, logged, row, told};

const LEASE: i64 = 60_000;

on_both_databases!(
    the_longest_due_are_claimed_first,
    a_claimed_call_is_not_claimed_again_before_its_lease_ends,
    a_zombie_cannot_finish,
    a_finished_call_cannot_be_finished_again,
    everything_in_a_completion_is_stored,
    a_call_that_learned_something_meanwhile_is_due_again,
    a_failure_that_was_overtaken_starts_afresh,
    an_intent_is_committed_for_owners_only,
    a_new_process_takes_over_where_it_is_alone,
    nothing_is_claimed_while_paused,
    the_next_due_time_is_known,
    many_workers_share_without_overlap,
    one_lost_completion_does_not_harm_the_others,
);

async fn the_longest_due_are_claimed_first(place: &Place) {
    let store = place.open().await;
    for (name, due) in [("late", NOW + 1), ("first", NOW - 9), ("second", NOW - 5), ("third", NOW)]
    {
        call(&store, name, due).await;
    }
    let claimed = store.claim(ORG, NOW, 2, LEASE).await.unwrap();
    let ids: Vec<_> = claimed.iter().map(|claimed| claimed.call_id.as_str()).collect();
    assert_eq!(ids, ["phones:first", "phones:second"]);
    assert!(claimed.iter().all(|claimed| claimed.epoch == 1 && claimed.lease_until == NOW + LEASE));
    let rest = store.claim(ORG, NOW, 10, LEASE).await.unwrap();
    assert_eq!(rest.len(), 1, "a call that is not due yet is not claimed");
    assert!(store.claim("other", NOW, 10, LEASE).await.unwrap().is_empty());
}

async fn a_claimed_call_is_not_claimed_again_before_its_lease_ends(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    assert_eq!(store.claim(ORG, NOW, 10, LEASE).await.unwrap().len(), 1);
    assert!(store.claim(ORG, NOW + LEASE - 1, 10, LEASE).await.unwrap().is_empty());
    let again = store.claim(ORG, NOW + LEASE, 10, LEASE).await.unwrap();
    assert_eq!(again[0].epoch, 2);
}

async fn a_new_process_takes_over_where_it_is_alone(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    let before = store.claim(ORG, NOW, 10, LEASE).await.unwrap().remove(0);
    assert!(store.take_lease(ORG, "people", "before", NOW + LEASE, NOW).await.unwrap());
    store.take_over(ORG).await.unwrap();
    let again = store.claim(ORG, NOW, 10, LEASE).await.unwrap();
    let is_free = store.take_lease(ORG, "people", "after", NOW + LEASE, NOW).await.unwrap();
    assert_eq!(is_free, !place.has_many_nodes());
    if place.has_many_nodes() {
        assert!(again.is_empty(), "the lease may be another node's, and alive");
        return;
    }
    assert_eq!(again.len(), 1);
    let late = store.complete(ORG, vec![logged(&before)], NOW).await.unwrap();
    assert_eq!(late, [false], "what the ended process still hands in is discarded");
}

async fn a_zombie_cannot_finish(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    let zombie = store.claim(ORG, NOW, 10, LEASE).await.unwrap().remove(0);
    let owner = store.claim(ORG, NOW + LEASE, 10, LEASE).await.unwrap().remove(0);
    let late = Completion { task_id: Some("00T000000000666AAA".to_owned()), ..logged(&zombie) };
    assert_eq!(store.complete(ORG, vec![late], NOW + LEASE).await.unwrap(), [false]);
    let still = row(&store, "a").await;
    assert_eq!((still.state, still.task_id), (CallState::Waiting, None));
    assert_eq!(store.complete(ORG, vec![logged(&owner)], NOW + LEASE).await.unwrap(), [true]);
    assert_eq!(row(&store, "a").await.state, CallState::Logged);
}

async fn a_finished_call_cannot_be_finished_again(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    let claimed = store.claim(ORG, NOW, 10, LEASE).await.unwrap().remove(0);
    assert_eq!(store.complete(ORG, vec![logged(&claimed)], NOW).await.unwrap(), [true]);
    assert_eq!(store.complete(ORG, vec![logged(&claimed)], NOW).await.unwrap(), [false]);
}

async fn everything_in_a_completion_is_stored(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    let claimed = store.claim(ORG, NOW, 10, LEASE).await.unwrap().remove(0);
    let completion = Completion {
        state: CallState::Waiting,
        due_at: Some(NOW + 5000),
        attempts: 2,
        first_attempt_at: Some(NOW - 1),
        intent_at: Some(NOW - 2),
        task_created_at: Some(NOW - 3),
        steps: Some(r#"[{"what":"resolved"}]"#.to_owned()),
        error_code: Some("UNABLE_TO_LOCK_ROW".to_owned()),
        error_text: Some("The record was busy.".to_owned()),
        cause: Some("UNABLE_TO_LOCK_ROW".to_owned()),
        task_ms: Some(57_003),
        ..logged(&claimed)
    };
    store.complete(ORG, vec![completion.clone()], NOW + 7).await.unwrap();
    let found = row(&store, "a").await;
    let stored = Completion {
        call_id: found.call_id,
        epoch: found.epoch,
        version: found.version,
        state: found.state,
        due_at: found.due_at,
        folded: found.folded,
        resolution: found.resolution,
        record_id: found.record_id,
        desired: found.desired,
        written: found.written,
        task_id: found.task_id,
        attempts: found.attempts,
        first_attempt_at: found.first_attempt_at,
        intent_at: found.intent_at,
        error_code: found.error_code,
        error_text: found.error_text,
        cause: found.cause,
        started_at: found.started_at,
        task_created_at: found.task_created_at,
        task_ms: found.task_ms,
        steps: found.steps,
        listing: completion.listing.clone(),
    };
    assert_eq!(stored, completion);
    assert_eq!((found.lease_until, found.updated_at), (0, NOW + 7));
}

async fn a_call_that_learned_something_meanwhile_is_due_again(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    let claimed = store.claim(ORG, NOW, 10, LEASE).await.unwrap().remove(0);
    told(&store, "two", vec![event("a", "rated")], NOW + 5).await;
    assert!(store.claim(ORG, NOW + 5, 10, LEASE).await.unwrap().is_empty(), "it is held");
    assert_eq!(store.complete(ORG, vec![logged(&claimed)], NOW + 9).await.unwrap(), [true]);
    let found = row(&store, "a").await;
    assert_eq!((found.state, found.due_at), (CallState::Waiting, Some(NOW + 9)));
    assert_eq!(found.task_id.as_deref(), Some("00T000000000001AAA"));
    let again = store.claim(ORG, NOW + 9, 10, LEASE).await.unwrap().remove(0);
    assert_eq!(again.version, 2);
    store.complete(ORG, vec![logged(&again)], NOW + 9).await.unwrap();
    assert_eq!(store.next_due(ORG, NOW + 9).await.unwrap(), None);
}

async fn a_failure_that_was_overtaken_starts_afresh(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    let claimed = store.claim(ORG, NOW, 10, LEASE).await.unwrap().remove(0);
    told(&store, "two", vec![event("a", "rated")], NOW + 5).await;
    store.complete(ORG, vec![crate::samples::failed(&claimed)], NOW + 9).await.unwrap();
    let found = row(&store, "a").await;
    assert_eq!((found.state, found.attempts), (CallState::Waiting, 0));
    assert_eq!(found.first_attempt_at, None);
}

async fn an_intent_is_committed_for_owners_only(place: &Place) {
    let store = place.open().await;
    for name in ["a", "b", "c"] {
        call(&store, name, NOW).await;
    }
    store.claim(ORG, NOW, 10, LEASE).await.unwrap();
    let owned = [("phones:a", 1), ("phones:b", 0), ("phones:nobody", 1)];
    assert_eq!(store.intend(ORG, &owned, NOW + 3).await.unwrap(), ["phones:a"]);
    assert_eq!(row(&store, "a").await.intent_at, Some(NOW + 3));
    assert_eq!(row(&store, "b").await.intent_at, None);
    let again = store.claim(ORG, NOW + LEASE, 10, LEASE).await.unwrap();
    let seen: Vec<_> = again.iter().map(|claimed| claimed.intent_at).collect();
    assert_eq!(seen, [Some(NOW + 3), None, None], "after a crash the unknown outcome is visible");
}

async fn nothing_is_claimed_while_paused(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    call(&store, "b", NOW).await;
    store.pause(ORG, NOW + 1000, "REQUEST_LIMIT_EXCEEDED", "No API calls are left.").await.unwrap();
    assert!(store.claim(ORG, NOW, 10, LEASE).await.unwrap().is_empty());
    assert_eq!(
        store.claim(ORG, NOW + 1000, 10, LEASE).await.unwrap().len(),
        2,
        "the pause is over"
    );
}

async fn the_next_due_time_is_known(place: &Place) {
    let store = place.open().await;
    assert_eq!(store.next_due(ORG, NOW).await.unwrap(), None);
    call(&store, "a", NOW + 50).await;
    call(&store, "b", NOW + 20).await;
    assert_eq!(store.next_due(ORG, NOW).await.unwrap(), Some(NOW + 20));
    store.claim(ORG, NOW + 20, 1, 10).await.unwrap();
    assert_eq!(
        store.next_due(ORG, NOW + 20).await.unwrap(),
        Some(NOW + 30),
        "its lease ends first"
    );
    store.pause(ORG, NOW + 999, "code", "text").await.unwrap();
    assert_eq!(store.next_due(ORG, NOW + 20).await.unwrap(), Some(NOW + 999));
    store.resume(ORG).await.unwrap();
    assert_eq!(store.next_due(ORG, NOW + 20).await.unwrap(), Some(NOW + 30));
}

async fn many_workers_share_without_overlap(place: &Place) {
    let store = place.open().await;
    let events = (0..100).map(|number| event(&format!("{number}"), "ended")).collect();
    told(&store, "a busy day", events, NOW).await;
    let mut workers = JoinSet::new();
    for _ in 0..8 {
        let store = place.open().await;
        workers.spawn(async move {
            let mut mine = Vec::new();
            loop {
                let claimed = store.claim(ORG, NOW, 7, LEASE).await.unwrap();
                if claimed.is_empty() {
                    return mine;
                }
                mine.extend(claimed.into_iter().map(|claimed| claimed.call_id));
            }
        });
    }
    let claimed: Vec<String> = workers.join_all().await.into_iter().flatten().collect();
    assert_eq!(claimed.len(), 100);
    assert_eq!(claimed.into_iter().collect::<HashSet<_>>().len(), 100);
}

async fn one_lost_completion_does_not_harm_the_others(place: &Place) {
    let store = place.open().await;
    for name in ["a", "b", "c"] {
        call(&store, name, NOW).await;
    }
    let claimed = store.claim(ORG, NOW, 10, LEASE).await.unwrap();
    let mut completions: Vec<Completion> = claimed.iter().map(logged).collect();
    completions[1].epoch -= 1;
    assert_eq!(store.complete(ORG, completions, NOW).await.unwrap(), [true, false, true]);
}
