//! Measures an emulated org: how long a large one takes to start and how much memory it holds, how fast phone numbers
//! are found in it, how fast Tasks are upserted, and how fast a bulk query reads everyone. Through the router, with everything a request goes through.
//!
//! ```sh
//! cargo run --release -p emulator --example measure -- 1000000
//! ```

use std::error::Error;
use std::io::Write as _;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use emulator::seed::{self, SeedFile};
use emulator::{Org, OrgOptions};
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// How often each thing is done.
const ROUNDS: usize = 200;

/// Spellings in one query, and Tasks in one upsert.
const SPELLINGS: usize = 100;
const TASKS: usize = 200;

/// What a copy of the org's people is made of, and the rows of a page.
const EXPORT: &str = "SELECT Id,Name,FirstName,LastName,Email,AccountId,OwnerId,LastModifiedDate,SystemModstamp,\
    AssistantPhone,HomePhone,MobilePhone,OtherPhone,Phone,Account.Name FROM Contact";
const PAGE: usize = 10_000;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let contacts: usize = std::env::args().nth(1).unwrap_or("1000000".to_owned()).parse()?;
    let file = SeedFile::parse("measure.json", &json!({"contacts": contacts}).to_string())?;
    let begun = Instant::now();
    let options = OrgOptions::new(std::sync::Arc::new(|| 1_800_000_000_000), 1);
    let (org, _) = seed::found(&OrgOptions { daily_api_requests: 1_000_000, ..options }, &file)?;
    let started = begun.elapsed();
    let token = org.sessions().issue(&org.administrator().user_id, None, org.now());
    let router = emulator::router(org.clone());

    let mut queries = Vec::with_capacity(ROUNDS);
    let mut upserts = Vec::with_capacity(ROUNDS);
    let mut found = 0;
    for round in 0..ROUNDS {
        let uri = format!("/services/data/v66.0/query?q={}", query(&org, contacts, round)?);
        let (reply, took) = timed(&router, &token, "GET", &uri, None).await?;
        found += reply["totalSize"].as_u64().unwrap_or(0);
        queries.push(took);
        let uri = "/services/data/v66.0/composite/sobjects/Task/Ringledger_Call_Id__c";
        let (reply, took) = timed(&router, &token, "PATCH", uri, Some(tasks(round))).await?;
        let refused =
            reply.as_array().is_none_or(|rows| rows.iter().any(|row| row["success"] != true));
        if refused {
            return Err(format!("a Task was refused: {reply}").into());
        }
        upserts.push(took);
    }
    let (rows, took) = export(&router, &token).await?;
    let report = json!({
        "contacts": contacts,
        "start_seconds": started.as_secs_f64(),
        "peak_memory_mb": peak_memory_mb()?,
        "query_of_100_spellings_ms": quantiles(queries),
        "contacts_found_a_query": found as f64 / ROUNDS as f64,
        "upsert_of_200_tasks_ms": quantiles(upserts),
        "bulk_rows": rows,
        "bulk_rows_a_second": rows as f64 / took.as_secs_f64(),
    });
    writeln!(std::io::stdout(), "{report:#}")?;
    Ok(())
}

/// A query for numbers that stand in the org, in two phone fields, encoded for an address.
fn query(org: &Org, contacts: usize, round: usize) -> Result<String, Box<dyn Error>> {
    let offset = round * 7 % contacts.min(2_000);
    let sample = format!("SELECT Phone FROM Contact LIMIT {SPELLINGS} OFFSET {offset}");
    let rows = org.query(&org.administrator(), &sample)?.records;
    let numbers: Vec<String> =
        rows.iter().filter_map(|row| Some(format!("'{}'", row["Phone"].as_str()?))).collect();
    let list = numbers.join(",");
    let soql =
        format!("SELECT Id,Name FROM Contact WHERE Phone IN ({list}) OR MobilePhone IN ({list})");
    Ok(url::form_urlencoded::byte_serialize(soql.as_bytes()).collect())
}

/// An upsert of which every other round repeats the one before.
fn tasks(round: usize) -> Value {
    let records: Vec<Value> = (0..TASKS)
        .map(|task| {
            json!({
                "attributes": {"type": "Task"}, "Ringledger_Call_Id__c": format!("measure:{}-{task}", round / 2),
                "Subject": format!("Call {round}"), "Status": "Completed",
                "CallType": "Inbound", "CallDurationInSeconds": 60, "ActivityDate": "2027-01-15",
            })
        })
        .collect();
    json!({"allOrNone": false, "records": records})
}

/// Reads every Contact by a bulk query, page by page; returns how many there were and how long it took.
async fn export(router: &Router, token: &str) -> Result<(u64, Duration), Box<dyn Error>> {
    let jobs = "/services/data/v66.0/jobs/query";
    let query = json!({"operation": "query", "query": EXPORT});
    let begun = Instant::now();
    let (job, _) = timed(router, token, "POST", jobs, Some(query)).await?;
    let job = format!("{jobs}/{}", job["id"].as_str().ok_or("no job")?);
    timed(router, token, "GET", &job, None).await?;
    let mut rows = 0;
    let mut locator = String::new();
    while locator != "null" {
        let page = format!("{job}/results?maxRecords={PAGE}&locator={locator}");
        let (headers, _, _) = sent(router, token, "GET", &page, None).await?;
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let count = header("sforce-numberofrecords").ok_or("a page without a count")?;
        rows += count.parse::<u64>()?;
        locator = header("sforce-locator").ok_or("a page without a locator")?.to_owned();
    }
    Ok((rows, begun.elapsed()))
}

async fn timed(
    router: &Router,
    token: &str,
    method: &str,
    uri: &str,
    body: Option<Value>,
) -> Result<(Value, Duration), Box<dyn Error>> {
    let (_, bytes, took) = sent(router, token, method, uri, body).await?;
    Ok((serde_json::from_slice(&bytes)?, took))
}

async fn sent(
    router: &Router,
    token: &str,
    method: &str,
    uri: &str,
    body: Option<Value>,
) -> Result<(HeaderMap, Bytes, Duration), Box<dyn Error>> {
    let request = Request::builder()
        .method(method)
        .uri(uri)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .body(body.map_or_else(Body::empty, |body| Body::from(body.to_string())))?;
    let begun = Instant::now();
    let response = router.clone().oneshot(request).await?;
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = to_bytes(response.into_body(), usize::MAX).await?;
    let took = begun.elapsed();
    if status != StatusCode::OK {
        return Err(String::from_utf8_lossy(&bytes).into());
    }
    Ok((headers, bytes, took))
}

fn quantiles(mut times: Vec<Duration>) -> Value {
    times.sort();
    let at = |share: usize| times.get(times.len() * share / 100).map(Duration::as_secs_f64);
    let ms = |share: usize| at(share).unwrap_or_default() * 1_000.0;
    json!({"p50": ms(50), "p99": ms(99)})
}

/// The most memory this program has held, as Linux counts it.
fn peak_memory_mb() -> Result<f64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next());
    Ok(kilobytes.ok_or("no VmHWM in /proc/self/status")?.parse::<f64>()? / 1_024.0)
}
