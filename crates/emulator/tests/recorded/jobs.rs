//! Replays exchanges of Bulk API 1.0: the job and the batches that a path mentions are made first.
//!
//! Some recordings keep a template's name and its variables instead of the XML; their shape is that of the documentation.

use serde_json::Value;

use crate::exchange::Exchange;
use crate::prepare;
use crate::query::Query;
use crate::shape;
use crate::stage::Stage;

/// What a job is about.
struct Job {
    operation: String,
    object: String,
    external_id: Option<String>,
    json: bool,
}

/// The elements of a job (recorded), of which `externalIdFieldName` is there for an upsert.
const JOB: &str = "id operation object createdById createdDate systemModstamp state externalIdFieldName \
    concurrencyMode contentType numberBatchesQueued numberBatchesInProgress numberBatchesCompleted \
    numberBatchesFailed numberBatchesTotal numberRecordsProcessed numberRetries apiVersion numberRecordsFailed \
    totalProcessingTime apiActiveProcessingTime apexProcessingTime";

/// The elements of a batch (Bulk API guide).
const BATCH: &str = "id jobId state createdDate systemModstamp numberRecordsProcessed numberRecordsFailed \
    totalProcessingTime apiActiveProcessingTime apexProcessingTime";

pub(crate) async fn replay(
    stage: &Stage,
    exchange: &Exchange,
    all: &[Exchange],
) -> Result<(), String> {
    let target = exchange.target();
    let base = target.split("/job").next().unwrap_or_default().to_owned();
    let mut parts = exchange.path().split("/job/").nth(1).unwrap_or_default().to_owned();
    if parts.is_empty() {
        let reply = stage.send(&exchange.method, &target, exchange.request().as_deref()).await;
        return judge(exchange, reply.status, &reply.text);
    }
    let recorded_job = parts.split('/').next().unwrap_or_default().to_owned();
    let job = known(&recorded_job, exchange, all);
    let id = create(stage, &base, &job).await?;
    parts = parts.replace(&recorded_job, &id);
    let wants_batch = parts.contains("/batch") && exchange.method == "GET";
    if wants_batch {
        let body = batch_body(stage, &recorded_job, &job, exchange, all)?;
        let batch = add(stage, &base, &id, &job, &body).await?;
        if let Some(rest) = parts.split("/batch/").nth(1) {
            let recorded = rest.split('/').next().unwrap_or_default().to_owned();
            parts = parts.replace(&recorded, &batch);
        }
        if let Some(recorded) = parts.split("/result/").nth(1) {
            let list = format!("{base}/job/{id}/batch/{batch}/result");
            let reply = stage.send_as("GET", &list, "", job.kind()).await;
            let result: Vec<String> =
                serde_json::from_str(&reply.text).map_err(|_| reply.text.clone())?;
            parts = parts.replace(recorded, result.first().map_or("", String::as_str));
        }
    }
    let query = target.split_once('?').map_or_else(String::new, |(_, query)| format!("?{query}"));
    let target = format!("{base}/job/{parts}{query}");
    let body = exchange.request().as_deref().map(dechunked).unwrap_or_default();
    if exchange.method == "POST" && parts.ends_with("/batch") {
        prepare_rows(stage, &job, &body)?;
    }
    let kind = match body.trim_start().starts_with('<') {
        true => "application/xml",
        false if job.json => "application/json",
        false => "text/csv",
    };
    let reply = stage.send_as(&exchange.method, &target, &body, kind).await;
    judge(exchange, reply.status, &reply.text)
}

impl Job {
    fn kind(&self) -> &'static str {
        if self.json { "application/json" } else { "application/xml" }
    }
}

