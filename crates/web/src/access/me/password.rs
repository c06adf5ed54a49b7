//! `POST /me/password`: another password.

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use engine::ORG;
use secrecy::SecretString;
use serde::Deserialize;

use super::confirm::confirmed;
use super::refused;
use crate::Shared;
use crate::access::SignedIn;
use crate::access::arrival::Arrival;
use crate::access::password::{check_password, hash_password};
use crate::access::person::NotAdded;
use crate::access::session::{self, Stage};
use crate::access::trouble::Trouble;
use crate::shell::{Visit, back};

/// What the form sends.
#[derive(Debug, Deserialize)]
pub(crate) struct Entered {
    current: Option<SecretString>,
    new: SecretString,
}

/// Changes it, ends all other sessions, and gives this browser a new one.
pub(crate) async fn change(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    arrival: Arrival,
    Form(entered): Form<Entered>,
) -> Result<Response, Trouble> {
    let current = entered.current.as_ref();
    let user = match confirmed(&shared, &signed_in, &visit, &arrival, current).await? {
        Ok(user) => user,
        Err(page) => return Ok(page),
    };
    if let Err(weak) = check_password(&entered.new, &user.email) {
        let problem = NotAdded::Password(weak).code();
        return refused(&shared, &signed_in, &visit, problem).await;
    }
    let Some(hash) = hash_password(&entered.new).await else {
        return refused(&shared, &signed_in, &visit, NotAdded::NotHashed.code()).await;
    };
    let store = shared.engine.store();
    shared.engine.record(signed_in.deed("access.password", &*user.user_id)).await?;
    store.set_password(ORG, &user.user_id, &hash).await?;
    store.end_sessions(ORG, &user.user_id, None).await?;
    renewed(&shared, &arrival, &user.user_id, back("/me", "access-said-password")).await
}

/// The answer, with a new session for this browser in place of the one before.
pub(super) async fn renewed(
    shared: &Shared,
    arrival: &Arrival,
    user_id: &str,
    mut response: Response,
) -> Result<Response, Trouble> {
    let browser = arrival.browser.clone();
    let before = arrival.token.as_deref();
    let cookie = session::begin(shared, user_id, Stage::Full, browser, before).await?;
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
