//! Whose number it is because a person said so: one record a number, listed, and forgotten on request.

use store::Remembered;

use crate::place::Place;
use crate::samples::{NOW, ORG};

on_both_databases!(the_last_word_is_remembered, what_is_remembered_is_listed_and_forgotten);

fn one(number: &str, record_id: &str) -> Remembered {
    Remembered {
        number: number.to_owned(),
        number_key: 1_5550_0101,
        record_id: record_id.to_owned(),
        name: Some("Aiko Example".to_owned()),
        who: "Ren Sample".to_owned(),
        at: NOW,
    }
}

const NUMBER: &str = "+81355500101";

async fn the_last_word_is_remembered(place: &Place) {
    let store = place.open().await;
    store.remember(ORG, one(NUMBER, "003000000000001AAA")).await.unwrap();
    let last = Remembered { name: None, at: NOW + 1, ..one(NUMBER, "003000000000002AAA") };
    store.remember(ORG, last.clone()).await.unwrap();
    let found = store.remembered_for(ORG, &[NUMBER, "+81355500102"]).await.unwrap();
    assert_eq!(found.into_values().collect::<Vec<_>>(), [last]);
    assert!(store.remembered_for("other", &[NUMBER]).await.unwrap().is_empty());
    assert!(store.remembered_for(ORG, &[]).await.unwrap().is_empty());
}

async fn what_is_remembered_is_listed_and_forgotten(place: &Place) {
    let store = place.open().await;
    for number in ["+81355500103", NUMBER, "+81355500102"] {
        store.remember(ORG, one(number, "003000000000001AAA")).await.unwrap();
    }
    let numbers = |all: Vec<Remembered>| all.into_iter().map(|one| one.number).collect::<Vec<_>>();
    let first = numbers(store.remembered(ORG, None, 2).await.unwrap());
    assert_eq!(first, [NUMBER, "+81355500102"]);
    let rest = numbers(store.remembered(ORG, Some(&first[1]), 2).await.unwrap());
    assert_eq!(rest, ["+81355500103"]);
    assert!(store.forget_remembered(ORG, NUMBER).await.unwrap());
    assert!(!store.forget_remembered(ORG, NUMBER).await.unwrap());
    assert!(!store.forget_remembered("other", "+81355500102").await.unwrap());
    assert_eq!(store.remembered(ORG, None, 10).await.unwrap().len(), 2);
}
