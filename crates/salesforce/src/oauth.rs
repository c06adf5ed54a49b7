//! Asks Salesforce's token service, and judges its answer before anything is done with it.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::catalogue::ours;
use crate::exchange::exchange;
use crate::failure::Failure;
use crate::settings::{Auth, Settings};
use crate::vault::Tokens;
use crate::web::Pkce;
use crate::{hosts, jwt};

const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// What is handed in for tokens.
pub(crate) enum Grant<'a> {
    /// The app's own sign-in: client credentials or JWT bearer, at this time (UTC milliseconds).
    Own { now_ms: i64 },
    /// What the browser brought back.
    Code { code: &'a str, redirect_uri: &'a str, verifier: &'a str },
    /// The refresh token of an earlier sign-in.
    Refresh(&'a SecretString),
}

/// Exchanges a grant for tokens. This is no API call.
///
/// # Errors
/// No failure of it leaves an unknown outcome behind: the request that wanted the tokens was not sent.
pub(crate) async fn request_tokens(
    http: &reqwest::Client,
    settings: &Settings,
    grant: Grant<'_>,
) -> Result<Tokens, Failure> {
    let form = form(settings, &grant)?;
    let request = http.post(settings.login_page("/services/oauth2/token")).form(&form);
    let reply = exchange(request, None).await.map_err(Failure::nothing_written)?;
    let status = reply.status;
    let json = reply.into_json_unless_web_page().map_err(Failure::nothing_written)?;
    let mut tokens = tokens(json, status, settings)?;
    if let (None, Grant::Refresh(refresh_token)) = (&tokens.refresh_token, &grant) {
        // Without rotation the reply has none and the old one stays good.
        tokens.refresh_token = Some((*refresh_token).clone());
    }
    Ok(tokens)
}

/// The form fields of a grant.
fn form(settings: &Settings, grant: &Grant<'_>) -> Result<Vec<(&'static str, String)>, Failure> {
    let client_id = settings.auth.client_id();
    let mut form = match (grant, &settings.auth) {
        (Grant::Own { now_ms }, Auth::Jwt { username, private_key_pem, audience, .. }) => {
            let assertion =
                jwt::assertion(client_id, username, audience, private_key_pem, *now_ms)?;
            return Ok(vec![("grant_type", JWT_BEARER.to_owned()), ("assertion", assertion)]);
        }
        (Grant::Own { .. }, Auth::Web { .. }) => {
            return Err(Failure::ours(
                ours::SIGN_IN_NEEDED,
                "The web flow needs a person to sign in.",
            ));
        }
        (Grant::Own { .. }, Auth::ClientCredentials { .. }) => {
            vec![("grant_type", "client_credentials".to_owned())]
        }
        (Grant::Code { code, redirect_uri, verifier }, _) => vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code", (*code).to_owned()),
            ("redirect_uri", (*redirect_uri).to_owned()),
            ("code_verifier", (*verifier).to_owned()),
        ],
        (Grant::Refresh(token), _) => vec![
            ("grant_type", "refresh_token".to_owned()),
            ("refresh_token", token.expose_secret().to_owned()),
        ],
    };
    form.push(("client_id", client_id.to_owned()));
    if let Some(secret) = settings.auth.client_secret() {
        form.push(("client_secret", secret.expose_secret().to_owned()));
    }
    Ok(form)
}

#[derive(Deserialize)]
struct TokenReply {
    access_token: SecretString,
    refresh_token: Option<SecretString>,
    instance_url: Url,
    id: Url,
    issued_at: Option<String>,
}

/// What a person's code is exchanged for, to learn who they are.
pub(crate) struct CodeReply {
    pub(crate) id_token: String,
    pub(crate) instance_url: Url,
    access_token: SecretString,
}

impl CodeReply {
    pub(crate) fn access_token(&self) -> &str {
        self.access_token.expose_secret()
    }
}

/// Exchanges a person's code for the org's word on who they are.
///
/// # Errors
/// As [`request_tokens`].
pub(crate) async fn request_person(
    http: &reqwest::Client,
    settings: &Settings,
    code: &str,
    redirect_uri: &str,
    pkce: &Pkce,
) -> Result<CodeReply, Failure> {
    let form = form(settings, &Grant::Code { code, redirect_uri, verifier: pkce.verifier() })?;
    let request = http.post(settings.login_page("/services/oauth2/token")).form(&form);
    let reply = exchange(request, None).await.map_err(Failure::nothing_written)?;
    let status = reply.status;
    let json = reply.into_json_unless_web_page().map_err(Failure::nothing_written)?;
    let id_token = json.get("id_token").and_then(Value::as_str).unwrap_or_default().to_owned();
    let tokens = tokens(json, status, settings)?;
    let (instance_url, access_token) = (tokens.instance_url, tokens.access_token);
    Ok(CodeReply { id_token, instance_url, access_token })
}

fn tokens(json: Value, status: u16, settings: &Settings) -> Result<Tokens, Failure> {
    // The cause is left out: it could quote a token.
    let reply: TokenReply = serde_json::from_value(json).map_err(|_| {
        Failure::unreadable("The sign-in reply lacks a token or an address.", Some(status))
            .nothing_written()
    })?;
    for address in [&reply.instance_url, &reply.id] {
        if !hosts::is_trusted(address, &settings.login_url) {
            let host = address.host_str().unwrap_or("no host");
            return Err(Failure::ours(
                ours::UNTRUSTED_HOST,
                format!("The sign-in reply points to {host}."),
            ));
        }
    }
    Ok(Tokens {
        access_token: reply.access_token,
        refresh_token: reply.refresh_token,
        instance_url: reply.instance_url,
        identity_url: reply.id,
        issued_at_ms: reply.issued_at.and_then(|text| text.parse().ok()).unwrap_or(0),
        issued_for: settings.fingerprint(),
    })
}

/// Takes a token back. Salesforce refuses one that it no longer knows, which is as good.
///
/// # Errors
/// When Salesforce could not be asked.
pub(crate) async fn revoke(
    http: &reqwest::Client,
    settings: &Settings,
    tokens: &Tokens,
) -> Result<(), Failure> {
    // Revoking a refresh token ends its access tokens too.
    let token = tokens.refresh_token.as_ref().unwrap_or(&tokens.access_token);
    let page = settings.login_page("/services/oauth2/revoke");
    let request = http.post(page).form(&[("token", token.expose_secret())]);
    let reply = exchange(request, None).await.map_err(Failure::nothing_written)?;
    if (200..300).contains(&reply.status) {
        return Ok(());
    }
    match reply.into_json_unless_web_page() {
        Err(failure)
            if ["invalid_token", "unsupported_token_type"].contains(&failure.code.as_str()) =>
        {
            Ok(())
        }
        Err(failure) => Err(failure.nothing_written()),
        Ok(_) => Ok(()),
    }
}
