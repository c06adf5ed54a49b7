//! `POST /api/v1/settings/what-if`: what other settings would have changed.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Json;
use engine::preview::{Outcome, TaskView, TryError, WhatIf};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{fault, table};
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::calls::shown;
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Body;
use crate::api::logging::not_previewed;
use crate::route::Need;

const PATH: &str = "/api/v1/settings/what-if";

/// Calls that are looked at, if nobody says how many.
const USUAL: usize = 100;

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::Configure), routes!(try_out))
}

/// Settings to be tried.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Trial {
    /// The whole document.
    #[schema(value_type = Object)]
    document: serde_json::Map<String, Value>,
    /// How many of the last calls to look at; 100 if nothing is said.
    #[schema(minimum = 1, maximum = 500)]
    calls: Option<usize>,
}

/// What the settings would have changed.
#[derive(Debug, Serialize, ToSchema)]
struct TrialFigures {
    /// Calls that were looked at. None of a phone system whose calls cannot come out differently.
    calls: usize,
    /// Nothing changes.
    same: usize,
    /// Another Task.
    changed: usize,
    /// A Task where there was none.
    added: usize,
    /// No Task where there was one.
    removed: usize,
    /// Records that would be created, each number counted once.
    created: usize,
    /// Requests to Salesforce's API that the look-ups cost.
    api_requests: u64,
    /// The calls that come out differently, the newest first.
    different: Vec<DifferentCall>,
}

/// A call that comes out differently.
#[derive(Debug, Serialize, ToSchema)]
struct DifferentCall {
    /// The call's id, `source:call`.
    call: String,
    /// When it began, UTC milliseconds.
    started_at: Option<i64>,
    /// What becomes of it by the settings in force: `task`, `none` or `unreadable`.
    before: &'static str,
    /// The same by the other settings.
    after: &'static str,
    /// The fields of the Task that differ.
    fields: Vec<DifferentField>,
}

/// A field that differs. A text is masked for who may not see personal data.
#[derive(Debug, Serialize, ToSchema)]
struct DifferentField {
    /// API name.
    field: String,
    /// By the settings in force.
    #[schema(value_type = Option<serde_json::Value>)]
    before: Value,
    /// By the other settings; `new` stands for the id of a record that would be created.
    #[schema(value_type = Option<serde_json::Value>)]
    after: Value,
}

/// Runs other settings over the last calls and tells what would have come out differently. Nothing is kept and nothing is
/// written; Salesforce may be asked whose numbers they are.
#[utoipa::path(
    post, path = PATH, operation_id = "what_if", tag = "Settings", request_body = Trial,
    responses((status = 200, description = "What would be different.", body = TrialFigures))
)]
async fn try_out(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Body(trial): Body<Trial>,
) -> Result<Json<TrialFigures>, Fault> {
    let document = table(trial.document)?;
    let tried = shared.engine.what_if_settings(&document, trial.calls.unwrap_or(USUAL)).await;
    let what_ifs = tried.map_err(|error| match error {
        TryError::Settings(error) => fault(&error, signed_in.reader.language),
        TryError::Preview(error) => not_previewed(error),
    })?;
    let (summary, masks) = (what_ifs.summary(), signed_in.masks());
    let different = what_ifs.calls.iter().filter(|call| call.differs());
    Ok(Json(TrialFigures {
        calls: summary.calls,
        same: summary.same,
        changed: summary.changed,
        added: summary.added,
        removed: summary.removed,
        created: summary.created,
        api_requests: what_ifs.api_requests,
        different: different.map(|call| one(call, masks)).collect(),
    }))
}

fn one(call: &WhatIf, masks: bool) -> DifferentCall {
    let (before, after) = (call.before.task(), call.after.task());
    let names: BTreeSet<&String> =
        [before, after].into_iter().flatten().flat_map(|task| task.fields.keys()).collect();
    let changed = |name: &&String| {
        before.is_none() || after.is_none() || call.changed.iter().any(|it| it.field == **name)
    };
    let value = |task: Option<&TaskView>, name: &String| {
        let field = task.and_then(|task| task.fields.get(name));
        field.map_or(Value::Null, |field| shown(&field.value, masks))
    };
    let fields = names.into_iter().filter(changed).map(|name| DifferentField {
        field: name.clone(),
        before: value(before, name),
        after: value(after, name),
    });
    DifferentCall {
        call: call.call.clone(),
        started_at: call.started_at,
        before: word(&call.before),
        after: word(&call.after),
        fields: fields.collect(),
    }
}

fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Write(_) => "task",
        Outcome::Not(_) => "none",
        Outcome::Unreadable { .. } => "unreadable",
    }
}
