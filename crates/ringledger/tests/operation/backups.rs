//! `ringledger backup`, `restore` and `erase` as people use them: while the service runs, and killed in the middle.

use std::process::Stdio;

use crate::installation::{Installation, call, command};

#[tokio::test]
async fn a_running_service_is_backed_up_and_restored_elsewhere() {
    let installation = Installation::new();
    let _org = installation.start_org().await;
    let service = installation.start_service().await;
    let names = ["1.json", "2.json", "3.json"];
    for (name, body) in names.iter().zip(call("7")) {
        installation.write(name, body.as_bytes());
    }
    assert!(installation.run(&["replay", names[0], names[1], names[2]]).success);
    installation.logged(1);
    let made = installation.run(&["backup", "calls.backup"]);
    assert!(made.success, "{made:?}");
    assert!(made.err.contains("ringledger.key"), "where the key is, is not said: {}", made.err);
    let again = installation.run(&["backup", "calls.backup"]);
    assert!(!again.success && again.err.contains("already"), "{again:?}");

    // The key travels by itself.
    let other = Installation::new();
    std::fs::copy(installation.path("calls.backup"), other.path("calls.backup")).unwrap();
    let keyless = other.run(&["restore", "calls.backup"]);
    assert!(!keyless.success && keyless.err.contains("another key"), "{keyless:?}");
    std::fs::copy(installation.path("ringledger.key"), other.path("ringledger.key")).unwrap();
    let restored = other.run(&["restore", "calls.backup"]);
    assert!(restored.success, "{restored:?}");
    let calls = |of: &Installation| of.run(&["calls", "--json"]).json();
    assert_eq!(calls(&installation), calls(&other));
    let twice = other.run(&["restore", "calls.backup"]);
    assert!(!twice.success && twice.err.contains("not empty"), "{twice:?}");

    let counted = installation.run(&["erase", "+1 202-555-0147", "--dry-run", "--json"]).json();
    assert_eq!((&counted["calls"], &counted["events"]), (&1.into(), &3.into()), "{counted}");
    let told = installation.run(&["disclose", "+1 202-555-0147"]).json();
    assert_eq!(told["calls"].as_array().unwrap().len(), 1, "{told}");
    assert_eq!(told["calls"][0]["events"].as_array().unwrap().len(), 3, "{told}");
    let certificate = installation.run(&["erase", "+1 202-555-0147", "--json"]).json();
    assert_eq!(certificate["erased"], counted);
    assert_eq!(certificate["remains"], "overwritten", "{certificate}");
    assert_eq!(installation.run(&["status", "--json"]).json()["calls"], 0);
    drop(service);
    let told = installation.run(&["erase", "202-555-0147"]);
    assert!(!told.success && told.err.contains("country code"), "{told:?}");
}

#[tokio::test]
async fn a_killed_backup_leaves_no_file_that_looks_whole() {
    let installation = Installation::new();
    assert!(installation.run(&["status"]).success);
    fill(&installation);
    let mut backup = command(&installation.path(""), &["backup", "calls.backup"]);
    let mut backup = backup.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let part = installation.path("calls.backup.part");
    // Killed as soon as something of it is there.
    while std::fs::metadata(&part).map_or(0, |part| part.len()) < 256 << 10 {
        assert!(backup.try_wait().unwrap().is_none(), "the backup ended before it could be killed");
        std::thread::yield_now();
    }
    backup.kill().unwrap();
    backup.wait().unwrap();
    assert!(!installation.path("calls.backup").exists());
    std::fs::rename(part, installation.path("half.backup")).unwrap();
    let other = Installation::new();
    for name in ["half.backup", "ringledger.key"] {
        std::fs::copy(installation.path(name), other.path(name)).unwrap();
    }
    let refused = other.run(&["restore", "half.backup"]);
    assert!(!refused.success && refused.err.contains("damaged"), "{refused:?}");
    assert_eq!(other.run(&["status", "--json"]).json()["events_received"], 0);
    let whole = installation.run(&["backup", "calls.backup"]);
    assert!(whole.success, "{whole:?}");
}

/// So many deliveries that their backup takes a while.
fn fill(installation: &Installation) {
    let file = rusqlite::Connection::open(installation.path("ringledger.db")).unwrap();
    file.execute_batch(
        "INSERT INTO inbox (org_id, id, source_id, received_at, content_type, headers, body, body_is_base64, digest, \
             copies, state) \
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000) \
         SELECT 'main', 'id' || i, 'main', i, '', '{}', hex(randomblob(1000)), 0, 'digest' || i, 1, 1 FROM n",
    )
    .unwrap();
}
