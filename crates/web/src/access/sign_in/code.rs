//! `/login/code`: the second factor, after the password was right.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use engine::ORG;
use serde::Deserialize;
use store::{SignInRow, StoreError};

use super::local;
use super::password::Wanted;
use crate::Shared;
use crate::access::arrival::Arrival;
use crate::access::limit::{self, Door};
use crate::access::session::{self, Stage};
use crate::access::trouble::Trouble;
use crate::access::{token, totp};
use crate::shell::{Frame, Visit, show as show_page};

#[derive(Template)]
#[template(path = "access/sign_in/code.html")]
struct Page {
    frame: Frame,
    next: String,
    problem: Option<String>,
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub(crate) struct Entered {
    code: String,
    #[serde(default)]
    next: String,
}

/// Whose code is awaited.
async fn awaited(shared: &Shared, arrival: &Arrival) -> Result<Option<SignInRow>, StoreError> {
    let Some(token) = &arrival.token else { return Ok(None) };
    let now = shared.engine.now();
    let idle_since = now - shared.edge.access.idle_ms;
    let row = shared.engine.store().session(ORG, &token::digest(token), idle_since, now).await?;
    Ok(row.filter(|row| row.session.stage == Stage::SecondFactor.name()))
}

/// `GET /login/code`.
pub(crate) async fn show(
    State(shared): State<Shared>,
    visit: Visit,
    arrival: Arrival,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Trouble> {
    if awaited(&shared, &arrival).await?.is_none() {
        return Ok(Redirect::to("/login").into_response());
    }
    Ok(answer(&Page { frame: visit.bare_frame(), next: wanted.next, problem: None }))
}

/// `POST /login/code`: signs in, with a new session, or shows the form again.
pub(crate) async fn submit(
    State(shared): State<Shared>,
    visit: Visit,
    arrival: Arrival,
    Form(entered): Form<Entered>,
) -> Result<Response, Trouble> {
    let Some(row) = awaited(&shared, &arrival).await? else {
        return Ok(Redirect::to("/login").into_response());
    };
    let (frame, user_id) = (visit.bare_frame(), row.user.user_id);
    let doors = [Door::account(&format!("code {user_id}")), Door::address(&arrival)];
    let (status, problem) = match limit::knock(&shared, &doors).await? {
        Some(seconds) => {
            let problem = frame.words.with("access-too-often", "seconds", seconds);
            (StatusCode::TOO_MANY_REQUESTS, problem)
        }
        None if totp::is_code(&shared.engine, &user_id, &entered.code).await? => {
            limit::open(&shared, &doors).await?;
            let deed = arrival.deed(&user_id, "access.sign_in", &user_id).with("second factor");
            shared.engine.record(deed).await?;
            let before = arrival.token.as_deref();
            let browser = arrival.browser.clone();
            let cookie = session::begin(&shared, &user_id, Stage::Full, browser, before).await?;
            let to = local(&entered.next).to_owned();
            let headers = [(header::LOCATION, to), (header::SET_COOKIE, cookie)];
            return Ok((StatusCode::SEE_OTHER, headers).into_response());
        }
        None => {
            let deed = arrival.deed("nobody", "access.sign_in_failed", &user_id);
            shared.engine.record(deed.with("second factor")).await?;
            (StatusCode::UNPROCESSABLE_ENTITY, frame.words.say("access-wrong-code"))
        }
    };
    Ok((status, answer(&Page { frame, next: entered.next, problem: Some(problem) }))
        .into_response())
}

fn answer(page: &Page) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], show_page(page)).into_response()
}
