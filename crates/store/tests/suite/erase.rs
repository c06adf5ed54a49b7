//! What erasing a person asks of the store.

use std::collections::BTreeSet;

use store::{Deleted, Digested, KeptCall, Scrubbed, SeenTrouble};

use crate::place::{Place, connect};
use crate::samples::{NOW, ORG, call, delivery, event, finish, logged, row, told};

on_both_databases!(
    what_tells_of_an_erased_person_is_emptied_as_it_is_read,
    only_what_was_read_is_emptied,
    a_rewritten_call_is_taken_from_whoever_has_claimed_it,
    a_call_that_has_changed_since_it_was_read_is_not_rewritten,
    an_event_that_comes_while_its_call_is_deleted_is_not_left_without_it,
    a_repeated_event_that_comes_while_its_call_is_deleted_is_not_left_without_it,
    deleted_calls_tell_their_tasks,
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
    let clean = KeptCall { texts: [const { None }; 7], ..kept };
    assert!(store.rewrite_call(ORG, clean).await.unwrap());
    let late = store.complete(ORG, vec![logged(&claimed)], NOW).await.unwrap();
    assert_eq!(late, [false], "what was known before would be written over what was erased");
    assert_eq!(row(&store, "a").await.folded, None);
    finish(&store, NOW, logged).await;
    assert!(row(&store, "a").await.folded.is_some());
}

async fn a_call_that_has_changed_since_it_was_read_is_not_rewritten(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    let before = store.kept_call(ORG, "phones:a").await.unwrap().unwrap();
    let claimed = store.claim(ORG, NOW, 10, 60_000).await.unwrap().remove(0);
    let meanwhile = store.kept_call(ORG, "phones:a").await.unwrap().unwrap();
    assert!(!before.seen.is_claimed() && meanwhile.seen.is_claimed());
    // All in one millisecond.
    assert_eq!(store.complete(ORG, vec![logged(&claimed)], NOW).await.unwrap(), [true]);
    for old in [before, meanwhile] {
        assert!(!store.rewrite_call(ORG, old).await.unwrap());
        let row = row(&store, "a").await;
        assert!(row.written.is_some() && row.folded.is_some(), "its Task would be lost: {row:?}");
    }
    let now = store.kept_call(ORG, "phones:a").await.unwrap().unwrap();
    let said = |text: &str| Some(text.to_owned());
    let texts = [said("clean"), None, None, None, None, said("CODE rule"), said("words")];
    assert!(store.rewrite_call(ORG, KeptCall { texts, ..now }).await.unwrap());
    let again = store.kept_call(ORG, "phones:a").await.unwrap().unwrap();
    assert_eq!(
        (again.texts[0].as_deref(), again.texts[5].as_deref(), again.texts[6].as_deref()),
        (Some("clean"), Some("CODE rule"), Some("words"))
    );
    assert_eq!(store.kept_call(ORG, "phones:b").await.unwrap(), None);
    assert!(!store.rewrite_call(ORG, KeptCall::default()).await.unwrap());
}

/// Returns once somebody waits for what `client` holds.
async fn until_somebody_waits(client: &tokio_postgres::Client) {
    let waiting = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() \
                       AND wait_event_type = 'Lock'";
    while client.query_one(waiting, &[]).await.unwrap().get::<_, i64>(0) == 0 {}
}

/// No event stands there without its call, and no call without an event.
async fn assert_whole(store: &store::Store, name: &str) {
    let id = format!("phones:{name}");
    let events = store.events_of(ORG, &[&id]).await.unwrap();
    let call = store.call(ORG, &id).await.unwrap();
    assert_eq!(call.is_some(), events.contains_key(&id), "{events:?}");
}

