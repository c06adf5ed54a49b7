//! `POST /hooks/{source id}`: the address that phone systems send to.

use std::time::{Duration, Instant};

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::Received;
use sources::Request;

use crate::{Shared, body, metrics, unavailable};

/// Keeping a body takes milliseconds. After this time the sender should come again.
const KEEPING_TIME: Duration = Duration::from_secs(25);

/// Keeps the body and answers 200 once it is on disk; 401 for a wrong secret, 404 for an unknown source,
/// 408 and 413 for a body that is too slow or too large, 503 with Retry-After when it could not be kept.
pub(crate) async fn receive(
    State(shared): State<Shared>,
    Path(source): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    request: axum::extract::Request,
) -> Response {
    let began = Instant::now();
    let label = metrics::source_label(&shared.engine, &source);
    let (outcome, response) = answer(&shared, &source, query, headers, request).await;
    metrics::count_webhook(label, outcome, began.elapsed());
    response
}

/// The outcome in one word, and the answer.
async fn answer(
    shared: &Shared,
    source: &str,
    query: Option<String>,
    headers: HeaderMap,
    request: axum::extract::Request,
) -> (&'static str, Response) {
    let body = match body::read(shared, &headers, request).await {
        Ok(body) => body,
        Err(refusal) => return ("not_read", refusal),
    };
    let headers: Vec<(String, String)> = headers
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    let request = Request {
        headers: &headers,
        query: query.as_deref().unwrap_or_default(),
        body: &body,
        received_at: shared.engine.now(),
    };
    let received = if shared.edge.keep {
        let keeping = shared.engine.receive(source, &request);
        match tokio::time::timeout(KEEPING_TIME, keeping).await {
            Ok(received) => received,
            Err(_) => Received::Unavailable("the database took too long".to_owned()),
        }
    } else {
        shared.engine.admit(source, &request).map_or_else(|refused| refused, |_| Received::Kept)
    };
    respond(source, received)
}

fn respond(source: &str, received: Received) -> (&'static str, Response) {
    match received {
        Received::Kept => ("kept", StatusCode::OK.into_response()),
        Received::Answer { content_type, body } => {
            ("answered", ([(header::CONTENT_TYPE, content_type)], body).into_response())
        }
        Received::Refused(reason) => {
            tracing::warn!(source, reason, "a webhook was refused");
            let text = "The request does not prove that it is the phone system's.\n";
            ("refused", (StatusCode::UNAUTHORIZED, text).into_response())
        }
        Received::UnknownSource => {
            let text = "There is no source of this name.\n";
            ("unknown_source", (StatusCode::NOT_FOUND, text).into_response())
        }
        Received::Unavailable(reason) => {
            tracing::warn!(source, reason, "a webhook could not be kept");
            ("unavailable", unavailable("not_kept"))
        }
    }
}
