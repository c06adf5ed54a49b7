//! The Pub/Sub API: subscribers read change events over gRPC, on the port of everything else.

mod caller;
mod control;
mod refusal;
mod replay;
mod service;
mod subscription;
#[cfg(test)]
mod tests;
mod topic;

use std::time::Duration;

use axum::Router;

use crate::org::Org;
use service::Bus;
use wire::pub_sub_server::PubSubServer;

/// Salesforce sends a sign of life within 270 seconds (Pub/Sub API guide, "Subscribe RPC Method").
const SIGN_OF_LIFE: Duration = Duration::from_secs(270);

/// Messages and service of the .proto file.
#[allow(
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    clippy::all,
    clippy::too_many_lines,
    clippy::allow_attributes_without_reason,
    reason = "generated"
)]
mod wire {
    tonic::include_proto!("eventbus.v1");
}

/// Routes of this part.
pub(crate) fn routes(org: Org) -> Router {
    control::routes(org.clone()).merge(service_route(org, SIGN_OF_LIFE))
}

fn service_route(org: Org, sign_of_life: Duration) -> Router {
    let service = PubSubServer::new(Bus::new(org, sign_of_life));
    Router::new().route_service("/eventbus.v1.PubSub/{method}", service)
}
