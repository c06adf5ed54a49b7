//! An endpoint: a handler, what it needs, and its part of the document, so that none of them is there without the others.

use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use utoipa::openapi::RefOr;
use utoipa::openapi::path::{HttpMethod, Operation};
use utoipa::openapi::schema::Schema;
use utoipa_axum::router::UtoipaMethodRouter;

use super::input::BODY_BYTES;
use crate::Shared;
use crate::route::{Need, Route};

/// One endpoint of the API.
#[derive(Clone)]
pub(crate) struct Endpoint {
    pub(super) route: Route,
    pub(super) operation: Operation,
    /// The types that its part of the document names.
    pub(super) schemas: Vec<(String, RefOr<Schema>)>,
}

impl Endpoint {
    /// The endpoint at `path`, made of what `utoipa_axum::routes!` gives for its one handler.
    pub(super) fn new(
        path: &'static str,
        need: Need,
        (schemas, paths, handler): UtoipaMethodRouter<Shared>,
    ) -> Endpoint {
        let item = paths.paths.into_values().next().unwrap_or_default();
        let operations = [
            (Method::POST, item.post),
            (Method::PUT, item.put),
            (Method::PATCH, item.patch),
            (Method::DELETE, item.delete),
        ];
        let mut others = operations.into_iter().filter_map(|(method, it)| Some((method, it?)));
        let (method, operation) =
            others.next().unwrap_or_else(|| (Method::GET, item.get.unwrap_or_default()));
        let handler = handler.layer(DefaultBodyLimit::max(BODY_BYTES));
        Endpoint { route: Route::new(method, path, need, handler), operation, schemas }
    }

    /// The method as the document calls it.
    pub(super) fn method(&self) -> HttpMethod {
        match self.route.method {
            Method::POST => HttpMethod::Post,
            Method::PUT => HttpMethod::Put,
            Method::PATCH => HttpMethod::Patch,
            Method::DELETE => HttpMethod::Delete,
            _ => HttpMethod::Get,
        }
    }
}
