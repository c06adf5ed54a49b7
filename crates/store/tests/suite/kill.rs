//! A process that is killed in the middle of its work has lost nothing that it had acknowledged (contract C1).

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use store::{Store, StoreOptions};

use crate::place::Place;
use crate::samples::{ORG, delivery};

on_both_databases!(what_was_acknowledged_before_the_kill_is_there);

/// Tells the child process which database to write to.
const CHILD: &str = "RINGLEDGER_TEST_KILL_URL";

/// How many deliveries are acknowledged before the process is killed.
const ACKNOWLEDGED: usize = 200;

async fn what_was_acknowledged_before_the_kill_is_there(place: &Place) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::writes_until_it_is_killed", "--ignored", "--nocapture"])
        .env(CHILD, &place.url)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let acknowledged = |line: String| line.split_once("kept ").map(|(_, id)| id.to_owned());
    let mut ids: Vec<String> = lines.by_ref().filter_map(acknowledged).take(ACKNOWLEDGED).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    ids.extend(lines.filter_map(acknowledged).filter(|id| id.len() == 36));
    assert!(ids.len() >= ACKNOWLEDGED, "{}", ids.len());

    let store = place.open().await;
    let found = store.undigested(ORG, i64::MAX).await.unwrap();
    let found: std::collections::HashSet<_> = found.into_iter().map(|found| found.id).collect();
    let lost: Vec<_> = ids.iter().filter(|id| !found.contains(*id)).collect();
    assert!(lost.is_empty(), "{} of {} are lost", lost.len(), ids.len());
}

#[tokio::test]
#[ignore = "the process that the test above starts and kills"]
async fn writes_until_it_is_killed() {
    let Ok(url) = std::env::var(CHILD) else {
        return;
    };
    let store = Store::open(&url, None, StoreOptions::default()).await.unwrap();
    let mut keeps = tokio::task::JoinSet::new();
    for number in 0_u64.. {
        let store = store.clone();
        keeps.spawn(async move { store.keep(delivery(&format!("{number}"))).await.unwrap() });
        if keeps.len() >= 16 {
            println!("kept {}", keeps.join_next().await.unwrap().unwrap().id);
        }
    }
}
