//! People find a call by looking through the list, by a text, or by a part of its id.

use store::{CallFilter, CallState, NewEvent, StoreError};

use crate::place::Place;
use crate::samples::{NOW, ORG, call, event, finish, logged, told};

on_both_databases!(
    the_list_is_read_page_by_page_newest_first,
    calls_of_the_same_moment_are_neither_lost_nor_repeated,
    the_list_can_be_narrowed_down,
    calls_are_counted_from_a_moment_on,
    the_last_calls_of_a_source_come_newest_first,
    a_search_text_is_taken_literally,
    a_cursor_of_elsewhere_is_refused,
    a_call_shows_all_that_it_was_made_of,
    a_call_is_found_by_the_end_of_its_id,
);

fn names(rows: &[store::CallRow]) -> Vec<&str> {
    rows.iter().map(|row| row.call_id.trim_start_matches("phones:")).collect()
}

async fn the_list_is_read_page_by_page_newest_first(place: &Place) {
    let store = place.open().await;
    for (place, name) in ["a", "b", "c", "d", "e"].into_iter().enumerate() {
        call(&store, name, NOW + i64::try_from(place).unwrap()).await;
    }
    let all = CallFilter::default();
    let first = store.calls(ORG, &all, None, 2).await.unwrap();
    assert_eq!(names(&first), ["e", "d"]);
    let second = store.calls(ORG, &all, Some(&first[1].cursor()), 2).await.unwrap();
    assert_eq!(names(&second), ["c", "b"]);
    let third = store.calls(ORG, &all, Some(&second[1].cursor()), 2).await.unwrap();
    assert_eq!(names(&third), ["a"]);
    assert!(store.calls("other", &all, None, 2).await.unwrap().is_empty());
}

async fn calls_of_the_same_moment_are_neither_lost_nor_repeated(place: &Place) {
    let store = place.open().await;
    for name in ["a", "b", "c~d"] {
        call(&store, name, NOW).await;
    }
    let mut seen = Vec::new();
    let mut cursor: Option<String> = None;
    // More turns than calls: a list that repeats itself must fail and not go on for ever.
    for _ in 0..6 {
        let page = store.calls(ORG, &CallFilter::default(), cursor.as_deref(), 1).await.unwrap();
        let Some(row) = page.first() else { break };
        cursor = Some(row.cursor());
        seen.push(names(&page)[0].to_owned());
    }
    assert_eq!(seen, ["c~d", "b", "a"]);
}

async fn the_last_calls_of_a_source_come_newest_first(place: &Place) {
    let store = place.open().await;
    for (name, at) in [("a", NOW), ("b", NOW + 2), ("c", NOW + 1)] {
        call(&store, name, at).await;
    }
    assert_eq!(names(&store.last_calls(ORG, "phones", 2).await.unwrap()), ["b", "c"]);
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

async fn the_list_can_be_narrowed_down(place: &Place) {
    let store = place.open().await;
    call(&store, "done", NOW).await;
    finish(&store, NOW, logged).await;
    call(&store, "open", NOW + 1).await;
    let with = |state, text: Option<&str>| CallFilter { state, text: text.map(str::to_owned) };
    for (filter, expected) in [
        (with(Some(CallState::Logged), None), vec!["done"]),
        (with(Some(CallState::Waiting), None), vec!["open"]),
        (with(Some(CallState::Failed), None), vec![]),
        (with(None, Some("aiko EXAMPLE")), vec!["done"]),
        (with(None, Some("PHONES:")), vec!["open", "done"]),
        (with(None, Some("00T000000000001")), vec!["done"]),
        (with(Some(CallState::Waiting), Some("aiko")), vec![]),
    ] {
        let found = store.calls(ORG, &filter, None, 10).await.unwrap();
        assert_eq!(names(&found), expected, "{filter:?}");
    }
}

async fn a_search_text_is_taken_literally(place: &Place) {
    let store = place.open().await;
    for name in ["100%", "1000", "a_b", "a-b", "!"] {
        call(&store, name, NOW).await;
    }
    for (text, expected) in [("0%", "100%"), ("a_b", "a_b"), ("!", "!")] {
        let filter = CallFilter { text: Some(text.to_owned()), ..CallFilter::default() };
        assert_eq!(names(&store.calls(ORG, &filter, None, 10).await.unwrap()), [expected]);
    }
}

async fn a_cursor_of_elsewhere_is_refused(place: &Place) {
    let store = place.open().await;
    for cursor in ["", "nonsense", "~", "x~phones:a"] {
        let error = store.calls(ORG, &CallFilter::default(), Some(cursor), 2).await.unwrap_err();
        assert_eq!(error, StoreError::BadCursor);
    }
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
