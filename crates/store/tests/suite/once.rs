//! What must happen once happens once: with many who ask, with one who falls silent, and with one who comes back late.

use store::Turn;
use tokio::task::JoinSet;

use crate::place::Place;
use crate::samples::{NOW, ORG};

on_both_databases!(
    the_first_who_asks_has_the_turn,
    what_is_done_is_told_with_its_result,
    a_turn_given_back_is_the_next_ones,
    who_falls_silent_loses_the_turn_and_leaves_the_intent,
    who_comes_back_late_can_change_nothing,
    a_round_of_the_same_node_has_to_wait_too,
    what_is_forgotten_can_happen_anew,
    old_rows_are_swept,
    fifty_who_ask_at_once_get_one_turn,
    a_turn_that_ran_out_goes_to_one_of_many,
    keys_asked_in_any_order_do_not_block_each_other,
);

const UNTIL: i64 = NOW + 30_000;

fn done(result: &str) -> Turn {
    Turn::Done { result: result.to_owned(), at: NOW + 2 }
}

const YOURS: Turn = Turn::Yours { intent_at: None };

async fn the_first_who_asks_has_the_turn(place: &Place) {
    let store = place.open().await;
    let first = store.once(ORG, &["a", "b"], "one", UNTIL, NOW).await.unwrap();
    assert_eq!(first, [YOURS, YOURS]);
    let second = store.once(ORG, &["c", "b", "a", "c"], "two", UNTIL + 5, NOW + 1).await.unwrap();
    let busy = Turn::Busy { until: UNTIL };
    assert_eq!(second, [YOURS, busy.clone(), busy, YOURS]);
    assert_eq!(store.once("other", &["a"], "two", UNTIL, NOW).await.unwrap(), [YOURS]);
    assert_eq!(store.once(ORG, &[], "two", UNTIL, NOW).await.unwrap(), []);
}

async fn what_is_done_is_told_with_its_result(place: &Place) {
    let store = place.open().await;
    store.once(ORG, &["a", "b"], "one", UNTIL, NOW).await.unwrap();
    assert_eq!(store.once_intend(ORG, &["b", "a"], "one", NOW + 1).await.unwrap(), [true, true]);
    let results = vec![("a".to_owned(), "003A".to_owned()), ("x".to_owned(), "003X".to_owned())];
    assert_eq!(store.once_done(ORG, results, "one", NOW + 2).await.unwrap(), [true, false]);
    let told = store.once(ORG, &["a", "b"], "two", UNTIL, NOW + 3).await.unwrap();
    assert_eq!(told, [done("003A"), Turn::Busy { until: UNTIL }]);
    let much_later = store.once(ORG, &["a"], "two", UNTIL * 2, UNTIL + 1).await.unwrap();
    assert_eq!(much_later, [done("003A")], "what is done stays done after the holder's time");
}

async fn a_turn_given_back_is_the_next_ones(place: &Place) {
    let store = place.open().await;
    store.once(ORG, &["a", "b"], "one", UNTIL, NOW).await.unwrap();
    store.once_intend(ORG, &["b"], "one", NOW + 1).await.unwrap();
    store.once_release(ORG, &["a", "b"], "two").await.unwrap();
    let still = store.once(ORG, &["a"], "two", UNTIL, NOW + 2).await.unwrap();
    assert_eq!(still, [Turn::Busy { until: UNTIL }], "only its holder gives it back");
    store.once_release(ORG, &["a", "b"], "one").await.unwrap();
    let next = store.once(ORG, &["a", "b"], "two", UNTIL, NOW + 3).await.unwrap();
    assert_eq!(next, [YOURS, Turn::Yours { intent_at: Some(NOW + 1) }]);
}

async fn who_falls_silent_loses_the_turn_and_leaves_the_intent(place: &Place) {
    let store = place.open().await;
    store.once(ORG, &["a"], "dead", UNTIL, NOW).await.unwrap();
    store.once_intend(ORG, &["a"], "dead", NOW + 7).await.unwrap();
    let early = store.once(ORG, &["a"], "next", UNTIL * 2, UNTIL - 1).await.unwrap();
    assert_eq!(early, [Turn::Busy { until: UNTIL }]);
    let taken = store.once(ORG, &["a"], "next", UNTIL * 2, UNTIL).await.unwrap();
    assert_eq!(taken, [Turn::Yours { intent_at: Some(NOW + 7) }]);
}

