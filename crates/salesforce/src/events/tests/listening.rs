//! A subscription's life: flow, places, sessions, silence, refusals.

use std::time::Duration;

use serde_json::json;
use tonic::Code;

use super::invented::{ID, Invented};
use super::server::{Bus, Script, refused, reply};
use crate::decision::{Decision, Pause};
use crate::events::wire::ReplayPreset;
use crate::events::{Batch, ChangeKind, Heard, Replay, Subscription};

const CONTACTS: &str = "/data/ContactChangeEvent";

fn deletion() -> Vec<u8> {
    Invented { kind: "DELETE", ids: vec![ID], values: json!({}), ..Invented::default() }.bytes()
}

async fn batch(subscription: &mut Subscription) -> Batch {
    match subscription.next().await.unwrap() {
        Heard::Batch(batch) => batch,
        Heard::PlaceLost => panic!("the place is not lost"),
    }
}

#[tokio::test]
async fn events_come_with_their_place_and_never_more_than_a_hundred_are_asked_for() {
    let many = vec![deletion(); 60];
    let says = vec![Ok(reply(&many, 1)), Ok(reply(&many[..10], 2)), Ok(reply(&[], 3))];
    let bus = Bus::plays([Script { says, then_silent: true }]);
    let (events, _server) = bus.serve().await;
    let mut subscription = events.subscribe(CONTACTS, Replay::Latest);
    let first = batch(&mut subscription).await;
    assert_eq!((first.events.len(), first.replay_id.as_slice()), (60, &[1][..]));
    assert_eq!(first.events[0].kind, ChangeKind::Delete);
    assert_eq!(batch(&mut subscription).await.events.len(), 10);
    let sign = batch(&mut subscription).await;
    assert_eq!((sign.events.len(), sign.replay_id.as_slice()), (0, &[3][..]));
    bus.asked.notified().await;
    let log = bus.log.lock().unwrap();
    assert_eq!((log.streams[0].1.num_requested, log.schemas), (100, 1));
    assert_eq!(log.streams[0].1.replay_preset(), ReplayPreset::Latest);
    assert_eq!(log.asks.first(), Some(&60));
}

#[tokio::test]
async fn every_call_carries_session_instance_and_org() {
    let bus = Bus::plays([Script { says: vec![Ok(reply(&[], 1))], then_silent: true }]);
    let (events, server) = bus.serve().await;
    batch(&mut events.subscribe(CONTACTS, Replay::Latest)).await;
    let log = bus.log.lock().unwrap();
    let value = |key: &str| log.metadata[0].get(key).unwrap().to_str().unwrap().to_owned();
    assert_eq!(value("accesstoken"), "stale");
    assert_eq!(value("instanceurl"), server.url.as_str().trim_end_matches('/'));
    assert_eq!(value("tenantid"), "00D5g000004AbcdEAC");
}

#[tokio::test]
async fn a_stream_that_ends_goes_on_after_its_last_place() {
    let first = Script { says: vec![Ok(reply(&[deletion()], 7))], then_silent: false };
    let bus = Bus::plays([first, Script { says: vec![Ok(reply(&[], 8))], then_silent: true }]);
    let (events, _server) = bus.serve().await;
    let mut subscription = events.subscribe(CONTACTS, Replay::After(vec![5]));
    batch(&mut subscription).await;
    let failure = subscription.next().await.unwrap_err();
    assert_eq!((failure.decision, failure.code.as_str()), (Decision::Retry, "EVENTS_UNAVAILABLE"));
    batch(&mut subscription).await;
    let log = bus.log.lock().unwrap();
    let places: Vec<_> =
        log.streams.iter().map(|(_, ask)| (ask.replay_preset(), ask.replay_id.clone())).collect();
    assert_eq!(places, [(ReplayPreset::Custom, vec![5]), (ReplayPreset::Custom, vec![7])]);
}

#[tokio::test]
async fn a_lost_place_is_told_once_and_the_stream_goes_on_with_the_latest() {
    for name in ["replayid.corrupted", "replayid.validation.failed"] {
        let name = format!("subscription.fetch.{name}");
        let lost =
            Script { says: vec![Err(refused(Code::InvalidArgument, &name))], then_silent: false };
        let bus = Bus::plays([lost, Script { says: vec![Ok(reply(&[], 9))], then_silent: true }]);
        let (events, _server) = bus.serve().await;
        let mut subscription = events.subscribe(CONTACTS, Replay::After(vec![5]));
        assert_eq!(subscription.next().await.unwrap(), Heard::PlaceLost);
        assert_eq!(batch(&mut subscription).await.replay_id, [9]);
        assert_eq!(bus.log.lock().unwrap().streams[1].1.replay_preset(), ReplayPreset::Latest);
    }
}

