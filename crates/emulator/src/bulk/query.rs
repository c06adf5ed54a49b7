//! Query jobs: long results that a client fetches as CSV.
//!
//! Which rows a result has is settled when the job runs; only their ids are kept, and pages are read when asked for.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::answer::{Call, lock};
use super::csv::write_row;
use super::job::{Head, Job, State, invalid_job, invalid_state};
use super::{Shared, list as lists};
use crate::error::ApiError;
use crate::rest::message::Reply;
use crate::soql::extract::Extract;
use crate::usage::DailyBulk;

/// Characters of an id.
const ID: usize = 18;

/// Rows that are read at once.
const STEP: usize = 2_000;

/// Bytes of a page of results beyond which the next page begins, whatever `maxRecords` says.
const PAGE_BYTES: usize = 16_000_000;

/// Bytes of most rows.
const LINE_BYTES: usize = 384;

/// Pages that `resultPages` names at once (Bulk API 2.0 guide).
const PAGES_AT_ONCE: usize = 5;

/// Rows of each page that `resultPages` names.
const PAGE_ROWS: usize = 50_000;

/// What a query job has besides what every job has.
#[derive(Debug)]
pub(super) struct Query {
    extract: Extract,
    /// The ids of all rows, one behind the other, once the job ran.
    ids: String,
}

impl Query {
    fn total(&self) -> usize {
        self.ids.len() / ID
    }

    fn ids(&self, start: usize, end: usize) -> Vec<String> {
        let ids = self.ids.as_bytes().get(start * ID..end * ID).unwrap_or_default();
        ids.chunks(ID).map(|id| String::from_utf8_lossy(id).into_owned()).collect()
    }
}

