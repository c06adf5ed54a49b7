//! `GET /api/v1/calls/{call}/webhooks`: what the phone system sent.

use axum::extract::State;
use axum::response::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::seen;
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Id;
use crate::calls::raw;
use crate::route::Need;

const PATH: &str = "/api/v1/calls/{call}/webhooks";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::SeeCalls), routes!(list))
}

/// What the phone system sent of a call.
#[derive(Debug, Serialize, ToSchema)]
struct CallWebhooks {
    /// In order of arrival.
    webhooks: Vec<KeptWebhook>,
}

/// A webhook as it was kept.
#[derive(Debug, Serialize, ToSchema)]
struct KeptWebhook {
    /// Its id.
    id: String,
    /// When it came, UTC milliseconds.
    received_at: i64,
    /// How often it came.
    copies: i64,
    /// Its media type.
    content_type: String,
    /// Its body, indented where it is JSON; no secret is in it. Texts are masked for who may not see personal data.
    body: String,
}

/// The webhooks that told of a call, as they came. Looking at personal data is written down.
#[utoipa::path(
    get, path = PATH, operation_id = "list_call_webhooks", tag = "Calls",
    params(("call" = String, Path, description = "The call's id, `source:call`.")),
    responses((status = 200, description = "The webhooks.", body = CallWebhooks))
)]
async fn list(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(id): Id,
) -> Result<Json<CallWebhooks>, Fault> {
    let page = seen(&shared, &signed_in, &id).await?;
    let masks = signed_in.masks();
    if !masks {
        shared.engine.record(signed_in.deed("calls.show", id)).await?;
    }
    let webhooks = page.deliveries.iter().map(|delivery| KeptWebhook {
        id: delivery.id.clone(),
        received_at: delivery.received_at,
        copies: delivery.copies,
        content_type: delivery.content_type.clone(),
        body: raw::body(delivery, masks),
    });
    Ok(Json(CallWebhooks { webhooks: webhooks.collect() }))
}
