//! `GET /schemas/`: the JSON Schemas of what we accept, for those who connect one more phone system.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};

/// The schemas there are.
const NAMES: [&str; 1] = ["generic.json"];

/// `GET /schemas/`: their names.
pub(crate) async fn list() -> Json<Vec<String>> {
    Json(NAMES.iter().map(|name| format!("/schemas/{name}")).collect())
}

/// `GET /schemas/{name}`: one of them.
pub(crate) async fn one(Path(name): Path<String>) -> Response {
    if name == NAMES[0] {
        return Json(sources::generic::json_schema()).into_response();
    }
    (StatusCode::NOT_FOUND, "There is no such schema. GET /schemas/ lists them.\n").into_response()
}
