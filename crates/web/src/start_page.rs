//! `GET /`: says that Ringledger runs and whether every call is accounted for. Figures only: this page
//! needs no sign-in.

use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use engine::Status;

use crate::{Shared, unavailable};

#[derive(Template)]
#[template(path = "start_page.html")]
struct Page {
    status: Status,
    public_url: String,
    sources: Vec<String>,
}

/// The page.
pub(crate) async fn show(State(shared): State<Shared>) -> Response {
    let Ok(status) = shared.engine.status().await else { return unavailable("database") };
    let page = Page {
        status,
        public_url: shared.edge.public_url.trim_end_matches('/').to_owned(),
        sources: shared.engine.source_ids(),
    };
    page.render().map_or_else(|_| unavailable("page"), |html| Html(html).into_response())
}
