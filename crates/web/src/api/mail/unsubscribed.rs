//! `/api/v1/mail/unsubscribed`: addresses that want no mails.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use engine::ORG;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Id;
use crate::route::Need;

const LIST: &str = "/api/v1/mail/unsubscribed";
const ONE: &str = "/api/v1/mail/unsubscribed/{address}";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(LIST, Need::May(Capability::ReadSettings), routes!(list))
}

pub(super) fn endpoint_again() -> Endpoint {
    Endpoint::new(ONE, Need::May(Capability::Configure), routes!(again))
}

/// Who wants no mails.
#[derive(Debug, Serialize, ToSchema)]
struct Unsubscribed {
    /// The addresses.
    addresses: Vec<String>,
}

/// The addresses that have asked for no more mails.
#[utoipa::path(
    get, path = LIST, operation_id = "list_unsubscribed", tag = "Mail",
    responses((status = 200, description = "The addresses.", body = Unsubscribed))
)]
async fn list(State(shared): State<Shared>) -> Result<Json<Unsubscribed>, Fault> {
    Ok(Json(Unsubscribed { addresses: shared.engine.store().unsubscribed(ORG).await? }))
}

/// Sends an address mails again.
#[utoipa::path(
    delete, path = ONE, operation_id = "subscribe", tag = "Mail",
    params(("address" = String, Path, description = "The address.")),
    responses((status = 204, description = "It gets mails again."))
)]
async fn again(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(address): Id,
) -> Result<StatusCode, Fault> {
    let store = shared.engine.store();
    if !store.unsubscribed(ORG).await?.contains(&address) {
        return Err(Fault::of_status(StatusCode::NOT_FOUND));
    }
    let mark = shared.engine.mark_of_address(&address)?;
    shared.engine.record(signed_in.deed("settings.mail.subscribe", mark)).await?;
    store.subscribe(ORG, &address).await?;
    Ok(StatusCode::NO_CONTENT)
}
