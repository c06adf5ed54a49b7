//! `POST /api/v1/privacy/erasures`: a person is forgotten.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use utoipa_axum::routes;

use super::{ErasureCertificate, NumberOfPerson, certificate, not_erased};
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Body;
use crate::route::Need;

const PATH: &str = "/api/v1/privacy/erasures";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::Erase), routes!(erase))
}

/// Erases everything that is kept of a number, for good, and gives the certificate. Done twice it finds nothing more. What
/// Salesforce keeps is left to people; the certificate lists it.
#[utoipa::path(
    post, path = PATH, operation_id = "erase_person", tag = "Privacy", request_body = NumberOfPerson,
    responses((status = 201, description = "Erased.", body = ErasureCertificate))
)]
async fn erase(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Body(person): Body<NumberOfPerson>,
) -> Result<(StatusCode, Json<ErasureCertificate>), Fault> {
    let (engine, by) = (shared.engine.clone(), signed_in.deed("privacy.erase", ""));
    // A task of its own: a program that goes away must not leave somebody half erased.
    let erasing = tokio::spawn(async move { engine.erase(&person.number, by).await });
    let erased = erasing.await.map_err(|error| {
        tracing::error!(%error, "an erasure broke off");
        Fault::of_status(StatusCode::SERVICE_UNAVAILABLE)
    })?;
    Ok((StatusCode::CREATED, Json(certificate(erased.map_err(not_erased)?))))
}
