//! `GET /api/v1/remembered` and `DELETE /api/v1/remembered/{entry}`: numbers whose record a person has named. Neither an
//! address nor a cursor holds a number: it would stand in logs, and tell whoever may not see it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use engine::ORG;
use serde::{Deserialize, Serialize};
use store::StoreError;
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
const ONE: &str = "/api/v1/remembered/{entry}";

/// Entries that are read at once on the way to one of them.
const STEP: i64 = 1_000;

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
    /// The entry's id, which does not tell the number.
    id: String,
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
    let after = match page::place::<String>(asked.cursor.as_deref())? {
        Some(id) => Some(number(&shared, &id).await?.ok_or_else(page::no_cursor)?),
        None => None,
    };
    let mut found = shared.engine.remembered(after.as_deref(), asked.limit.0 + 1).await?;
    let more = page::split(&mut found, asked.limit);
    let masks = signed_in.masks();
    let number = |one: store::Remembered| {
        Ok(RememberedNumber {
            id: id(&shared, &one.number)?,
            number: if masks { mask::number(&one.number) } else { one.number },
            record_id: one.record_id,
            name: if masks { one.name.map(|_| mask::HIDDEN.to_owned()) } else { one.name },
            who: one.who,
            at: one.at,
        })
    };
    let numbers: Vec<RememberedNumber> =
        found.into_iter().map(number).collect::<Result<_, Fault>>()?;
    let last = numbers.last().filter(|_| more);
    Ok(Json(RememberedNumbers { next: last.map(|last| page::cursor(&last.id)), numbers }))
}

/// The id of a number's entry: nobody without the installation's key finds the number by trying.
fn id(shared: &Shared, number: &str) -> Result<String, StoreError> {
    shared.engine.store().mark(ORG, &format!("remembered {number}"))
}

/// The number of the entry with this id.
async fn number(shared: &Shared, wanted: &str) -> Result<Option<String>, StoreError> {
    let mut after = None;
    loop {
        let some = shared.engine.remembered(after.as_deref(), STEP).await?;
        for one in &some {
            if id(shared, &one.number)? == wanted {
                return Ok(Some(one.number.clone()));
            }
        }
        match some.into_iter().last() {
            Some(last) => after = Some(last.number),
            None => return Ok(None),
        }
    }
}

/// Forgets the record of a number, for calls to come.
#[utoipa::path(
    delete, path = ONE, operation_id = "forget_remembered", tag = "Calls",
    params(("entry" = String, Path, description = "The entry's id.")),
    responses((status = 204, description = "Forgotten."))
)]
async fn forget(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(entry): Id,
) -> Result<StatusCode, Fault> {
    let gone = || Fault::of_status(StatusCode::NOT_FOUND);
    let number = number(&shared, &entry).await?.ok_or_else(gone)?;
    // What is written down says no number: it could not be erased from there.
    shared.engine.record(signed_in.deed("calls.forget", "")).await?;
    match shared.engine.forget_remembered(&number).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(gone()),
    }
}
