//! Settings are kept version by version, by one person at a time, together with their secrets; holds end by a person.

use secrecy::{ExposeSecret as _, SecretString};
use store::{FOREVER, NewSettings, Store, StoreOptions};

use crate::place::Place;
use crate::samples::{NOW, ORG, call};

on_both_databases!(
    the_newest_version_counts_and_all_are_kept,
    of_two_who_save_at_once_one_is_told,
    a_change_with_a_secret_needs_the_key,
    a_hold_ends_by_its_code_only,
    each_hold_has_to_be_ended_by_itself,
    nothing_is_due_while_somebody_holds_it,
);

fn change(expected: i64, body: &str) -> NewSettings {
    NewSettings {
        expected,
        at: NOW + expected,
        who: "mia@example.com".to_owned(),
        note: format!("after {expected}"),
        body: body.to_owned(),
        secrets: Vec::new(),
        change: format!("{expected} {body}"),
    }
}

async fn secrets(store: &Store) -> Vec<(String, String)> {
    let found = store.secrets_under(ORG, "settings.").await.unwrap();
    let text = |(name, secret): (String, SecretString)| (name, secret.expose_secret().to_owned());
    found.into_iter().map(text).collect()
}

async fn the_newest_version_counts_and_all_are_kept(place: &Place) {
    let store = place.open().await;
    assert_eq!(store.newest_settings(ORG).await.unwrap(), 0);
    for (expected, body) in [(0, "a = 1"), (1, "a = 2"), (2, "a = 3")] {
        assert!(store.put_settings(ORG, change(expected, body)).await.unwrap());
    }
    assert!(store.put_settings("other", change(0, "b = 1")).await.unwrap());
    assert_eq!(store.newest_settings(ORG).await.unwrap(), 3);
    let newest = store.setting_versions(ORG, None, 2).await.unwrap();
    let read: Vec<_> = newest.iter().map(|v| (v.version, v.body.as_str(), v.at)).collect();
    assert_eq!(read, [(3, "a = 3", NOW + 2), (2, "a = 2", NOW + 1)]);
    assert_eq!((newest[0].who.as_str(), newest[0].note.as_str()), ("mia@example.com", "after 2"));
    let older = store.setting_versions(ORG, Some(2), 9).await.unwrap();
    assert_eq!(older.iter().map(|version| version.version).collect::<Vec<_>>(), [1]);
}

async fn of_two_who_save_at_once_one_is_told(place: &Place) {
    let store = place.open().await;
    let with_secret = |body: &str, secret: &str| NewSettings {
        secrets: vec![("settings.a".to_owned(), Some(secret.into()))],
        ..change(0, body)
    };
    assert!(store.put_settings(ORG, with_secret("mine", "first")).await.unwrap());
    assert!(!store.put_settings(ORG, with_secret("theirs", "second")).await.unwrap());
    assert_eq!(secrets(&store).await, [("settings.a".to_owned(), "first".to_owned())]);
    let forget = NewSettings {
        secrets: vec![
            ("settings.a".to_owned(), None),
            ("settings.b".to_owned(), Some("third".into())),
        ],
        ..change(1, "next")
    };
    assert!(store.put_settings(ORG, forget).await.unwrap());
    store.secret_put(ORG, "another", &"not asked for".into()).await.unwrap();
    assert_eq!(secrets(&store).await, [("settings.b".to_owned(), "third".to_owned())]);

    let others: Vec<_> = (0..8)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(
                async move { store.put_settings(ORG, change(2, &number.to_string())).await },
            )
        })
        .collect();
    let mut kept = 0;
    for other in others {
        kept += usize::from(other.await.unwrap().unwrap());
    }
    assert_eq!((kept, store.newest_settings(ORG).await.unwrap()), (1, 3));
}

async fn a_change_with_a_secret_needs_the_key(place: &Place) {
    let store = Store::open(&place.url, None, StoreOptions::default()).await.unwrap();
    assert!(store.put_settings(ORG, change(0, "a = 1")).await.unwrap());
    assert_eq!(secrets(&store).await, []);
    let secret = vec![("settings.a".to_owned(), Some("hush".into()))];
    let error = store
        .put_settings(ORG, NewSettings { secrets: secret, ..change(1, "a = 2") })
        .await
        .unwrap_err();
    assert_eq!(error.code(), "store_no_key");
    assert_eq!(store.newest_settings(ORG).await.unwrap(), 1);
}

async fn a_hold_ends_by_its_code_only(place: &Place) {
    let store = place.open().await;
    assert!(store.hold(ORG, "by_person", "Stopped.", Some("mia@example.com"), NOW).await.unwrap());
    assert!(!store.hold(ORG, "by_person", "Stopped.", None, NOW + 1).await.unwrap());
    store.pause(ORG, NOW + 10, "quota", "text").await.unwrap();
    store.resume(ORG).await.unwrap();
    let held = store.status(ORG, NOW + 99).await.unwrap().paused.unwrap();
    assert_eq!((held.code.as_str(), held.until, held.since), ("by_person", FOREVER, Some(NOW)));
    assert_eq!(held.by.as_deref(), Some("mia@example.com"));
    assert_eq!(store.pause_state(ORG).await.unwrap(), Some(held));
    assert!(!store.release(ORG, "not_live").await.unwrap());
    assert!(store.release(ORG, "by_person").await.unwrap());
    assert!(!store.release(ORG, "by_person").await.unwrap());
    assert_eq!(store.pause_state(ORG).await.unwrap(), None);
}

async fn each_hold_has_to_be_ended_by_itself(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    assert!(store.hold(ORG, "disconnected", "No org.", None, NOW).await.unwrap());
    assert!(store.hold(ORG, "by_person", "Stopped.", Some("mia"), NOW + 1).await.unwrap());
    let code = async || store.pause_state(ORG).await.unwrap().map(|pause| pause.code);
    assert_eq!(code().await.as_deref(), Some("disconnected"));
    assert!(store.release(ORG, "disconnected").await.unwrap());
    assert_eq!(code().await.as_deref(), Some("by_person"));
    assert_eq!(store.claim(ORG, NOW, 9, 1000).await.unwrap(), []);
    assert!(store.release(ORG, "by_person").await.unwrap());
    assert_eq!(store.claim(ORG, NOW, 9, 1000).await.unwrap().len(), 1);
}

async fn nothing_is_due_while_somebody_holds_it(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    store.hold(ORG, "by_person", "Stopped.", None, NOW).await.unwrap();
    assert_eq!(store.next_due(ORG, NOW).await.unwrap(), None);
    assert_eq!(store.claim(ORG, NOW, 9, 1000).await.unwrap(), []);
    let status = store.status(ORG, NOW).await.unwrap();
    assert_eq!((status.held, status.waiting), (1, 0));
    store.release(ORG, "by_person").await.unwrap();
    assert_eq!(store.claim(ORG, NOW, 9, 1000).await.unwrap().len(), 1);
}
