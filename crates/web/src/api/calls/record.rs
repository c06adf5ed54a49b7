//! `PUT /api/v1/calls/{call}/record`: another record (F56).

use axum::extract::State;
use axum::http::StatusCode;
use engine::Pick;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{not_said, seen};
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::{Fault, Problem};
use crate::api::input::{Body, Id};
use crate::calls::record;
use crate::route::Need;

const PATH: &str = "/api/v1/calls/{call}/record";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::EditCalls), routes!(pick))
}

/// The record that a call belongs to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PickedRecord {
    /// Its Salesforce id, of 15 or 18 characters.
    #[schema(min_length = 15, max_length = 18)]
    record_id: String,
    /// Its name, to show what is remembered.
    #[schema(max_length = 255)]
    name: Option<String>,
    /// Whether calls to come from this number belong to it as well.
    #[serde(default)]
    remember: bool,
}

/// Moves a call, and its Task with it, to another record, and remembers that for its number if asked to.
#[utoipa::path(
    put, path = PATH, operation_id = "pick_record", tag = "Calls",
    params(("call" = String, Path, description = "The call's id, `source:call`.")),
    request_body = PickedRecord,
    responses(
        (status = 204, description = "Moved."),
        (status = 409, description = "There is no number to remember.", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn pick(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(id): Id,
    Body(picked): Body<PickedRecord>,
) -> Result<StatusCode, Fault> {
    seen(&shared, &signed_in, &id).await?;
    shared.engine.record(record::deed(&signed_in, &id, &picked.record_id)).await?;
    let pick = Pick { record_id: picked.record_id, name: picked.name, remember: picked.remember };
    shared.engine.pick_record(&id, pick, &signed_in.name).await.map_err(not_said)?;
    Ok(StatusCode::NO_CONTENT)
}
