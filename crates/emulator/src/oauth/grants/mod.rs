//! The grants: one file for each way to a token.

mod assertion;
mod code;
mod password;
mod refresh;
mod secret;

use std::net::IpAddr;

use axum::http::HeaderMap;

use super::Oauth;
use super::app::ClientApp;
use super::desk::Approval;
use super::error::OauthError;
use super::request::{Credentials, Parameters};
use crate::org::User;
use crate::session::Grant;

/// What a grant came to.
pub(crate) struct Granted {
    /// The app.
    pub(crate) app: ClientApp,
    /// What was allowed.
    pub(crate) approval: Approval,
    /// The grant behind a refresh token, if there is one.
    pub(crate) grant: Option<Grant>,
    /// A refresh token to hand out.
    pub(crate) refresh_token: Option<String>,
    /// What the id token should repeat.
    pub(crate) nonce: Option<String>,
}

/// What somebody asks of the endpoint.
pub(crate) struct Asked<'a> {
    /// The request's headers.
    pub(crate) headers: &'a HeaderMap,
    /// Its parameters.
    pub(crate) parameters: &'a Parameters,
    /// The client's address, as far as it is known.
    pub(crate) address: Option<IpAddr>,
}

impl Asked<'_> {
    fn credentials(&self) -> Result<Credentials, OauthError> {
        Credentials::read(self.headers, self.parameters)
    }
}

impl Oauth {
    /// Finds out whether there is a token, and whose; counts the login.
    pub(crate) fn grant(&self, asked: &Asked<'_>) -> Result<Granted, OauthError> {
        let granted = match asked.parameters.need("grant_type")? {
            "authorization_code" => self.by_code(asked),
            "refresh_token" => self.by_refresh_token(asked),
            "urn:ietf:params:oauth:grant-type:jwt-bearer" => self.by_assertion(asked),
            "client_credentials" => self.by_secret(asked),
            "password" => self.by_password(asked),
            _ => Err(OauthError::new("unsupported_grant_type", "grant type not supported")),
        }?;
        self.org.count_login(&granted.approval.user_id)?;
        Ok(granted)
    }

    /// An active user by login name.
    fn user_named(&self, username: &str, unknown: &str) -> Result<User, OauthError> {
        let user = self
            .org
            .users()?
            .into_iter()
            .find(|user| user.username.eq_ignore_ascii_case(username))
            .ok_or_else(|| OauthError::invalid_grant(unknown))?;
        active(user)
    }

    /// An active user by id.
    pub(crate) fn active_user(&self, user_id: &str) -> Result<User, OauthError> {
        let user = self
            .org
            .user(user_id)?
            .ok_or_else(|| OauthError::new("inactive_user", "user is inactive"))?;
        active(user)
    }
}

fn is_refresh_scope(scope: &str) -> bool {
    matches!(scope, "refresh_token" | "offline_access")
}

fn granted_without_refresh(app: ClientApp, user: &User) -> Result<Granted, OauthError> {
    // These flows hand out no refresh token, so the scope of one is left out of the reply as well.
    let scopes: Vec<&str> =
        app.scopes.iter().map(String::as_str).filter(|scope| !is_refresh_scope(scope)).collect();
    let approval = Approval {
        client_id: app.client_id.clone(),
        user_id: user.id.clone(),
        scope: scopes.join(" "),
    };
    Ok(Granted { app, approval, grant: None, refresh_token: None, nonce: None })
}

fn active(user: User) -> Result<User, OauthError> {
    if user.is_active {
        Ok(user)
    } else {
        Err(OauthError::new("inactive_user", "user is inactive"))
    }
}
