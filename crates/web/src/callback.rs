//! `GET /oauth/callback`: where Salesforce sends the administrator back after login and consent.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use engine::Callback;

use crate::{Shared, unavailable};

#[derive(Template)]
#[template(path = "callback.html")]
struct Page {
    connected: bool,
    sentence: String,
}

/// Finishes what `ringledger connect` began.
pub(crate) async fn finish(
    State(shared): State<Shared>,
    Query(callback): Query<Callback>,
) -> Response {
    let (status, page) = match shared
        .engine
        .finish_connect(&shared.edge.public_url, &callback)
        .await
    {
        Ok(identity) => (
            StatusCode::OK,
            Page {
                connected: true,
                sentence: format!("Ringledger now writes to Salesforce as {}.", identity.username),
            },
        ),
        Err(error) => {
            (StatusCode::BAD_REQUEST, Page { connected: false, sentence: error.to_string() })
        }
    };
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => unavailable("page"),
    }
}
