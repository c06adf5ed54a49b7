//! `/me/second-factor`: an authenticator app is tied to the account, or let go.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::confirm::{Confirmation, confirmed};
use super::password::renewed;
use crate::Shared;
use crate::access::arrival::Arrival;
use crate::access::totp::{self, Enrolment};
use crate::access::trouble::Trouble;
use crate::access::{SignedIn, limit};
use crate::shell::{Frame, Place, Visit, back, show as show_page};

#[derive(Template)]
#[template(path = "access/me/second_factor.html")]
struct Page {
    frame: Frame,
    enrolment: Enrolment,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "access/me/codes.html")]
struct Codes {
    frame: Frame,
    codes: Vec<String>,
}

/// The first code of a new app.
#[derive(Debug, Deserialize)]
pub(crate) struct Entered {
    code: String,
}

/// `POST /me/second-factor`: makes a secret for an app.
pub(crate) async fn begin(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    arrival: Arrival,
    Form(entered): Form<Confirmation>,
) -> Result<Response, Trouble> {
    let current = entered.current.as_ref();
    // Also for a first app: whoever ties theirs to the account of an open browser keeps its person out.
    if let Err(page) = confirmed(&shared, &signed_in, &visit, &arrival, current).await? {
        return Ok(page);
    }
    totp::begin(&shared.engine, &signed_in.user_id).await?;
    Ok(Redirect::to("/me/second-factor").into_response())
}

/// `GET /me/second-factor`: the secret, as a QR code and as text.
pub(crate) async fn show(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
) -> Result<Response, Trouble> {
    enrol(&shared, &signed_in, &visit, None).await
}

async fn enrol(
    shared: &Shared,
    signed_in: &SignedIn,
    visit: &Visit,
    problem: Option<&str>,
) -> Result<Response, Trouble> {
    let (id, email) = (&signed_in.user_id, &signed_in.email);
    let Some(enrolment) = totp::enrolment(&shared.engine, id, email).await? else {
        return Ok(Redirect::to("/me").into_response());
    };
    let frame = visit.frame(Place::Account);
    let problem = problem.map(|id| frame.words.say(id));
    Ok(show_page(&Page { frame, enrolment, problem }))
}

/// `POST /me/second-factor/confirm`: with the app's first code it counts.
pub(crate) async fn confirm(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    arrival: Arrival,
    Form(entered): Form<Entered>,
) -> Result<Response, Trouble> {
    let id = &signed_in.user_id;
    let doors = [limit::Door::account(&format!("code {id}"))];
    if limit::knock(&shared, &doors).await?.is_some() {
        let page = enrol(&shared, &signed_in, &visit, Some("access-too-often-now")).await?;
        return Ok((StatusCode::TOO_MANY_REQUESTS, page).into_response());
    }
    let Some(codes) = totp::confirm(&shared.engine, id, &entered.code).await? else {
        let page = enrol(&shared, &signed_in, &visit, Some("access-wrong-code")).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    limit::open(&shared, &doors).await?;
    shared.engine.record(signed_in.deed("access.second_factor", &**id).with("on")).await?;
    // Whoever came in by the password alone is out.
    shared.engine.store().end_sessions(engine::ORG, id, None).await?;
    let page = show_page(&Codes { frame: visit.frame(Place::Account), codes });
    renewed(&shared, &arrival, id, page).await
}

/// `POST /me/second-factor/codes`: new codes on paper.
pub(crate) async fn new_codes(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    arrival: Arrival,
    Form(entered): Form<Confirmation>,
) -> Result<Response, Trouble> {
    let current = entered.current.as_ref();
    let user = match confirmed(&shared, &signed_in, &visit, &arrival, current).await? {
        Ok(user) => user,
        Err(page) => return Ok(page),
    };
    if user.totp_since.is_none() {
        return Ok(Redirect::to("/me").into_response());
    }
    shared
        .engine
        .record(signed_in.deed("access.second_factor", &*user.user_id).with("new codes"))
        .await?;
    let codes = totp::new_paper_codes(&shared.engine, &user.user_id).await?;
    Ok(show_page(&Codes { frame: visit.frame(Place::Account), codes }))
}

/// `POST /me/second-factor/end`: no code is asked for any more.
pub(crate) async fn end(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    arrival: Arrival,
    Form(entered): Form<Confirmation>,
) -> Result<Response, Trouble> {
    let current = entered.current.as_ref();
    let user = match confirmed(&shared, &signed_in, &visit, &arrival, current).await? {
        Ok(user) => user,
        Err(page) => return Ok(page),
    };
    shared
        .engine
        .record(signed_in.deed("access.second_factor", &*user.user_id).with("off"))
        .await?;
    totp::end(&shared.engine, &user.user_id).await?;
    Ok(back("/me", "access-said-factor-off"))
}
