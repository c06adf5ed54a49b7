//! People find a call by a part of its id, with everything that it was made of.

use store::NewEvent;

use crate::place::Place;
use crate::samples::{NOW, ORG, call, event, told};

on_both_databases!(
    calls_are_counted_from_a_moment_on,
    the_last_calls_of_a_source_come_newest_first,
    a_call_shows_all_that_it_was_made_of,
    a_call_is_found_by_the_end_of_its_id,
);

async fn the_last_calls_of_a_source_come_newest_first(place: &Place) {
    let store = place.open().await;
    for (name, at) in [("a", NOW), ("b", NOW + 2), ("c", NOW + 1)] {
        call(&store, name, at).await;
    }
    let names =
        |rows: Vec<store::CallRow>| rows.into_iter().map(|row| row.call_id).collect::<Vec<_>>();
    let last = names(store.last_calls(ORG, "phones", 2).await.unwrap());
    assert_eq!(last, ["phones:b", "phones:c"]);
    assert!(store.last_calls(ORG, "other", 2).await.unwrap().is_empty());
    assert!(store.last_calls("other", "phones", 2).await.unwrap().is_empty());
}

async fn calls_are_counted_from_a_moment_on(place: &Place) {
    let store = place.open().await;
    for (name, at) in [("a", NOW), ("b", NOW + 1), ("c", NOW + 2)] {
        call(&store, name, at).await;
    }
    assert_eq!(store.calls_since(ORG, NOW).await.unwrap(), 3);
    assert_eq!(store.calls_since(ORG, NOW + 1).await.unwrap(), 2);
    assert_eq!(store.calls_since(ORG, NOW + 3).await.unwrap(), 0);
    assert_eq!(store.calls_since("other", NOW).await.unwrap(), 0);
}

async fn a_call_shows_all_that_it_was_made_of(place: &Place) {
    let store = place.open().await;
    let untimed = NewEvent { at: None, ..event("a", "rated") };
    let earlier = NewEvent { at: Some(NOW - 60_000), ..event("a", "started") };
    let first = told(&store, "one", vec![untimed, event("a", "ended")], NOW).await;
    let second = told(&store, "two", vec![earlier], NOW).await;
    told(&store, "about another call", vec![event("b", "ended")], NOW).await;
    let found = store.call(ORG, "phones:a").await.unwrap().unwrap();
    let kinds: Vec<_> = found.events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["started", "ended", "rated"]);
    assert_eq!(found.events[0].inbox_id, second);
    let deliveries: Vec<_> = found.deliveries.iter().map(|delivery| &delivery.id).collect();
    assert_eq!(deliveries, [&first, &second]);
    assert!(store.call(ORG, "phones:nobody").await.unwrap().is_none());
}

async fn a_call_is_found_by_the_end_of_its_id(place: &Place) {
    let store = place.open().await;
    for id in ["phones:17", "phones:117", "other:17", "other:Ab", "other:leg:2"] {
        let event = NewEvent { call_id: id.to_owned(), ..event(id, "ended") };
        told(&store, id, vec![event], NOW).await;
    }
    for (fragment, expected) in [
        ("phones:17", vec!["phones:17"]),
        ("17", vec!["other:17", "phones:17"]),
        ("117", vec!["phones:117"]),
        ("7", vec![]),
        ("ab", vec![]),
        ("Ab", vec!["other:Ab"]),
        ("2", vec!["other:leg:2"]),
        ("leg:2", vec!["other:leg:2"]),
        ("", vec![]),
        ("%", vec![]),
        ("a fragment that is longer than every id", vec![]),
    ] {
        assert_eq!(store.find_call(ORG, fragment).await.unwrap(), expected, "{fragment:?}");
    }
}
