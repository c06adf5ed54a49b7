//! The data API over HTTP: authentication, faults, the allowance, and the way into the resources.

mod batch;
mod collections;
mod columns;
mod composite;
mod condition;
mod describe;
pub(crate) mod dispatch;
mod expired;
mod graph;
mod index;
mod limits;
pub(crate) mod message;
mod part;
mod place;
mod pretty;
mod query;
mod recent;
mod record_types;
mod reference;
mod relationship;
mod search;
mod sobjects;
#[cfg(test)]
mod tests;
mod tooling;
mod tree;
mod versions;

use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use futures_util::stream;

use crate::bulk;
use crate::error::ApiError;
use crate::faults::RequestFaultKind;
use crate::org::{Actor, Org};
use crate::row_locks::Lasting;
use crate::usage::Ticket;
use dispatch::Call;
use message::{Reply, Request};

/// The longest URI together with headers, in bytes (Salesforce limits quick reference).
const LONGEST_URI: usize = 16_384;

/// The largest body, in bytes: a bulk upload that Salesforce would still take, and some room to say no to larger ones.
const LARGEST_BODY: usize = 160 * 1_024 * 1_024;

/// The page that a load balancer shows when the instance is down.
const MAINTENANCE_PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Maintenance</title></head>\
    <body><h1>We are down for maintenance.</h1><p>Please try again later.</p></body></html>\n";

/// Routes of the data API.
pub(crate) fn routes(org: Org) -> Router {
    Router::new()
        .route("/services/data", any(versions::list))
        .route("/services/data/", any(versions::list))
        .route("/services/data/{*path}", any(answer))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(org)
}

/// Whether the org speaks a version, such as `v66.0`.
pub(crate) fn is_served(version: &str) -> bool {
    versions::check(version).is_ok()
}

async fn answer(
    State(org): State<Org>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let ticket = match Ticket::take(&org) {
        Ok(ticket) => ticket,
        Err(error) => return error.into_response(),
    };
    let faults = org.faults();
    let latency = org.options().latency_ms.saturating_add(faults.latency_ms);
    if latency > 0 {
        tokio::time::sleep(Duration::from_millis(latency)).await;
    }
    let struck = org.0.faults.strike_request(uri.path());
    if let Some(response) = struck.and_then(|kind| fail_before(&org, kind, &headers)) {
        return response;
    }
    let work = tokio::task::spawn_blocking(move || respond(&org, &method, &uri, &headers, &body));
    let answered = work.await;
    if let Ok(Ok(response)) = &answered
        && let Some(Lasting(milliseconds @ 1..)) = response.extensions().get()
    {
        tokio::time::sleep(Duration::from_millis(*milliseconds)).await;
    }
    drop(ticket);
    let response = match answered {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => error.into_response(),
        Err(error) => ApiError::internal(error).into_response(),
    };
    match struck {
        Some(RequestFaultKind::ResetAfterCommit) => reset(),
        _ => response,
    }
}

/// The answer of a fault that strikes before anything is done.
fn fail_before(org: &Org, kind: RequestFaultKind, headers: &HeaderMap) -> Option<Response> {
    let sessions = org.sessions();
    let token = bearer(headers).unwrap_or_default();
    Some(match kind {
        RequestFaultKind::ResetAfterCommit => return None,
        RequestFaultKind::ResetBeforeCommit => reset(),
        RequestFaultKind::UnavailableJson => {
            let message = "The server is currently unavailable. Please try again later";
            ApiError::new(503, "SERVER_UNAVAILABLE", message).into_response()
        }
        RequestFaultKind::UnavailableHtml => {
            let content_type = [(header::CONTENT_TYPE, "text/html;charset=UTF-8")];
            (StatusCode::SERVICE_UNAVAILABLE, content_type, MAINTENANCE_PAGE).into_response()
        }
        RequestFaultKind::UnknownException => {
            let message = "An unexpected error occurred. Please include this ErrorId if you contact support: \
                 1000000000-10000 (1000000000)";
            ApiError::new(500, "UNKNOWN_EXCEPTION", message).into_response()
        }
        RequestFaultKind::QueryTimeout => {
            let message = "Your query request was running for too long.";
            ApiError::new(400, "QUERY_TIMEOUT", message).into_response()
        }
        RequestFaultKind::SessionExpired => {
            sessions.revoke(token);
            ApiError::session_expired().into_response()
        }
        RequestFaultKind::GrantRevoked => {
            if let Some(grant) = sessions.grant_of(token) {
                sessions.revoke_grant(grant);
            }
            sessions.revoke(token);
            ApiError::session_expired().into_response()
        }
    })
}

