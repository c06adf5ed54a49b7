//! Bulk API 1.0 (`/services/async`): jobs made of batches, in XML as old loaders speak it, or in JSON.
//!
//! A batch is worked on when somebody asks for it, so that a test needs no waiting: it is `Queued` in the answer that
//! takes it in, and done in the next one. Batches hold CSV or JSON; XML is spoken about jobs and batches only.

mod error;
mod job;
mod process;
mod read;
#[cfg(test)]
mod tests;
mod write;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;

use crate::org::{Actor, Org};
use crate::usage::DailyBulk;
use error::Refusal;
pub(crate) use job::Jobs;
use job::{Batch, Job};

/// Routes of this API.
pub(crate) fn routes(org: Org) -> Router {
    Router::new().route("/services/async/{*path}", any(answer)).with_state(org)
}

/// One request: who asks, in which version, about what.
struct Call<'a> {
    org: &'a Org,
    actor: Actor,
    /// Such as `62.0`.
    version: &'a str,
    method: &'a Method,
    body: &'a str,
    /// Whether the request's body is JSON.
    gives_json: bool,
    /// Whether the reply shall be JSON where both are possible.
    wants_json: bool,
}

/// A reply: status, content type, text.
type Reply = Result<(u16, &'static str, String), Refusal>;

async fn answer(
    State(org): State<Org>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let json = header_text(&headers, header::CONTENT_TYPE.as_str()).contains("json")
        || header_text(&headers, header::ACCEPT.as_str()).contains("json");
    let work =
        tokio::task::spawn_blocking(move || respond(&org, &method, &uri, &headers, &body)).await;
    let reply = match work {
        Ok(reply) => reply,
        Err(error) => Err(Refusal::new(500, "Unknown", error.to_string())),
    };
    let (status, content_type, text) = reply.unwrap_or_else(|refusal| refusal.reply(json));
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, content_type)], text).into_response()
}

fn header_text<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn respond(org: &Org, method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Reply {
    let token = header_text(headers, "x-sfdc-session");
    let bearer = header_text(headers, header::AUTHORIZATION.as_str());
    let token = if token.is_empty() { bearer.trim_start_matches("Bearer ") } else { token };
    let user = org.sessions().check(token, org.now());
    let Some(user) = user else {
        return Err(Refusal::new(401, "InvalidSessionId", "Invalid session id"));
    };
    let path = uri.path().trim_start_matches("/services/async/");
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let Some((version, parts)) = parts.split_first() else {
        return Err(Refusal::not_found());
    };
    let known = version.split_once('.').is_some_and(|(number, rest)| {
        rest == "0" && number.parse::<u16>().is_ok_and(|number| (31..=68).contains(&number))
    });
    if !known {
        let text = format!("Api version {version} is not supported");
        return Err(Refusal::new(400, "InvalidVersion", text));
    }
    let spent = org.0.usage.spend("async", 1, org.now(), org.allowance());
    if spent.is_none() {
        let text = "TotalRequests Limit exceeded.";
        return Err(Refusal::new(503, "ExceededQuota", text));
    }
    let body = std::str::from_utf8(body)
        .map_err(|_| Refusal::new(400, "InvalidBatch", "The request is not UTF-8"))?;
    let gives_json = header_text(headers, header::CONTENT_TYPE.as_str()).contains("json");
    let wants_json = gives_json
        || header_text(headers, header::ACCEPT.as_str()).contains("json")
        || uri.query().is_some_and(|query| query.contains("format=json"));
    let call =
        Call { org, actor: Actor::user(user), version, method, body, gives_json, wants_json };
    call.route(parts)
}

impl Call<'_> {
    fn route(&self, parts: &[&str]) -> Reply {
        match (self.method.as_str(), parts) {
            ("POST", ["job"]) => self.create(),
            ("GET", ["job", id]) => self.with_job(id, |job| Ok(self.job(200, job))),
            ("POST", ["job", id]) => self.with_job(id, |job| self.change(job)),
            ("POST", ["job", id, "batch"]) => self.with_job(id, |job| self.add(job)),
            ("GET", ["job", id, "batch"]) => self.with_job(id, |job| Ok(self.batches(job))),
            ("GET", ["job", id, "batch", batch]) => self.with_job(id, |job| {
                let json = self.wants_json || job.content_type == "JSON";
                let batch = find(job, batch)?;
                Ok(write::batch(200, batch, json))
            }),
            ("GET", ["job", id, "batch", batch, "request"]) => self.with_job(id, |job| {
                let content_type = write::content_type(&job.content_type);
                Ok((200, content_type, find(job, batch)?.request.clone()))
            }),
            ("GET", ["job", id, "batch", batch, "result"]) => self.with_job(id, |job| {
                let batch = find(job, batch)?;
                Ok(write::results(job, batch))
            }),
            ("GET", ["job", id, "batch", batch, "result", result]) => self.with_job(id, |job| {
                let batch = find(job, batch)?;
                if batch.result_id.as_deref() != Some(*result) {
                    return Err(Refusal::not_found());
                }
                Ok((200, write::content_type(&job.content_type), batch.rows.clone()))
            }),
            _ => Err(Refusal::not_found()),
        }
    }

    fn create(&self) -> Reply {
        let wanted = read::job(self.body, self.gives_json)?;
        let job = self.org.0.bulk1.create(self.org, &self.actor, self.version, wanted)?;
        Ok(self.job(201, &job))
    }

    /// Runs `work` on a job after what was waiting in it is done.
    fn with_job(&self, id: &str, work: impl FnOnce(&mut Job) -> Reply) -> Reply {
        self.org.0.bulk1.with(id, &self.actor, |job| {
            process::run(self.org, &self.actor, job);
            work(job)
        })
    }

    fn job(&self, status: u16, job: &Job) -> (u16, &'static str, String) {
        write::job(status, job, self.wants_json)
    }

    fn batches(&self, job: &Job) -> (u16, &'static str, String) {
        write::batches(job, self.wants_json || job.content_type == "JSON")
    }

    fn change(&self, job: &mut Job) -> Reply {
        let wanted = read::state(self.body, self.gives_json)?;
        if job.state != "Open" {
            let text = format!("Job {} is already {}", job.id, job.state);
            return Err(Refusal::new(400, "InvalidJobState", text));
        }
        job.state = match wanted.as_str() {
            "Closed" => "Closed",
            "Aborted" => "Aborted",
            other => {
                let text = format!("'{other}' is no state that a job can be given");
                return Err(Refusal::new(400, "InvalidJob", text));
            }
        };
        job.changed_at = self.org.now();
        Ok(self.job(200, job))
    }

    fn add(&self, job: &mut Job) -> Reply {
        if job.state != "Open" {
            let text = format!("Job {} is {}: batches go into open jobs only", job.id, job.state);
            return Err(Refusal::new(400, "InvalidJobState", text));
        }
        // Both bulk APIs share the batches of a day.
        if !self.org.0.usage.take(DailyBulk::Batches, 1, self.org.now()) {
            let text = "ApiBatchItems Limit exceeded.";
            return Err(Refusal::new(400, "ExceededQuota", text));
        }
        let json = self.wants_json || job.content_type == "JSON";
        Ok(write::batch(201, job.add(self.body, self.org.now()), json))
    }
}

fn find<'j>(job: &'j Job, id: &str) -> Result<&'j Batch, Refusal> {
    let whole = crate::id::normalise(id);
    let found = job.batches.iter().find(|batch| Some(&batch.id) == whole.as_ref());
    found.ok_or_else(|| Refusal::new(404, "InvalidBatch", format!("Unable to find batch {id}")))
}
