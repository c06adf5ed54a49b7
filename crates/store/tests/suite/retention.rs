//! What has been kept for long enough goes, in small steps, and nothing that still has something to do.

use crate::place::Place;
use crate::samples::{NOW, ORG, call, delivery, event, finish, logged, row, told};

on_both_databases!(
    bodies_go_and_repeats_are_still_known,
    an_unread_delivery_stays,
    old_calls_go_with_their_events,
    old_deliveries_go_at_last,
    what_is_buried_is_known_by_its_mark,
);

/// Later than everything that the samples keep.
const LATER: i64 = NOW + 1_000_000;

async fn bodies_go_and_repeats_are_still_known(place: &Place) {
    let store = place.open().await;
    for name in ["a", "b", "c"] {
        call(&store, name, NOW).await;
    }
    assert_eq!(store.drop_bodies(ORG, NOW, 10).await.unwrap(), 0, "nothing is old yet");
    assert_eq!(store.drop_bodies(ORG, LATER, 2).await.unwrap(), 2);
    assert_eq!(store.drop_bodies(ORG, LATER, 2).await.unwrap(), 1, "it goes on where it ended");
    assert_eq!(store.drop_bodies(ORG, LATER, 2).await.unwrap(), 0);
    let bodies = store.kept_bodies(ORG, "", 10).await.unwrap();
    assert_eq!(bodies.len(), 3);
    assert!(bodies.iter().all(|body| body.text.is_empty()), "{bodies:?}");
    let again = store.keep(delivery(&format!("a has ended at {NOW}"))).await.unwrap();
    assert!(again.duplicate);
    assert!(store.undigested(ORG, 10).await.unwrap().is_empty());
}

async fn an_unread_delivery_stays(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    store.keep(delivery("nobody has read this")).await.unwrap();
    call(&store, "b", NOW).await;
    assert_eq!(store.drop_bodies(ORG, LATER, 10).await.unwrap(), 1);
    assert_eq!(store.undigested(ORG, 10).await.unwrap()[0].body, b"nobody has read this");
    assert_eq!(store.drop_deliveries(ORG, LATER, 10).await.unwrap(), 2);
    assert_eq!(store.undigested(ORG, 10).await.unwrap().len(), 1);
}

async fn old_calls_go_with_their_events(place: &Place) {
    let store = place.open().await;
    for name in ["a", "b"] {
        call(&store, name, NOW).await;
    }
    finish(&store, NOW, logged).await;
    call(&store, "due", NOW).await;
    call(&store, "young", NOW + 10).await;
    finish(&store, NOW + 10, logged).await;
    told(&store, "one more word", vec![event("due", "commented")], NOW + 11).await;
    assert_eq!(store.drop_calls(ORG, NOW + 5, 1).await.unwrap(), 1);
    assert_eq!(store.drop_calls(ORG, NOW + 5, 10).await.unwrap(), 1);
    assert_eq!(store.drop_calls(ORG, NOW + 5, 10).await.unwrap(), 0);
    let status = store.status(ORG, NOW).await.unwrap();
    assert_eq!((status.calls, status.logged), (2, 1));
    assert_eq!(store.events_of(ORG, &["phones:a", "phones:b"]).await.unwrap().len(), 0);
    assert_eq!(store.events_of(ORG, &["phones:due", "phones:young"]).await.unwrap().len(), 2);
    row(&store, "due").await;
}

async fn old_deliveries_go_at_last(place: &Place) {
    let store = place.open().await;
    for name in ["a", "b", "c"] {
        call(&store, name, NOW).await;
    }
    assert_eq!(store.drop_deliveries(ORG, NOW, 10).await.unwrap(), 0);
    assert_eq!(store.drop_deliveries(ORG, LATER, 2).await.unwrap(), 2);
    assert_eq!(store.drop_deliveries(ORG, LATER, 2).await.unwrap(), 1);
    let again = store.keep(delivery(&format!("a has ended at {NOW}"))).await.unwrap();
    assert!(!again.duplicate);
}

async fn what_is_buried_is_known_by_its_mark(place: &Place) {
    let store = place.open().await;
    let mark = |text: &str| store.mark(ORG, text).unwrap();
    assert_eq!(mark("+81355500101"), mark("+81355500101"));
    assert_ne!(mark("+81355500101"), mark("+81355500102"));
    assert_ne!(mark("x"), store.mark("other", "x").unwrap());
    assert!(!store.has_buried(ORG).await.unwrap());
    store.bury(ORG, &[mark("a"), mark("a"), mark("b")], NOW).await.unwrap();
    store.bury(ORG, &[mark("b")], NOW + 1).await.unwrap();
    assert!(store.has_buried(ORG).await.unwrap());
    let mut found = store.buried(ORG, &[mark("b"), mark("c")]).await.unwrap();
    assert_eq!(found.pop(), Some((mark("b"), NOW + 1)));
    assert!(found.is_empty());
}
