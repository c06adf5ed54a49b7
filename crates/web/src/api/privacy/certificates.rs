//! `GET /api/v1/privacy/certificates` and one of them: the proofs of all erasures.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{ErasureCertificate, certificate, not_erased};
use crate::Shared;
use crate::access::Capability;
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Id;
use crate::route::Need;

const LIST: &str = "/api/v1/privacy/certificates";
const ONE: &str = "/api/v1/privacy/certificates/{certificate}";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(LIST, Need::May(Capability::Erase), routes!(list))
}

pub(super) fn endpoint_one() -> Endpoint {
    Endpoint::new(ONE, Need::May(Capability::Erase), routes!(show))
}

/// The certificates.
#[derive(Debug, Serialize, ToSchema)]
struct ErasureCertificates {
    /// The newest first.
    certificates: Vec<ErasureCertificate>,
}

/// The certificates of all erasures, the newest first.
#[utoipa::path(
    get, path = LIST, operation_id = "list_certificates", tag = "Privacy",
    responses((status = 200, description = "The certificates.", body = ErasureCertificates))
)]
async fn list(State(shared): State<Shared>) -> Result<Json<ErasureCertificates>, Fault> {
    let all = shared.engine.certificates().await.map_err(not_erased)?;
    Ok(Json(ErasureCertificates { certificates: all.into_iter().map(certificate).collect() }))
}

/// The certificate of one erasure.
#[utoipa::path(
    get, path = ONE, operation_id = "read_certificate", tag = "Privacy",
    params(("certificate" = String, Path, description = "The certificate's id.")),
    responses((status = 200, description = "The certificate.", body = ErasureCertificate))
)]
async fn show(State(shared): State<Shared>, Id(id): Id) -> Result<Json<ErasureCertificate>, Fault> {
    let all = shared.engine.certificates().await.map_err(not_erased)?;
    let found = all.into_iter().find(|it| it.id == id).map(certificate);
    found.map(Json).ok_or_else(|| Fault::new(StatusCode::NOT_FOUND, "operation-no-certificate"))
}
