//! `/login`: e-mail and password.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::ORG;
use secrecy::SecretString;
use serde::Deserialize;

use super::{let_in, with_next};
use crate::Shared;
use crate::access::arrival::Arrival;
use crate::access::limit::{self, Door};
use crate::access::password::is_password;
use crate::access::trouble::Trouble;
use crate::shell::{Frame, Visit, show as show_page};

#[derive(Template)]
#[template(path = "access/sign_in/password.html")]
struct Page {
    frame: Frame,
    email: String,
    next: String,
    /// Where signing in with Salesforce begins.
    salesforce: String,
    /// What was wrong.
    problem: Option<String>,
    /// Whether nobody can sign in because there is no owner yet.
    no_owner: bool,
}

/// Where the browser wants to go afterwards.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    pub(super) next: String,
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
pub(crate) async fn show(
    State(shared): State<Shared>,
    visit: Visit,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Trouble> {
    let no_owner = !shared.engine.store().has_owner(ORG).await?;
    let (frame, email) = (visit.bare_frame(), String::new());
    let (salesforce, next) = (with_next("/login/salesforce", &wanted.next), wanted.next);
    Ok(answer(&Page { frame, email, next, salesforce, problem: None, no_owner }))
}

/// `POST /login`: lets somebody in, or shows the form again. It takes as long for an e-mail that nobody has.
pub(crate) async fn submit(
    State(shared): State<Shared>,
    visit: Visit,
    arrival: Arrival,
    Form(entered): Form<Entered>,
) -> Result<Response, Trouble> {
    let frame = visit.bare_frame();
    let email = entered.email.trim().to_lowercase();
    let doors = [Door::account(&email), Door::address(&arrival)];
    let refused = |frame: Frame, status: StatusCode, problem: String| {
        let problem = Some(problem);
        let (email, next) = (entered.email.clone(), entered.next.clone());
        let salesforce = with_next("/login/salesforce", &next);
        let page = Page { frame, email, next, salesforce, problem, no_owner: false };
        (status, answer(&page)).into_response()
    };
    if let Some(seconds) = limit::knock(&shared, &doors).await? {
        let problem = frame.words.with("access-too-often", "seconds", seconds);
        return Ok(refused(frame, StatusCode::TOO_MANY_REQUESTS, problem));
    }
    let user = shared.engine.store().user_by_email(ORG, &email).await?;
    let user = user.filter(|user| user.disabled_at.is_none());
    let kept = user.as_ref().and_then(|user| user.password_hash.as_deref());
    let is_right = is_password(&entered.password, kept).await;
    let Some(right) = user.as_ref().filter(|_| is_right) else {
        let about = user.map_or_else(|| "nobody".to_owned(), |user| user.user_id);
        shared.engine.record(arrival.deed("nobody", "access.sign_in_failed", &about)).await?;
        let problem = frame.words.say("access-wrong-password");
        return Ok(refused(frame, StatusCode::UNPROCESSABLE_ENTITY, problem));
    };
    limit::open(&shared, &doors).await?;
    Ok(let_in(&shared, &arrival, right, &entered.next, "password").await?)
}

fn answer(page: &Page) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], show_page(page)).into_response()
}