/// What the recordings tell of a job: its making, or a template that shows it.
fn known(id: &str, exchange: &Exchange, all: &[Exchange]) -> Job {
    let mut job = Job {
        operation: "insert".to_owned(),
        object: "Account".to_owned(),
        external_id: None,
        json: false,
    };
    let about = all.iter().filter(|other| {
        other.path().contains(id) || template(other).is_some_and(|(_, vars)| vars["id"] == id)
    });
    for other in about.chain(std::iter::once(exchange)) {
        if let Some((name, vars)) = template(other).filter(|(name, _)| name.starts_with("jobInfo"))
        {
            if name.contains("upsert") {
                job.operation = "upsert".to_owned();
                job.external_id = Some(vars["idField"].as_str().unwrap_or("Id").to_owned());
            }
            if let Some(object) = vars["object"].as_str() {
                object.clone_into(&mut job.object);
            }
        }
        let text = other.request().unwrap_or_default();
        if text.trim_start().to_lowercase().starts_with("select") {
            job.operation = "query".to_owned();
            job.object = Query::read(&text).from;
        }
        let body = other.body.as_str().unwrap_or_default();
        job.json |= body.starts_with('{') || body.starts_with('[');
    }
    job
}

fn template(exchange: &Exchange) -> Option<(&str, &Value)> {
    Some((exchange.body["include_template"].as_str()?, &exchange.body["vars"]))
}

async fn create(stage: &Stage, base: &str, job: &Job) -> Result<String, String> {
    let field = job.external_id.as_ref();
    let field = field.map_or_else(String::new, |name| {
        format!("<externalIdFieldName>{name}</externalIdFieldName>")
    });
    let content_type = if job.json { "JSON" } else { "CSV" };
    let body = format!(
        "<jobInfo><operation>{}</operation><object>{}</object>{field}<contentType>{content_type}</contentType></jobInfo>",
        job.operation, job.object
    );
    let reply = stage.send("POST", &format!("{base}/job"), Some(&body)).await;
    between(&reply.text, "<id>", "</id>").ok_or(reply.text)
}

async fn add(stage: &Stage, base: &str, id: &str, job: &Job, body: &str) -> Result<String, String> {
    let target = format!("{base}/job/{id}/batch");
    let kind = if job.json { "application/json" } else { "text/csv" };
    let reply = stage.send_as("POST", &target, body, kind).await;
    let id = match job.json {
        true => between(&reply.text, "\"id\":\"", "\""),
        false => between(&reply.text, "<id>", "</id>"),
    };
    id.ok_or(reply.text)
}

/// The batch that was sent to the recorded job, or one that does as well.
fn batch_body(
    stage: &Stage,
    recorded_job: &str,
    job: &Job,
    exchange: &Exchange,
    all: &[Exchange],
) -> Result<String, String> {
    let sent = all.iter().find(|other| {
        other.method == "POST" && other.path().ends_with(&format!("{recorded_job}/batch"))
    });
    let body = sent.and_then(Exchange::request).map(|body| dechunked(&body));
    if job.operation == "query" {
        let records = exchange.body.as_str().and_then(|text| serde_json::from_str(text).ok());
        for record in records.iter().flat_map(|list: &Vec<Value>| list) {
            if record.is_object() {
                prepare::load(&stage.org, &with_texts_for_moments(record))?;
            }
        }
        return Ok(body.unwrap_or_else(|| format!("SELECT Id FROM {}", job.object)));
    }
    if let Some(body) = &body {
        prepare_rows(stage, job, body)?;
    }
    Ok(body.unwrap_or_else(|| "Name\nSomething\n".to_owned()))
}

/// Rows of CSV may name records that exist.
fn prepare_rows(stage: &Stage, job: &Job, body: &str) -> Result<(), String> {
    if job.json {
        return Ok(());
    }
    let mut reader = csv::Reader::from_reader(body.as_bytes());
    for row in reader.records() {
        let row = row.map_err(|error| error.to_string())?;
        for cell in row
            .iter()
            .filter(|cell| cell.len() == 18 && stage.org.schema().object_of_id(cell).is_some())
        {
            prepare::existing(&stage.org, cell)?;
        }
    }
    Ok(())
}

