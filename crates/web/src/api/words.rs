//! The layer around the endpoints that puts problems into words: of handlers, and of whoever else refuses a request
//! before it reaches one.

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use language::Language;

use super::fault::{Fault, PROBLEM_JSON};
use crate::shell::stranger;

/// Everything below this path is answered in JSON.
pub(crate) const BELOW: &str = "/api/";

/// Answers with problem details where something below `/api/` was refused, in the asker's language: of
/// their account, else of `Accept-Language`.
pub(crate) async fn put_into_words(request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with(BELOW) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let unknown = stranger(&parts).language;
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let fault =
        response.extensions_mut().remove::<Fault>().unwrap_or_else(|| Fault::of_status(status));
    let language = response.extensions().get::<Language>().copied().unwrap_or(unknown);
    let text = serde_json::to_string(&fault.problem(language)).unwrap_or_default();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    if let Ok(tag) = HeaderValue::from_str(language.tag()) {
        headers.insert(header::CONTENT_LANGUAGE, tag);
    }
    if status == StatusCode::SERVICE_UNAVAILABLE {
        headers.entry(header::RETRY_AFTER).or_insert(HeaderValue::from_static("5"));
    }
    *response.body_mut() = text.into();
    response
}
