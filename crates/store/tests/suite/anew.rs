//! What must happen once, and what lets it happen anew: that it did not happen, or that its result is outdated.

use store::{Store, Turn};

use crate::place::Place;
use crate::samples::{NOW, ORG};

on_both_databases!(
    what_did_not_happen_is_given_back_without_an_intent,
    only_the_holder_gives_back,
    an_outdated_result_is_forgotten_once,
);

const KEY: &str = "number:+12025550147";

async fn turn(store: &Store, holder: &str, now: i64) -> Turn {
    store.once(ORG, &[KEY], holder, now + 1_000, now).await.unwrap().remove(0)
}

async fn done(store: &Store, holder: &str, result: &str) -> Vec<bool> {
    let results = vec![(KEY.to_owned(), result.to_owned())];
    store.once_done(ORG, results, holder, NOW).await.unwrap()
}

async fn what_did_not_happen_is_given_back_without_an_intent(place: &Place) {
    let store = place.open().await;
    assert_eq!(turn(&store, "a", NOW).await, Turn::Yours { intent_at: None });
    assert_eq!(store.once_intend(ORG, &[KEY], "a", NOW).await.unwrap(), [true]);
    store.once_undo(ORG, &[], "a").await.unwrap();
    assert_eq!(turn(&store, "b", NOW).await, Turn::Busy { until: NOW + 1_000 });
    store.once_undo(ORG, &[KEY, KEY], "a").await.unwrap();
    assert_eq!(turn(&store, "b", NOW).await, Turn::Yours { intent_at: None });
}

async fn only_the_holder_gives_back(place: &Place) {
    let store = place.open().await;
    turn(&store, "a", NOW).await;
    store.once_undo(ORG, &[KEY], "b").await.unwrap();
    store.once_undo("another org", &[KEY], "a").await.unwrap();
    assert_eq!(turn(&store, "b", NOW).await, Turn::Busy { until: NOW + 1_000 });
    assert_eq!(done(&store, "a", "003A").await, [true]);
    store.once_undo(ORG, &[KEY], "a").await.unwrap();
    let kept = Turn::Done { result: "003A".to_owned(), at: NOW };
    assert_eq!(turn(&store, "b", NOW).await, kept, "what has happened is not given back");
}

async fn an_outdated_result_is_forgotten_once(place: &Place) {
    let store = place.open().await;
    turn(&store, "a", NOW).await;
    let outdated = || vec![(KEY.to_owned(), "003A".to_owned())];
    store.once_outdated(ORG, outdated()).await.unwrap();
    assert_eq!(turn(&store, "b", NOW).await, Turn::Busy { until: NOW + 1_000 }, "it is under way");
    done(&store, "a", "003A").await;
    store.once_outdated("another org", outdated()).await.unwrap();
    assert!(matches!(turn(&store, "b", NOW).await, Turn::Done { .. }));
    store.once_outdated(ORG, outdated()).await.unwrap();
    assert_eq!(turn(&store, "b", NOW).await, Turn::Yours { intent_at: None });
    done(&store, "b", "003B").await;
    store.once_outdated(ORG, outdated()).await.unwrap();
    let kept = Turn::Done { result: "003B".to_owned(), at: NOW };
    assert_eq!(turn(&store, "c", NOW).await, kept, "another result is another story");
    store.once_outdated(ORG, Vec::new()).await.unwrap();
}
