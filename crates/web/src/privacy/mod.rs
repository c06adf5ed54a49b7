//! `/privacy`: forgets a person by phone number, in two steps, and shows the certificates.

mod certificate;
mod disclose;
mod erase;
mod search;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use engine::EraseError;

use crate::access::{Capability, Trouble};
use crate::route::{Need, Route};

pub(crate) fn routes() -> Vec<Route> {
    let need = Need::May(Capability::Erase);
    vec![
        Route::get("/privacy", need, search::show),
        Route::post("/privacy", need, search::count),
        Route::post("/privacy/disclose", need, disclose::disclose),
        Route::post("/privacy/erase", need, erase::erase),
        Route::get("/privacy/certificates/{id}", need, certificate::show),
        Route::get("/privacy/certificates/{id}/json", need, certificate::json),
    ]
}

/// What a count is called, and the count.
type Counts = [(&'static str, i64); 7];

fn counts(traces: &engine::Traces) -> Counts {
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    [
        ("operation-calls", count(traces.calls)),
        ("operation-events", count(traces.events)),
        ("operation-deliveries", count(traces.deliveries)),
        ("operation-mentions", count(traces.mentions)),
        ("operation-people", count(traces.people)),
        ("operation-contacts", count(traces.contacts)),
        ("operation-remembered", count(traces.remembered)),
    ]
}

/// What is not the reader's mistake.
fn trouble(error: EraseError) -> Response {
    match error {
        EraseError::Store(error) => Trouble::from(error).into_response(),
        other => {
            tracing::error!(code = other.code(), "a person could not be erased");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
