//! `GET /api/v1/sources`: the phone systems that send calls.

use axum::extract::State;
use axum::response::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::Shared;
use crate::access::Capability;
use crate::api::endpoint::Endpoint;
use crate::route::Need;

const PATH: &str = "/api/v1/sources";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::ReadSettings), routes!(list))
}

/// The phone systems.
#[derive(Debug, Serialize, ToSchema)]
struct SourceList {
    /// In the order of their ids.
    sources: Vec<SourceInUse>,
}

/// A phone system as it is in use.
#[derive(Debug, Serialize, ToSchema)]
struct SourceInUse {
    /// The source's id.
    id: String,
    /// Which phone system it is.
    kind: &'static str,
    /// The profile that its calls follow.
    profile: String,
    /// The region in which its numbers are read.
    region: String,
    /// Its time zone (IANA).
    time_zone: String,
    /// Where it sends its webhooks.
    webhook_url: String,
}

/// The phone systems that send calls, without their secrets. They are changed in the settings.
#[utoipa::path(
    get, path = PATH, operation_id = "list_sources", tag = "Settings",
    responses((status = 200, description = "The phone systems.", body = SourceList))
)]
async fn list(State(shared): State<Shared>) -> Json<SourceList> {
    let public_url = shared.edge.public_url.trim_end_matches('/');
    let systems = shared.engine.phone_systems();
    let source = |(id, system): (String, std::sync::Arc<engine::PhoneSystem>)| SourceInUse {
        webhook_url: format!("{public_url}/hooks/{id}"),
        kind: system.source.kind(),
        profile: system.profile.name.clone(),
        region: system.settings.region.clone(),
        time_zone: system.settings.time_zone.clone(),
        id,
    };
    Json(SourceList { sources: systems.into_iter().map(source).collect() })
}
