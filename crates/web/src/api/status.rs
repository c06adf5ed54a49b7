//! `GET /api/v1/status`: the conservation law in figures.

use axum::extract::State;
use axum::response::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::endpoint::Endpoint;
use super::fault::Fault;
use super::people::{PeopleCopy, copy};
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::route::Need;

const PATH: &str = "/api/v1/status";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::SeeCalls), routes!(show))
}

/// Each call that was heard of is in exactly one state: `calls = logged + ignored + waiting + held + failed`.
#[derive(Debug, Serialize, ToSchema)]
struct Status {
    /// Webhooks that were answered 2xx and kept, repetitions included.
    events_received: i64,
    /// Calls that they told of.
    calls: i64,
    /// Calls whose Task says what it should.
    logged: i64,
    /// Calls that are not to be written, by rule.
    ignored: i64,
    /// Calls that are not over, or that are being written.
    waiting: i64,
    /// Calls that wait because the whole org is paused.
    held: i64,
    /// Calls that need a person.
    failed: i64,
    /// Requests spent on Salesforce's API.
    api_calls: i64,
    /// Kept webhooks that could not be read and stand in the error list.
    unreadable: i64,
    /// Kept webhooks that have not been read yet.
    unread: i64,
    /// Why the org is paused, if it is, and until when, in the asker's language.
    paused: Option<String>,
    /// Where people are looked up.
    people: PeopleCopy,
}

/// The state of all calls in figures, and whether logging is paused.
#[utoipa::path(
    get, path = PATH, operation_id = "read_status", tag = "Calls",
    responses((status = 200, description = "The figures now.", body = Status))
)]
async fn show(State(shared): State<Shared>, signed_in: SignedIn) -> Result<Json<Status>, Fault> {
    let locale = signed_in.locale();
    let status = shared.engine.status().await?;
    Ok(Json(Status {
        events_received: status.events_received,
        calls: status.calls,
        logged: status.logged,
        ignored: status.ignored,
        waiting: status.waiting,
        held: status.held,
        failed: status.failed,
        api_calls: status.api_calls,
        unreadable: status.unreadable,
        unread: status.unread,
        paused: status.paused.map(|paused| paused.say(&locale)),
        people: copy(status.people, &locale),
    }))
}
