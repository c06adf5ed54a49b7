//! A delivery that was accepted is there, once, whatever happens around it.

use std::collections::HashSet;

use store::{DeliveryState, NewDelivery, StoreError, StoreOptions};
use tokio::task::JoinSet;

use crate::place::Place;
use crate::samples::{NOW, ORG, delivery};

on_both_databases!(
    comes_back_as_it_arrived,
    survives_reopening,
    same_bytes_are_counted_not_stored,
    same_bytes_of_another_source_are_another_delivery,
    any_bytes_are_kept,
    order_of_arrival_is_kept,
    five_hundred_at_once,
    full_queue_is_busy,
    too_many_bytes_are_busy,
    orgs_do_not_see_each_other,
);

async fn comes_back_as_it_arrived(place: &Place) {
    let store = place.open().await;
    let sent = delivery(r#"{"event":"発信","name":"O'Example \"quoted\" \\u0000 😀"}"#);
    let kept = store.keep(sent.clone()).await.unwrap();
    assert!(!kept.duplicate);
    let found = store.delivery(ORG, &kept.id).await.unwrap().unwrap();
    assert_eq!(found.body, sent.body);
    assert_eq!(found.headers, sent.headers);
    assert_eq!(found.content_type, sent.content_type);
    assert_eq!(found.source_id, sent.source_id);
    assert_eq!(found.received_at, NOW);
    assert_eq!(found.copies, 1);
    assert_eq!(found.state, DeliveryState::New);
    assert_eq!(store.undigested(ORG, 10).await.unwrap(), [found]);
    assert_eq!(store.delivery(ORG, "no such id").await.unwrap(), None);
}

async fn survives_reopening(place: &Place) {
    let store = place.open().await;
    let kept = store.keep(delivery("one")).await.unwrap();
    drop(store);
    let found = place.open().await.undigested(ORG, 10).await.unwrap();
    assert_eq!(found.iter().map(|found| &found.id).collect::<Vec<_>>(), [&kept.id]);
}

async fn same_bytes_are_counted_not_stored(place: &Place) {
    let store = place.open().await;
    let first = store.keep(delivery("same")).await.unwrap();
    let second = store.keep(delivery("same")).await.unwrap();
    let third = store.keep(delivery("same")).await.unwrap();
    assert_eq!([first.duplicate, second.duplicate, third.duplicate], [false, true, true]);
    assert_eq!([&second.id, &third.id], [&first.id, &first.id]);
    let found = store.undigested(ORG, 10).await.unwrap();
    assert_eq!(found.iter().map(|found| found.copies).collect::<Vec<_>>(), [3]);
    assert_eq!(store.status(ORG, NOW).await.unwrap().events_received, 3);
}

async fn same_bytes_of_another_source_are_another_delivery(place: &Place) {
    let store = place.open().await;
    store.keep(delivery("same")).await.unwrap();
    let other = NewDelivery { source_id: "other".to_owned(), ..delivery("same") };
    assert!(!store.keep(other).await.unwrap().duplicate);
    assert_eq!(store.undigested(ORG, 10).await.unwrap().len(), 2);
}

async fn any_bytes_are_kept(place: &Place) {
    let store = place.open().await;
    for body in [&b""[..], b"\0", b"a\0b", b"\xFF\xFE", b"{\"a\":\"\\u0000\"}", &[0x80; 300_000]] {
        let kept = store.keep(NewDelivery { body: body.to_vec(), ..delivery("") }).await.unwrap();
        let found = store.delivery(ORG, &kept.id).await.unwrap().unwrap();
        assert_eq!(found.body, body);
    }
}

async fn order_of_arrival_is_kept(place: &Place) {
    let store = place.open().await;
    for number in 0..20 {
        store.keep(delivery(&format!("{}", 99 - number))).await.unwrap();
    }
    let found = store.undigested(ORG, 5).await.unwrap();
    let bodies: Vec<_> = found.iter().map(|found| String::from_utf8_lossy(&found.body)).collect();
    assert_eq!(bodies, ["99", "98", "97", "96", "95"]);
}

async fn five_hundred_at_once(place: &Place) {
    let store = place.open().await;
    let mut keeps = JoinSet::new();
    for number in 0..500 {
        let store = store.clone();
        // Every fifth repeats the body of the one before.
        let body = format!("delivery {}", if number % 5 == 4 { number - 1 } else { number });
        keeps.spawn(async move { store.keep(delivery(&body)).await.unwrap() });
    }
    let kept = keeps.join_all().await;
    assert_eq!(kept.iter().filter(|kept| kept.duplicate).count(), 100);
    let ids: HashSet<_> = kept.into_iter().map(|kept| kept.id).collect();
    let found = store.undigested(ORG, 1000).await.unwrap();
    assert_eq!(found.iter().map(|found| found.id.clone()).collect::<HashSet<_>>(), ids);
    assert_eq!(found.iter().map(|found| found.copies).sum::<i64>(), 500);
    let status = store.status(ORG, NOW).await.unwrap();
    assert_eq!((status.events_received, status.inbox_waiting), (500, 400));
}

async fn full_queue_is_busy(place: &Place) {
    let store = place.open_with(StoreOptions { queue: 1, ..StoreOptions::default() }).await;
    let lock = place.lock_inbox().await;
    let mut keeps = JoinSet::new();
    for number in 0..10 {
        let store = store.clone();
        keeps.spawn(async move { store.keep(delivery(&format!("{number}"))).await });
    }
    // While the lock is held nothing can be stored, so the first answers are refusals.
    let refused = keeps.join_next().await.unwrap().unwrap();
    assert_eq!(refused.unwrap_err(), StoreError::Busy);
    drop(lock);
    let stored = keeps.join_all().await.into_iter().filter(Result::is_ok).count();
    assert!((1..10).contains(&stored), "{stored} stored");
    assert_eq!(store.undigested(ORG, 100).await.unwrap().len(), stored);
    store.keep(delivery("afterwards")).await.unwrap();
}

async fn too_many_bytes_are_busy(place: &Place) {
    let options = StoreOptions { queue_bytes: 100 << 10, ..StoreOptions::default() };
    let store = place.open_with(options).await;
    let large = "x".repeat(200 << 10);
    assert_eq!(store.keep(delivery(&large)).await.unwrap_err(), StoreError::Busy);
    // The budget is given back: far more than it in all, but never at once.
    for number in 0..5 {
        store.keep(delivery(&format!("{number}{}", "x".repeat(60 << 10)))).await.unwrap();
    }
    assert_eq!(store.undigested(ORG, 100).await.unwrap().len(), 5);
}

async fn orgs_do_not_see_each_other(place: &Place) {
    let store = place.open().await;
    let kept = store.keep(delivery("same")).await.unwrap();
    let other = NewDelivery { org_id: "other".to_owned(), ..delivery("same") };
    assert!(!store.keep(other).await.unwrap().duplicate);
    assert_eq!(store.undigested(ORG, 10).await.unwrap().len(), 1);
    assert_eq!(store.delivery("other", &kept.id).await.unwrap(), None);
    assert_eq!(store.status("third", NOW).await.unwrap(), store::Status::default());
}
