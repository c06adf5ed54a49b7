//! Ending a token, and asking whether one is good.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Oauth;
use super::app::Flow;
use super::desk::Approval;
use super::error::OauthError;
use super::request::{Credentials, Parameters, base};

/// `/services/oauth2/revoke`: ends a session, or a grant with everything under it.
pub(crate) async fn revoke(
    State(oauth): State<Oauth>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    let parameters = Parameters::read(query.as_deref(), &body);
    let token = parameters.get("token");
    let sessions = oauth.org.sessions();
    let mut desk = oauth.desk();
    if let Some(refresh) = desk.refresh(sessions, token) {
        desk.end(sessions, refresh.grant);
        return StatusCode::OK.into_response();
    }
    let alive = sessions.check(token, oauth.org.now()).is_some();
    if alive && sessions.revoke(token) {
        return StatusCode::OK.into_response();
    }
    OauthError::new("invalid_token", "invalid token").into_response()
}

/// `/services/oauth2/introspect` (RFC 7662).
pub(crate) async fn introspect(
    State(oauth): State<Oauth>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    let parameters = Parameters::read(query.as_deref(), &body);
    let report = Credentials::read(&headers, &parameters)
        .and_then(|credentials| credentials.app(&oauth.org.setup().apps, Flow::ClientCredentials))
        .and_then(|app| {
            let token = parameters.need("token")?;
            Ok(oauth.report(token, &app.client_id, &base(&headers)))
        });
    match report {
        Ok(report) => Json(report).into_response(),
        Err(error) => error.into_response(),
    }
}

impl Oauth {
    /// What an app may know of a token: its own tokens in full, of any other only that it is not good.
    fn report(&self, token: &str, client_id: &str, base: &str) -> Value {
        let inactive = json!({"active": false});
        let now = self.org.now();
        let sessions = self.org.sessions();
        let refresh = self.desk().refresh(sessions, token);
        if let Some(refresh) = refresh {
            if refresh.approval.client_id != client_id {
                return inactive;
            }
            return self.describe(&refresh.approval, base, "refresh_token").unwrap_or(inactive);
        }
        let issued = self.desk().issued(token).cloned();
        let issued = issued.filter(|issued| issued.approval.client_id == client_id);
        let Some(issued) = issued.filter(|_| sessions.is_alive(token, now)) else {
            return inactive;
        };
        let Some(mut report) = self.describe(&issued.approval, base, "access_token") else {
            return inactive;
        };
        let expires_at = sessions.expires_at(token).unwrap_or(now);
        report["iat"] = json!(issued.issued_at / 1_000);
        report["nbf"] = json!(issued.issued_at / 1_000);
        report["exp"] = json!(expires_at / 1_000);
        report
    }

    /// `None` if the user can no longer use the token.
    fn describe(&self, approval: &Approval, base: &str, kind: &str) -> Option<Value> {
        let user = self.active_user(&approval.user_id).ok()?;
        Some(json!({
            "active": true,
            "scope": approval.scope,
            "client_id": approval.client_id,
            "username": user.username,
            "sub": format!("{base}/id/{}/{}", self.org.id(), user.id),
            "token_type": kind,
        }))
    }
}
