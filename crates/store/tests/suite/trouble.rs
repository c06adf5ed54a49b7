//! Whatever failed is shown to a person and can be tried again.

use store::{CallState, Digested, ErrorKind, Failure, Store};

use crate::place::Place;
use crate::samples::{NOW, ORG, call, delivery, failed, finish, logged, row};

on_both_databases!(
    failures_of_both_kinds_stand_in_one_list,
    a_failed_call_can_be_tried_again,
    a_failed_delivery_can_be_tried_again,
    everything_can_be_tried_again_at_once,
);

async fn unreadable(store: &Store, body: &str, received_at: i64) -> String {
    let sent = store::NewDelivery { received_at, ..delivery(body) };
    let kept = store.keep(sent).await.unwrap();
    let failure = Failure { code: "not_json".to_owned(), text: "The body is XML.".to_owned() };
    let digested = Digested { emptied: false, inbox_id: kept.id.clone(), outcome: Err(failure) };
    store.digested(ORG, vec![digested], received_at).await.unwrap();
    kept.id
}

async fn failures_of_both_kinds_stand_in_one_list(place: &Place) {
    let store = place.open().await;
    let old = unreadable(&store, "<old>", NOW - 5).await;
    call(&store, "a", NOW).await;
    finish(&store, NOW, failed).await;
    let new = unreadable(&store, "<new>", NOW + 5).await;
    let errors = store.errors(ORG, 10).await.unwrap();
    let seen: Vec<_> = errors.iter().map(|error| (error.kind, error.id.as_str())).collect();
    let expected = [
        (ErrorKind::Delivery, new.as_str()),
        (ErrorKind::Call, "phones:a"),
        (ErrorKind::Delivery, old.as_str()),
    ];
    assert_eq!(seen, expected);
    assert_eq!(errors[0].code, "not_json");
    assert_eq!(errors[1].code, "FIELD_CUSTOM_VALIDATION_EXCEPTION");
    assert_eq!((errors[1].at, errors[1].source_id.as_str()), (NOW, "phones"));
    assert_eq!(store.errors(ORG, 1).await.unwrap().len(), 1);
    assert!(store.errors("other", 10).await.unwrap().is_empty());
}

async fn a_failed_call_can_be_tried_again(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    assert!(!store.retry_call(ORG, "phones:a", NOW).await.unwrap(), "it has not failed");
    finish(&store, NOW, failed).await;
    assert!(store.retry_call(ORG, "phones:a", NOW + 9).await.unwrap());
    let found = row(&store, "a").await;
    assert_eq!((found.state, found.due_at), (CallState::Waiting, Some(NOW + 9)));
    assert_eq!((found.attempts, found.first_attempt_at, found.error_code), (0, None, None));
    assert!(!store.retry_call(ORG, "phones:nobody", NOW).await.unwrap());
}

async fn a_failed_delivery_can_be_tried_again(place: &Place) {
    let store = place.open().await;
    let id = unreadable(&store, "<xml>", NOW).await;
    assert!(store.replay_delivery(ORG, &id).await.unwrap());
    let waiting = store.undigested(ORG, 10).await.unwrap();
    assert_eq!(waiting[0].id, id);
    assert_eq!(waiting[0].error_code, None);
    assert!(!store.replay_delivery(ORG, "nobody").await.unwrap());
    // What retention or an erasure has emptied says nothing any more.
    place.execute("UPDATE inbox SET body = '', state = 1").await;
    assert!(!store.replay_delivery(ORG, &id).await.unwrap());
    assert!(store.undigested(ORG, 10).await.unwrap().is_empty());
}

async fn everything_can_be_tried_again_at_once(place: &Place) {
    let store = place.open().await;
    call(&store, "done", NOW).await;
    finish(&store, NOW, logged).await;
    for name in ["a", "b"] {
        call(&store, name, NOW).await;
    }
    finish(&store, NOW, failed).await;
    unreadable(&store, "<xml>", NOW).await;
    let start = (i64::MIN, String::new());
    let (count, place) = store.retry_failed_calls(ORG, &start, 1, NOW + 9).await.unwrap();
    assert_eq!((count, place.as_ref().unwrap().1.as_str()), (1, "phones:a"));
    let (count, place) = store.retry_failed_calls(ORG, &place.unwrap(), 5, NOW + 9).await.unwrap();
    assert_eq!(count, 1);
    let end = store.retry_failed_calls(ORG, &place.unwrap(), 5, NOW + 9).await.unwrap();
    assert_eq!(end, (0, None));
    let (count, place) = store.replay_failed_deliveries(ORG, "", 5).await.unwrap();
    assert_eq!(count, 1);
    let end = store.replay_failed_deliveries(ORG, &place.unwrap(), 5).await.unwrap();
    assert_eq!(end, (0, None));
    let status = store.status(ORG, NOW).await.unwrap();
    assert_eq!((status.logged, status.waiting, status.failed), (1, 2, 0));
    assert_eq!((status.inbox_waiting, status.inbox_failed), (1, 0));
    assert_eq!(store.retry_failed_calls(ORG, &start, 5, NOW).await.unwrap(), (0, None));
}
