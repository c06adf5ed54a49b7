//! Reads the body of a webhook within limits of size, time and memory, before anybody knows whose it is.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::FromRequest as _;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::{Shared, unavailable};

/// Bodies that are being read may take so much memory together; who comes then is asked to come again.
pub(crate) const BODIES_BYTES: u32 = 64 * 1024 * 1024;

/// A body must have arrived within this time; slow senders make room for others.
const BODY_TIME: Duration = Duration::from_secs(10);

/// The body; or what to answer instead: 413 too large, 408 too slow, 503 too many at once.
pub(crate) async fn read(
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
