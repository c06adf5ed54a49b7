//! The copy of the org's people: versions, numbers, loads, and numbers that thousands share.

use store::{Held, KeptPeople, MirrorRow, Person, Store};

use crate::place::Place;
use crate::samples::{NOW, ORG};

on_both_databases!(
    a_person_is_found_by_every_number,
    an_older_version_changes_nothing,
    a_newer_version_takes_its_numbers_along,
    another_content_of_the_same_time_replaces,
    what_is_kept_is_counted,
    a_record_given_twice_is_kept_once,
    progress_is_saved_with_the_page,
    who_is_forgotten_is_not_found,
    a_sweep_removes_who_was_not_seen,
    many_numbers_are_looked_up_at_once,
    of_thousands_with_one_number_the_newest_are_read,
    a_number_of_thousands_is_looked_up_object_by_object,
    people_are_listed_page_by_page,
    orgs_are_kept_apart,
    every_character_survives,
    two_nodes_that_keep_one_person_leave_one_number,
);

fn person(name: &str, changed_at: i64, tails: &[i64]) -> Person {
    Person {
        record_id: format!("003{name:0>12}AAA"),
        object: "Contact".to_owned(),
        changed_at,
        body: format!(r#"{{"Name":"{name}","Phone":"+1 202-555-0100"}}"#),
        tails: tails.to_vec(),
    }
}

fn lead(name: &str, changed_at: i64, tails: &[i64]) -> Person {
    let record_id = format!("00Q{name:0>12}AAA");
    Person { record_id, object: "Lead".to_owned(), ..person(name, changed_at, tails) }
}

async fn keep(store: &Store, people: Vec<Person>) -> KeptPeople {
    store.keep_people(ORG, people, 1, None).await.unwrap()
}

async fn with(store: &Store, tail: i64) -> Vec<Person> {
    let mut held = store.people_with(ORG, &[tail], 10).await.unwrap();
    assert_eq!(held.len(), 1);
    held.remove(0).people
}

async fn a_person_is_found_by_every_number(place: &Place) {
    let store = place.open().await;
    let aiko = person("aiko", NOW, &[100_000_001, 100_000_002]);
    keep(&store, vec![aiko.clone(), person("ben", NOW, &[100_000_003])]).await;
    assert_eq!(with(&store, 100_000_001).await, std::slice::from_ref(&aiko));
    assert_eq!(with(&store, 100_000_002).await, [aiko]);
    assert_eq!(with(&store, 100_000_004).await, []);
}

async fn an_older_version_changes_nothing(place: &Place) {
    let store = place.open().await;
    let newer = person("aiko", NOW, &[1]);
    keep(&store, vec![newer.clone()]).await;
    let kept = keep(&store, vec![person("aiko", NOW - 1, &[2])]).await;
    assert_eq!(kept, KeptPeople { unchanged: 1, ..KeptPeople::default() });
    assert_eq!(with(&store, 1).await, [newer]);
    assert_eq!(with(&store, 2).await, []);
}

async fn a_newer_version_takes_its_numbers_along(place: &Place) {
    let store = place.open().await;
    keep(&store, vec![person("aiko", NOW, &[1, 2])]).await;
    let newer = person("aiko", NOW + 1, &[2, 3]);
    let kept = keep(&store, vec![newer.clone()]).await;
    assert_eq!(kept, KeptPeople { changed: 1, ..KeptPeople::default() });
    assert_eq!(with(&store, 1).await, []);
    assert_eq!(with(&store, 2).await, std::slice::from_ref(&newer));
    assert_eq!(with(&store, 3).await, std::slice::from_ref(&newer));
    keep(&store, vec![Person { tails: Vec::new(), changed_at: NOW + 2, ..newer }]).await;
    assert_eq!(numbers(&store, &[1, 2, 3]).await, 0);
}

async fn another_content_of_the_same_time_replaces(place: &Place) {
    let store = place.open().await;
    let first = person("aiko", NOW, &[1, 2]);
    keep(&store, vec![first.clone()]).await;
    let with_more_fields = Person {
        body: r#"{"Name":"Aiko","Phone":null,"Extra__c":"1"}"#.to_owned(),
        tails: vec![2, 3],
        ..first
    };
    assert_eq!(keep(&store, vec![with_more_fields.clone()]).await.changed, 1);
    assert_eq!(with(&store, 1).await, []);
    assert_eq!(with(&store, 3).await, [with_more_fields]);
}

async fn what_is_kept_is_counted(place: &Place) {
    let store = place.open().await;
    let many: Vec<Person> =
        (0..4_500).map(|number| person(&number.to_string(), NOW, &[number])).collect();
    let new = KeptPeople { new: 4_500, ..KeptPeople::default() };
    assert_eq!(keep(&store, many.clone()).await, new);
    let unchanged = KeptPeople { unchanged: 4_500, ..KeptPeople::default() };
    assert_eq!(keep(&store, many.clone()).await, unchanged);
    let mut mixed = many;
    mixed[7].changed_at += 1;
    mixed[4_400].body = "{}".to_owned();
    mixed.push(person("new", NOW, &[]));
    let expected = KeptPeople { new: 1, changed: 2, unchanged: 4_498 };
    assert_eq!(keep(&store, mixed).await, expected);
    assert_eq!(keep(&store, Vec::new()).await, KeptPeople::default());
    assert_eq!(store.count_people(ORG).await.unwrap(), [("Contact".to_owned(), 4_501)]);
}

async fn a_record_given_twice_is_kept_once(place: &Place) {
    let store = place.open().await;
    let newest = person("aiko", NOW + 2, &[2]);
    let given = vec![person("aiko", NOW, &[1]), newest.clone(), person("aiko", NOW + 1, &[3])];
    assert_eq!(keep(&store, given).await, KeptPeople { new: 1, ..KeptPeople::default() });
    assert_eq!(with(&store, 2).await, [newest]);
    assert_eq!(numbers(&store, &[1, 3]).await, 0);
}

async fn progress_is_saved_with_the_page(place: &Place) {
    let store = place.open().await;
    let progress = MirrorRow {
        object: "Contact".to_owned(),
        phase: "load".to_owned(),
        locator: Some("MTAwMDA".to_owned()),
        loaded: 1,
        ..MirrorRow::default()
    };
    let page = vec![person("aiko", NOW, &[1])];
    let kept = store.keep_people(ORG, page, 3, Some(progress.clone())).await.unwrap();
    assert_eq!(kept.new, 1);
    assert_eq!(store.mirror(ORG).await.unwrap(), std::slice::from_ref(&progress));
    let last = MirrorRow { phase: "live".to_owned(), locator: None, ..progress };
    store.keep_people(ORG, Vec::new(), 3, Some(last.clone())).await.unwrap();
    assert_eq!(store.mirror(ORG).await.unwrap(), [last]);
}

async fn who_is_forgotten_is_not_found(place: &Place) {
    let store = place.open().await;
    let (aiko, ben) = (person("aiko", NOW, &[1, 2]), person("ben", NOW, &[2]));
    keep(&store, vec![aiko.clone(), ben.clone()]).await;
    let gone = store.forget_people(ORG, &[&aiko.record_id, "003000000000nobody"]).await.unwrap();
    assert_eq!(gone, 1);
    assert_eq!(with(&store, 1).await, []);
    assert_eq!(with(&store, 2).await, [ben]);
    assert_eq!(store.forget_people(ORG, &[]).await.unwrap(), 0);
}

async fn a_sweep_removes_who_was_not_seen(place: &Place) {
    let store = place.open().await;
    let many = (0..2_500).map(|number| person(&number.to_string(), NOW, &[number])).collect();
    keep(&store, many).await;
    keep(&store, vec![lead("lena", NOW, &[1])]).await;
    let seen = vec![person("1", NOW, &[1]), person("2", NOW - 1, &[2]), person("new", NOW, &[9])];
    store.keep_people(ORG, seen, 2, None).await.unwrap();
    assert_eq!(store.sweep_people(ORG, "Contact", 2).await.unwrap(), 2_498);
    assert_eq!(store.sweep_people(ORG, "Contact", 2).await.unwrap(), 0);
    let expected = [("Contact".to_owned(), 3), ("Lead".to_owned(), 1)];
    assert_eq!(store.count_people(ORG).await.unwrap(), expected);
    assert_eq!(with(&store, 1).await.len(), 2);
    assert_eq!(
        with(&store, 2).await,
        [person("2", NOW, &[2])],
        "an older version proves that it is there"
    );
    assert_eq!(numbers(&store, &[0, 3, 2_499]).await, 0);
}

async fn many_numbers_are_looked_up_at_once(place: &Place) {
    let store = place.open().await;
    let many: Vec<Person> =
        (0..300).map(|number| person(&number.to_string(), NOW, &[number])).collect();
    keep(&store, many.clone()).await;
    let tails: Vec<i64> = (0..400).rev().chain([7]).collect();
    let held = store.people_with(ORG, &tails, 10).await.unwrap();
    assert_eq!(held.iter().map(|held| held.tail).collect::<Vec<_>>(), tails);
    for Held { tail, people, more } in held {
        let expected = usize::try_from(tail).ok().and_then(|place| many.get(place));
        assert_eq!((people.first(), more), (expected, false), "{tail}");
    }
    assert_eq!(store.people_with(ORG, &[], 10).await.unwrap(), []);
}

async fn of_thousands_with_one_number_the_newest_are_read(place: &Place) {
    let store = place.open().await;
    let many = (0..10_000).map(|number| person(&number.to_string(), NOW + number % 5_000, &[1]));
    keep(&store, many.collect()).await;
    let held = store.people_with(ORG, &[1], 3).await.unwrap().remove(0);
    assert!(held.more);
    let newest = [(9_999, 4_999), (4_999, 4_999), (9_998, 4_998)];
    assert_eq!(held.people, newest.map(|(name, at)| person(&name.to_string(), NOW + at, &[1])));
    let all = store.people_with(ORG, &[1], 10_000).await.unwrap().remove(0);
    assert_eq!((all.people.len(), all.more), (10_000, false));
}

async fn a_number_of_thousands_is_looked_up_object_by_object(place: &Place) {
    let store = place.open().await;
    let contact = person("1", NOW, &[1]);
    let leads = (0..300).map(|number| lead(&number.to_string(), NOW + 1 + number, &[1]));
    keep(&store, leads.chain([contact.clone()]).collect()).await;
    let held = store.people_with(ORG, &[1, 2], 3).await.unwrap();
    let newest = [299, 298, 297].map(|name| lead(&name.to_string(), NOW + 1 + name, &[1]));
    assert!(held[0].more && held[1].people.is_empty());
    assert_eq!(held[0].people, newest.into_iter().chain([contact]).collect::<Vec<_>>());
    let all = store.people_with(ORG, &[1], 300).await.unwrap().remove(0);
    assert_eq!((all.people.len(), all.more), (301, false));
}

async fn people_are_listed_page_by_page(place: &Place) {
    let store = place.open().await;
    let contacts = ["a", "b", "c"].map(|name| person(name, NOW, &[1]));
    keep(&store, vec![contacts[2].clone(), contacts[0].clone(), contacts[1].clone()]).await;
    keep(&store, vec![lead("lena", NOW, &[1])]).await;
    let first = store.people_page(ORG, "Contact", None, 2).await.unwrap();
    assert_eq!(first, contacts[..2]);
    let after = Some(contacts[1].record_id.as_str());
    assert_eq!(store.people_page(ORG, "Contact", after, 2).await.unwrap(), contacts[2..]);
    let (b, lena) = (&contacts[1], lead("lena", NOW, &[1]));
    let ids = [lena.record_id.as_str(), "003000000000nobody", &b.record_id, &b.record_id];
    assert_eq!(store.people_by_id(ORG, &ids).await.unwrap(), [b.clone(), lena]);
    assert_eq!(store.people_by_id(ORG, &[]).await.unwrap(), []);
}

async fn orgs_are_kept_apart(place: &Place) {
    let store = place.open().await;
    let aiko = person("aiko", NOW, &[1]);
    keep(&store, vec![aiko.clone()]).await;
    store.keep_people("other", vec![person("aiko", NOW + 1, &[2])], 9, None).await.unwrap();
    assert_eq!(with(&store, 1).await, std::slice::from_ref(&aiko));
    assert_eq!(with(&store, 2).await, []);
    assert_eq!(store.forget_people("other", &[&aiko.record_id]).await.unwrap(), 1);
    assert_eq!(with(&store, 1).await, [aiko]);
    assert_eq!(store.sweep_people("other", "Contact", i64::MAX).await.unwrap(), 0);
    assert_eq!(store.count_people("other").await.unwrap(), []);
}

async fn every_character_survives(place: &Place) {
    let store = place.open().await;
    let odd = Person {
        body: "{\"Name\":\"秘密 \\u0000 \\\"é\\\\ 𝄞\u{2028}\"}".to_owned(),
        changed_at: i64::MIN,
        ..person("odd", NOW, &[i64::MAX, 0, i64::MIN])
    };
    keep(&store, vec![odd.clone()]).await;
    let found = with(&store, i64::MAX).await.remove(0);
    assert_eq!((found.body, found.changed_at), (odd.body, odd.changed_at));
    assert_eq!(found.tails, [i64::MIN, 0, i64::MAX]);
    assert_eq!(with(&store, i64::MIN).await.len(), 1);
}

async fn two_nodes_that_keep_one_person_leave_one_number(place: &Place) {
    let mut keeps = tokio::task::JoinSet::new();
    for node in 0..4 {
        let store = place.open().await;
        keeps.spawn(async move {
            for round in 0..25 {
                let version = node + 4 * round;
                let aiko = person("aiko", NOW + version, &[version, 1_000 + version]);
                store.keep_people(ORG, vec![aiko], 1, None).await.unwrap();
            }
        });
    }
    keeps.join_all().await;
    let store = place.open().await;
    let all: Vec<i64> = (0..100).chain(1_000..1_100).collect();
    assert_eq!(numbers(&store, &all).await, 2);
    assert_eq!(with(&store, 99).await, [person("aiko", NOW + 99, &[99, 1_099])]);
}

/// How many people these numbers lead to.
async fn numbers(store: &Store, tails: &[i64]) -> usize {
    let held = store.people_with(ORG, tails, 10).await.unwrap();
    held.into_iter().map(|held| held.people.len()).sum()
}
