//! New events make calls due; repeated ones change nothing; what cannot be read is not lost.

use store::{CallState, DeliveryState, Digested, Failure, NewEvent, Store};

use crate::place::Place;
use crate::samples::{NOW, ORG, call, delivery, event, failed, finish, logged, row, told};

on_both_databases!(
    a_new_event_makes_its_call_due,
    a_repeated_event_does_not_touch_the_call,
    a_further_event_makes_a_logged_call_due_again,
    a_new_event_gives_a_failed_call_fresh_attempts,
    a_call_due_earlier_stays_due_earlier,
    what_cannot_be_read_keeps_its_reason,
    a_delivery_without_events_is_digested,
    looking_again_changes_nothing,
    a_new_reading_replaces_the_old_one,
    a_replay_that_cannot_be_read_takes_nothing_back,
    an_event_of_an_earlier_delivery_stays,
    a_delivery_that_is_not_replayed_takes_nothing_back,
    five_hundred_deliveries_at_once,
    nothing_is_harmless,
    a_nul_character_is_survived,
);

async fn a_new_event_makes_its_call_due(place: &Place) {
    let store = place.open().await;
    let id = told(&store, "one", vec![event("a", "started"), event("a", "ended")], NOW).await;
    let found = row(&store, "a").await;
    assert_eq!(found.state, CallState::Waiting);
    assert_eq!((found.version, found.due_at, found.created_at), (1, Some(NOW), NOW));
    let delivery = store.delivery(ORG, &id).await.unwrap().unwrap();
    assert_eq!(delivery.state, DeliveryState::Digested);
    assert!(store.undigested(ORG, 10).await.unwrap().is_empty());
    let events = store.events_of(ORG, &["phones:a", "phones:b"]).await.unwrap();
    let mut expected = [event("a", "ended").body, event("a", "started").body];
    expected.sort();
    assert_eq!(events["phones:a"], expected);
    assert_eq!(events.len(), 1);
}

async fn a_repeated_event_does_not_touch_the_call(place: &Place) {
    let store = place.open().await;
    told(&store, "one", vec![event("a", "ended")], NOW).await;
    finish(&store, NOW, logged).await;
    let before = row(&store, "a").await;
    told(&store, "the same in other words", vec![event("a", "ended")], NOW + 1).await;
    assert_eq!(row(&store, "a").await, before);
}

async fn a_further_event_makes_a_logged_call_due_again(place: &Place) {
    let store = place.open().await;
    told(&store, "one", vec![event("a", "ended")], NOW).await;
    finish(&store, NOW, logged).await;
    told(&store, "two", vec![event("a", "ended"), event("a", "rated")], NOW + 9).await;
    let found = row(&store, "a").await;
    assert_eq!(found.state, CallState::Waiting);
    assert_eq!((found.version, found.due_at), (2, Some(NOW + 9)));
    assert_eq!(found.task_id.as_deref(), Some("00T000000000001AAA"), "what was written is known");
    assert_eq!(found.created_at, NOW);
}

async fn a_new_event_gives_a_failed_call_fresh_attempts(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    finish(&store, NOW, failed).await;
    told(&store, "two", vec![event("a", "rated")], NOW + 9).await;
    let found = row(&store, "a").await;
    assert_eq!(found.state, CallState::Waiting);
    assert_eq!((found.attempts, found.first_attempt_at), (0, None));
}

async fn a_call_due_earlier_stays_due_earlier(place: &Place) {
    let store = place.open().await;
    told(&store, "one", vec![event("a", "started")], NOW).await;
    told(&store, "two", vec![event("a", "ended")], NOW + 1000).await;
    assert_eq!(row(&store, "a").await.due_at, Some(NOW));
    finish(&store, NOW + 1000, |claimed| store::Completion {
        state: CallState::Waiting,
        due_at: Some(NOW + 600_000),
        ..logged(claimed)
    })
    .await;
    told(&store, "three", vec![event("a", "rated")], NOW + 2000).await;
    assert_eq!(row(&store, "a").await.due_at, Some(NOW + 2000));
}

