//! The HTTP edge: webhooks in, and the few pages and documents that need no sign-in. Nothing here decides
//! anything about calls.

pub mod access;
mod api;
mod body;
mod callback;
mod calls;
mod errors;
mod health;
mod home;
mod hooks;
mod mail;
pub mod metrics;
mod privacy;
mod route;
mod schemas;
mod serve;
mod settings;
mod setup;
mod shell;

use std::sync::Arc;
use std::time::Duration;

pub use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::HeaderValue;
use axum::http::{Method, StatusCode};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use engine::Engine;
pub use route::Need;
use route::Route;
pub use serve::serve;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;
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
    /// How people sign in.
    pub access: access::AccessSettings,
}

/// What every handler is given.
#[derive(Debug, Clone)]
pub(crate) struct Shared {
    pub(crate) engine: Engine,
    pub(crate) edge: Edge,
    /// A permit for each byte of the webhook bodies that are being read.
    pub(crate) bodies: Arc<Semaphore>,
}

/// Every route but those of webhooks.
fn pages() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/healthz", Need::Nobody, health::alive),
        Route::get("/livez", Need::Nobody, health::alive),
        Route::get("/metrics", Need::Nobody, metrics::show),
        Route::get("/readyz", Need::Nobody, health::ready),
        Route::get("/status", Need::Nobody, health::status),
        Route::get("/schemas/", Need::Nobody, schemas::list),
        Route::get("/schemas/{name}", Need::Nobody, schemas::one),
        callback_route(),
    ];
    routes.extend(shell::routes());
    routes.extend(home::routes());
    routes.extend(errors::routes());
    routes.extend(mail::routes());
    routes.extend(access::routes());
    routes.extend(setup::routes());
    routes.extend(settings::routes());
    routes.extend(api::routes());
    routes.extend(calls::routes());
    routes.extend(privacy::routes());
    routes
}

fn callback_route() -> Route {
    Route::get("/oauth/callback", Need::Nobody, callback::finish)
}

fn webhooks() -> Vec<Route> {
    vec![Route::post("/hooks/{source}", Need::Nobody, hooks::receive)]
}

/// Every route of the service with what it needs: for documents, and for tests that try each of them.
pub fn routes() -> Vec<(Method, &'static str, Need)> {
    let all = pages().into_iter().chain(webhooks());
    all.map(|route| (route.method, route.path, route.need)).collect()
}

/// All routes of the service.
pub fn router(engine: Engine, edge: Edge) -> Router {
    let limit = DefaultBodyLimit::max(edge.max_body_bytes);
    let shared = shared(engine, edge);
    let webhooks = webhooks().into_iter().map(|route| route.map(|it| it.layer(limit))).collect();
    route::join(pages(), &shared)
        // A form of another site must not act in the name of whoever is signed in here.
        .layer(CsrfLayer::new())
        .fallback(shell::no_such_page)
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_TIME))
        // Below the layers of the others: a webhook's own limits tell a slow sender from a slow database.
        .merge(route::join(webhooks, &shared))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            unavailable("internal_error")
        }))
        .layer(from_fn(api::put_into_words))
        .layer(from_fn(shell::put_into_words))
        .layer(from_fn_with_state(shared.clone(), access::headers::add))
        .layer(from_fn(access::origin::name_request))
        .with_state(shared)
}

fn shared(engine: Engine, edge: Edge) -> Shared {
    Shared { engine, edge, bodies: Arc::new(Semaphore::new(body::BODIES_BYTES as usize)) }
}

/// The OAuth callback and what its page needs: for `ringledger connect` while no service runs.
pub fn callback_router(engine: Engine, edge: Edge) -> Router {
    let shared = shared(engine, edge);
    let mut routes = vec![callback_route()];
    routes.extend(shell::routes());
    let headers = from_fn_with_state(shared.clone(), access::headers::add);
    route::join(routes, &shared).layer(headers).with_state(shared)
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
