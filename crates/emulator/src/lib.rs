//! A Salesforce org on the laptop: OAuth, REST API, SOQL, the rules of Task, and faults on demand.
//!
//! It is a reading of Salesforce's documentation of its own and shares nothing with the client in crate
//! `salesforce`, so that a misunderstanding in one cannot hide in the other.

// A field's describe has 57 keys, more than the json! macro unrolls by default.
#![recursion_limit = "256"]

mod access;
mod bulk;
mod bulk1;
mod cell;
mod changes;
mod control;
mod database;
mod error;
mod event_bus;
mod faults;
mod formula;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod id;
mod locator;
mod metadata_api;
mod mirror;
mod oauth;
mod options;
mod org;
mod pages;
mod paths;
mod recent;
mod records;
mod rest;
mod row_locks;
mod schema;
pub mod seed;
mod session;
mod setup;
mod soap;
mod soql;
mod sosl;
mod timestamp;
mod usage;

use std::net::SocketAddr;

use axum::Router;
use axum::middleware::map_request;
use tokio::net::TcpListener;

pub use changes::ChangeDataCapture;
pub use error::{ApiError, Further};
pub use faults::{Faults, RecordFault, RequestFault, RequestFaultKind};
pub use metadata_api::{Consumer, DeployedComponent, DeployedMetadata};
pub use oauth::app::{Apps, ClientApp, Flow, RefreshTokenPolicy};
pub use oauth::policy::{IpRange, LoginPolicy};
pub use org::{Actor, Clock, Org, OrgError, OrgOptions, QueryReply, User};
pub use records::{ConvertedLead, LeadConversion, Merged};
pub use schema::{
    Feature, Field, FieldFlags, FieldType, Object, PicklistValue, Schema, SchemaError,
};
pub use session::{Grant, Sessions};
pub use setup::{
    Condition, DuplicateAction, DuplicateRule, LeadAssignment, LeadAssignmentEntry, MatchField,
    MatchMethod, RecordTypeAccess, RowLocks, Setup, ValidationRule,
};
pub use soql::check_soql;
pub use sosl::check_sosl;
pub use usage::ApiUsageReport;

/// Everything that the emulator answers: Salesforce's paths, its pages, and the control endpoint.
pub fn router(org: Org) -> Router {
    let answers = Router::new()
        .merge(bulk1::routes(org.clone()))
        .merge(rest::routes(org.clone()))
        .merge(oauth::routes(org.clone()))
        .merge(soap::routes(org.clone()))
        .merge(control::routes(org.clone()))
        .merge(event_bus::routes(org.clone()))
        .merge(pages::routes(org));
    // Around the router and not within it, for it decides where a request goes.
    Router::new().fallback_service(answers).layer(map_request(paths::single_slash))
}

/// Serves an org on a listener until the task is dropped.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, org: Org) -> std::io::Result<()> {
    // A login may be bound to addresses, so each request carries its own.
    let service = router(org).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).await
}