impl Call<'_> {
    fn query_job(&self, id: &str) -> Result<Shared<Query>, ApiError> {
        let job = self.org.0.bulk.query.find(id).ok_or_else(ApiError::not_found)?;
        self.check_sees(&lock(&job).head)?;
        Ok(job)
    }

    /// Runs a job that waits for it.
    fn run(&self, job: &mut Job<Query>) -> Result<(), ApiError> {
        let Job { head, work } = job;
        if !head.state.is_waiting() {
            return Ok(());
        }
        let began = self.org.now();
        let found = work.extract.ids(self.org, &self.org.database(), &head.actor);
        let now = self.org.now();
        head.took_ms += now - began;
        match found {
            Ok(ids) => {
                work.ids = ids;
                head.processed = work.total();
                head.turn(State::JobComplete, now);
            }
            Err(error) if error.status < 500 => head.fail(error.to_string(), now),
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

/// `POST /jobs/query`.
pub(super) fn create(call: &Call<'_>) -> Result<Reply, ApiError> {
    let description = call.request.object()?;
    let text = |name: &str| description.get(name).and_then(Value::as_str);
    let operation = match text("operation") {
        Some("query") => "query",
        Some("queryAll") => "queryAll",
        Some(other) => return Err(invalid_job(format!("Unknown operation: {other}"))),
        None => return Err(invalid_job("No value provided for operation")),
    };
    let query = text("query").ok_or_else(|| invalid_job("No value provided for query"))?;
    let extract = {
        let database = call.org.database();
        Extract::new(call.org, &database, call.actor, query, operation == "queryAll")?
    };
    let now = call.org.now();
    let usage = &call.org.0.usage;
    if !usage.take(DailyBulk::QueryJobs, 1, now) {
        let (most, used) = (DailyBulk::QueryJobs.most(), usage.used(DailyBulk::QueryJobs, now));
        let message =
            format!("Max bulk v2 query jobs ({most}) per 24 hrs has been reached ({used})");
        return Err(ApiError::new(400, "LIMIT_EXCEEDED", message));
    }
    let head = Head {
        id: call.org.0.bulk.new_id(),
        operation,
        object: extract.object.clone(),
        state: State::UploadComplete,
        ..call.head(description)?
    };
    let mut body = head.describe(None);
    put_format(&mut body, &head);
    call.org.0.bulk.query.keep(Job { head, work: Query { extract, ids: String::new() } });
    Ok(Reply::ok(Value::Object(body)))
}

fn put_format(body: &mut Map<String, Value>, head: &Head) {
    body.insert("lineEnding".to_owned(), json!(head.line_ending.name()));
    body.insert("columnDelimiter".to_owned(), json!(head.delimiter.name()));
}

/// `GET /jobs/query/ID`: runs the job if it still waits, and says where it stands.
pub(super) fn show(call: &Call<'_>, id: &str) -> Result<Reply, ApiError> {
    let shared = call.query_job(id)?;
    let mut job = lock(&shared);
    call.run(&mut job)?;
    Ok(Reply::ok(shown(&job)))
}

/// `GET /jobs/query`.
pub(super) fn list(call: &Call<'_>) -> Result<Reply, ApiError> {
    lists::page(call, "query", "V2Query", &call.org.0.bulk.query.all(), listed)
}

fn listed(job: &Job<Query>) -> Value {
    let mut body = job.head.describe(None);
    body.insert("jobType".to_owned(), json!("V2Query"));
    put_format(&mut body, &job.head);
    Value::Object(body)
}

fn shown(job: &Job<Query>) -> Value {
    let mut body = listed(job);
    let more = [
        ("numberRecordsProcessed", json!(job.head.processed)),
        ("retries", json!(0)),
        ("totalProcessingTime", json!(job.head.took_ms)),
        ("isPkChunkingSupported", json!(true)),
    ];
    if let Some(body) = body.as_object_mut() {
        body.extend(more.map(|(key, value)| (key.to_owned(), value)));
        if let Some(error) = &job.head.error {
            body.insert("errorMessage".to_owned(), json!(error));
        }
    }
    body
}

/// `PATCH /jobs/query/ID`: aborts.
pub(super) fn change_state(call: &Call<'_>, id: &str) -> Result<Reply, ApiError> {
    let shared = call.query_job(id)?;
    let mut job = lock(&shared);
    let wanted = call.text("state")?.unwrap_or_default();
    if wanted != "Aborted" {
        return Err(invalid_state(&format!("A job cannot be set to the state '{wanted}'")));
    }
    if !job.head.state.is_waiting() {
        return Err(job.head.state.refuse("Aborting"));
    }
    job.head.turn(State::Aborted, call.org.now());
    Ok(Reply::ok(Value::Object(job.head.describe(None))))
}

/// `DELETE /jobs/query/ID`.
pub(super) fn delete(call: &Call<'_>, id: &str) -> Result<Reply, ApiError> {
    let shared = call.query_job(id)?;
    let job = lock(&shared);
    if job.head.state.is_waiting() {
        return Err(invalid_state("Deleting a running Job not allowed, abort it first"));
    }
    call.org.0.bulk.query.remove(&job.head.id);
    Ok(Reply::empty())
}

/// `GET /jobs/query/ID/results`.
pub(super) fn results(call: &Call<'_>, id: &str) -> Result<Reply, ApiError> {
    let shared = call.query_job(id)?;
    let mut job = lock(&shared);
    complete(call, &mut job)?;
    let total = job.work.total();
    let start = match call.request.parameter("locator").filter(|locator| *locator != "null") {
        None | Some("") => 0,
        Some(locator) => lists::place(locator)
            .filter(|place| *place < total)
            .ok_or_else(|| ApiError::new(400, "INVALID_QUERY_LOCATOR", "invalid query locator"))?,
    };
    let most = match call.request.parameter("maxRecords") {
        None | Some("") => total,
        Some(text) => text.parse().ok().filter(|most| *most > 0).ok_or_else(|| {
            let message = format!("maxRecords must be a whole number above 0, but is {text}");
            ApiError::new(400, "INVALID_PARAMETER_VALUE", message)
        })?,
    };
    let (text, end) = page(call, &job, start, total.min(start.saturating_add(most)))?;
    let bytes = u64::try_from(text.len()).unwrap_or(u64::MAX);
    if !call.org.0.usage.take(DailyBulk::QueryBytes, bytes, call.org.now()) {
        let message =
            "Max bulk v2 query result size stored (1000000000) kb per 24 hrs has been exceeded";
        return Err(ApiError::new(400, "LIMIT_EXCEEDED", message));
    }
    let next = if end < total { lists::locator(end) } else { "null".to_owned() };
    let mut reply = Reply::csv(text);
    reply.headers.push(("sforce-locator", next));
    reply.headers.push(("sforce-numberofrecords", (end - start).to_string()));
    Ok(reply)
}

/// The rows from `start` on, up to `end` or until the page is full; returns where it ended.
fn page(
    call: &Call<'_>,
    job: &Job<Query>,
    start: usize,
    end: usize,
) -> Result<(String, usize), ApiError> {
    let Job { head, work } = job;
    let mut text = String::new();
    let names: Vec<String> =
        work.extract.columns.iter().map(|column| column.path.join(".")).collect();
    write_row(&mut text, names.iter().map(String::as_str), head.delimiter, head.line_ending);
    let mut place = start;
    while place < end && text.len() < PAGE_BYTES {
        let ids = work.ids(place, end.min(place + STEP));
        // The database is free between the steps.
        let line = |cells: &[Cow<'_, str>]| {
            let mut line = String::with_capacity(LINE_BYTES);
            let cells = cells.iter().map(AsRef::as_ref);
            write_row(&mut line, cells, head.delimiter, head.line_ending);
            line
        };
        let lines = work.extract.rows(call.org, &call.org.database(), &head.actor, &ids, line)?;
        text.extend(lines);
        place += ids.len();
    }
    Ok((text, place))
}

/// Runs the job, and refuses if there are no results then, or if they are asked for in another version.
fn complete(call: &Call<'_>, job: &mut Job<Query>) -> Result<(), ApiError> {
    if job.head.version != call.request.version {
        let message = format!(
            "The results of this job must be fetched with the version that made it, {}",
            job.head.version
        );
        return Err(ApiError::new(409, "INVALID_API_VERSION", message));
    }
    call.run(job)?;
    match job.head.state {
        State::JobComplete => Ok(()),
        other => {
            let message = format!("The job has no results, its state is {}", other.name());
            Err(invalid_state(&message))
        }
    }
}

/// `GET /jobs/query/ID/resultPages`: where the pages are, to fetch them side by side.
pub(super) fn result_pages(call: &Call<'_>, id: &str) -> Result<Reply, ApiError> {
    let shared = call.query_job(id)?;
    let mut job = lock(&shared);
    complete(call, &mut job)?;
    let first = match call.request.parameter("locator") {
        None => 0,
        Some(locator) => lists::place(locator)
            .ok_or_else(|| ApiError::new(400, "INVALID_QUERY_LOCATOR", "invalid query locator"))?,
    };
    let base = format!("/services/data/{}/jobs/query/{}", job.head.version, job.head.id);
    let mut starts = (first..job.work.total().max(1)).step_by(PAGE_ROWS);
    let pages: Vec<Value> = starts
        .by_ref()
        .take(PAGES_AT_ONCE)
        .map(|start| {
            let locator = lists::locator(start);
            json!({"resultUrl": format!("{base}/results?locator={locator}&maxRecords={PAGE_ROWS}")})
        })
        .collect();
    let next = starts.next();
    let url = next.map(|place| format!("{base}/resultPages?locator={}", lists::locator(place)));
    Ok(Reply::ok(json!({"resultPages": pages, "nextRecordsUrl": url, "done": next.is_none()})))
}
