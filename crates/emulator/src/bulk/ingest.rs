//! Ingest jobs: rows that a client uploads and the org writes.

use axum::body::Bytes;
use serde_json::{Map, Value, json};

use super::answer::{Call, lock};
use super::columns::Column;
use super::csv::{Delimiter, LineEnding};
use super::job::{Head, Job, State, invalid_job, invalid_state};
use super::results::{self, Kind};
use super::row::{Operation, Outcome};
use super::{Shared, list as lists, multipart, process};
use crate::error::ApiError;
use crate::records::{AutoAssign, WriteOptions};
use crate::rest::message::{Reply, Request};
use crate::usage::DailyBulk;

/// The most bytes of an upload as base64, in which Salesforce keeps it (Bulk API 2.0 guide).
const LARGEST_UPLOAD: usize = 150 * 1_024 * 1_024;

/// What an ingest job has besides what every job has.
#[derive(Debug)]
pub(super) struct Ingest {
    pub(super) operation: Operation,
    /// The field by which an upsert finds records.
    pub(super) external_id: Option<String>,
    pub(super) assignment_rule: Option<String>,
    /// What the request that made the job asks of writes.
    pub(super) options: WriteOptions,
    pub(super) content: Bytes,
    pub(super) uploaded: bool,
    pub(super) columns: Vec<Column>,
    /// The byte at which the next row begins.
    pub(super) position: usize,
    /// What became of the rows so far.
    pub(super) outcomes: Vec<Outcome>,
}

/// `POST /jobs/ingest`, also with the rows in the same request.
pub(super) fn create(call: &Call<'_>) -> Result<Reply, ApiError> {
    let (description, content) = match multipart::boundary(&call.request.content_type) {
        Some(boundary) if call.request.content_type.starts_with("multipart/") => {
            let (description, content) = parts(call.request, boundary)?;
            (description, Some(content))
        }
        _ => (call.request.object()?.clone(), None),
    };
    if call.org.0.usage.used(DailyBulk::Batches, call.org.now()) >= DailyBulk::Batches.most() {
        return Err(ApiError::new(400, "EXCEEDEDQUOTA", "ApiBatchItems Limit exceeded."));
    }
    let mut job = read(call, &description)?;
    if let Some(content) = content {
        job.work.content = fitting(content)?;
        job.work.uploaded = true;
        job.head.turn(State::UploadComplete, call.org.now());
    }
    let body = created(&job);
    let shared = call.org.0.bulk.ingest.keep(job);
    process::advance(call.org, &mut lock(&shared))?;
    Ok(Reply::ok(body))
}

/// The description and the rows of a multipart request.
fn parts(request: &Request, boundary: &str) -> Result<(Map<String, Value>, Bytes), ApiError> {
    let mut description = None;
    let mut content = None;
    for (name, part) in multipart::parts(&request.raw, boundary) {
        match name.as_str() {
            "job" => description = serde_json::from_slice(&part).ok(),
            "content" => content = Some(part),
            _ => {}
        }
    }
    description.zip(content).ok_or_else(|| {
        let message = "A multipart request needs a part job with JSON and a part content with CSV.";
        ApiError::new(400, "JSON_PARSER_ERROR", message)
    })
}

