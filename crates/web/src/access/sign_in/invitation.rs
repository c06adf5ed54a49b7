//! `/invitation/{token}`: where somebody who was invited, or has lost their password, chooses one.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::ORG;
use secrecy::SecretString;
use serde::Deserialize;
use store::{StoreError, UserRow};

use super::let_in;
use crate::Shared;
use crate::access::arrival::Arrival;
use crate::access::password::{check_password, hash_password};
use crate::access::person::NotAdded;
use crate::access::token::digest;
use crate::access::trouble::Trouble;
use crate::shell::{Frame, Visit, problem, show as show_page};

/// The kind of invitations among what works once.
pub(crate) const INVITATION: &str = "invitation";

#[derive(Template)]
#[template(path = "access/sign_in/invitation.html")]
struct Page {
    frame: Frame,
    token: String,
    name: String,
    email: String,
    problem: Option<String>,
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub(crate) struct Entered {
    password: SecretString,
}

/// Who was invited by this link.
async fn invited(shared: &Shared, token: &str) -> Result<Option<UserRow>, StoreError> {
    let (store, now) = (shared.engine.store(), shared.engine.now());
    match store.look_at_token(ORG, INVITATION, &digest(token), now).await? {
        Some(Some(user_id)) => {
            let user = store.user(ORG, &user_id).await?;
            Ok(user.filter(|user| user.disabled_at.is_none()))
        }
        _ => Ok(None),
    }
}

fn over(visit: &Visit) -> Response {
    problem(visit.bare_frame(), StatusCode::NOT_FOUND, "access-invitation-over")
}

fn answer(visit: &Visit, token: String, user: UserRow, problem: Option<String>) -> Response {
    let (frame, name, email) = (visit.bare_frame(), user.name, user.email);
    let page = Page { frame, token, name, email, problem };
    ([(header::CACHE_CONTROL, "no-store")], show_page(&page)).into_response()
}

/// `GET /invitation/{token}`.
pub(crate) async fn show(
    State(shared): State<Shared>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, Trouble> {
    Ok(match invited(&shared, &token).await? {
        Some(user) => answer(&visit, token, user, None),
        None => over(&visit),
    })
}

/// `POST /invitation/{token}`: sets the password, ends all sessions of before, and lets the person in.
pub(crate) async fn submit(
    State(shared): State<Shared>,
    visit: Visit,
    arrival: Arrival,
    Path(token): Path<String>,
    Form(entered): Form<Entered>,
) -> Result<Response, Trouble> {
    let Some(user) = invited(&shared, &token).await? else { return Ok(over(&visit)) };
    let weak = check_password(&entered.password, &user.email).map_err(NotAdded::Password);
    let hash = match weak {
        Ok(()) => hash_password(&entered.password).await.ok_or(NotAdded::NotHashed),
        Err(weak) => Err(weak),
    };
    let hash = match hash {
        Ok(hash) => hash,
        Err(weak) => {
            let text = visit.bare_frame().words.say(weak.code());
            let page = answer(&visit, token, user, Some(text));
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let (store, now) = (shared.engine.store(), shared.engine.now());
    if !store.use_token(ORG, INVITATION, &user.user_id, &digest(&token), now).await? {
        return Ok(over(&visit));
    }
    shared.engine.record(arrival.deed(&user.user_id, "access.password", &user.user_id)).await?;
    store.set_password(ORG, &user.user_id, &hash).await?;
    store.end_sessions(ORG, &user.user_id, None).await?;
    Ok(let_in(&shared, &arrival, &user, "/", "invitation").await?)
}
