//! Another program may look into the SQLite file while Ringledger runs, such as the command line or a backup, without
//! taking the WAL away from it.
#![cfg(unix)]

use std::os::unix::fs::MetadataExt as _;
use std::process::Command;

use rusqlite::ErrorCode;

use crate::place::Place;
use crate::samples::{ORG, delivery};

/// Tells the child process which file to open.
const CHILD: &str = "RINGLEDGER_TEST_NEIGHBOUR_FILE";

#[tokio::test]
async fn a_neighbour_that_closes_the_file_leaves_the_wal() {
    let place = Place::sqlite();
    let path = place.url.strip_prefix("sqlite://").unwrap();
    let wal = || std::fs::metadata(format!("{path}-wal")).map(|wal| wal.ino()).ok();
    let store = place.open().await;
    let mut expected = vec![store.keep(delivery("before")).await.unwrap().id];
    // A reader is opened too, as while serving.
    assert_eq!(store.undigested(ORG, 10).await.unwrap().len(), 1);
    let before = wal();
    assert!(before.is_some());

    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "neighbour::looks_into_the_file", "--ignored", "--nocapture"])
        .env(CHILD, path)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success() && told.contains("found 1"), "{child:?}");
    assert_eq!(wal(), before, "the WAL was taken away");
    assert!(told.contains("kept out"), "the locks on the file were lost: {told}");

    expected.push(store.keep(delivery("after")).await.unwrap().id);
    drop(store);
    let found = place.open().await.undigested(ORG, 10).await.unwrap();
    assert_eq!(found.into_iter().map(|found| found.id).collect::<Vec<_>>(), expected);
}

#[test]
#[ignore = "the process that the test above starts"]
fn looks_into_the_file() {
    let Ok(path) = std::env::var(CHILD) else {
        return;
    };
    let file = rusqlite::Connection::open(&path).unwrap();
    let count: i64 = file.query_row("SELECT COUNT(*) FROM inbox", [], |row| row.get(0)).unwrap();
    println!("found {count}");
    file.close().unwrap();

    // Newer versions of SQLite notice by the shared memory that the locks on the file were lost. Older ones do not,
    // and neither does one that wants the file alone, for it needs no shared memory.
    let file = rusqlite::Connection::open(&path).unwrap();
    file.busy_timeout(std::time::Duration::ZERO).unwrap();
    file.execute_batch("PRAGMA locking_mode = EXCLUSIVE").unwrap();
    let alone = file.query_row("SELECT COUNT(*) FROM inbox", [], |row| row.get::<_, i64>(0));
    if alone.is_err_and(|error| error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)) {
        println!("kept out");
    }
    file.close().unwrap();
}
