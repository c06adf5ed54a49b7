//! Beginning and ending sessions.

use engine::{Engine, ORG};
use store::{NewSession, StoreError};

use super::{AccessSettings, cookie, token};
use crate::Shared;

/// A session whose second factor is awaited lasts so long, in milliseconds.
const SECOND_FACTOR_MS: i64 = 10 * 60_000;

/// Where a browser is and what it says it is.
#[derive(Debug, Clone, Default)]
pub struct Browser {
    /// Its address.
    pub address: Option<String>,
    /// Its `User-Agent`.
    pub agent: Option<String>,
}

/// How far somebody has proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The password was right; the code is awaited.
    SecondFactor,
    /// Signed in.
    Full,
}

impl Stage {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Stage::SecondFactor => "second_factor",
            Stage::Full => "full",
        }
    }
}

/// Begins a session for a person and ends the one with the token `replaces`; returns the token for the cookie.
///
/// # Errors
/// Any failure of the database.
pub async fn open_session(
    engine: &Engine,
    settings: AccessSettings,
    user_id: &str,
    stage: Stage,
    browser: Browser,
    replaces: Option<&str>,
) -> Result<String, StoreError> {
    let token = token::new_token();
    let now = engine.now();
    let lasts = match stage {
        Stage::SecondFactor => SECOND_FACTOR_MS,
        Stage::Full => settings.session_ms,
    };
    let session = NewSession {
        session_id: token::digest(&token),
        user_id: user_id.to_owned(),
        stage: stage.name().to_owned(),
        at: now,
        ends_at: now + lasts,
        address: browser.address,
        agent: browser.agent.map(|agent| agent.chars().take(300).collect()),
    };
    let replaces = replaces.map(token::digest);
    engine.store().begin_session(ORG, &session, replaces.as_deref()).await?;
    engine.store().sweep_sessions(ORG, now - settings.idle_ms, now).await?;
    Ok(token)
}

/// The `Set-Cookie` of a new session of the browser that sent `headers`; its session before ends.
///
/// # Errors
/// Any failure of the database.
pub(crate) async fn begin(
    shared: &Shared,
    user_id: &str,
    stage: Stage,
    browser: Browser,
    before: Option<&str>,
) -> Result<String, StoreError> {
    let settings = shared.edge.access;
    let token = open_session(&shared.engine, settings, user_id, stage, browser, before).await?;
    Ok(cookie::session(&shared.edge, &token))
}
