//! The identity URL: who a token speaks for, and where the org is.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Oauth;
use super::request::{Parameters, base, bearer};
use super::userinfo::rfc3339;
use crate::org::User;

/// What stands for the version when the client asks for the latest.
const LATEST_VERSION: &str = "68.0";

/// `/id/ORG/USER`: the identity URL that comes with every token.
pub(crate) async fn identity(
    State(oauth): State<Oauth>,
    Path((org, user)): Path<(String, String)>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let parameters = Parameters::read(query.as_deref(), b"");
    let asking = match oauth.asking(&headers, &parameters) {
        Ok(asking) => asking,
        Err(refusal) => return refusal.into_response(),
    };
    let ours = [oauth.org.id(), oauth.org.options().org_id.clone()];
    if !ours.contains(&org) {
        return (StatusCode::FORBIDDEN, "Wrong_Org").into_response();
    }
    // A 15-character id is the same user; somebody else's identity is nobody's business.
    if asking.id.get(..15) != user.get(..15) {
        return (StatusCode::FORBIDDEN, "Bad_Id").into_response();
    }
    let identity = oauth.describe_identity(&asking, &base(&headers));
    match parameters.get("version") {
        "" => Json(identity).into_response(),
        version => {
            let version = if version == "latest" { LATEST_VERSION } else { version };
            Json(with_version(identity, version)).into_response()
        }
    }
}

impl Oauth {
    /// The user for whom the request's token speaks. Salesforce refuses here with 403 and one word of text.
    pub(super) fn asking(
        &self,
        headers: &HeaderMap,
        parameters: &Parameters,
    ) -> Result<User, (StatusCode, &'static str)> {
        let token = [
            bearer(headers).as_deref().unwrap_or_default(),
            parameters.get("oauth_token"),
            parameters.get("access_token"),
        ]
        .into_iter()
        .find(|token| !token.is_empty())
        .map(str::to_owned)
        .ok_or((StatusCode::FORBIDDEN, "Missing_OAuth_Token"))?;
        let user_id = self
            .org
            .sessions()
            .check(&token, self.org.now())
            .ok_or((StatusCode::FORBIDDEN, "Bad_OAuth_Token"))?;
        self.active_user(&user_id).map_err(|_| (StatusCode::FORBIDDEN, "Inactive_User"))
    }

    fn describe_identity(&self, user: &User, base: &str) -> Value {
        json!({
            "id": format!("{base}/id/{}/{}", self.org.id(), user.id),
            "asserted_user": true,
            "user_id": user.id,
            "organization_id": self.org.id(),
            "username": user.username,
            "nick_name": nickname(user),
            "display_name": user.name,
            "email": user.email,
            "email_verified": true,
            "first_name": given_name(user),
            "last_name": user.last_name,
            "timezone": user.time_zone,
            "photos": {"picture": format!("{base}/profilephoto/005/F"), "thumbnail": format!("{base}/profilephoto/005/T")},
            "addr_street": null, "addr_city": null, "addr_state": null, "addr_country": null, "addr_zip": null,
            "mobile_phone": null, "mobile_phone_verified": false,
            "is_lightning_login_user": false,
            "status": {"created_date": null, "body": null},
            "urls": self.urls(user, base),
            "active": user.is_active,
            "user_type": "STANDARD",
            "language": user.language,
            "locale": user.locale,
            "utcOffset": self.utc_offset_ms(user),
            "last_modified_date": rfc3339(user.created_at),
            "is_app_installed": true,
        })
    }

    /// The addresses of the org's APIs; `{version}` stands as it is, for the client to fill in.
    pub(super) fn urls(&self, user: &User, base: &str) -> Value {
        let org = &self.org.options().org_id;
        json!({
            "enterprise": format!("{base}/services/Soap/c/{{version}}/{org}"),
            "metadata": format!("{base}/services/Soap/m/{{version}}/{org}"),
            "partner": format!("{base}/services/Soap/u/{{version}}/{org}"),
            "rest": format!("{base}/services/data/v{{version}}/"),
            "sobjects": format!("{base}/services/data/v{{version}}/sobjects/"),
            "search": format!("{base}/services/data/v{{version}}/search/"),
            "query": format!("{base}/services/data/v{{version}}/query/"),
            "recent": format!("{base}/services/data/v{{version}}/recent/"),
            "tooling_soap": format!("{base}/services/Soap/T/{{version}}/{org}"),
            "tooling_rest": format!("{base}/services/data/v{{version}}/tooling/"),
            "profile": format!("{base}/{}", user.id),
            "feeds": format!("{base}/services/data/v{{version}}/chatter/feeds"),
            "groups": format!("{base}/services/data/v{{version}}/chatter/groups"),
            "users": format!("{base}/services/data/v{{version}}/chatter/users"),
            "feed_items": format!("{base}/services/data/v{{version}}/chatter/feed-items"),
            "feed_elements": format!("{base}/services/data/v{{version}}/chatter/feed-elements"),
            "custom_domain": base,
        })
    }

    /// Salesforce gives the offset without daylight saving time: that of January, or of July in the south.
    pub(super) fn utc_offset_ms(&self, user: &User) -> i64 {
        let Ok(zone) = jiff::tz::TimeZone::get(&user.time_zone) else {
            return 0;
        };
        let Ok(now) = jiff::Timestamp::from_millisecond(self.org.now()) else {
            return 0;
        };
        let half_a_year = jiff::SignedDuration::from_hours(24 * 182);
        [now.checked_sub(half_a_year), now.checked_add(half_a_year), Ok(now)]
            .into_iter()
            .flatten()
            .map(|time| zone.to_offset_info(time))
            .filter(|info| !info.dst().is_dst())
            .map(|info| i64::from(info.offset().seconds()) * 1_000)
            .next()
            .unwrap_or(0)
    }
}

pub(super) fn nickname(user: &User) -> &str {
    user.username.split('@').next().unwrap_or_default()
}

pub(super) fn given_name(user: &User) -> Value {
    if user.first_name.is_empty() { Value::Null } else { json!(user.first_name) }
}

/// Fills `{version}` into the URLs of an identity.
fn with_version(mut identity: Value, version: &str) -> Value {
    if let Some(urls) = identity["urls"].as_object_mut() {
        for url in urls.values_mut() {
            if let Some(text) = url.as_str() {
                *url = json!(text.replace("{version}", version));
            }
        }
    }
    identity
}
