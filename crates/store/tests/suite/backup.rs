//! A backup is whole or none, opens with its key only, and goes into an empty database of either kind.

use std::path::PathBuf;

use store::{Key, Store, StoreError, StoreOptions};

use crate::place::Place;
use crate::samples::{NOW, ORG, call, finish, logged, row};

on_both_databases!(
    what_is_restored_is_what_was_there,
    a_backup_moves_to_the_other_kind_of_database,
    a_damaged_backup_changes_nothing,
    another_key_opens_nothing,
    only_an_empty_database_is_restored_into,
    another_version_is_told,
    a_backup_is_written_into_no_file_of_before,
);

async fn filled(place: &Place) -> Store {
    let store = place.open().await;
    for name in ["a", "b", "発信"] {
        call(&store, name, NOW).await;
    }
    finish(&store, NOW, logged).await;
    call(&store, "c", NOW + 1).await;
    store.secret_put(ORG, "token", &"hush".into()).await.unwrap();
    store
}

fn file(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("calls.backup")
}

async fn what_is_restored_is_what_was_there(place: &Place) {
    let (store, folder) = (filled(place).await, tempfile::tempdir().unwrap());
    let made = store.backup(&file(&folder), NOW).await.unwrap();
    assert!(made.rows >= 12, "{made:?}");
    assert_eq!(std::fs::metadata(file(&folder)).unwrap().len(), made.bytes);
    let bytes = std::fs::read(file(&folder)).unwrap();
    for secret in ["hush", "Aiko", "5550", "phones:a"] {
        assert!(
            !bytes.windows(secret.len()).any(|w| w == secret.as_bytes()),
            "{secret} is legible"
        );
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "a part is left");
    let again = store.backup(&file(&folder), NOW).await.unwrap_err();
    assert!(again.to_string().contains("already"), "{again}");

    let fresh = Place::like(place).await;
    let other = fresh.open().await;
    assert_eq!(other.restore(&file(&folder)).await.unwrap(), made);
    same(&store, &other).await;
    fresh.remove().await;
}

async fn a_backup_moves_to_the_other_kind_of_database(place: &Place) {
    let (store, folder) = (filled(place).await, tempfile::tempdir().unwrap());
    store.backup(&file(&folder), NOW).await.unwrap();
    let fresh = if place.has_many_nodes() { Place::sqlite() } else { Place::postgres().await };
    let other = fresh.open().await;
    other.restore(&file(&folder)).await.unwrap();
    same(&store, &other).await;
    fresh.remove().await;
}

async fn same(store: &Store, other: &Store) {
    let (before, after) = (store.status(ORG, NOW).await, other.status(ORG, NOW).await);
    assert_eq!(before.unwrap(), after.unwrap());
    for name in ["a", "b", "c", "発信"] {
        assert_eq!(row(store, name).await, row(other, name).await);
    }
    let deliveries = store.kept_bodies(ORG, "", 100).await.unwrap();
    assert_eq!(deliveries, other.kept_bodies(ORG, "", 100).await.unwrap());
    assert!(!deliveries.is_empty());
    use secrecy::ExposeSecret as _;
    let secret = other.secret_get(ORG, "token").await.unwrap().unwrap();
    assert_eq!(secret.expose_secret(), "hush");
}

async fn a_damaged_backup_changes_nothing(place: &Place) {
    let (store, folder) = (filled(place).await, tempfile::tempdir().unwrap());
    store.backup(&file(&folder), NOW).await.unwrap();
    let whole = std::fs::read(file(&folder)).unwrap();
    let fresh = Place::like(place).await;
    let other = fresh.open().await;
    let mut changed = whole.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    let longer = [whole.as_slice(), b"x"].concat();
    for (name, bytes) in [
        ("empty", Vec::new()),
        ("cut", whole[..whole.len() - 1].to_vec()),
        ("half", whole[..whole.len() / 2].to_vec()),
        ("head", whole[..40].to_vec()),
        ("changed", changed),
        ("longer", longer),
        ("notes", b"These are notes and no backup.".to_vec()),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let error = other.restore(&path).await.unwrap_err();
        let expected = ["store_backup", "store_wrong_key"];
        assert!(expected.contains(&error.code()), "{name}: {error}");
        assert_eq!(other.status(ORG, NOW).await.unwrap().calls, 0, "{name}");
    }
    other.restore(&file(&folder)).await.unwrap();
    fresh.remove().await;
}

async fn another_key_opens_nothing(place: &Place) {
    let (store, folder) = (filled(place).await, tempfile::tempdir().unwrap());
    store.backup(&file(&folder), NOW).await.unwrap();
    let fresh = Place::like(place).await;
    let key = Key::new([2; 32]);
    let other = Store::open(&fresh.url, Some(key), StoreOptions::default()).await.unwrap();
    let error = other.restore(&file(&folder)).await.unwrap_err();
    assert_eq!(error, StoreError::WrongKey { name: "backup".to_owned() });
    let keyless = Store::open(&fresh.url, None, StoreOptions::default()).await.unwrap();
    assert_eq!(keyless.restore(&file(&folder)).await.unwrap_err().code(), "store_no_key");
    let path = folder.path().join("other");
    assert_eq!(keyless.backup(&path, NOW).await.unwrap_err().code(), "store_no_key");
    assert!(!path.exists());
    fresh.remove().await;
}

async fn only_an_empty_database_is_restored_into(place: &Place) {
    let (store, folder) = (filled(place).await, tempfile::tempdir().unwrap());
    store.backup(&file(&folder), NOW).await.unwrap();
    let before = store.status(ORG, NOW).await.unwrap();
    let error = store.restore(&file(&folder)).await.unwrap_err();
    assert_eq!(error.code(), "store_not_empty");
    assert_eq!(store.status(ORG, NOW).await.unwrap(), before);
}

async fn another_version_is_told(place: &Place) {
    let (store, folder) = (filled(place).await, tempfile::tempdir().unwrap());
    store.backup(&file(&folder), NOW).await.unwrap();
    // The version stands in clear at the beginning, and is part of what the pieces are sealed with.
    let bytes = std::fs::read(file(&folder)).unwrap();
    let at = bytes.windows(9).position(|window| window == b"\"schema\":").unwrap() + 9;
    let mut other = bytes.clone();
    other[at] = if bytes[at] == b'9' { b'8' } else { b'9' };
    let path = folder.path().join("other");
    std::fs::write(&path, other).unwrap();
    let fresh = Place::like(place).await;
    let error = fresh.open().await.restore(&path).await.unwrap_err();
    assert_eq!(error.code(), "store_backup_version", "{error}");
    fresh.remove().await;
}

async fn a_backup_is_written_into_no_file_of_before(place: &Place) {
    use std::os::unix::fs::PermissionsExt as _;
    let (store, folder) = (filled(place).await, tempfile::tempdir().unwrap());
    let others = folder.path().join("others");
    std::fs::write(&others, "somebody else's").unwrap();
    std::os::unix::fs::symlink(&others, folder.path().join("calls.backup.part")).unwrap();
    store.backup(&file(&folder), NOW).await.unwrap();
    assert_eq!(std::fs::read_to_string(&others).unwrap(), "somebody else's");
    let made = std::fs::symlink_metadata(file(&folder)).unwrap();
    assert!(made.is_file());
    assert_eq!(made.permissions().mode() & 0o777, 0o600, "others may read it");
}
