//! The phone systems' contacts, their links and their history, on both databases.

use store::{ContactHistoryRow, ContactLink, ContactSyncRow, NewContact};

use crate::place::Place;
use crate::samples::{NOW, ORG};

on_both_databases!(
    an_older_saying_never_replaces_a_newer_one,
    contacts_are_found_by_number_in_every_source,
    what_was_not_seen_is_gone,
    links_are_found_from_both_sides_and_when_their_contact_changed,
    saving_a_link_twice_changes_nothing_and_history_stays,
    the_state_of_a_sync_is_kept,
);

const SOURCE: &str = "phones";

fn contact(id: &str, changed_at: i64, name: &str, numbers: &[&str]) -> NewContact {
    NewContact {
        contact_id: id.to_owned(),
        changed_at,
        gone: false,
        body: format!("{{\"name\":\"{name}\"}}"),
        numbers: numbers.iter().map(|&number| number.to_owned()).collect(),
    }
}

fn link(record: &str, contact: Option<&str>, theirs: Option<&str>) -> ContactLink {
    ContactLink {
        record_id: record.to_owned(),
        object: "Contact".to_owned(),
        contact_id: contact.map(str::to_owned),
        ours: Some("{}".to_owned()),
        theirs: theirs.map(str::to_owned),
        synced_at: NOW,
        ..ContactLink::default()
    }
}

async fn named(place: &Place, numbers: &[&str]) -> Vec<(String, String, String)> {
    let found = place.open().await.contacts_with(ORG, numbers).await.unwrap();
    found.into_iter().map(|named| (named.number, named.source_id, named.contact.body)).collect()
}

async fn an_older_saying_never_replaces_a_newer_one(place: &Place) {
    let store = place.open().await;
    let keep = |contacts, at| store.keep_contacts(ORG, SOURCE, contacts, false, at);
    keep(vec![contact("1", 20, "new ☎", &["+1"]), contact("1", 10, "twice", &["+9"])], 1)
        .await
        .unwrap();
    keep(vec![contact("1", 10, "old", &["+2"])], 2).await.unwrap();
    let rows = store.contacts_by_id(ORG, SOURCE, &["1", "2"]).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].body.as_str(), rows[0].changed_at), ("{\"name\":\"new ☎\"}", 20));
    assert_eq!(named(place, &["+1", "+2", "+9"]).await.len(), 1);
    // It was seen all the same.
    assert_eq!(store.contacts_unseen(ORG, SOURCE, 2).await.unwrap(), (0, 1));
    keep(vec![contact("1", 20, "again", &["+3"])], 2).await.unwrap();
    assert_eq!(named(place, &["+1", "+3"]).await[0].0, "+3");
    let gone = NewContact { gone: true, ..contact("1", 30, "again", &[]) };
    keep(vec![gone], 3).await.unwrap();
    assert!(named(place, &["+3"]).await.is_empty());
    keep(vec![contact("1", 25, "late", &["+3"])], 4).await.unwrap();
    assert!(store.contacts_by_id(ORG, SOURCE, &["1"]).await.unwrap()[0].gone);
    keep(Vec::new(), 5).await.unwrap();
    let same_moment = vec![contact("1", 30, "echo", &["+4"])];
    store.keep_contacts(ORG, SOURCE, same_moment.clone(), true, 6).await.unwrap();
    assert!(named(place, &["+4"]).await.is_empty());
    store.keep_contacts(ORG, SOURCE, same_moment, false, 7).await.unwrap();
    assert_eq!(named(place, &["+4"]).await.len(), 1);
}

async fn contacts_are_found_by_number_in_every_source(place: &Place) {
    let store = place.open().await;
    for source in ["tokyo", "paris"] {
        let contacts = vec![
            contact("1", 1, source, &["+33199000001", "+81355500101"]),
            contact("2", 1, "b", &[]),
        ];
        store.keep_contacts(ORG, source, contacts, false, NOW).await.unwrap();
    }
    store
        .keep_contacts("other", "tokyo", vec![contact("1", 1, "x", &["+33199000001"])], false, NOW)
        .await
        .unwrap();
    let found = named(place, &["+33199000001", "+33199000001", "+44"]).await;
    let sources: Vec<&str> = found.iter().map(|(_, source, _)| source.as_str()).collect();
    assert_eq!(sources, ["paris", "tokyo"]);
    assert!(named(place, &[]).await.is_empty());
}

