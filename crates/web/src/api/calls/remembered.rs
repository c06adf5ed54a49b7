//! `GET /api/v1/remembered` and `DELETE /api/v1/remembered/{number}`: numbers whose record a person has named.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::{Id, Query};
use crate::api::page::{self, Limit};
use crate::calls::mask;
use crate::route::Need;

const LIST: &str = "/api/v1/remembered";
const ONE: &str = "/api/v1/remembered/{number}";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(LIST, Need::May(Capability::ReadSettings), routes!(list))
}

pub(super) fn endpoint_forget() -> Endpoint {
    Endpoint::new(ONE, Need::May(Capability::Configure), routes!(forget))
}

/// Which page.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct AskedNumbers {
    /// The `next` of the page before.
    #[param(max_length = 400)]
    cursor: Option<String>,
    /// Entries of the page.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200, default = 50)]
    limit: Limit,
}

/// A page of numbers, in order.
#[derive(Debug, Serialize, ToSchema)]
struct RememberedNumbers {
    numbers: Vec<RememberedNumber>,
    /// The `cursor` of the next page; none on the last.
    next: Option<String>,
}

/// A number and the record that a person named for it.
#[derive(Debug, Serialize, ToSchema)]
struct RememberedNumber {
    /// The number, E.164. Masked: `+81 ••• 23`.
    number: String,
    /// The record's Salesforce id.
    record_id: String,
    /// The record's name, as it was then. Masked: `•••`.
    name: Option<String>,
    /// Who said so.
    who: String,
    /// When, UTC milliseconds.
    at: i64,
}

/// The numbers whose record a person has named once and for all.
#[utoipa::path(
    get, path = LIST, operation_id = "list_remembered", tag = "Calls", params(AskedNumbers),
    responses((status = 200, description = "A page of them.", body = RememberedNumbers))
)]
async fn list(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Query(asked): Query<AskedNumbers>,
) -> Result<Json<RememberedNumbers>, Fault> {
    let after = page::place::<String>(asked.cursor.as_deref())?;
    let after = after.filter(|after| !after.contains('\0'));
    let mut found = shared.engine.remembered(after.as_deref(), asked.limit.0 + 1).await?;
    let next = page::split(&mut found, asked.limit, |one| one.number.clone());
    let masks = signed_in.masks();
    let number = |one: store::Remembered| RememberedNumber {
        number: if masks { mask::number(&one.number) } else { one.number },
        record_id: one.record_id,
        name: if masks { one.name.map(|_| mask::HIDDEN.to_owned()) } else { one.name },
        who: one.who,
        at: one.at,
    };
    Ok(Json(RememberedNumbers { numbers: found.into_iter().map(number).collect(), next }))
}

/// Forgets the record of a number, for calls to come.
#[utoipa::path(
    delete, path = ONE, operation_id = "forget_remembered", tag = "Calls",
    params(("number" = String, Path, description = "The number, E.164.")),
    responses((status = 204, description = "Forgotten."))
)]
async fn forget(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(number): Id,
) -> Result<StatusCode, Fault> {
    // What is written down says no number: it could not be erased from there.
    shared.engine.record(signed_in.deed("calls.forget", "")).await?;
    match shared.engine.forget_remembered(&number).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Fault::of_status(StatusCode::NOT_FOUND)),
    }
}
