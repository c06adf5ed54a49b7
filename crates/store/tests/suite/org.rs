//! The numbers of an org add up in every state that its calls can be in.

use store::{CallState, Completion, Pause, Status};

use crate::place::Place;
use crate::samples::{NOW, ORG, call, failed, logged};

on_both_databases!(
    the_numbers_add_up,
    a_pause_can_be_read_replaced_and_ended,
    api_calls_are_summed
);

async fn the_numbers_add_up(place: &Place) {
    let store = place.open().await;
    for name in ["a", "b", "c", "d", "e", "f"] {
        call(&store, name, NOW).await;
    }
    let claimed = store.claim(ORG, NOW, 4, 1000).await.unwrap();
    let ignored = Completion { state: CallState::Ignored, ..logged(&claimed[2]) };
    let done = vec![logged(&claimed[0]), logged(&claimed[1]), ignored, failed(&claimed[3])];
    store.complete(ORG, done, NOW).await.unwrap();

    let status = store.status(ORG, NOW).await.unwrap();
    let expected = Status {
        events_received: 6,
        calls: 6,
        logged: 2,
        ignored: 1,
        waiting: 2,
        failed: 1,
        ..Status::default()
    };
    assert_eq!(status, expected);

    store.pause(ORG, NOW + 10, "invalid_grant", "Connect Salesforce again.").await.unwrap();
    let status = store.status(ORG, NOW).await.unwrap();
    assert_eq!((status.waiting, status.held, status.calls), (0, 2, 6));
    assert_eq!(status.paused.unwrap().code, "invalid_grant");
    let later = store.status(ORG, NOW + 10).await.unwrap();
    assert_eq!((later.waiting, later.held, later.paused), (2, 0, None));
}

async fn a_pause_can_be_read_replaced_and_ended(place: &Place) {
    let store = place.open().await;
    let pause = |until, code: &str| Pause {
        until,
        code: code.into(),
        text: "text".into(),
        by: None,
        since: None,
    };
    assert_eq!(store.pause_state(ORG).await.unwrap(), None);
    store.pause(ORG, NOW, "first", "text").await.unwrap();
    store.pause(ORG, NOW - 5, "second", "text").await.unwrap();
    assert_eq!(store.pause_state(ORG).await.unwrap(), Some(pause(NOW - 5, "second")));
    assert_eq!(store.pause_state("other").await.unwrap(), None);
    store.resume(ORG).await.unwrap();
    assert_eq!(store.pause_state(ORG).await.unwrap(), None);
}

async fn api_calls_are_summed(place: &Place) {
    let store = place.open().await;
    store.add_api_calls(ORG, 3).await.unwrap();
    store.add_api_calls(ORG, 4).await.unwrap();
    store.add_api_calls("other", 100).await.unwrap();
    store.pause(ORG, NOW, "code", "text").await.unwrap();
    store.resume(ORG).await.unwrap();
    assert_eq!(store.status(ORG, NOW).await.unwrap().api_calls, 7);
}
