//! `POST /users`: somebody is added, and gets a link by which they choose a password. The owner passes it on.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use engine::ORG;
use serde::Deserialize;
use store::{StoreError, UserRow};

use super::deeds;
use super::list::page;
use crate::Shared;
use crate::access::person::{NewPerson, NotAdded};
use crate::access::sign_in::INVITATION;
use crate::access::trouble::Trouble;
use crate::access::{Role, SignedIn, token};
use crate::shell::{Frame, Place, Visit, problem, show as show_page};

/// An invitation works for three days, in milliseconds.
const INVITATION_MS: i64 = 72 * 3_600_000;

#[derive(Template)]
#[template(path = "access/users/link.html")]
struct Link {
    frame: Frame,
    name: String,
    link: String,
    ends_at: i64,
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Entered {
    email: String,
    name: String,
    role: String,
}

/// `POST /users`.
pub(crate) async fn submit(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Form(entered): Form<Entered>,
) -> Result<Response, Trouble> {
    let wrong = |code: &'static str| async {
        let page = page(&shared, &signed_in, &visit, Some(code)).await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    let Some(role) = Role::parse(&entered.role) else { return wrong("access-bad-role").await };
    let person = NewPerson {
        email: entered.email,
        name: entered.name,
        role,
        password: None,
        language: None,
        time_zone: None,
    };
    match deeds::add(&shared, &signed_in, person).await {
        Ok(user_id) => {
            let user = shared.engine.store().user(ORG, &user_id).await?;
            link(&shared, &visit, user).await
        }
        Err(NotAdded::Store(error)) => Err(error.into()),
        Err(error) => wrong(error.code()).await,
    }
}

/// `POST /users/{user}/invitation`: a new link, also for who has lost their password. The one before ends.
pub(crate) async fn again(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Path(user_id): Path<String>,
) -> Result<Response, Trouble> {
    let user = shared.engine.store().user(ORG, &user_id).await?;
    if user.is_some() {
        shared.engine.record(signed_in.deed("access.invite", user_id)).await?;
    }
    link(&shared, &visit, user).await
}

/// Makes the link by which somebody chooses a password, and says until when it works; the one before ends.
///
/// # Errors
/// Any failure of the database.
pub(crate) async fn invitation(
    shared: &Shared,
    user_id: &str,
) -> Result<(String, i64), StoreError> {
    let token = token::new_token();
    let ends_at = shared.engine.now() + INVITATION_MS;
    let digests = [token::digest(&token)];
    shared.engine.store().give_tokens(ORG, INVITATION, user_id, &digests, ends_at).await?;
    let base = shared.edge.public_url.trim_end_matches('/');
    Ok((format!("{base}/invitation/{token}"), ends_at))
}

async fn link(shared: &Shared, visit: &Visit, user: Option<UserRow>) -> Result<Response, Trouble> {
    let Some(user) = user else {
        return Ok(problem(
            visit.frame(Place::Users),
            StatusCode::NOT_FOUND,
            "access-no-such-user",
        ));
    };
    let (link, ends_at) = invitation(shared, &user.user_id).await?;
    Ok(show_page(&Link { frame: visit.frame(Place::Users), name: user.name, link, ends_at }))
}
