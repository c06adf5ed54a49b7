//! `POST /api/v1/calls/{call}/comments`: a comment (F114).

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

const PATH: &str = "/api/v1/calls/{call}/comments";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::EditCalls), routes!(add))
}

/// A comment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewComment {
    /// What it says.
    #[schema(min_length = 1, max_length = 10_000)]
    text: String,
}

/// Adds a comment to a call; the Task follows.
#[utoipa::path(
    post, path = PATH, operation_id = "add_comment", tag = "Calls",
    params(("call" = String, Path, description = "The call's id, `source:call`.")),
    request_body = NewComment,
    responses((status = 204, description = "Added."))
)]
async fn add(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(id): Id,
    Body(comment): Body<NewComment>,
) -> Result<StatusCode, Fault> {
    seen(&shared, &signed_in, &id).await?;
    shared.engine.record(signed_in.deed("calls.comment", id.as_str())).await?;
    shared.engine.comment(&id, &comment.text, &signed_in.name).await.map_err(not_said)?;
    Ok(StatusCode::NO_CONTENT)
}