/// Moments are numbers in this API's JSON.
fn with_texts_for_moments(record: &Value) -> Value {
    let mut record = record.clone();
    for (name, value) in record.as_object_mut().into_iter().flatten() {
        if let (true, Some(_)) = (name.ends_with("DateTime"), value.as_i64()) {
            *value = Value::from("2024-11-07T07:00:00.000+0000");
        }
    }
    record
}

fn between(text: &str, start: &str, end: &str) -> Option<String> {
    Some(text.split_once(start)?.1.split_once(end)?.0.to_owned())
}

/// Some bodies were recorded with the lengths of their chunks.
fn dechunked(body: &str) -> String {
    let first = body.lines().next().unwrap_or_default();
    if first.is_empty() || u32::from_str_radix(first.trim(), 16).is_err() {
        return body.to_owned();
    }
    let is_length = |line: &&str| u32::from_str_radix(line.trim(), 16).is_ok();
    let lines = body.lines().filter(|line| !is_length(line) && !line.trim().is_empty());
    lines.map(|line| format!("{}\n", line.trim_end())).collect()
}

fn judge(exchange: &Exchange, status: u16, text: &str) -> Result<(), String> {
    if status != exchange.status {
        return Err(format!("status {status} instead of {}: {text}", exchange.status));
    }
    if let Some((name, vars)) = template(exchange) {
        let (root, expected) = match name {
            name if name.starts_with("jobInfo") => ("jobInfo", JOB),
            name if name.starts_with("batchInfoList") => ("batchInfoList", BATCH),
            _ => ("batchInfo", BATCH),
        };
        let upsert = name.contains("upsert");
        let expected: Vec<&str> = expected
            .split_whitespace()
            .filter(|name| upsert || *name != "externalIdFieldName")
            .collect();
        let object = vars["object"].as_str();
        return elements_match(text, root, &expected, object);
    }
    let recorded = exchange.body.as_str().unwrap_or_default();
    if recorded.starts_with("<?xml") {
        let (root, names) = elements(recorded)?;
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        return elements_match(text, &root, &names, None);
    }
    if recorded.starts_with('"') {
        return tables_match(recorded, text);
    }
    let actual = serde_json::from_str(text).map_err(|error| format!("{error}: {text}"))?;
    shape::compare(&exchange.body_json()?, &actual)
}

/// The name of the root, and of the elements that hold text, in order.
fn elements(text: &str) -> Result<(String, Vec<String>), String> {
    let document = roxmltree::Document::parse(text).map_err(|error| format!("{error}: {text}"))?;
    let leaves = document
        .descendants()
        .filter(|node| node.is_element() && !node.children().any(|child| child.is_element()));
    let names = leaves.map(|node| node.tag_name().name().to_owned()).collect();
    Ok((document.root_element().tag_name().name().to_owned(), names))
}

fn elements_match(
    text: &str,
    root: &str,
    expected: &[&str],
    object: Option<&str>,
) -> Result<(), String> {
    let (actual_root, actual) = elements(text)?;
    if actual_root != root || actual != expected {
        return Err(format!("{actual_root} {actual:?} instead of {root} {expected:?}"));
    }
    match object {
        Some(object) if !text.contains(&format!("<object>{object}</object>")) => {
            Err(format!("another object than {object}: {text}"))
        }
        _ => Ok(()),
    }
}

/// Tables have the same head, as many rows, and the same truth values in them.
fn tables_match(expected: &str, actual: &str) -> Result<(), String> {
    let shape = |text: &str| -> Vec<Vec<String>> {
        text.lines()
            .enumerate()
            .map(|(place, line)| {
                let cells = line.split(',').map(str::to_owned);
                cells
                    .filter(|cell| place == 0 || matches!(cell.as_str(), "\"true\"" | "\"false\""))
                    .collect()
            })
            .collect()
    };
    match shape(expected) == shape(actual) {
        true => Ok(()),
        false => Err(format!("{actual:?} instead of {expected:?}")),
    }
}
