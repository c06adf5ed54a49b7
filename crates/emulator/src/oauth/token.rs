//! `POST /services/oauth2/token`: from a request to a session, and the shape of the reply.

use std::net::SocketAddr;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::Oauth;
use super::desk::Issued;
use super::error::OauthError;
use super::format::Format;
use super::grants::{Asked, Granted};
use super::id_token::Statement;
use super::request::{Parameters, address, base};

/// Answers the endpoint.
pub(crate) async fn answer(
    State(oauth): State<Oauth>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    let parameters = Parameters::read(query.as_deref(), &body);
    let peer = peer.map(|Extension(ConnectInfo(peer))| peer.ip());
    let asked =
        Asked { headers: &headers, parameters: &parameters, address: address(&headers, peer) };
    let format = Format::asked(&headers, &parameters);
    match oauth.grant(&asked).and_then(|granted| oauth.reply(&base(&headers), granted)) {
        Ok(pairs) => format.write(StatusCode::OK, &pairs),
        Err(error) => format.refuse(&error),
    }
}

impl Oauth {
    /// Opens the session, and says everything that the reply says.
    fn reply(
        &self,
        base: &str,
        granted: Granted,
    ) -> Result<Vec<(&'static str, String)>, OauthError> {
        let now = self.org.now();
        let sessions = self.org.sessions();
        let Granted { app, approval, grant, refresh_token, nonce } = granted;
        let lifetime_ms = app.session_minutes.map(|minutes| i64::from(minutes) * 60_000);
        let access_token = sessions.issue_for(&approval.user_id, grant, now, lifetime_ms);
        let scope = approval.scope.clone();
        let id = format!("{base}/id/{}/{}", self.org.id(), approval.user_id);
        let issued_at = now.to_string();
        let signature = sign(&app.client_secret, &format!("{id}{issued_at}"));
        let id_token = scope.split_whitespace().any(|scope| scope == "openid").then(|| {
            Statement {
                issuer: base,
                subject: &id,
                client_id: &app.client_id,
                access_token: &access_token,
                nonce: nonce.as_deref(),
                issued_at: now,
            }
            .sign()
        });
        let id_token = id_token.transpose()?;
        self.desk().note(sessions, &access_token, Issued { approval, issued_at: now });
        let mut pairs = vec![("access_token", access_token)];
        pairs.extend(refresh_token.map(|refresh_token| ("refresh_token", refresh_token)));
        pairs.extend([("signature", signature), ("scope", scope)]);
        pairs.extend(id_token.map(|id_token| ("id_token", id_token)));
        pairs.extend([
            ("instance_url", base.to_owned()),
            ("id", id),
            ("token_type", "Bearer".to_owned()),
            ("issued_at", issued_at),
        ]);
        Ok(pairs)
    }
}

/// HMAC-SHA256 over the identity URL and the time of issue, keyed with the consumer secret.
fn sign(secret: &str, text: &str) -> String {
    match Hmac::<Sha256>::new_from_slice(secret.as_bytes()) {
        Ok(mut mac) => {
            mac.update(text.as_bytes());
            STANDARD.encode(mac.finalize().into_bytes())
        }
        // An HMAC takes a key of any length, so this never happens; an empty signature would be noticed.
        Err(_) => String::new(),
    }
}