/// Reads the description of a new job.
fn read(call: &Call<'_>, description: &Map<String, Value>) -> Result<Job<Ingest>, ApiError> {
    let text = |name: &str| description.get(name).and_then(Value::as_str);
    let name = text("operation").ok_or_else(|| invalid_job("No value provided for operation"))?;
    let operation = Operation::ALL.into_iter().find(|operation| operation.name() == name);
    let operation = operation.ok_or_else(|| invalid_job(format!("Unknown operation: {name}")))?;
    if let Some(kind) = text("contentType").filter(|kind| *kind != "CSV") {
        return Err(invalid_job(format!("Unsupported content type: {kind}")));
    }
    let wanted = text("object").ok_or_else(|| invalid_job("No value provided for object"))?;
    let unknown = || invalid_job(format!("Unable to find object: {wanted}"));
    let object = call.schema.object(wanted).ok_or_else(unknown)?;
    let external_id = match (operation, text("externalIdFieldName")) {
        (Operation::Upsert, None | Some("")) => {
            return Err(invalid_job(format!(
                "External ID was blank for {wanted}. An External ID must be specified for upsert."
            )));
        }
        (Operation::Upsert, Some(name)) => {
            let field = object.field(name).filter(|field| field.external_id || field.id_lookup);
            let field = field.ok_or_else(|| {
                invalid_job(format!(
                    "Field name provided, {name} does not match an External ID, Salesforce Id, or indexed field for {}",
                    object.name
                ))
            })?;
            Some(field.name.clone())
        }
        _ => None,
    };
    let assignment_rule = text("assignmentRuleId").map(str::to_owned);
    let mut options = call.request.options.clone();
    if let Some(rule) = &assignment_rule {
        options.auto_assign = AutoAssign::Rule(rule.clone());
    }
    let head = Head {
        id: call.org.0.bulk.new_id(),
        operation: operation.name(),
        object: object.name.clone(),
        ..call.head(description)?
    };
    Ok(Job {
        head,
        work: Ingest {
            operation,
            external_id,
            assignment_rule,
            options,
            content: Bytes::new(),
            uploaded: false,
            columns: Vec::new(),
            position: 0,
            outcomes: Vec::new(),
        },
    })
}

impl Call<'_> {
    /// A head for a new job; id, operation and object are still empty.
    pub(super) fn head(&self, description: &Map<String, Value>) -> Result<Head, ApiError> {
        let now = self.org.now();
        Ok(Head {
            id: String::new(),
            operation: "",
            object: String::new(),
            actor: self.actor.clone(),
            created_at: now,
            modified_at: now,
            state: State::Open,
            version: self.request.version.clone(),
            line_ending: LineEnding::read(description.get("lineEnding"))?,
            delimiter: Delimiter::read(description.get("columnDelimiter"))?,
            processed: 0,
            failed: 0,
            took_ms: 0,
            error: None,
        })
    }

    fn job(&self, id: &str) -> Result<Shared<Ingest>, ApiError> {
        let job = self.org.0.bulk.ingest.find(id).ok_or_else(ApiError::not_found)?;
        self.check_sees(&lock(&job).head)?;
        Ok(job)
    }
}

/// `PUT /jobs/ingest/ID/batches`.
pub(super) fn upload(call: &Call<'_>, id: &str) -> Result<Reply, ApiError> {
    let shared = call.job(id)?;
    let mut job = lock(&shared);
    if job.head.state != State::Open {
        return Err(job.head.state.refuse("Uploading to"));
    }
    if job.work.uploaded {
        let message = format!(
            "Found multiple contents for job: <{id}>, please 'Close' / 'Abort' / 'Delete' the current Job then \
             create a new Job and make sure you only do 'PUT' once on a given Job."
        );
        return Err(ApiError::new(400, "CLIENTINPUTERROR", message));
    }
    job.work.content = fitting(call.request.raw.clone())?;
    job.work.uploaded = true;
    job.head.modified_at = call.org.now();
    Ok(Reply { status: 201, ..Reply::empty() })
}

fn fitting(content: Bytes) -> Result<Bytes, ApiError> {
    if content.len().div_ceil(3) * 4 <= LARGEST_UPLOAD {
        return Ok(content);
    }
    let message =
        format!("Request size exceeded max size limit. Maximum size is: {LARGEST_UPLOAD}");
    Err(ApiError::new(400, "EXCEEDED_MAX_SIZE_REQUEST", message))
}

/// `PATCH /jobs/ingest/ID`: closes or aborts.
pub(super) fn change_state(call: &Call<'_>, id: &str) -> Result<Reply, ApiError> {
    let shared = call.job(id)?;
    let mut job = lock(&shared);
    let state = job.head.state;
    let wanted = match call.text("state")? {
        Some("UploadComplete") if state == State::Open => State::UploadComplete,
        Some("UploadComplete") => return Err(state.refuse("Closing")),
        Some("Aborted") if state == State::Open || state.is_waiting() => State::Aborted,
        Some("Aborted") => return Err(state.refuse("Aborting")),
        other => {
            let other = other.unwrap_or_default();
            return Err(invalid_state(&format!("A job cannot be set to the state '{other}'")));
        }
    };
    job.head.turn(wanted, call.org.now());
    let body = job.head.describe(job.work.external_id.as_deref());
    process::advance(call.org, &mut job)?;
    Ok(Reply::ok(Value::Object(body)))
}

