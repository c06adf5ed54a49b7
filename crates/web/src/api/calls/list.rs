//! `GET /api/v1/calls`: the list, newest first.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use serde::{Deserialize, Serialize};
use store::{CallFilter, CallState, StoreError};
use utoipa::openapi::schema::{Array, ArrayBuilder, ObjectBuilder, Type};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::line::{CallInList, line};
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Query;
use crate::api::page::Limit;
use crate::calls::own;
use crate::route::Need;

const PATH: &str = "/api/v1/calls";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::SeeCalls), routes!(list))
}

/// What the list is narrowed down to. A filter may stand several times; then any of its values will do.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// A number however spelt, the end of one, or words of names, subjects and ids. Who may not see personal data finds a call by
    /// its id only.
    #[param(max_length = 200)]
    pub(super) q: Option<String>,
    /// First heard of at this moment or later, UTC milliseconds.
    pub(super) from: Option<i64>,
    /// First heard of before this moment, UTC milliseconds.
    pub(super) until: Option<i64>,
    /// Where it stands.
    #[param(max_items = 20)]
    #[param(inline)]
    pub(super) state: Vec<WantedState>,
    /// What became of it on the phone, such as `incoming_missed`.
    #[param(schema_with = texts)]
    pub(super) result: Vec<String>,
    /// What became of the search for its record, such as `ambiguous`.
    #[param(schema_with = texts)]
    pub(super) matched: Vec<String>,
    /// Who had it.
    #[param(schema_with = texts)]
    pub(super) agent: Vec<String>,
    /// On which of our numbers.
    #[param(schema_with = texts)]
    pub(super) line: Vec<String>,
    /// The phone system.
    #[param(schema_with = texts)]
    pub(super) source: Vec<String>,
    /// The code of what stands in its way.
    #[param(schema_with = texts)]
    pub(super) error: Vec<String>,
    /// The `next` of the page before.
    #[param(max_length = 1000)]
    pub(super) cursor: Option<String>,
    /// Calls of the page.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200, default = 50)]
    pub(super) limit: Limit,
}

/// Where a call stands; `waiting` finds the held ones too.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum WantedState {
    Waiting,
    Logged,
    Ignored,
    Failed,
}

/// A page of the list, the newest first.
#[derive(Debug, Serialize, ToSchema)]
struct Calls {
    calls: Vec<CallInList>,
    /// The `cursor` of the next page; none on the last.
    next: Option<String>,
    /// Where the search stopped before it had found a page full, UTC milliseconds: `next` goes on from there.
    looked_back_to: Option<i64>,
}

/// The calls, the newest first, narrowed down as in the console. An agent sees their own.
#[utoipa::path(
    get, path = PATH, operation_id = "list_calls", tag = "Calls", params(Asked),
    responses((status = 200, description = "A page of them.", body = Calls))
)]
async fn list(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Json<Calls>, Fault> {
    let (cursor, limit) = (asked.cursor.clone(), asked.limit);
    let filter = filter(&shared, &signed_in, asked);
    let page = shared.engine.list_calls(&filter, cursor.as_deref(), limit.0).await;
    let page = page.map_err(|error| match error {
        StoreError::BadCursor => {
            Fault::new(StatusCode::BAD_REQUEST, "api-bad-cursor").field("cursor")
        }
        other => other.into(),
    })?;
    let masks = signed_in.masks();
    Ok(Json(Calls {
        calls: page.calls.iter().map(|call| line(call, masks)).collect(),
        next: page.next,
        looked_back_to: page.looked_back_to,
    }))
}

pub(super) fn filter(shared: &Shared, signed_in: &SignedIn, asked: Asked) -> CallFilter {
    let states = asked.state.iter().map(|state| match state {
        WantedState::Waiting => CallState::Waiting,
        WantedState::Logged => CallState::Logged,
        WantedState::Ignored => CallState::Ignored,
        WantedState::Failed => CallState::Failed,
    });
    let mut filter = CallFilter {
        from: asked.from,
        until: asked.until,
        states: states.collect(),
        results: asked.result,
        matched: asked.matched,
        agents: asked.agent,
        lines: asked.line,
        sources: asked.source,
        error_codes: asked.error,
        own: own::own(signed_in),
        ..CallFilter::default()
    };
    if let Some(typed) = asked.q {
        own::look(shared, signed_in, &mut filter, &typed);
    }
    filter
}

/// The schema of a filter that may stand several times.
pub(super) fn texts() -> Array {
    let text = ObjectBuilder::new().schema_type(Type::String).max_length(Some(400));
    ArrayBuilder::new().items(text).max_items(Some(20)).build()
}
