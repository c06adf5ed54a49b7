//! Invented deliveries, events and outcomes that the tests vary.

use store::{CallRow, CallState, Completion, Digested, Listing, NewDelivery, NewEvent, Store};

/// The org of most tests.
pub(crate) const ORG: &str = "org";

/// A day in November 2026, in UTC milliseconds.
pub(crate) const NOW: i64 = 1_795_000_000_000;

pub(crate) fn delivery(body: &str) -> NewDelivery {
    NewDelivery {
        org_id: ORG.to_owned(),
        source_id: "phones".to_owned(),
        received_at: NOW,
        content_type: "application/json".to_owned(),
        headers: r#"{"user-agent":"phones/1"}"#.to_owned(),
        body: body.as_bytes().to_vec(),
    }
}

/// An event `kind` of the call `phones:call`.
pub(crate) fn event(call: &str, kind: &str) -> NewEvent {
    NewEvent {
        call_id: format!("phones:{call}"),
        source_id: "phones".to_owned(),
        event_id: format!("digest of {call} {kind}"),
        at: Some(NOW),
        kind: kind.to_owned(),
        body: format!(r#"{{"call":"{call}","kind":"{kind}","caller":"+81 3-5550-0101"}}"#),
    }
}

/// Keeps a delivery and stores its events; returns its id.
pub(crate) async fn told(store: &Store, body: &str, events: Vec<NewEvent>, now: i64) -> String {
    let kept = store.keep(delivery(body)).await.unwrap();
    let digested = Digested { emptied: false, inbox_id: kept.id.clone(), outcome: Ok(events) };
    store.digested(ORG, vec![digested], now).await.unwrap();
    kept.id
}

/// Makes a call due at `now`.
pub(crate) async fn call(store: &Store, call: &str, now: i64) {
    told(store, &format!("{call} has ended at {now}"), vec![event(call, "ended")], now).await;
}

/// The outcome "its Task is written" of a claim.
pub(crate) fn logged(claimed: &CallRow) -> Completion {
    Completion {
        call_id: claimed.call_id.clone(),
        epoch: claimed.epoch,
        version: claimed.version,
        state: CallState::Logged,
        due_at: None,
        folded: Some(r#"{"caller":"Aiko Example"}"#.to_owned()),
        resolution: Some(r#"{"who":"one"}"#.to_owned()),
        record_id: Some("003000000000001AAA".to_owned()),
        desired: Some(r#"{"Subject":"Call"}"#.to_owned()),
        written: Some(r#"{"Subject":"Call"}"#.to_owned()),
        task_id: Some("00T000000000001AAA".to_owned()),
        attempts: 0,
        first_attempt_at: None,
        intent_at: None,
        error_code: None,
        error_text: None,
        cause: None,
        started_at: Some(NOW - 60_000),
        task_created_at: None,
        task_ms: None,
        steps: None,
        listing: listing(&claimed.call_id),
    }
}

/// What a call is found by in most tests.
pub(crate) fn listing(call_id: &str) -> Listing {
    Listing {
        number_key: Some(1_5550_0101),
        agent: Some("ren@example.com".to_owned()),
        owner_id: Some("005000000000001AAA".to_owned()),
        line: Some("Tokyo".to_owned()),
        result: Some("incoming".to_owned()),
        matched: Some("matched".to_owned()),
        text: format!("{call_id} aiko example 00t000000000001aaa").to_lowercase(),
    }
}

/// The outcome "given up after three attempts" of a claim.
pub(crate) fn failed(claimed: &CallRow) -> Completion {
    Completion {
        state: CallState::Failed,
        attempts: 3,
        first_attempt_at: Some(NOW),
        error_code: Some("FIELD_CUSTOM_VALIDATION_EXCEPTION".to_owned()),
        error_text: Some("A validation rule of the org refused the Task.".to_owned()),
        written: None,
        task_id: None,
        ..logged(claimed)
    }
}

pub(crate) async fn row(store: &Store, call: &str) -> CallRow {
    store.call(ORG, &format!("phones:{call}")).await.unwrap().expect("the call is there").row
}

/// Claims everything that is due and completes it.
pub(crate) async fn finish(store: &Store, now: i64, outcome: fn(&CallRow) -> Completion) {
    let claimed = store.claim(ORG, now, 1000, 60_000).await.unwrap();
    let done = store.complete(ORG, claimed.iter().map(outcome).collect(), now).await.unwrap();
    assert!(done.into_iter().all(|owned| owned));
}