async fn what_cannot_be_read_keeps_its_reason(place: &Place) {
    let store = place.open().await;
    let kept = store.keep(delivery("<xml>")).await.unwrap();
    let failure = Failure { code: "not_json".to_owned(), text: "The body is XML.".to_owned() };
    let digested = Digested { emptied: false, inbox_id: kept.id.clone(), outcome: Err(failure) };
    store.digested(ORG, vec![digested], NOW).await.unwrap();
    let found = store.delivery(ORG, &kept.id).await.unwrap().unwrap();
    assert_eq!(found.state, DeliveryState::Failed);
    assert_eq!(found.error_code.as_deref(), Some("not_json"));
    assert_eq!(found.error_text.as_deref(), Some("The body is XML."));
    assert_eq!(found.body, b"<xml>");
    assert_eq!(store.status(ORG, NOW).await.unwrap().inbox_failed, 1);
}

async fn a_delivery_without_events_is_digested(place: &Place) {
    let store = place.open().await;
    told(&store, "a contact was edited", Vec::new(), NOW).await;
    let status = store.status(ORG, NOW).await.unwrap();
    assert_eq!((status.inbox_waiting, status.inbox_failed, status.calls), (0, 0, 0));
}

async fn looking_again_changes_nothing(place: &Place) {
    let store = place.open().await;
    let id = told(&store, "one", vec![event("a", "ended")], NOW).await;
    let before = row(&store, "a").await;
    assert!(store.replay_delivery(ORG, &id).await.unwrap());
    let again = Digested { emptied: false, inbox_id: id, outcome: Ok(vec![event("a", "ended")]) };
    store.digested(ORG, vec![again], NOW + 5).await.unwrap();
    assert_eq!(row(&store, "a").await, before);
}

async fn kinds(store: &Store, call: &str) -> Vec<String> {
    let found = store.call(ORG, &format!("phones:{call}")).await.unwrap().unwrap();
    found.events.into_iter().map(|event| event.kind).collect()
}

async fn read_again(store: &Store, id: &str, events: Vec<NewEvent>, now: i64) {
    assert!(store.replay_delivery(ORG, id).await.unwrap());
    let waiting = store.undigested(ORG, 10).await.unwrap();
    assert_eq!((waiting[0].id.as_str(), waiting[0].state), (id, DeliveryState::Replayed));
    assert_eq!(store.status(ORG, now).await.unwrap().inbox_waiting, 1);
    let digested = Digested { emptied: false, inbox_id: id.to_owned(), outcome: Ok(events) };
    store.digested(ORG, vec![digested], now).await.unwrap();
    let found = store.delivery(ORG, id).await.unwrap().unwrap();
    assert_eq!(found.state, DeliveryState::Digested);
    assert!(store.undigested(ORG, 10).await.unwrap().is_empty());
}

async fn a_new_reading_replaces_the_old_one(place: &Place) {
    let store = place.open().await;
    let wrong = vec![event("a", "missed"), event("a", "tagged"), event("b", "ended")];
    let id = told(&store, "one", wrong, NOW).await;
    told(&store, "two", vec![event("a", "rated"), event("c", "ended")], NOW).await;
    finish(&store, NOW, logged).await;
    let untouched = row(&store, "c").await;
    read_again(&store, &id, vec![event("a", "tagged"), event("a", "answered")], NOW + 5).await;
    let mut found = kinds(&store, "a").await;
    found.sort();
    assert_eq!(found, ["answered", "rated", "tagged"]);
    assert!(kinds(&store, "b").await.is_empty());
    for call in ["a", "b"] {
        let found = row(&store, call).await;
        assert!(found.version > 1, "{call}");
        assert_eq!((found.state, found.due_at), (CallState::Waiting, Some(NOW + 5)), "{call}");
        assert!(found.task_id.is_some(), "{call}: what was written is known");
    }
    assert_eq!(row(&store, "c").await, untouched);
    // A reading that tells nothing takes back the rest, of this delivery only.
    read_again(&store, &id, Vec::new(), NOW + 9).await;
    assert_eq!(kinds(&store, "a").await, ["rated"]);
}

