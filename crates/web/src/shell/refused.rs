//! The layer that gives a page to people whose request was refused before a handler of ours saw it: a form without its
//! fields, an address that cannot be read, a text that is too large, a page that takes too long.

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use language::Language;

use super::{Visit, problem};
use crate::api;

/// Answers people with a page in their language where something was refused without one. Programs keep what they got.
pub(crate) async fn put_into_words(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let accepts = parts.headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    let is_person = accepts.is_some_and(|accept| accept.contains("text/html"))
        // A part of a page is no place for a page.
        && !parts.headers.contains_key("hx-request")
        && !parts.uri.path().starts_with(api::BELOW);
    let changes = !parts.method.is_safe();
    let mut visit = Visit::of(&parts);
    let response = next.run(Request::from_parts(parts, body)).await;
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE);
    let has_page = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let is_refused = status.is_client_error() || status.is_server_error();
    if !is_person || !is_refused || has_page {
        return response;
    }
    if let Some(language) = response.extensions().get::<Language>() {
        visit.reader.language = *language;
    }
    let message = match status {
        StatusCode::NOT_FOUND => "shell-not-found",
        // What was sent may have been done, and would be done again.
        status if status.is_server_error() && changes => "shell-interrupted",
        status if status.is_server_error() => "shell-unavailable",
        _ => "shell-refused",
    };
    let mut page = problem(visit.bare_frame(), status, message);
    for (name, value) in response.headers() {
        // How long to wait, what would be allowed; not the length and kind of the text that is replaced.
        if name != header::CONTENT_LENGTH && name != header::CONTENT_TYPE {
            page.headers_mut().append(name, value.clone());
        }
    }
    page
}
