//! OpenID discovery: where the endpoints are, and the key that checks an id token.

use axum::Json;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::id_token;
use super::request::base;

/// `/id/keys`: what checks an id token.
pub(crate) async fn keys() -> Response {
    match id_token::key_set() {
        Ok(keys) => Json(keys).into_response(),
        Err(error) => error.into_response(),
    }
}

/// `/.well-known/openid-configuration`.
pub(crate) async fn configuration(headers: HeaderMap) -> Json<Value> {
    let base = base(&headers);
    Json(json!({
        "issuer": base,
        "authorization_endpoint": format!("{base}/services/oauth2/authorize"),
        "token_endpoint": format!("{base}/services/oauth2/token"),
        "revocation_endpoint": format!("{base}/services/oauth2/revoke"),
        "userinfo_endpoint": format!("{base}/services/oauth2/userinfo"),
        "introspection_endpoint": format!("{base}/services/oauth2/introspect"),
        "jwks_uri": format!("{base}/id/keys"),
        "scopes_supported": ["api", "email", "full", "id", "offline_access", "openid", "profile", "refresh_token", "web"],
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "display_values_supported": ["page"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": ["active", "email", "email_verified", "family_name", "given_name", "is_app_installed",
            "language", "locale", "name", "nickname", "organization_id", "preferred_username", "sub", "updated_at",
            "user_id", "user_type", "utcOffset", "zoneinfo"],
        "code_challenge_methods_supported": ["S256"],
    }))
}
