//! `PUT /api/v1/calls/{call}/memo`: the call memo (F106, F108).

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{not_said, seen};
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::{Body, Id};
use crate::route::Need;

const PATH: &str = "/api/v1/calls/{call}/memo";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::EditCalls), routes!(save))
}

/// A call memo.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Memo {
    /// Its values, in place of those of before.
    #[schema(max_items = 100)]
    values: Vec<String>,
}

/// Saves the call memo in place of the one of before; the Task follows.
#[utoipa::path(
    put, path = PATH, operation_id = "save_memo", tag = "Calls",
    params(("call" = String, Path, description = "The call's id, `source:call`.")),
    request_body = Memo,
    responses((status = 204, description = "Saved."))
)]
async fn save(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(id): Id,
    Body(memo): Body<Memo>,
) -> Result<StatusCode, Fault> {
    seen(&shared, &signed_in, &id).await?;
    shared.engine.record(signed_in.deed("calls.memo", id.as_str())).await?;
    shared.engine.edit_memo(&id, memo.values, &signed_in.name).await.map_err(not_said)?;
    Ok(StatusCode::NO_CONTENT)
}
