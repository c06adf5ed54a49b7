//! `POST /hooks/{source id}`: the address that phone systems send to.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest as _, Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::Received;
use sources::Request;

use crate::{Shared, unavailable};

/// Bodies that are being read may take so much memory together; who comes then is asked to come again.
pub(crate) const BODIES_BYTES: u32 = 64 * 1024 * 1024;

/// A body must have arrived within this time; slow senders make room for others.
const BODY_TIME: Duration = Duration::from_secs(10);

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
    let body = match read(&shared, &headers, request).await {
        Ok(body) => body,
        Err(refusal) => return refusal,
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
        let keeping = shared.engine.receive(&source, &request);
        match tokio::time::timeout(KEEPING_TIME, keeping).await {
            Ok(received) => received,
            Err(_) => Received::Unavailable("the database took too long".to_owned()),
        }
    } else {
        shared.engine.admit(&source, &request).map_or_else(|refused| refused, |_| Received::Kept)
    };
    match received {
        Received::Kept => StatusCode::OK.into_response(),
        Received::Answer { content_type, body } => {
            ([(header::CONTENT_TYPE, content_type)], body).into_response()
        }
        Received::Refused(reason) => {
            tracing::warn!(source, reason, "a webhook was refused");
            (
                StatusCode::UNAUTHORIZED,
                "The request does not prove that it is the phone system's.\n",
            )
                .into_response()
        }
        Received::UnknownSource => {
            (StatusCode::NOT_FOUND, "There is no source of this name.\n").into_response()
        }
        Received::Unavailable(reason) => {
            tracing::warn!(source, reason, "a webhook could not be kept");
            unavailable("not_kept")
        }
    }
}

/// Reads a body within the limits of size, time and memory.
async fn read(
    shared: &Shared,
    headers: &HeaderMap,
    request: axum::extract::Request,
) -> Result<Bytes, Response> {
    let most = shared.edge.max_body_bytes;
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > most) {
        return Err((StatusCode::PAYLOAD_TOO_LARGE, "The body is too large.\n").into_response());
    }
    // A limit above the whole budget would never be met.
    let room = u32::try_from(announced.unwrap_or(most)).unwrap_or(u32::MAX).min(BODIES_BYTES);
    let Ok(_room) = shared.bodies.try_acquire_many(room) else {
        tracing::warn!("too many webhooks are being read at once");
        return Err(unavailable("busy"));
    };
    match tokio::time::timeout(BODY_TIME, Bytes::from_request(request, &())).await {
        Ok(body) => body.map_err(IntoResponse::into_response),
        Err(_) => Err((StatusCode::REQUEST_TIMEOUT, "The body took too long.\n").into_response()),
    }
}
