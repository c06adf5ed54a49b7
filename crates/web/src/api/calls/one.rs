//! `GET /api/v1/calls/{call}`: everything about one call, and why it stands where it stands.

use axum::extract::State;
use axum::response::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::line::{CallInList, line};
use super::parts::{CallMoment, CallTrouble, TaskFieldLine, fields, timeline, trouble};
use super::seen;
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Id;
use crate::calls::reasons;
use crate::route::Need;

const PATH: &str = "/api/v1/calls/{call}";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::SeeCalls), routes!(show))
}

/// What is known of one call.
#[derive(Debug, Serialize, ToSchema)]
struct OneCall {
    /// As in the list.
    #[serde(flatten)]
    line: CallInList,
    /// What stands in the way, or what is worth knowing.
    trouble: Option<CallTrouble>,
    /// The way of the call from its ring to its Task, in order of time.
    timeline: Vec<CallMoment>,
    /// Which record and why, in sentences; without names and numbers for who may not see personal data.
    record_reasons: Vec<String>,
    /// Whose Task and why, in sentences. Empty for who may not see personal data.
    owner_reasons: Vec<String>,
    /// What was left out, trimmed or left to a person. Empty for who may not see personal data.
    notes: Vec<String>,
    /// The Task's fields and where each comes from.
    task: Vec<TaskFieldLine>,
    /// The call memo. Empty for who may not see personal data.
    memo: Vec<String>,
}

/// One call with its timeline, its reasons and its Task's fields. Looking at personal data is written down.
#[utoipa::path(
    get, path = PATH, operation_id = "read_call", tag = "Calls",
    params(("call" = String, Path, description = "The call's id, `source:call`.")),
    responses((status = 200, description = "The call.", body = OneCall))
)]
async fn show(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(id): Id,
) -> Result<Json<OneCall>, Fault> {
    let page = seen(&shared, &signed_in, &id).await?;
    let masks = signed_in.masks();
    if !masks {
        shared.engine.record(signed_in.deed("calls.show", id)).await?;
    }
    let plain = |lines: &[String]| if masks { Vec::new() } else { lines.to_vec() };
    let memo = page.call.as_ref().and_then(|call| call.facts.memo.as_deref());
    Ok(Json(OneCall {
        line: line(&page.line, masks),
        trouble: trouble(&page, masks),
        timeline: timeline(&page),
        record_reasons: reasons::of_record(&page, &signed_in.locale(), masks),
        owner_reasons: plain(&page.explanation.owner),
        notes: plain(&page.explanation.notes),
        task: fields(&page, masks),
        memo: plain(memo.unwrap_or_default()),
    }))
}
