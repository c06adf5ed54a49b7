//! A secret is readable with the right key only, and never stands in the database.

use secrecy::{ExposeSecret as _, SecretString};
use store::{Key, Store, StoreOptions};

use crate::place::Place;
use crate::samples::ORG;

on_both_databases!(a_secret_comes_back, a_wrong_key_is_told, without_a_key_the_rest_works);

fn secret(text: &str) -> SecretString {
    text.into()
}

async fn a_secret_comes_back(place: &Place) {
    let store = place.open().await;
    assert!(store.secret_get(ORG, "refresh_token").await.unwrap().is_none());
    store.secret_put(ORG, "refresh_token", &secret("first")).await.unwrap();
    store.secret_put(ORG, "refresh_token", &secret("second 秘密")).await.unwrap();
    store.secret_put("other", "refresh_token", &secret("theirs")).await.unwrap();
    let found = store.secret_get(ORG, "refresh_token").await.unwrap().unwrap();
    assert_eq!(found.expose_secret(), "second 秘密");
    store.secret_delete(ORG, "refresh_token").await.unwrap();
    store.secret_delete(ORG, "refresh_token").await.unwrap();
    assert!(store.secret_get(ORG, "refresh_token").await.unwrap().is_none());
    let theirs = store.secret_get("other", "refresh_token").await.unwrap().unwrap();
    assert_eq!(theirs.expose_secret(), "theirs");
}

async fn a_wrong_key_is_told(place: &Place) {
    place.open().await.secret_put(ORG, "refresh_token", &secret("hush")).await.unwrap();
    let key = Some(Key::new([2; 32]));
    let store = Store::open(&place.url, key, StoreOptions::default()).await.unwrap();
    let error = store.secret_get(ORG, "refresh_token").await.unwrap_err();
    assert_eq!(error.code(), "store_wrong_key");
    assert!(error.to_string().contains("refresh_token"), "{error}");
    // A row moved to another org does not open there either.
    place.execute("UPDATE secret SET org_id = 'other'").await;
    let moved = place.open().await.secret_get("other", "refresh_token").await.unwrap_err();
    assert_eq!(moved.code(), "store_wrong_key");
}

async fn without_a_key_the_rest_works(place: &Place) {
    let store = Store::open(&place.url, None, StoreOptions::default()).await.unwrap();
    let error = store.secret_put(ORG, "refresh_token", &secret("hush")).await.unwrap_err();
    assert_eq!(error.code(), "store_no_key");
    store.secret_delete(ORG, "refresh_token").await.unwrap();
    store.add_api_calls(ORG, 1).await.unwrap();
}

#[tokio::test]
async fn no_file_holds_the_plain_text() {
    let place = Place::sqlite();
    let store = place.open().await;
    store.secret_put(ORG, "refresh_token", &secret("hush-hush-hush")).await.unwrap();
    let path = place.url.strip_prefix("sqlite://").unwrap();
    let mut seen = 0;
    for file in std::fs::read_dir(std::path::Path::new(path).parent().unwrap()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        seen += bytes.len();
        assert!(!String::from_utf8_lossy(&bytes).contains("hush-hush"));
    }
    assert!(seen > 0);
}