async fn a_replay_that_cannot_be_read_takes_nothing_back(place: &Place) {
    let store = place.open().await;
    let id = told(&store, "one", vec![event("a", "ended")], NOW).await;
    finish(&store, NOW, logged).await;
    let before = row(&store, "a").await;
    assert!(store.replay_delivery(ORG, &id).await.unwrap());
    let failure = Failure { code: "source_missing".to_owned(), text: "It is gone.".to_owned() };
    let digested = Digested { emptied: false, inbox_id: id.clone(), outcome: Err(failure) };
    store.digested(ORG, vec![digested], NOW + 5).await.unwrap();
    assert_eq!(row(&store, "a").await, before);
    assert_eq!(kinds(&store, "a").await, ["ended"]);
    // Tried again with all that failed, it is still a replay.
    assert_eq!(store.replay_failed_deliveries(ORG, "", 9).await.unwrap().0, 1);
    let digested =
        Digested { emptied: false, inbox_id: id, outcome: Ok(vec![event("a", "missed")]) };
    store.digested(ORG, vec![digested], NOW + 7).await.unwrap();
    assert_eq!(kinds(&store, "a").await, ["missed"]);
}

async fn an_event_of_an_earlier_delivery_stays(place: &Place) {
    let store = place.open().await;
    told(&store, "one", vec![event("a", "ended")], NOW).await;
    let second = told(&store, "two", vec![event("a", "ended"), event("a", "missed")], NOW).await;
    read_again(&store, &second, vec![event("a", "answered")], NOW + 5).await;
    let mut found = kinds(&store, "a").await;
    found.sort();
    assert_eq!(found, ["answered", "ended"]);
}

async fn a_delivery_that_is_not_replayed_takes_nothing_back(place: &Place) {
    let store = place.open().await;
    let id = told(&store, "one", vec![event("a", "ended")], NOW).await;
    // As when two nodes have read the same delivery, and the slower one hands it in.
    let digested = Digested { emptied: false, inbox_id: id, outcome: Ok(Vec::new()) };
    store.digested(ORG, vec![digested], NOW + 5).await.unwrap();
    assert_eq!(kinds(&store, "a").await, ["ended"]);
}

async fn five_hundred_deliveries_at_once(place: &Place) {
    let store = place.open().await;
    let mut outcomes = Vec::new();
    for number in 0..500 {
        let inbox_id = format!("invented-{number}");
        // Two deliveries a call, and both tell its end.
        let call = format!("{}", number / 2);
        let kind = if number % 2 == 0 { "started" } else { "rated" };
        outcomes.push(Digested {
            emptied: false,
            inbox_id,
            outcome: Ok(vec![event(&call, "ended"), event(&call, kind)]),
        });
    }
    store.digested(ORG, outcomes, NOW).await.unwrap();
    let claimed = store.claim(ORG, NOW, 1000, 1000).await.unwrap();
    assert_eq!(claimed.len(), 250);
    let ids: Vec<&str> = claimed.iter().map(|claimed| claimed.call_id.as_str()).collect();
    let events = store.events_of(ORG, &ids).await.unwrap();
    assert!(events.values().all(|events| events.len() == 3));
    assert!(claimed.iter().all(|claimed| claimed.version == 1));
}

async fn nothing_is_harmless(place: &Place) {
    let store = place.open().await;
    store.digested(ORG, Vec::new(), NOW).await.unwrap();
    assert!(store.events_of(ORG, &[]).await.unwrap().is_empty());
    assert!(store.intend(ORG, &[], NOW).await.unwrap().is_empty());
    assert!(store.complete(ORG, Vec::new(), NOW).await.unwrap().is_empty());
}

async fn a_nul_character_is_survived(place: &Place) {
    let store = place.open().await;
    let odd = NewEvent { at: None, kind: "a\0b".to_owned(), ..event("a\0", "ended") };
    told(&store, "one", vec![odd], NOW).await;
    let claimed = store.claim(ORG, NOW, 10, 1000).await.unwrap();
    assert_eq!(claimed[0].call_id, "phones:a\u{FFFD}");
    assert_eq!(store.events_of(ORG, &[&claimed[0].call_id]).await.unwrap().len(), 1);
}
