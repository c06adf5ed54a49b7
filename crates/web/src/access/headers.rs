//! What browsers may do with a page of ours: nothing but what stands here.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::Shared;

/// Without a form's targets. No inline script or style, nothing from elsewhere, no frame around it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// Adds the headers to every answer that does not bring its own.
pub(crate) async fn add(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    // A form that connects ends at Salesforce, and browsers count where it is redirected to.
    let login = shared.engine.salesforce().login_origin();
    let policy = format!("{POLICY} https://*.salesforce.com {login}");
    let policy = HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static(POLICY));
    for (name, value) in [
        ("content-security-policy", policy),
        ("x-content-type-options", HeaderValue::from_static("nosniff")),
        ("referrer-policy", HeaderValue::from_static("no-referrer")),
        ("cross-origin-opener-policy", HeaderValue::from_static("same-origin")),
        ("cross-origin-resource-policy", HeaderValue::from_static("same-origin")),
        (
            "permissions-policy",
            HeaderValue::from_static("camera=(), geolocation=(), microphone=()"),
        ),
    ] {
        response.headers_mut().entry(HeaderName::from_static(name)).or_insert(value);
    }
    // Whoever was here by HTTPS never comes without it again, so that nobody in between can read the first request.
    if shared.edge.public_url.starts_with("https://") {
        let year = HeaderValue::from_static("max-age=31536000");
        response.headers_mut().insert("strict-transport-security", year);
    }
    response
}
