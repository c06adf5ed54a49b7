//! `/login`: e-mail and password.

use askama::Template;
use axum::Form;
use axum::extract::{FromRequest as _, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::ORG;
use secrecy::SecretString;
use serde::Deserialize;

use super::cookie;
use super::origin::browser;
use super::password::is_password;
use super::session::{self, Stage};
use crate::shell::{Frame, Visit, show as show_page};
use crate::{Shared, unavailable};

#[derive(Template)]
#[template(path = "access/login.html")]
struct Page {
    frame: Frame,
    email: String,
    next: String,
    wrong: bool,
}

/// Where the browser wants to go afterwards.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    next: String,
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub(crate) struct Entered {
    email: String,
    password: SecretString,
    #[serde(default)]
    next: String,
}

/// `GET /login`.
pub(crate) async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Response {
    let frame = visit.bare_frame();
    answer(&Page { frame, email: String::new(), next: wanted.next, wrong: false })
}

/// `POST /login`: begins a session, or shows the form again.
pub(crate) async fn submit(State(shared): State<Shared>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let request = Request::from_parts(parts.clone(), body);
    let Form(entered) = match Form::<Entered>::from_request(request, &()).await {
        Ok(form) => form,
        Err(refusal) => return refusal.into_response(),
    };
    match sign_in(&shared, &parts, &entered).await {
        Ok(Some(cookie)) => {
            let to = local(&entered.next).to_owned();
            let headers = [(header::LOCATION, to), (header::SET_COOKIE, cookie)];
            (StatusCode::SEE_OTHER, headers).into_response()
        }
        Ok(None) => {
            let frame = Visit::of(&parts).bare_frame();
            let page = Page { frame, email: entered.email, next: entered.next, wrong: true };
            (StatusCode::UNPROCESSABLE_ENTITY, answer(&page)).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "nobody can sign in");
            unavailable(error.code())
        }
    }
}

async fn sign_in(
    shared: &Shared,
    parts: &axum::http::request::Parts,
    entered: &Entered,
) -> Result<Option<String>, store::StoreError> {
    let email = entered.email.trim().to_lowercase();
    let user = shared.engine.store().user_by_email(ORG, &email).await?;
    let user = user.filter(|user| user.disabled_at.is_none());
    let kept = user.as_ref().and_then(|user| user.password_hash.as_deref());
    let is_right = is_password(&entered.password, kept).await;
    let Some(user) = user.filter(|_| is_right) else { return Ok(None) };
    let before = cookie::read(&shared.edge, &parts.headers, cookie::SESSION);
    let browser = browser(shared, parts);
    let stage = Stage::Full;
    session::begin(shared, &user.user_id, stage, browser, before.as_deref()).await.map(Some)
}

/// Only a path of ours: "//host" and "/\host" lead elsewhere.
pub(crate) fn local(next: &str) -> &str {
    let ours = next.starts_with('/')
        && !next[1..].starts_with(['/', '\\'])
        && next.is_ascii()
        && !next.contains(|c: char| c.is_control());
    if ours { next } else { "/" }
}

fn answer(page: &Page) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], show_page(page)).into_response()
}
