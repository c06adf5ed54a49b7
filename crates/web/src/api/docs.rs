//! `GET /api/docs`: the endpoints as a page for people.

use askama::Template;
use axum::response::Response;

use super::document::needs;
use super::endpoint::Endpoint;
use crate::route::{Need, Route};
use crate::shell::{Frame, Visit, show};

pub(super) fn route() -> Route {
    Route::get("/api/docs", Need::Nobody, page)
}

/// A line of the table.
struct Line {
    method: String,
    path: &'static str,
    does: String,
    /// The scopes of which any will do, or words in their place.
    scopes: String,
}

#[derive(Template)]
#[template(path = "api/docs.html")]
struct Page {
    frame: Frame,
    lines: Vec<Line>,
}

async fn page(visit: Visit) -> Response {
    let frame = visit.bare_frame();
    let line = |endpoint: Endpoint| {
        let id = endpoint.operation.operation_id.unwrap_or_default().replace('_', "-");
        let (capability, scopes) = needs(endpoint.route.need);
        Line {
            method: endpoint.route.method.to_string(),
            path: endpoint.route.path,
            does: frame.words.say(&format!("api-do-{id}")),
            scopes: match (endpoint.route.need, capability) {
                (Need::Nobody, _) => frame.words.say("api-no-key"),
                (_, Some(_)) if scopes.is_empty() => frame.words.say("api-no-scope"),
                (_, Some(_)) => scopes.join(", "),
                _ => frame.words.say("api-any-scope"),
            },
        }
    };
    let lines = super::endpoints().into_iter().map(line).collect();
    show(&Page { frame, lines })
}
