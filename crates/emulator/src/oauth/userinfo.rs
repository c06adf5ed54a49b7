//! `/services/oauth2/userinfo`: who a token speaks for, as OpenID claims.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Oauth;
use super::identity::{given_name, nickname};
use super::request::{Parameters, base};
use crate::org::User;

/// Answers the endpoint.
pub(crate) async fn userinfo(
    State(oauth): State<Oauth>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let parameters = Parameters::read(query.as_deref(), b"");
    match oauth.asking(&headers, &parameters) {
        Ok(user) => Json(oauth.claims(&user, &base(&headers))).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

impl Oauth {
    fn claims(&self, user: &User, base: &str) -> Value {
        let id = format!("{base}/id/{}/{}", self.org.id(), user.id);
        json!({
            "sub": id,
            "user_id": user.id,
            "organization_id": self.org.id(),
            "preferred_username": user.username,
            "nickname": nickname(user),
            "name": user.name,
            "email": user.email,
            "email_verified": true,
            "given_name": given_name(user),
            "family_name": user.last_name,
            "zoneinfo": user.time_zone,
            "photos": {"picture": format!("{base}/profilephoto/005/F"), "thumbnail": format!("{base}/profilephoto/005/T")},
            "profile": format!("{base}/{}", user.id),
            "picture": format!("{base}/profilephoto/005/F"),
            "address": {},
            "is_salesforce_integration_user": false,
            "urls": self.urls(user, base),
            "active": user.is_active,
            "user_type": "STANDARD",
            "language": user.language,
            "locale": user.locale,
            "utcOffset": self.utc_offset_ms(user),
            "updated_at": rfc3339(user.created_at),
            "is_app_installed": true,
        })
    }
}

/// Unlike the data API, identity writes times with a `Z`.
pub(super) fn rfc3339(milliseconds: i64) -> Option<String> {
    let time = jiff::Timestamp::from_millisecond(milliseconds).ok()?;
    Some(format!("{time:.0}"))
}
