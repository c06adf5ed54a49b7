//! `GET /setup`: goes on where the setup was left.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Steps;
use crate::{Shared, unavailable};

/// The first step that is not done; the overview if all are.
pub(crate) async fn go(State(shared): State<Shared>) -> Response {
    match Steps::of(&shared, "none").await {
        Ok(steps) => (StatusCode::SEE_OTHER, [(header::LOCATION, steps.next())]).into_response(),
        Err(error) => {
            tracing::error!(%error, "how far the setup is cannot be read");
            unavailable(error.code)
        }
    }
}