async fn what_was_not_seen_is_gone(place: &Place) {
    let store = place.open().await;
    store.keep_contacts(ORG, SOURCE, vec![contact("1", 1, "a", &["+1"])], false, 10).await.unwrap();
    store.keep_contacts(ORG, SOURCE, vec![contact("2", 1, "b", &["+2"])], false, 20).await.unwrap();
    assert_eq!(store.contacts_unseen(ORG, SOURCE, 20).await.unwrap(), (1, 2));
    assert_eq!(store.contacts_unseen(ORG, "other", 20).await.unwrap(), (0, 0));
    store.lose_contacts(ORG, SOURCE, 20).await.unwrap();
    store.lose_contacts(ORG, SOURCE, 20).await.unwrap();
    assert_eq!(store.contacts_unseen(ORG, SOURCE, 20).await.unwrap(), (0, 1));
    assert_eq!(named(place, &["+1", "+2"]).await.len(), 1);
}

async fn links_are_found_from_both_sides_and_when_their_contact_changed(place: &Place) {
    let store = place.open().await;
    let contacts =
        vec![contact("1", 1, "a", &[]), contact("2", 1, "b", &[]), contact("3", 1, "c", &[])];
    let bodies: Vec<String> = contacts.iter().map(|contact| contact.body.clone()).collect();
    store.keep_contacts(ORG, SOURCE, contacts, false, NOW).await.unwrap();
    let links = vec![
        link("003A", Some("1"), Some(&bodies[0])),
        link("003B", Some("2"), Some("{}")),
        link("003C", Some("3"), None),
        ContactLink { problem_code: Some("invalid_number".to_owned()), ..link("003D", None, None) },
    ];
    store.save_links(ORG, SOURCE, links.clone(), Vec::new()).await.unwrap();
    assert_eq!(
        store.links_of(ORG, SOURCE, &["003B", "003B", "none"]).await.unwrap(),
        [links[1].clone()]
    );
    assert_eq!(store.links_to(ORG, SOURCE, &["1"]).await.unwrap(), [links[0].clone()]);
    assert_eq!(store.changed_links(ORG, SOURCE, "", 9).await.unwrap(), links[1..3]);
    assert_eq!(store.changed_links(ORG, SOURCE, "", 1).await.unwrap(), links[1..2]);
    assert_eq!(store.changed_links(ORG, SOURCE, "003B", 9).await.unwrap(), links[2..3]);
    assert_eq!(store.changed_links("other", SOURCE, "", 9).await.unwrap(), []);
    assert_eq!(store.count_links(ORG, SOURCE).await.unwrap(), (3, 1));
    assert_eq!(store.link_problems(ORG, SOURCE, 9).await.unwrap(), links[3..]);
}

async fn saving_a_link_twice_changes_nothing_and_history_stays(place: &Place) {
    let store = place.open().await;
    let row = |at, replaced: &str| ContactHistoryRow {
        at,
        record_id: "003A".to_owned(),
        field: "email".to_owned(),
        written_to: "phone".to_owned(),
        replaced: replaced.to_owned(),
        kept: "new@example.com".to_owned(),
        conflict: true,
    };
    for _ in 0..2 {
        let links = vec![link("003A", Some("1"), None)];
        store.save_links(ORG, SOURCE, links, vec![row(1, "old"), row(2, "older")]).await.unwrap();
    }
    store.save_links(ORG, SOURCE, Vec::new(), Vec::new()).await.unwrap();
    assert_eq!(
        store.contact_history(ORG, SOURCE, 9).await.unwrap(),
        [row(2, "older"), row(1, "old")]
    );
    assert_eq!(store.contact_history(ORG, SOURCE, 1).await.unwrap().len(), 1);
    assert_eq!(store.count_links(ORG, SOURCE).await.unwrap(), (1, 0));
}

async fn the_state_of_a_sync_is_kept(place: &Place) {
    let store = place.open().await;
    assert_eq!(store.contact_sync(ORG, SOURCE).await.unwrap(), None);
    let mut row =
        ContactSyncRow { source_id: SOURCE.to_owned(), due_at: NOW, ..ContactSyncRow::default() };
    store.save_contact_sync(ORG, &row).await.unwrap();
    assert_eq!(store.contact_sync(ORG, SOURCE).await.unwrap(), Some(row.clone()));
    row.confirmed_at = Some(NOW);
    row.stopped_code = Some("sync_would_empty".to_owned());
    row.progress = Some("{\"stage\":\"reading\"}".to_owned());
    store.save_contact_sync(ORG, &row).await.unwrap();
    assert_eq!(store.contact_sync(ORG, SOURCE).await.unwrap(), Some(row));
}