/// `DELETE /jobs/ingest/ID`.
pub(super) fn delete(call: &Call<'_>, id: &str) -> Result<Reply, ApiError> {
    let shared = call.job(id)?;
    let job = lock(&shared);
    if job.head.state == State::Open {
        return Err(invalid_state("Deleting open Job not allowed, close or abort it first"));
    }
    call.org.0.bulk.ingest.remove(&job.head.id);
    Ok(Reply::empty())
}

/// `GET /jobs/ingest/ID`: makes the job go on, and says where it stands.
pub(super) fn show(call: &Call<'_>, id: &str) -> Result<Reply, ApiError> {
    let shared = call.job(id)?;
    let mut job = lock(&shared);
    process::advance(call.org, &mut job)?;
    Ok(Reply::ok(shown(&job)))
}

/// `GET /jobs/ingest`.
pub(super) fn list(call: &Call<'_>) -> Result<Reply, ApiError> {
    lists::page(call, "ingest", "V2Ingest", &call.org.0.bulk.ingest.all(), shown)
}

/// `GET /jobs/ingest/ID/successfulResults` and its two siblings.
pub(super) fn results(call: &Call<'_>, id: &str, kind: &str) -> Result<Reply, ApiError> {
    let kind = Kind::read(kind).ok_or_else(ApiError::not_found)?;
    let shared = call.job(id)?;
    let mut job = lock(&shared);
    if job.head.state == State::Open {
        return Err(invalid_state("Results of an open Job are not available"));
    }
    process::finish(call.org, &mut job)?;
    Ok(Reply::csv(results::rows(&job, kind)))
}

/// The keys that only the reply to a new job and an open job have.
fn created(job: &Job<Ingest>) -> Value {
    let mut body = job.head.describe(job.work.external_id.as_deref());
    let version = &job.head.version;
    // Without a slash at its beginning, unlike every other path that Salesforce sends.
    let content_url = format!("services/data/{version}/jobs/ingest/{}/batches", job.head.id);
    body.insert("contentUrl".to_owned(), json!(content_url));
    body.insert("lineEnding".to_owned(), json!(job.head.line_ending.name()));
    body.insert("columnDelimiter".to_owned(), json!(job.head.delimiter.name()));
    if let Some(rule) = &job.work.assignment_rule {
        body.insert("assignmentRuleId".to_owned(), json!(rule));
    }
    Value::Object(body)
}

fn shown(job: &Job<Ingest>) -> Value {
    let head = &job.head;
    let mut body = head.describe(job.work.external_id.as_deref());
    let mut put = |key: &str, value: Value| body.insert(key.to_owned(), value);
    put("jobType", json!("V2Ingest"));
    if head.state == State::Open {
        let url = format!("services/data/{}/jobs/ingest/{}/batches", head.version, head.id);
        put("contentUrl", json!(url));
    }
    put("lineEnding", json!(head.line_ending.name()));
    put("columnDelimiter", json!(head.delimiter.name()));
    if let Some(rule) = &job.work.assignment_rule {
        put("assignmentRuleId", json!(rule));
    }
    put("numberRecordsProcessed", json!(head.processed));
    put("numberRecordsFailed", json!(head.failed));
    put("retries", json!(0));
    put("totalProcessingTime", json!(head.took_ms));
    put("apiActiveProcessingTime", json!(head.took_ms));
    put("apexProcessingTime", json!(0));
    if let Some(error) = &head.error {
        put("errorMessage", json!(error));
    }
    Value::Object(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upload_may_have_150_megabytes_of_base64() {
        let most = LARGEST_UPLOAD / 4 * 3;
        assert_eq!(fitting(Bytes::from(vec![b'x'; most])).unwrap().len(), most);
        let error = fitting(Bytes::from(vec![b'x'; most + 1])).unwrap_err();
        assert_eq!(error.code, "EXCEEDED_MAX_SIZE_REQUEST");
    }
}
