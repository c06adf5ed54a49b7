//! OAuth 2.0 as Salesforce speaks it: the flows to a token, the consent page, revocation and identity.

pub(crate) mod app;
mod authorize;
pub(crate) mod desk;
mod discovery;
mod error;
mod format;
mod grants;
mod id_token;
mod identity;
mod jwt;
pub(crate) mod policy;
mod request;
mod revoke;
mod token;
mod userinfo;

#[cfg(test)]
mod tests;

use std::sync::MutexGuard;

use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;

use self::app::{Apps, ClientApp};
use self::desk::Desk;
use self::error::OauthError;
pub(crate) use self::request::{address, base};
use crate::org::{Org, User};

/// What every OAuth route shares.
#[derive(Clone)]
struct Oauth {
    org: Org,
}

impl Oauth {
    /// Whether a user may use an app: named by an admin, or holder of one of its permission sets.
    fn approves(&self, app: &ClientApp, user: &User) -> Result<bool, OauthError> {
        let Some(sets) = &app.permission_sets else { return Ok(app.approves(&user.username)) };
        let query = format!(
            "SELECT PermissionSet.Name FROM PermissionSetAssignment WHERE AssigneeId = '{}'",
            user.id
        );
        let held = self.org.query(&self.org.administrator(), &query)?.records;
        let held = |set: &String| {
            held.iter().any(|row| row["PermissionSet"]["Name"].as_str() == Some(set.as_str()))
        };
        Ok(sets.iter().any(held))
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.org.desk()
    }
}

/// Routes of this part.
pub(crate) fn routes(org: Org) -> Router {
    let oauth = Oauth { org };
    Router::new()
        .route("/services/oauth2/authorize", get(authorize::ask).post(authorize::decide))
        .route("/services/oauth2/token", post(token::answer))
        .route("/services/oauth2/revoke", get(revoke::revoke).post(revoke::revoke))
        .route("/services/oauth2/introspect", post(revoke::introspect))
        .route("/services/oauth2/userinfo", get(userinfo::userinfo).post(userinfo::userinfo))
        .route("/id/{org}/{user}", get(identity::identity).post(identity::identity))
        .route("/id/keys", get(discovery::keys))
        .route("/.well-known/openid-configuration", get(discovery::configuration))
        .route("/__emulator__/apps", get(read_apps).put(replace_apps))
        .with_state(oauth)
}

async fn read_apps(State(oauth): State<Oauth>) -> Json<Apps> {
    Json(oauth.org.setup().apps.clone())
}

/// Replaces the client apps of the running org; tokens that were issued stay good.
async fn replace_apps(
    State(oauth): State<Oauth>,
    apps: Result<Json<Apps>, JsonRejection>,
) -> Response {
    match apps {
        Ok(Json(apps)) => {
            oauth.org.change_setup(|setup| setup.apps = apps.clone());
            Json(apps).into_response()
        }
        Err(error) => {
            let body = json!({"error": error.body_text()});
            (StatusCode::BAD_REQUEST, Json(body)).into_response()
        }
    }
}
