//! Measures how quickly a page of the list of calls is answered among very many.
//!
//! ```text
//! cargo run --release -p web --example calls_list -- sqlite 1000000
//! cargo run --release -p web --example calls_list -- postgres://postgres@127.0.0.1/postgres 1000000
//! ```
//!
//! Calls and numbers are invented, with rows as wide as real ones, and are written by SQL behind the store's back.
//! SQLite's file stands in a temporary folder (TMPDIR; 1,000,000 calls take 5 GB), on PostgreSQL a database is created; both
//! are removed at the end. What is measured is the whole page as the router answers it, signed in as an administrator.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program for the terminal that measures"
)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::http::Request;
use engine::{Delivery, Engine, Parts, People, Vault};
use futures_util::StreamExt as _;
use store::{NewDelivery, Store, StoreOptions};
use tower::ServiceExt as _;
use web::access::{AccessSettings, NewPerson, Role, Stage, add_person, open_session};
use web::{Edge, Router};

/// When the newest call was heard of; each of the others a second earlier than the next.
const NOW: i64 = 1_795_000_000_000;

/// Pages of each filter.
const TIMES: usize = 200;

/// A page of each filter, newest and in the middle of the list.
const FILTERS: [(&str, &str); 22] = [
    ("everything", ""),
    ("failed", "state=failed"),
    ("waiting", "state=waiting"),
    ("logged", "state=logged"),
    ("missed", "result=missed"),
    ("voicemail", "result=voicemail"),
    ("nobody's number", "matched=none"),
    ("an agent", "agent=agent17%40example.com"),
    ("a line", "line=Line+3"),
    ("a source", "source=desk1"),
    ("an error", "error=UNABLE_TO_LOCK_ROW"),
    ("a number, spelt somehow", "q=(03)+5500-4711"),
    ("the end of a number", "q=4711"),
    ("a frequent word", "q=example"),
    ("a rare word", "q=Family4999"),
    ("a word that nobody has", "q=xyzzy"),
    ("a week", "from=2026-11-01&until=2026-11-07"),
    (
        "an agent's missed calls of a week",
        "agent=agent17%40example.com&result=missed&from=2026-11-01&until=2026-11-07",
    ),
    ("a line's failed calls", "line=Line+3&state=failed"),
    ("two that never meet", "agent=agent17%40example.com&line=Line+4"),
    ("an agent and a rare word", "agent=agent17%40example.com&q=Family4999"),
    (
        "everything at once",
        "agent=agent17%40example.com&result=incoming&state=logged&matched=matched&source=desk1&line=Line+17&q=given",
    ),
];

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let database = arguments.next().unwrap_or_else(|| "sqlite".to_owned());
    let calls = arguments.next().map_or(1_000_000, |text| text.parse::<i64>().unwrap());
    if database == "sqlite" {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("calls.db");
        let store = open(&format!("sqlite://{}", file.display())).await;
        let began = Instant::now();
        let connection = rusqlite::Connection::open(&file).unwrap();
        connection.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000").unwrap();
        connection.execute_batch(&fill(calls)).unwrap();
        println!("{calls} calls written in {:.0?}", began.elapsed());
        measure(store, calls).await;
        return;
    }
    let name = format!("ringledger_bench_{}", std::process::id());
    let (server, _) = database.rsplit_once('/').unwrap();
    execute(&database, &format!("CREATE DATABASE {name}")).await;
    let url = format!("{server}/{name}");
    let store = open(&url).await;
    let began = Instant::now();
    execute(&url, &fill(calls)).await;
    execute(&url, "VACUUM ANALYZE").await;
    println!("{calls} calls written in {:.0?}", began.elapsed());
    measure(store, calls).await;
    execute(&database, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

async fn open(url: &str) -> Store {
    Store::open(url, None, StoreOptions::default()).await.unwrap()
}

async fn execute(server: &str, sql: &str) {
    let (client, connection) =
        tokio_postgres::connect(server, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute(sql).await.unwrap();
}

/// Each property of a call follows from its number `x`, in another rhythm.
fn fill(calls: i64) -> String {
    let numbers = format!(
        "WITH RECURSIVE n(x) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT x + 1 FROM n WHERE x < {calls} - 1)"
    );
    let began = NOW - calls * 1_000;
    let id = "'desk' || (x % 3) || ':' || (x * 7919 % 1000003) || '-' || x";
    let kind = "CASE x % 10 WHEN 0 THEN 'incoming_missed' WHEN 1 THEN 'outgoing_missed' WHEN 2 THEN 'outgoing' \
                WHEN 3 THEN CASE x % 30 WHEN 3 THEN 'voicemail' ELSE 'outgoing' END ELSE 'incoming' END";
    let code = "CASE x % 10 WHEN 0 THEN CASE x % 3 WHEN 0 THEN 'UNABLE_TO_LOCK_ROW' WHEN 1 THEN \
                'FIELD_CUSTOM_VALIDATION_EXCEPTION' ELSE 'INVALID_FIELD' END ELSE NULL END";
    let state = "CASE WHEN x % 10 = 0 THEN 'failed' WHEN x % 50 = 1 THEN 'ignored' WHEN x % 10000 = 7 THEN 'waiting' \
                 ELSE 'logged' END";
    let (folded, resolution, desired) = (sample("folded"), sample("resolution"), sample("desired"));
    format!(
        "INSERT INTO call (org_id, call_id, source_id, state, version, listed_version, lease_epoch, lease_until, attempts, \
             folded, resolution, desired, written, task_id, error_code, cause, started_at, created_at, updated_at, \
             number_key, agent, owner_id, line, result, matched) \
         {numbers} SELECT 'main', {id}, 'desk' || (x % 3), {state}, 1, 1, 1, 0, 0, \
             '{folded}', '{resolution}', '{desired}', '{desired}', '00T' || x, {code}, {code}, {began} + x * 1000, {began} + x * 1000, {began} + x * 1000, \
             155000000 + x * 31 % 300000, 'agent' || (x * 13 % 211) || '@example.com', '005' || (x * 13 % 211), \
             'Line ' || (x * 13 % 211 % 20), {kind}, CASE WHEN x % 5 = 4 THEN 'none' ELSE 'matched' END FROM n; \
         INSERT INTO call_text (org_id, created_at, call_id, text) \
         {numbers} SELECT 'main', {began} + x * 1000, {id}, \
             'agent' || (x * 13 % 211) || '@example.com' || ' ' || 'given' || (x * 17 % 499) || ' family' || (x * 29 % 5003) \
             || ' example company' || (x * 37 % 997) || ' ' || '0355' || (155000000 + x * 31 % 300000) || ' ' || {id} FROM n; \
         INSERT INTO call_hour (org_id, hour, calls, logged, ignored, failed, matched, stale) \
         SELECT org_id, created_at / 3600000, 0, 0, 0, 0, 0, 1 FROM call GROUP BY org_id, created_at / 3600000;"
    )
}

/// JSON of about the size of a real one.
fn sample(what: &str) -> String {
    let filler = "x".repeat(200);
    let call = format!(
        r#"{{"id":"1","facts":{{"direction":"inbound","customer_number":"+81355004711","customer_name":"Given Family","line":{{"number":"+81355500100","name":"Line 3","country":"JP","time_zone":"Asia/Tokyo"}},"agent":{{"id":"17","name":"Mia Sample","email":"agent17@example.com","extension":null}},"started_at":1795000000000,"answered_at":1795000008000,"ended_at":1795000103000,"answered":true,"summary":"{filler}"}},"kinds":["began","answered","ended"],"first_at":1795000000000,"last_at":1795000103000,"answers":[],"tags_of_all":[],"tags_of_last_agent":[],"oddities":[]}}"#
    );
    let task = format!(
        r#"{{"fields":{{"Subject":"Incoming call: Given Family · Mia Sample","Description":"{filler}{filler}{filler}","OwnerId":"005000000000001AAA"}},"create_only":[],"origins":{{"Subject":"{filler}"}},"owner":{{"user_id":null,"rule":"email","steps":[]}},"notes":[]}}"#
    );
    match what {
        "folded" => call,
        "desired" => task,
        _ => format!(
            r#"{{"inquiry":{{"number":{{"raw":"03-5500-4711","kind":"customer","e164":"+81355004711","region":"JP","national":"03-5500-4711","notes":[]}},"region":"JP","search":{{"spellings":["{filler}"]}}}},"considered":[],"rule":"only_one","record":{{"object":"Contact","id":"003000000000001AAA","name":"Given Family","company":"Example Company","who_id":"003000000000001AAA","what_id":null,"owner_id":null}},"runner_up":null,"names":{{"company":"Example Company","person":"Given Family"}},"notes":["{filler}{filler}"]}}"#
        ),
    }
}

async fn measure(store: Store, calls: i64) {
    let engine = engine(&store);
    let person = NewPerson {
        email: "admin@example.com".to_owned(),
        name: "Admin".to_owned(),
        role: Role::Admin,
        password: None,
        language: Some("en".to_owned()),
        time_zone: Some("Asia/Tokyo".to_owned()),
    };
    let id = add_person(&engine, person).await.unwrap();
    let access = AccessSettings::default();
    let nowhere = web::access::Browser::default();
    let session = open_session(&engine, access, &id, Stage::Full, nowhere, None).await.unwrap();
    let public_url = "http://127.0.0.1:8080".to_owned();
    let edge =
        Edge { max_body_bytes: 1 << 20, public_url, keep: true, access: AccessSettings::default() };
    let router = web::router(engine, edge);
    let cookie = format!("ringledger={session}");
    let mut all = Vec::new();
    for (name, filter) in FILTERS {
        let mut took = Vec::with_capacity(TIMES);
        for time in 0..TIMES {
            // Half of the pages are somewhere in the list, as when somebody pages through it.
            let at = NOW - calls * 1_000 * i64::try_from(time * 7 % TIMES).unwrap() / 200;
            let after = if time % 2 == 0 { String::new() } else { format!("&after={at}~") };
            took.push(get(&router, &cookie, &format!("/calls?{filter}{after}")).await);
        }
        all.extend_from_slice(&took);
        print(name, took);
    }
    print("all of them", all);
    watched(&store, &router, &cookie).await;
    forgotten(&store, calls).await;
}

/// What is added up and found beside, and the pages that show it.
async fn watched(store: &Store, router: &Router, cookie: &str) {
    let began = Instant::now();
    let mut hours = 0;
    while store.add_up_hours("main", 12).await.unwrap() > 0 {
        hours += 12;
    }
    println!("{hours} hours added up in {:.0?}", began.elapsed());
    let engine = engine(store);
    let mut took = Vec::new();
    for _ in 0..20 {
        let asked = Instant::now();
        engine.find_troubles().await.unwrap();
        took.push(asked.elapsed());
    }
    print("finding troubles", took);
    for path in ["/", "/errors", "/api/v1/status", "/readyz"] {
        let mut took = Vec::new();
        for _ in 0..50 {
            took.push(get(router, cookie, path).await);
        }
        print(path, took);
    }
    let mut took = Vec::new();
    for _ in 0..20 {
        let asked = Instant::now();
        engine.gauge().await.unwrap();
        engine::errors(store, 50).await.unwrap();
        took.push(asked.elapsed());
    }
    print("gauges of /metrics and the last errors", took);
    let request = Request::get("/calls.csv?state=failed").header("cookie", cookie);
    let asked = Instant::now();
    let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let mut body = response.into_body().into_data_stream();
    let (mut bytes, mut first) = (0, None);
    while let Some(part) = body.next().await {
        first.get_or_insert(asked.elapsed());
        bytes += part.unwrap().len();
    }
    println!(
        "a file of all failed calls: {bytes} bytes, begins after {:.1?}, ends after {:.1?}",
        first.unwrap(),
        asked.elapsed()
    );
}

/// Forgetting a tenth of the calls, and how long a webhook waits meanwhile.
async fn forgotten(store: &Store, calls: i64) {
    let (mut steps, mut keeps) = (Vec::new(), Vec::new());
    let began = Instant::now();
    let mut gone = 0;
    while gone < calls.unsigned_abs() / 10 {
        let asked = Instant::now();
        gone += store.drop_calls("main", NOW, 500).await.unwrap();
        steps.push(asked.elapsed());
        if steps.len() % 10 == 0 {
            let delivery = NewDelivery {
                org_id: "main".to_owned(),
                source_id: "desk1".to_owned(),
                received_at: NOW,
                content_type: "application/json".to_owned(),
                headers: "{}".to_owned(),
                body: format!("{gone}").into_bytes(),
            };
            let asked = Instant::now();
            store.keep(delivery).await.unwrap();
            keeps.push(asked.elapsed());
        }
    }
    println!("{gone} calls forgotten in {:.1?}", began.elapsed());
    print("forgetting 500 calls", steps);
    print("keeping a webhook between", keeps);
    let began = Instant::now();
    let (mut after, mut read) = (String::new(), 0);
    loop {
        let page = store.kept_calls("main", &after, 500).await.unwrap();
        let Some(last) = page.last() else { break };
        after.clone_from(&last.call_id);
        read += page.len();
    }
    println!("{read} calls read for an erasure in {:.1?}", began.elapsed());
}

fn print(name: &str, mut took: Vec<Duration>) {
    took.sort_unstable();
    let at = |share: usize| took[(took.len() * share / 100).min(took.len() - 1)];
    println!("{name:36} p50 {:>8.1?}  p99 {:>8.1?}  max {:>8.1?}", at(50), at(99), at(100));
}

async fn get(router: &Router, cookie: &str, path: &str) -> Duration {
    let request = Request::get(path).header("cookie", cookie).body(Body::empty()).unwrap();
    let asked = Instant::now();
    let response = router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    to_bytes(response.into_body(), usize::MAX).await.unwrap();
    asked.elapsed()
}

fn engine(store: &Store) -> Engine {
    let settings = salesforce::Settings {
        login_url: "http://127.0.0.1:1".parse().unwrap(),
        api_version: "66.0".to_owned(),
        auth: salesforce::Auth::ClientCredentials {
            client_id: "ringledger".to_owned(),
            client_secret: "ringledger".to_owned().into(),
        },
        timeout: Duration::from_secs(1),
    };
    let clock: engine::Clock = Arc::new(|| NOW);
    let vault = Arc::new(Vault::new(store.clone()));
    Engine::new(Parts {
        store: store.clone(),
        salesforce: salesforce::Client::new(settings.clone(), vault, clock.clone()).unwrap(),
        salesforce_settings: settings,
        phone_systems: BTreeMap::new(),
        delivery: Delivery {
            workers: 1,
            batch: 200,
            linger_ms: 0,
            retry_ms: 1,
            settle_ms: 1,
            lease_ms: 1,
            quota_reserve_percent: 0,
            directory_ms: 1,
            call_id_field: String::new(),
        },
        people: People::Live,
        mail: None,
        clock,
    })
}
