//! The HTTP edge: webhooks in, and the few pages and documents that need no sign-in. Nothing here decides
//! anything about calls.

mod body;
mod callback;
mod health;
mod hooks;
pub mod metrics;
mod schemas;
mod serve;
#[allow(dead_code, unused_imports, reason = "the first pages come with sign-in")]
mod shell;
mod start_page;

use std::sync::Arc;
use std::time::Duration;

pub use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::http::header::{HeaderName, HeaderValue};
use axum::response::Response;
use axum::routing::{get, post};
use engine::Engine;
pub use serve::serve;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

/// The head of a request must have arrived, and a page must have been answered, within this time. Webhooks
/// have limits of their own.
const REQUEST_TIME: Duration = Duration::from_secs(30);

/// What the edge needs to know besides the engine.
#[derive(Debug, Clone)]
pub struct Edge {
    /// Larger webhook bodies get 413.
    pub max_body_bytes: usize,
    /// How the outside reaches us; the OAuth callback is below it.
    pub public_url: String,
    /// False answers webhooks without keeping them. Only for measuring what keeping costs.
    pub keep: bool,
}

/// What every handler is given.
#[derive(Debug, Clone)]
pub(crate) struct Shared {
    pub(crate) engine: Engine,
    pub(crate) edge: Edge,
    /// A permit for each byte of the webhook bodies that are being read.
    pub(crate) bodies: Arc<Semaphore>,
}

/// All routes of the service.
pub fn router(engine: Engine, edge: Edge) -> Router {
    let limit = DefaultBodyLimit::max(edge.max_body_bytes);
    let fixed = |name: &'static str, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )
    };
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/livez", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::show))
        .route("/status", get(health::status))
        .route("/schemas/", get(schemas::list))
        .route("/schemas/{name}", get(schemas::one))
        .route("/oauth/callback", get(callback::finish))
        .route("/", get(start_page::show))
        .merge(shell::routes())
        .fallback(shell::no_such_page)
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_TIME))
        // Below the layer of the others: a webhook's own limits tell a slow sender from a slow database.
        .route("/hooks/{source}", post(hooks::receive).layer(limit))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| unavailable("internal_error")))
        .layer(fixed("x-content-type-options", "nosniff"))
        .layer(fixed("referrer-policy", "no-referrer"))
        .layer(fixed(
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
        ))
        .with_state(shared(engine, edge))
}

fn shared(engine: Engine, edge: Edge) -> Shared {
    Shared { engine, edge, bodies: Arc::new(Semaphore::new(body::BODIES_BYTES as usize)) }
}

/// Only the OAuth callback: for `ringledger connect` while no service runs.
pub fn callback_router(engine: Engine, edge: Edge) -> Router {
    Router::new().route("/oauth/callback", get(callback::finish)).with_state(shared(engine, edge))
}

/// Our own trouble: the sender should come again. Never a 4xx, which some phone systems do not repeat.
pub(crate) fn unavailable(code: &str) -> Response {
    let body = format!("{{\"error\":\"{code}\",\"message\":\"Not kept. Please send it again.\"}}");
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    response.headers_mut().insert("retry-after", HeaderValue::from_static("5"));
    response.headers_mut().insert("content-type", HeaderValue::from_static("application/json"));
    response
}
