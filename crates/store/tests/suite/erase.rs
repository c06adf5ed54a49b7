//! What erasing a person asks of the store.

use std::collections::BTreeSet;

use store::{Digested, KeptCall, Scrubbed, SeenTrouble};

use crate::place::Place;
use crate::samples::{NOW, ORG, call, delivery, event, finish, logged, row, told};

on_both_databases!(
    what_tells_of_an_erased_person_is_emptied_as_it_is_read,
    only_what_was_read_is_emptied,
    a_rewritten_call_is_taken_from_whoever_has_claimed_it,
    texts_beside_calls_are_found_and_replaced,
    the_bytes_of_deleted_rows_are_told_of,
);

async fn bodies(store: &store::Store) -> BTreeSet<String> {
    let bodies = store.kept_bodies(ORG, "", 100).await.unwrap();
    bodies.into_iter().map(|body| body.text).collect()
}

async fn what_tells_of_an_erased_person_is_emptied_as_it_is_read(place: &Place) {
    let store = place.open().await;
    let erased = store.keep(delivery("of Aiko")).await.unwrap().id;
    let other = store.keep(delivery("of Ben")).await.unwrap().id;
    let read = |inbox_id: String, emptied| Digested { inbox_id, outcome: Ok(Vec::new()), emptied };
    store.digested(ORG, vec![read(erased, true), read(other, false)], NOW).await.unwrap();
    // In one transaction: no crash can leave the one without the other.
    assert_eq!(bodies(&store).await, BTreeSet::from([String::new(), "of Ben".to_owned()]));
    assert!(store.undigested(ORG, 10).await.unwrap().is_empty());
    assert!(store.keep(delivery("of Aiko")).await.unwrap().duplicate);
}

async fn only_what_was_read_is_emptied(place: &Place) {
    let store = place.open().await;
    let read = told(&store, "read", vec![event("a", "ended")], NOW).await;
    let unread = store.keep(delivery("unread")).await.unwrap().id;
    assert_eq!(store.empty_deliveries(ORG, &[&read, &unread]).await.unwrap(), 1);
    assert_eq!(bodies(&store).await, BTreeSet::from([String::new(), "unread".to_owned()]));
    assert_eq!(store.undigested(ORG, 10).await.unwrap().len(), 1);
    assert_eq!(store.empty_deliveries("other", &[&read]).await.unwrap(), 0);
    assert_eq!(store.empty_deliveries(ORG, &[]).await.unwrap(), 0);
}

async fn a_rewritten_call_is_taken_from_whoever_has_claimed_it(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    let claimed = store.claim(ORG, NOW, 10, 60_000).await.unwrap().remove(0);
    let kept = store.kept_calls(ORG, "", 10).await.unwrap().remove(0);
    let clean = KeptCall { texts: [const { None }; 6], ..kept };
    store.rewrite_call(ORG, clean).await.unwrap();
    let late = store.complete(ORG, vec![logged(&claimed)], NOW).await.unwrap();
    assert_eq!(late, [false], "what was known before would be written over what was erased");
    assert_eq!(row(&store, "a").await.folded, None);
    finish(&store, NOW, logged).await;
    assert!(row(&store, "a").await.folded.is_some());
}

fn trouble(note: &str) -> SeenTrouble {
    SeenTrouble {
        id: "x".to_owned(),
        kind: "call".to_owned(),
        code: "REQUIRED_FIELD_MISSING".to_owned(),
        about: "Region__c".to_owned(),
        count: 1,
        first_at: NOW,
        last_at: NOW,
        sample: None,
        note: Some(note.to_owned()),
    }
}

async fn texts_beside_calls_are_found_and_replaced(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    place
        .execute(
            "INSERT INTO contact_history (org_id, source_id, at, record_id, field, written_to, replaced, kept, conflict) \
                 VALUES ('org', 'phones', 5, 'r', 'Phone', 'org', 'old 1', 'new 1', 0), \
                        ('org', 'phones', 7, 'r', 'Phone', 'org', 'old 2', 'new 2', 0), \
                        ('other', 'phones', 7, 'r', 'Phone', 'org', 'old 3', 'new 3', 0); \
             UPDATE org SET pause_text = 'paused' WHERE org_id = 'org'",
        )
        .await;
    store.see_troubles(ORG, vec![trouble("it failed")], NOW).await.unwrap();
    let mut texts = Vec::new();
    let mut after = None;
    loop {
        let page = store.notes(ORG, after.as_ref(), 1).await.unwrap();
        let Some(note) = page.last().cloned() else { break };
        texts.extend(note.texts.iter().flatten().cloned());
        let mut other = note.clone();
        other.texts.iter_mut().for_each(|text| *text = text.take().map(|text| format!("{text}!")));
        store.rewrite_note(ORG, other).await.unwrap();
        after = Some(note);
    }
    for text in ["it failed", "old 1", "new 1", "old 2", "new 2", "paused"] {
        assert!(texts.iter().any(|it| it == text), "{text} is not among {texts:?}");
    }
    assert!(!texts.iter().any(|text| text.contains('3')), "{texts:?}");
    let again = store.notes(ORG, None, 100).await.unwrap();
    assert!(again.iter().flat_map(|note| note.texts.iter().flatten()).all(|it| it.ends_with('!')));
}

async fn the_bytes_of_deleted_rows_are_told_of(place: &Place) {
    let store = place.open().await;
    let expected = match place.has_many_nodes() {
        true => Scrubbed::WithTheServer,
        false => Scrubbed::Overwritten,
    };
    assert_eq!(store.scrub().await.unwrap(), expected);
}
