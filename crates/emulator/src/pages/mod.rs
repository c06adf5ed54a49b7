//! The org as a person sees it: home, lists, records with their activity timeline, and a phone panel. It works
//! without the script, which only opens the panel and keeps the counter of API calls up to date.

mod ask;
mod frame;
mod home;
mod list;
mod record;
mod shape;
mod timeline;
mod value;

#[cfg(test)]
mod tests;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;

use crate::error::ApiError;
use crate::org::Org;

/// Nothing but our own style sheet and script is ever loaded, but for the call centre's panel in its frame; no other
/// page may frame ours.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
     img-src data:; frame-src http: https:; base-uri 'none'; frame-ancestors 'none'";

/// Routes of this part. Addresses are those of Lightning, so that a link into a real org leads to the same place here.
pub(crate) fn routes(org: Org) -> Router {
    Router::new()
        .route("/", get(home::show))
        .route("/lightning/page/home", get(async || Redirect::to("/")))
        .route("/lightning/o/{object}/list", get(list::show))
        .route("/lightning/r/{object}/{id}/view", get(record::show))
        .route("/lightning/r/{id}/view", get(find))
        .route("/{id}", get(find))
        .route("/assets/org.css", get(style))
        .route("/assets/org.js", get(script))
        .with_state(org)
}

async fn style() -> impl IntoResponse {
    let css = include_str!("../../static/org.css");
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], css)
}

async fn script() -> impl IntoResponse {
    let script = include_str!("../../static/org.js");
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], script)
}

/// Sends a bare record id, the oldest form of a Salesforce link, to the record's page.
async fn find(State(org): State<Org>, Path(id): Path<String>) -> Response {
    match (id.len(), org.schema().object_of_id(&id)) {
        (15 | 18, Some(object)) => Redirect::to(&address(&object.name, &id)).into_response(),
        _ => not_found(),
    }
}

/// The address of a record's page.
fn address(object: &str, id: &str) -> String {
    format!("/lightning/r/{object}/{id}/view")
}

/// Renders a page.
pub(crate) fn html(page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => {
            let policy = [(header::CONTENT_SECURITY_POLICY, CONTENT_POLICY)];
            (policy, Html(text)).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a page of the emulator cannot be rendered");
            let text = "The page cannot be rendered. The emulator's log says why.";
            (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
        }
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct Problem<'a> {
    title: &'a str,
    code: &'a str,
    explanation: &'a str,
}

/// A page that says what is wrong; `code` is for programs and may be empty.
pub(crate) fn problem(status: StatusCode, title: &str, code: &str, explanation: &str) -> Response {
    let page = Problem { title, code, explanation };
    (status, html(&page)).into_response()
}

fn not_found() -> Response {
    problem(
        StatusCode::NOT_FOUND,
        "There is no such page",
        "",
        "The record was deleted, or the address is not one of this org.",
    )
}

/// What the org answered instead of records.
fn refused(error: &ApiError) -> Response {
    let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if status == StatusCode::NOT_FOUND {
        return not_found();
    }
    problem(status, "This cannot be shown", &error.code, &error.message)
}
