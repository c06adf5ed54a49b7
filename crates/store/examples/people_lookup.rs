//! Measures how quickly people are taken into the copy, and how quickly a number among very many is found.
//!
//! ```text
//! cargo run --release -p store --example people_lookup -- sqlite 10000000
//! cargo run --release -p store --example people_lookup -- postgres://postgres@127.0.0.1/postgres 10000000
//! ```
//!
//! People and numbers are invented. SQLite's file stands in a temporary folder (TMPDIR; 10,000,000 numbers take 6 GB), on
//! PostgreSQL a database is created; both are removed at the end. A further argument is the number of people in a page.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program for the terminal that measures"
)]

use std::time::{Duration, Instant};

use store::{Person, Store, StoreOptions};

const ORG: &str = "bench";

/// Of ten people three have a second number.
const NUMBERS_OF_TEN: u64 = 13;

/// There are so many keys of eight digits: "1" and the digits.
const KEYS: u64 = 100_000_000;

/// No divisor in common with the number of keys: every number gets a key of its own, far from its neighbour's.
const SPREAD: u64 = 61_803_399;

const SINGLE: usize = 200_000;
const BATCHES: usize = 2_000;
const CALLS_OF_A_ROUND: usize = 200;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let database = arguments.next().unwrap_or_else(|| "sqlite".to_owned());
    let mut number =
        |default| arguments.next().map_or(default, |text| text.parse::<u64>().unwrap());
    let (numbers, page) = (number(1_000_000), number(10_000));
    if database == "sqlite" {
        let folder = tempfile::tempdir().unwrap();
        measure(&format!("sqlite://{}/people.db", folder.path().display()), numbers, page).await;
        return;
    }
    let name = format!("ringledger_bench_{}", std::process::id());
    let (server, _) = database.rsplit_once('/').unwrap();
    execute(&database, &format!("CREATE DATABASE {name}")).await;
    measure(&format!("{server}/{name}"), numbers, page).await;
    execute(&database, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

async fn execute(server: &str, sql: &str) {
    let (client, connection) =
        tokio_postgres::connect(server, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute(sql).await.unwrap();
}

/// In a task of its own, as the engine asks.
async fn measure(url: &str, numbers: u64, page: u64) {
    let store = Store::open(url, None, StoreOptions::default()).await.unwrap();
    let looking_up = async move {
        load(&store, numbers, page).await;
        look_up(&store, numbers, 1, SINGLE).await;
        look_up(&store, numbers, CALLS_OF_A_ROUND, BATCHES).await;
    };
    tokio::spawn(looking_up).await.unwrap();
}

async fn load(store: &Store, numbers: u64, page: u64) {
    let people = numbers * 10 / NUMBERS_OF_TEN;
    let begun = Instant::now();
    let mut slowest = Duration::ZERO;
    for first in (0..people).step_by(usize::try_from(page).unwrap()) {
        let page = (first..people.min(first + page)).map(person).collect();
        let sent = Instant::now();
        store.keep_people(ORG, page, 1, None).await.unwrap();
        slowest = slowest.max(sent.elapsed());
    }
    let took = begun.elapsed();
    println!(
        "{people} people kept in {took:.1?}: {:.0} people/s, slowest page {slowest:.0?}, peak memory {}",
        people as f64 / took.as_secs_f64(),
        peak_memory()
    );
}

async fn look_up(store: &Store, numbers: u64, each: usize, times: usize) {
    let mut took = Vec::with_capacity(times);
    let mut found = 0;
    for _ in 0..times {
        // One of ten numbers is nobody's.
        let tails: Vec<i64> =
            (0..each).map(|_| tail(rand::random_range(0..numbers + numbers / 9))).collect();
        let asked = Instant::now();
        let held = store.people_with(ORG, &tails, 10).await.unwrap();
        took.push(asked.elapsed());
        found += held.iter().filter(|held| !held.people.is_empty()).count();
    }
    took.sort_unstable();
    let at = |share: usize| took[(times * share / 1000).min(times - 1)];
    println!(
        "{times} x {each} of {numbers} numbers: p50 {:.1?}, p99 {:.1?}, p99.9 {:.1?}, max {:.1?} ({found} found)",
        at(500),
        at(990),
        at(999),
        at(1000)
    );
}

/// The first numbers belong to one person each; the rest are second numbers of some of them.
fn person(place: u64) -> Person {
    let mut tails = vec![tail(place * NUMBERS_OF_TEN / 10)];
    if (place + 1) * NUMBERS_OF_TEN / 10 > place * NUMBERS_OF_TEN / 10 + 1 {
        tails.push(tail(place * NUMBERS_OF_TEN / 10 + 1));
    }
    let record_id = format!("003{place:012}AAA");
    let body = format!(
        r#"{{"attributes":{{"type":"Contact","url":"/services/data/v66.0/sobjects/Contact/{record_id}"}},"Id":"{record_id}","Name":"Person {place}","FirstName":"Person","LastName":"Number {place}","Title":"Buyer","Email":"person{place}@example.com","Phone":"+1 202-555-0100","MobilePhone":null,"HomePhone":null,"OtherPhone":null,"AssistantPhone":null,"AccountId":"001{place:012}AAA","Account":{{"Name":"Example {place}"}},"OwnerId":"005000000000001AAA","CreatedDate":"2026-01-01T00:00:00.000+0000","SystemModstamp":"2026-11-01T00:00:00.000+0000"}}"#
    );
    let changed_at = 1_795_000_000_000 + i64::try_from(place).unwrap();
    Person { record_id, object: "Contact".to_owned(), changed_at, body, tails }
}

fn tail(number: u64) -> i64 {
    i64::try_from(KEYS + number * SPREAD % KEYS).unwrap()
}

/// Of this process, as Linux counts it.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.map_or_else(|| "unknown".to_owned(), |peak| peak.trim().to_owned())
}