/// A response whose body fails at once, upon which the server closes the connection without having sent anything.
fn reset() -> Response {
    let error = std::io::Error::new(std::io::ErrorKind::ConnectionReset, "injected reset");
    let body = stream::once(async move { Err::<Bytes, _>(error) });
    Response::new(Body::from_stream(body))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let known = scheme.eq_ignore_ascii_case("Bearer") || scheme.eq_ignore_ascii_case("OAuth");
    known.then(|| token.trim())
}

fn respond(
    org: &Org,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<Response, ApiError> {
    let head: usize =
        headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if uri.to_string().len() + head > LONGEST_URI {
        let message = "The length of the URI exceeds the 16,384-byte limit.";
        return Err(ApiError::new(414, "URI_TOO_LONG", message));
    }
    let user_id = bearer(headers).and_then(|token| org.sessions().check(token, org.now()));
    let Some(user_id) = user_id else {
        return Ok(expired::response(headers));
    };
    let actor = Actor::user(user_id);
    let request = Request::read(method, uri, headers, body)?;
    versions::check(&request.version)?;
    if org.0.usage.spend(request.kind(), 1, org.now(), org.allowance()).is_none() {
        let message = "TotalRequests Limit exceeded.";
        return Err(ApiError::new(403, "REQUEST_LIMIT_EXCEEDED", message));
    }
    let database = org.database();
    let client = headers.get("sforce-call-options").and_then(|value| value.to_str().ok());
    database.come_through("rest", &request.version, client);
    if !org.options().api_enabled || !database.may_use_api(&actor)? {
        let message = "The REST API is not enabled for this Organization.";
        return Err(ApiError::new(403, "API_DISABLED_FOR_ORG", message));
    }
    let schema = database.view(&actor)?;
    let mut lasts = 0;
    let mut reply = if request.path.first().is_some_and(|part| part == "jobs") {
        // Bulk jobs are worked off batch by batch and hold the database only for each batch.
        drop(database);
        bulk::answer(org, &actor, &schema, &request)
    } else {
        database.locks.begin();
        let options = &request.options;
        let call = Call { org, database: &database, actor: &actor, schema: &schema, options };
        let reply = call.answer(&request);
        lasts = database.locks.end(org.now(), org.setup().row_locks);
        reply
    };
    place::locate(&mut reply, body);
    recent::note(org, &actor, headers, &request, &reply);
    let for_people = headers.get("x-prettyprint").is_some_and(|wish| wish == "1");
    // What a batch has spent on its parts counts as well.
    let used = org.0.usage.spent(org.now());
    let mut response = http(reply, used, org.allowance(), for_people);
    response.extensions_mut().insert(Lasting(lasts));
    Ok(response)
}

fn http(reply: Reply, used: u64, allowance: u64, for_people: bool) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let usage = format!("api-usage={used}/{allowance}");
    let typed = |content_type: &'static str, body: String| {
        (status, [(header::CONTENT_TYPE, content_type)], body).into_response()
    };
    let mut response = match (&reply.body, reply.csv) {
        (Some(body), _) => {
            let text = if for_people { pretty::pretty(body) } else { body.to_string() };
            typed("application/json;charset=UTF-8", text)
        }
        (None, Some(rows)) => typed("text/csv;charset=UTF-8", rows),
        (None, None) => status.into_response(),
    };
    let more = reply.headers.iter().map(|(name, value)| (*name, value.as_str()));
    for (name, value) in more.chain([("sforce-limit-info", usage.as_str())]) {
        if let Ok(value) = value.parse() {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
