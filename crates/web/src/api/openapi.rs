//! `GET /api/v1/openapi.json`: the document of the API.

use axum::extract::State;
use axum::response::{IntoResponse, Json, Response};
use utoipa_axum::routes;

use super::document::document;
use super::endpoint::Endpoint;
use crate::Shared;
use crate::access::cookie;
use crate::route::Need;
use crate::shell::Visit;

const PATH: &str = "/api/v1/openapi.json";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::Nobody, routes!(show))
}

/// This document (OpenAPI 3.1), its summaries in the language that `Accept-Language` asks for.
#[utoipa::path(
    get, path = PATH, operation_id = "read_document", tag = "Document",
    responses((status = 200, description = "The document.", body = Object, content_type = "application/json"))
)]
async fn show(State(shared): State<Shared>, visit: Visit) -> Response {
    let session = cookie::name(&shared.edge, cookie::SESSION);
    Json(document(super::endpoints(), visit.reader.language, &session)).into_response()
}