async fn who_comes_back_late_can_change_nothing(place: &Place) {
    let store = place.open().await;
    store.once(ORG, &["a"], "late", UNTIL, NOW).await.unwrap();
    let too_late = store.once_intend(ORG, &["a"], "late", UNTIL).await.unwrap();
    assert_eq!(too_late, [false], "its time is over, although nobody has taken over yet");
    store.once(ORG, &["a"], "next", UNTIL * 2, UNTIL).await.unwrap();
    assert_eq!(store.once_intend(ORG, &["a"], "late", NOW + 1).await.unwrap(), [false]);
    let result = |text: &str| vec![("a".to_owned(), text.to_owned())];
    assert_eq!(store.once_done(ORG, result("late"), "late", NOW + 2).await.unwrap(), [false]);
    store.once_release(ORG, &["a"], "late").await.unwrap();
    assert_eq!(store.once_done(ORG, result("next"), "next", NOW + 2).await.unwrap(), [true]);
    assert_eq!(store.once_done(ORG, result("again"), "next", NOW + 9).await.unwrap(), [false]);
    assert_eq!(store.once(ORG, &["a"], "x", UNTIL, NOW).await.unwrap(), [done("next")]);
}

async fn a_round_of_the_same_node_has_to_wait_too(place: &Place) {
    let store = place.open().await;
    store.once(ORG, &["a"], "node", UNTIL, NOW).await.unwrap();
    let again = store.once(ORG, &["a"], "node", UNTIL, NOW).await.unwrap();
    assert_eq!(again, [Turn::Busy { until: UNTIL }]);
}

async fn what_is_forgotten_can_happen_anew(place: &Place) {
    let store = place.open().await;
    store.once(ORG, &["a", "b"], "one", UNTIL, NOW).await.unwrap();
    store.once_intend(ORG, &["a"], "one", NOW).await.unwrap();
    store.once_done(ORG, vec![("a".to_owned(), "003A".to_owned())], "one", NOW).await.unwrap();
    let forgotten = ["a", "nothing"].map(|key| (key.to_owned(), "003A".to_owned()));
    store.once_outdated(ORG, forgotten.to_vec()).await.unwrap();
    assert_eq!(store.once(ORG, &["a"], "two", UNTIL, NOW).await.unwrap(), [YOURS]);
}

async fn old_rows_are_swept(place: &Place) {
    let store = place.open().await;
    store.once(ORG, &["done", "left", "young"], "one", UNTIL, NOW).await.unwrap();
    for (key, at) in [("done", NOW + 2), ("young", UNTIL + 9)] {
        store.once_done(ORG, vec![(key.to_owned(), "003A".to_owned())], "one", at).await.unwrap();
    }
    store.once("other", &["done"], "one", UNTIL, NOW).await.unwrap();
    assert_eq!(store.once_sweep(ORG, NOW + 3).await.unwrap(), 0, "their time still runs");
    assert_eq!(store.once_sweep(ORG, UNTIL + 9).await.unwrap(), 2);
    let left = store.once(ORG, &["done", "left", "young"], "two", UNTIL, NOW).await.unwrap();
    let young = Turn::Done { result: "003A".to_owned(), at: UNTIL + 9 };
    assert_eq!(left, [YOURS, YOURS, young]);
    let theirs = store.once("other", &["done"], "two", UNTIL, NOW).await.unwrap();
    assert_eq!(theirs, [Turn::Busy { until: UNTIL }]);
}

async fn fifty_who_ask_at_once_get_one_turn(place: &Place) {
    let mut askers = JoinSet::new();
    for (node, store) in [("one", place.open().await), ("two", place.open().await)] {
        for round in 0..25 {
            let store = store.clone();
            askers.spawn(async move {
                let holder = format!("{node} {round}");
                let turn = store.once(ORG, &["+81355500101"], &holder, UNTIL, NOW).await.unwrap();
                turn == [YOURS]
            });
        }
    }
    let turns = askers.join_all().await;
    assert_eq!(turns.len(), 50);
    assert_eq!(turns.into_iter().filter(|mine| *mine).count(), 1);
}

async fn a_turn_that_ran_out_goes_to_one_of_many(place: &Place) {
    let store = place.open().await;
    store.once(ORG, &["a"], "dead", UNTIL, NOW).await.unwrap();
    store.once_intend(ORG, &["a"], "dead", NOW + 1).await.unwrap();
    let mut askers = JoinSet::new();
    for number in 0..40 {
        let store = if number % 2 == 0 { store.clone() } else { place.open().await };
        askers.spawn(async move {
            let holder = format!("next {number}");
            let turns = store.once(ORG, &["a"], &holder, UNTIL * 2, UNTIL + 1).await.unwrap();
            turns == [Turn::Yours { intent_at: Some(NOW + 1) }]
        });
    }
    assert_eq!(askers.join_all().await.into_iter().filter(|mine| *mine).count(), 1);
}

async fn keys_asked_in_any_order_do_not_block_each_other(place: &Place) {
    let keys: Vec<String> = (0..60).map(|number| format!("key {number}")).collect();
    let mut askers = JoinSet::new();
    for number in 0..16 {
        let store = place.open().await;
        let mut keys = keys.clone();
        if number % 2 == 0 {
            keys.reverse();
        }
        askers.spawn(async move {
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            let turns = store.once(ORG, &keys, &format!("{number}"), UNTIL, NOW).await.unwrap();
            turns.into_iter().filter(|turn| *turn == YOURS).count()
        });
    }
    assert_eq!(askers.join_all().await.into_iter().sum::<usize>(), 60);
}
