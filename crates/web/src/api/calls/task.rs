//! `GET /api/v1/calls/{call}/task`: the Task as it stands in Salesforce.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use engine::TaskNowError;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::parts::shown;
use super::seen;
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Id;
use crate::route::Need;

const PATH: &str = "/api/v1/calls/{call}/task";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::SeeCalls), routes!(show))
}

/// The Task as it stands in Salesforce.
#[derive(Debug, Serialize, ToSchema)]
struct TaskInSalesforce {
    /// When it was changed last, UTC milliseconds.
    changed_at: Option<i64>,
    /// By whom; none for who may not see personal data.
    changed_by: Option<String>,
    /// The fields that we write.
    fields: Vec<FieldInSalesforce>,
}

/// A field of it.
#[derive(Debug, Serialize, ToSchema)]
struct FieldInSalesforce {
    /// API name.
    field: String,
    /// What it says now. A text is masked for who may not see personal data.
    #[schema(value_type = Option<serde_json::Value>)]
    now: Value,
    /// Whether it still says what we wrote.
    is_ours: bool,
}

/// The Task as it stands in Salesforce now. Costs one API request.
#[utoipa::path(
    get, path = PATH, operation_id = "read_task", tag = "Calls",
    params(("call" = String, Path, description = "The call's id, `source:call`.")),
    responses((status = 200, description = "The Task.", body = TaskInSalesforce))
)]
async fn show(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(id): Id,
) -> Result<Json<TaskInSalesforce>, Fault> {
    seen(&shared, &signed_in, &id).await?;
    let masks = signed_in.masks();
    if !masks {
        shared.engine.record(signed_in.deed("calls.show", id.as_str())).await?;
    }
    let task = shared.engine.task_now(&id).await.map_err(|error| match error {
        TaskNowError::Store(error) => Fault::from(error),
        TaskNowError::Salesforce(failure) => Fault::salesforce(&failure),
        other => Fault::new(StatusCode::NOT_FOUND, "api-no-task").reason(other.to_string()),
    })?;
    let fields = task.fields.into_iter().map(|field| FieldInSalesforce {
        now: shown(&field.now, masks),
        field: field.field,
        is_ours: field.is_ours,
    });
    Ok(Json(TaskInSalesforce {
        changed_at: task.changed_at,
        changed_by: task.changed_by.filter(|_| !masks),
        fields: fields.collect(),
    }))
}
