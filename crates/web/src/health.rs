//! Whether we live, whether we can keep webhooks, and the conservation law in figures.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use engine::ORG;

use crate::{Shared, unavailable};

/// `GET /healthz` and `GET /livez`: the process answers.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers, so webhooks can be kept.
pub(crate) async fn ready(State(shared): State<Shared>) -> Response {
    match shared.engine.store().status(ORG, shared.engine.now()).await {
        Ok(_) => (StatusCode::OK, "ready\n").into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready");
            unavailable("database")
        }
    }
}

/// `GET /status`: what `ringledger status --json` prints, without reasons. Counts only, nothing of anybody's call.
pub(crate) async fn status(State(shared): State<Shared>) -> Response {
    match shared.engine.status().await {
        Ok(status) => Json(status.without_reasons()).into_response(),
        Err(error) => {
            tracing::error!(%error, "the status could not be read");
            unavailable("database")
        }
    }
}