#[tokio::test]
async fn a_session_that_has_ended_is_renewed_at_the_start() {
    let script = Script { says: vec![Ok(reply(&[], 1))], then_silent: true };
    let bus = Bus { good: Some("fresh"), ..Bus::plays([script]) };
    let (events, server) = bus.serve().await;
    batch(&mut events.subscribe(CONTACTS, Replay::Latest)).await;
    assert_eq!(server.sign_ins(), 1);
    let log = bus.log.lock().unwrap();
    let tokens: Vec<&str> = log.streams.iter().map(|(token, _)| token.as_str()).collect();
    assert_eq!(tokens, ["stale", "fresh"]);
}

#[tokio::test]
async fn a_session_that_ends_in_mid_stream_is_renewed_and_nothing_is_skipped() {
    let ended = Err(refused(Code::Unauthenticated, "service.auth.error"));
    let first = Script { says: vec![Ok(reply(&[deletion()], 3)), ended], then_silent: false };
    let bus = Bus::plays([first, Script { says: vec![Ok(reply(&[], 4))], then_silent: true }]);
    let (events, server) = bus.serve().await;
    let mut subscription = events.subscribe(CONTACTS, Replay::Latest);
    batch(&mut subscription).await;
    assert_eq!(batch(&mut subscription).await.replay_id, [4]);
    assert_eq!(server.sign_ins(), 1);
    let log = bus.log.lock().unwrap();
    assert_eq!(
        (log.streams[1].0.as_str(), log.streams[1].1.replay_id.as_slice()),
        ("fresh", &[3][..])
    );
}

#[tokio::test]
async fn a_session_that_is_always_refused_is_for_a_person() {
    let bus = Bus { good: Some("none"), ..Bus::default() };
    let (events, server) = bus.serve().await;
    let failure = events.subscribe(CONTACTS, Replay::Latest).next().await.unwrap_err();
    assert_eq!(failure.decision, Decision::PauseOrg(Pause::Auth));
    assert!(server.sign_ins() <= 2, "{} sign-ins", server.sign_ins());
}

#[tokio::test]
async fn silence_for_too_long_is_a_stream_that_is_dead() {
    let bus = Bus::plays([Script { says: vec![], then_silent: true }]);
    let (events, _server) = bus.serve().await;
    let subscription = events.subscribe(CONTACTS, Replay::Latest);
    let failure = subscription.with_silence(Duration::from_millis(50)).next().await.unwrap_err();
    assert_eq!((failure.decision, failure.code.as_str()), (Decision::Retry, "EVENTS_UNAVAILABLE"));
}

#[tokio::test]
async fn refusals_are_told_with_their_decision() {
    for (code, name, decision) in [
        (Code::NotFound, "topic.not.found", Decision::GiveUp),
        (Code::PermissionDenied, "subscription.topic.cannot.subscribe", Decision::GiveUp),
        (Code::PermissionDenied, "never.heard.of", Decision::GiveUp),
        (Code::Unavailable, "service.unavailable", Decision::Retry),
        (Code::Internal, "subscription.internal.error", Decision::Retry),
        (Code::ResourceExhausted, "never.heard.of", Decision::SlowDown),
    ] {
        let script = Script { says: vec![Err(refused(code, name))], then_silent: false };
        let (events, _server) = Bus::plays([script]).serve().await;
        let failure = events.subscribe(CONTACTS, Replay::Latest).next().await.unwrap_err();
        assert_eq!(failure.decision, decision, "{name}");
        assert!(failure.explanation().fix.to_string().ends_with('.'), "{name}");
    }
}

#[tokio::test]
async fn events_that_cannot_be_read_are_counted() {
    let damaged = deletion()[1..].to_vec();
    let says = vec![Ok(reply(&[deletion(), damaged], 2))];
    let (events, _server) = Bus::plays([Script { says, then_silent: true }]).serve().await;
    let batch = batch(&mut events.subscribe(CONTACTS, Replay::Earliest)).await;
    assert_eq!((batch.events.len(), batch.unreadable), (1, 1));
}

#[tokio::test]
async fn nobody_at_the_address_is_worth_another_try() {
    let (events, server) = Bus::default().serve().await;
    drop(events);
    let nobody = crate::scripted::nobody().await;
    let client = crate::scripted::plain_client(&server.url);
    let events = client.event_bus(Some(&nobody)).await.unwrap();
    let failure = events.subscribe(CONTACTS, Replay::Latest).next().await.unwrap_err();
    assert_eq!((failure.decision, failure.code.as_str()), (Decision::Retry, "EVENTS_UNAVAILABLE"));
}