async fn an_event_that_comes_while_its_call_is_deleted_is_not_left_without_it(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    // On SQLite there is one writer.
    if place.has_many_nodes() {
        let other = connect(&place.url).await;
        other
            .batch_execute(
                "BEGIN; UPDATE call SET version = version + 1 WHERE call_id = 'phones:a'; \
                 INSERT INTO event (org_id, call_id, event_id, inbox_id, at, kind, body) \
                     VALUES ('org', 'phones:a', 'tagged', 'x', 0, 'tagged', '{}')",
            )
            .await
            .unwrap();
        let erasing = store.erase_calls(ORG, &["phones:a"]);
        let committing = async {
            until_somebody_waits(&other).await;
            other.batch_execute("COMMIT").await.unwrap();
        };
        let (erased, ()) = tokio::join!(erasing, committing);
        assert_eq!(erased.unwrap().calls, 1);
    } else {
        store.erase_calls(ORG, &["phones:a"]).await.unwrap();
    }
    assert_whole(&store, "a").await;
    assert!(store.call(ORG, "phones:a").await.unwrap().is_none());
}

async fn a_repeated_event_that_comes_while_its_call_is_deleted_is_not_left_without_it(
    place: &Place,
) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    if place.has_many_nodes() {
        let other = connect(&place.url).await;
        other
            .batch_execute(
                "BEGIN; SELECT 1 FROM call WHERE call_id = 'phones:a' FOR UPDATE; \
                 DELETE FROM event WHERE call_id = 'phones:a'; DELETE FROM call WHERE call_id = 'phones:a'",
            )
            .await
            .unwrap();
        let telling = told(&store, "once more", vec![event("a", "ended")], NOW);
        let committing = async {
            until_somebody_waits(&other).await;
            other.batch_execute("COMMIT").await.unwrap();
        };
        tokio::join!(telling, committing);
    } else {
        store.erase_calls(ORG, &["phones:a"]).await.unwrap();
        told(&store, "once more", vec![event("a", "ended")], NOW).await;
    }
    assert_whole(&store, "a").await;
    // An event of before that lost its call goes with the next erasure.
    place.execute("DELETE FROM call").await;
    assert_eq!(store.erase_calls(ORG, &["phones:a"]).await.unwrap(), Deleted::default());
    assert_whole(&store, "a").await;
}

async fn deleted_calls_tell_their_tasks(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    finish(&store, NOW, logged).await;
    call(&store, "b", NOW).await;
    let b = store.claim(ORG, NOW, 10, 60_000).await.unwrap().remove(0);
    store.intend(ORG, &[(&b.call_id, b.epoch)], NOW).await.unwrap();
    call(&store, "c", NOW).await;
    assert!(store.kept_call(ORG, "phones:b").await.unwrap().unwrap().is_task_unknown());
    let deleted = store.erase_calls(ORG, &["phones:a", "phones:b", "phones:c"]).await.unwrap();
    let tasks = vec!["00T000000000001AAA".to_owned()];
    assert_eq!(deleted, Deleted { calls: 3, tasks, unknown_tasks: 1 });
    assert_eq!(store.complete(ORG, vec![logged(&b)], NOW).await.unwrap(), [false]);
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
             UPDATE org SET pause_text = 'paused' WHERE org_id = 'org'; \
             INSERT INTO errand (org_id, id, trouble_id, kind, code, about, asked_by, asked_at, total, done, cursor_at, \
                     cursor_id, state, updated_at) \
                 VALUES ('org', 'e', 'x', 'call', 'a cause', 'phones', 'mia', 5, 1, 1, 0, '', 'done', 5)",
        )
        .await;
    store.hold(ORG, "by_person", "held", None, NOW).await.unwrap();
    store.see_troubles(ORG, vec![trouble("it failed")], NOW).await.unwrap();
    let mut texts = Vec::new();
    let mut after = None;
    loop {
        let page = store.notes(ORG, after.as_ref(), 1).await.unwrap();
        let Some(note) = page.last().cloned() else { break };
        texts.extend(note.texts.iter().flatten().cloned());
        let mut other = note.clone();
        other.texts.iter_mut().for_each(|text| *text = text.take().map(|text| format!("{text}!")));
        assert!(store.rewrite_note(ORG, &other).await.unwrap());
        // What was written there since it was read is newer.
        assert!(!store.rewrite_note(ORG, &note).await.unwrap());
        assert_eq!(store.note_now(ORG, &note).await.unwrap().unwrap().texts, other.texts);
        after = Some(note);
    }
    for text in
        ["it failed", "old 1", "new 1", "old 2", "new 2", "paused", "a cause", "held", "Region__c"]
    {
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
