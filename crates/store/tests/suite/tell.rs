//! What a person says in the console makes the call due, and stays when deliveries are read again.

use store::{CallState, Digested, NewEvent};

use crate::place::Place;
use crate::samples::{NOW, ORG, call, event, finish, logged, row, told};

on_both_databases!(
    a_word_in_the_console_makes_the_call_due,
    a_word_stays_when_a_delivery_is_replayed
);

async fn a_word_in_the_console_makes_the_call_due(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    finish(&store, NOW, logged).await;
    store.tell(ORG, event("a", "commented"), "Ren", NOW + 5).await.unwrap();
    let found = row(&store, "a").await;
    assert_eq!((found.state, found.due_at), (CallState::Waiting, Some(NOW + 5)));
    let detail = store.call(ORG, "phones:a").await.unwrap().unwrap();
    let by: Vec<_> = detail.events.iter().map(store::EventRow::told_by).collect();
    assert!(by.contains(&Some("Ren")) && by.contains(&None), "{by:?}");
    assert_eq!(detail.deliveries.len(), 1);
    finish(&store, NOW + 5, logged).await;
    store.tell(ORG, event("a", "commented"), "Ren", NOW + 6).await.unwrap();
    assert_eq!(row(&store, "a").await.state, CallState::Logged, "the same said twice");
}

async fn a_word_stays_when_a_delivery_is_replayed(place: &Place) {
    let store = place.open().await;
    let id = told(&store, "one", vec![event("a", "ended")], NOW).await;
    store.tell(ORG, event("a", "memo_saved"), "Ren", NOW).await.unwrap();
    assert!(store.replay_delivery(ORG, &id).await.unwrap());
    let other = NewEvent { event_id: "another digest".to_owned(), ..event("a", "ended") };
    let again = Digested { emptied: false, inbox_id: id, outcome: Ok(vec![other]) };
    store.digested(ORG, vec![again], NOW + 1).await.unwrap();
    let detail = store.call(ORG, "phones:a").await.unwrap().unwrap();
    let ids: Vec<_> = detail.events.iter().map(|event| event.event_id.as_str()).collect();
    assert_eq!(ids, ["another digest", "digest of a memo_saved"]);
}
