//! A process that is killed in the middle of its work has lost nothing that it had acknowledged (contract C1).

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use store::{Store, StoreOptions};

use crate::counts::counted_right;
use crate::place::Place;
use crate::samples::{NOW, ORG, call, delivery, failed, logged};

on_both_databases!(
    what_was_acknowledged_before_the_kill_is_there,
    calls_are_counted_right_after_a_kill
);

/// Tells the child process which database to write to.
const CHILD: &str = "RINGLEDGER_TEST_KILL_URL";

/// How many deliveries are acknowledged before the process is killed.
const ACKNOWLEDGED: usize = 200;

async fn what_was_acknowledged_before_the_kill_is_there(place: &Place) {
    let mut child = child("kill::writes_until_it_is_killed", place);
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

async fn calls_are_counted_right_after_a_kill(place: &Place) {
    drop(place.open().await);
    let mut child = child("kill::carries_calls_until_it_is_killed", place);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let carried = lines.filter(|line| line.contains("carried")).take(20).count();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(carried, 20, "the child ended by itself");
    let counted = counted_right(&place.open().await).await;
    assert!(counted.calls >= 20, "{counted:?}");
}

fn child(name: &str, place: &Place) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--ignored", "--nocapture"])
        .env(CHILD, &place.url)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

#[tokio::test]
#[ignore = "the process that a test above starts and kills"]
async fn carries_calls_until_it_is_killed() {
    let Ok(url) = std::env::var(CHILD) else {
        return;
    };
    let store = Store::open(&url, None, StoreOptions::default()).await.unwrap();
    let mut carried = tokio::task::JoinSet::new();
    for number in 0_u64.. {
        let store = store.clone();
        carried.spawn(async move {
            call(&store, &number.to_string(), NOW).await;
            let claimed = store.claim(ORG, NOW, 3, 60_000).await.unwrap();
            let outcome = if number % 2 == 0 { logged } else { failed };
            store.complete(ORG, claimed.iter().map(outcome).collect(), NOW).await.unwrap();
            store.retry_call(ORG, &format!("phones:{}", number / 2), NOW).await.unwrap();
            store.gather_counts(ORG).await.unwrap();
        });
        if carried.len() >= 8 {
            carried.join_next().await.unwrap().unwrap();
            println!("carried");
        }
    }
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
