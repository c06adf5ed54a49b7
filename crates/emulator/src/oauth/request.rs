//! What a client sends to an OAuth endpoint, wherever it put it: body, query or Basic header.

use std::collections::HashMap;
use std::net::IpAddr;

use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, HOST};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq as _;

use super::app::{Apps, ClientApp, Flow};
use super::error::OauthError;

/// The parameters of a request.
#[derive(Default)]
pub(crate) struct Parameters(HashMap<String, String>);

impl Parameters {
    /// Reads the query and the form body; the body wins.
    pub(crate) fn read(query: Option<&str>, body: &[u8]) -> Self {
        let query = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        let body = url::form_urlencoded::parse(body);
        let owned = query.chain(body).map(|(name, value)| (name.into_owned(), value.into_owned()));
        Self(owned.collect())
    }

    /// A parameter, or the empty string.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// A parameter that must be there.
    pub(crate) fn need(&self, name: &str) -> Result<&str, OauthError> {
        match self.get(name) {
            "" => Err(OauthError::invalid_request(format!("missing required parameter: {name}"))),
            value => Ok(value),
        }
    }
}

/// Who the client says it is.
pub(crate) struct Credentials {
    client_id: String,
    client_secret: String,
}

impl Credentials {
    /// Reads the credentials from the Basic header or, without one, from the parameters.
    pub(crate) fn read(headers: &HeaderMap, parameters: &Parameters) -> Result<Self, OauthError> {
        if let Some((client_id, client_secret)) = basic(headers) {
            return Ok(Self { client_id, client_secret });
        }
        Ok(Self {
            client_id: parameters.need("client_id")?.to_owned(),
            client_secret: parameters.get("client_secret").to_owned(),
        })
    }

    /// The app, if the secret is right; where the flow lets the app go without one, an absent secret is right too.
    pub(crate) fn app(&self, apps: &Apps, flow: Flow) -> Result<ClientApp, OauthError> {
        let app = apps.find(&self.client_id)?;
        let absent = self.client_secret.is_empty() && app.goes_without_secret(flow);
        let right = self.client_secret.as_bytes().ct_eq(app.client_secret.as_bytes());
        if absent || bool::from(right) {
            return Ok(app.clone());
        }
        Err(OauthError::new("invalid_client", "invalid client credentials"))
    }
}

fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (client_id, client_secret) = decoded.split_once(':')?;
    Some((client_id.to_owned(), client_secret.to_owned()))
}

/// The token in `Authorization: Bearer …` (or `OAuth …`).
pub(crate) fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let known = scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("oauth");
    known.then(|| token.trim().to_owned())
}

/// The address of the client: what a proxy says that it saw, or else the other end of the connection.
pub(crate) fn address(headers: &HeaderMap, peer: Option<IpAddr>) -> Option<IpAddr> {
    let forwarded = headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    match forwarded {
        Some(list) => list.split(',').next()?.trim().parse().ok(),
        None => peer,
    }
}

/// The host and port under which the client reached us.
pub(crate) fn host(headers: &HeaderMap) -> &str {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".:-_[]".contains(&byte);
    headers
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .filter(|host| host.bytes().all(allowed))
        .unwrap_or("127.0.0.1")
}

/// The address under which the client reached us, without a slash at the end.
pub(crate) fn base(headers: &HeaderMap) -> String {
    // A proxy that ends TLS in front of the emulator says so here.
    let scheme = headers
        .get("x-forwarded-proto")
        .and_then(|scheme| scheme.to_str().ok())
        .filter(|scheme| *scheme == "https")
        .unwrap_or("http");
    format!("{scheme}://{}", host(headers))
}
