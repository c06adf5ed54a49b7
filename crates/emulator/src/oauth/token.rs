//! `POST /services/oauth2/token`: every grant that leads to an access token, and the shape of the reply.

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use super::Oauth;
use super::app::{ClientApp, Flow};
use super::desk::{Approval, Issued, Presented};
use super::error::OauthError;
use super::jwt::Assertion;
use super::request::{Credentials, Parameters, base, host};
use crate::org::User;
use crate::session::Grant;

/// What a grant came to.
struct Granted {
    app: ClientApp,
    approval: Approval,
    grant: Option<Grant>,
    refresh_token: Option<String>,
}

/// Answers the endpoint.
pub(crate) async fn answer(
    State(oauth): State<Oauth>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    let parameters = Parameters::read(query.as_deref(), &body);
    match oauth.grant(&headers, &parameters) {
        Ok(granted) => oauth.reply(&headers, &parameters, granted),
        Err(error) => error.into_response(),
    }
}

impl Oauth {
    fn grant(&self, headers: &HeaderMap, parameters: &Parameters) -> Result<Granted, OauthError> {
        match parameters.need("grant_type")? {
            "authorization_code" => self.by_code(headers, parameters),
            "refresh_token" => self.by_refresh_token(headers, parameters),
            "urn:ietf:params:oauth:grant-type:jwt-bearer" => self.by_assertion(headers, parameters),
            "client_credentials" => self.by_secret(headers, parameters),
            "password" => self.by_password(headers, parameters),
            _ => Err(OauthError::new("unsupported_grant_type", "grant type not supported")),
        }
    }

    fn by_code(&self, headers: &HeaderMap, parameters: &Parameters) -> Result<Granted, OauthError> {
        let credentials = Credentials::read(headers, parameters)?;
        let mut desk = self.desk();
        let app = credentials.app(&self.org.setup().apps, true)?;
        app.require(Flow::AuthorizationCode)?;
        let code = match desk.take_code(parameters.need("code")?, self.org.now()) {
            Presented::Good(code) if code.approval.client_id == app.client_id => code,
            Presented::Expired => {
                return Err(OauthError::invalid_grant("expired authorization code"));
            }
            Presented::Good(_) | Presented::Unknown => {
                return Err(OauthError::invalid_grant("invalid authorization code"));
            }
        };
        if parameters.get("redirect_uri") != code.redirect_uri {
            return Err(OauthError::new(
                "redirect_uri_mismatch",
                "redirect_uri must match configuration",
            ));
        }
        if let Some(challenge) = &code.challenge {
            check_verifier(parameters.get("code_verifier"), challenge)?;
        }
        self.active_user(&code.approval.user_id)?;
        let keeps = code.approval.scope.split_whitespace().any(is_refresh_scope);
        let opened = keeps.then(|| desk.open(self.org.sessions(), &code.approval));
        let (refresh_token, grant) = opened.unzip();
        Ok(Granted { app, approval: code.approval, grant, refresh_token })
    }

    fn by_refresh_token(
        &self,
        headers: &HeaderMap,
        parameters: &Parameters,
    ) -> Result<Granted, OauthError> {
        let credentials = Credentials::read(headers, parameters)?;
        let mut desk = self.desk();
        let app = credentials.app(&self.org.setup().apps, true)?;
        app.require(Flow::RefreshToken)?;
        let token = parameters.need("refresh_token")?;
        let refresh = desk
            .refresh(self.org.sessions(), token)
            .filter(|refresh| refresh.approval.client_id == app.client_id)
            .ok_or_else(|| OauthError::invalid_grant("expired access/refresh token"))?;
        self.active_user(&refresh.approval.user_id)?;
        let rotated =
            app.refresh_token_rotation.then(|| desk.rotate(self.org.sessions(), token)).flatten();
        Ok(Granted {
            app,
            approval: refresh.approval,
            grant: Some(refresh.grant),
            refresh_token: rotated,
        })
    }

    fn by_assertion(
        &self,
        headers: &HeaderMap,
        parameters: &Parameters,
    ) -> Result<Granted, OauthError> {
        let assertion = Assertion::read(parameters.need("assertion")?)?;
        let app = self.org.setup().apps.find(&assertion.claims.iss)?.clone();
        app.require(Flow::JwtBearer)?;
        if let Some(pem) = &app.jwt_public_key {
            assertion.verify(pem)?;
        }
        assertion.claims.check(&base(headers), self.org.now())?;
        let user = self.user_named(&assertion.claims.sub, "user hasn't approved this consumer")?;
        if !app.approves(&user.username) {
            return Err(OauthError::invalid_grant("user is not admin approved"));
        }
        granted_without_refresh(app, &user)
    }

    fn by_secret(
        &self,
        headers: &HeaderMap,
        parameters: &Parameters,
    ) -> Result<Granted, OauthError> {
        let name = host(headers).split(':').next().unwrap_or_default();
        if matches!(name, "login.salesforce.com" | "test.salesforce.com") {
            return Err(OauthError::invalid_grant("request not supported on this domain"));
        }
        let app = Credentials::read(headers, parameters)?.app(&self.org.setup().apps, false)?;
        app.require(Flow::ClientCredentials)?;
        let user = match &app.run_as {
            Some(username) => self.user_named(username, "no client credentials user enabled")?,
            None => self.active_user(&self.org.administrator().user_id)?,
        };
        granted_without_refresh(app, &user)
    }

    fn by_password(
        &self,
        headers: &HeaderMap,
        parameters: &Parameters,
    ) -> Result<Granted, OauthError> {
        let app = Credentials::read(headers, parameters)?.app(&self.org.setup().apps, false)?;
        app.require(Flow::Password)?;
        // Nobody has a password here; whoever gives none at all is refused, so that the refusal can be seen.
        if parameters.get("password").is_empty() {
            return Err(OauthError::invalid_grant("authentication failure"));
        }
        let user = self.user_named(parameters.need("username")?, "authentication failure")?;
        granted_without_refresh(app, &user)
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

    fn reply(&self, headers: &HeaderMap, parameters: &Parameters, granted: Granted) -> Response {
        let base = base(headers);
        let now = self.org.now();
        let sessions = self.org.sessions();
        let access_token = sessions.issue(&granted.approval.user_id, granted.grant, now);
        let scope = granted.approval.scope.clone();
        let id = format!("{base}/id/{}/{}", self.org.id(), granted.approval.user_id);
        let issued_at = now.to_string();
        let signature = sign(&granted.app.client_secret, &format!("{id}{issued_at}"));
        let issued = Issued { approval: granted.approval, issued_at: now };
        self.desk().note(sessions, &access_token, issued);
        let mut pairs = vec![("access_token", access_token)];
        pairs.extend(granted.refresh_token.map(|refresh_token| ("refresh_token", refresh_token)));
        pairs.extend([
            ("signature", signature),
            ("scope", scope),
            ("instance_url", base),
            ("id", id),
            ("token_type", "Bearer".to_owned()),
            ("issued_at", issued_at),
        ]);
        write(parameters.get("format"), &pairs)
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
    Ok(Granted { app, approval, grant: None, refresh_token: None })
}

fn active(user: User) -> Result<User, OauthError> {
    if user.is_active {
        Ok(user)
    } else {
        Err(OauthError::new("inactive_user", "user is inactive"))
    }
}

/// RFC 7636 section 4.6, S256 only. The RFC's longest verifier has 128 characters, but 128 random bytes make 171 of
/// them in base64: jsforce and the `sf` CLI send those, and Salesforce takes them.
fn check_verifier(verifier: &str, challenge: &str) -> Result<(), OauthError> {
    let right_length = (43..=171).contains(&verifier.len());
    if right_length && URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == challenge {
        return Ok(());
    }
    Err(OauthError::invalid_grant("invalid code verifier"))
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

/// Writes the reply as JSON or, if asked for, as XML or a form.
fn write(format: &str, pairs: &[(&str, String)]) -> Response {
    let (content_type, body) = match format {
        "urlencoded" => {
            let mut form = url::form_urlencoded::Serializer::new(String::new());
            form.extend_pairs(pairs);
            ("application/x-www-form-urlencoded", form.finish())
        }
        "xml" => {
            // No value can hold a character that XML reserves: they are ids, base64, names and our own URLs.
            let inner: String =
                pairs.iter().map(|(name, value)| format!("<{name}>{value}</{name}>")).collect();
            let xml = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><OAuth>{inner}</OAuth>");
            ("application/xml;charset=UTF-8", xml)
        }
        _ => {
            let object: serde_json::Map<_, _> = pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone().into()))
                .collect();
            let json = serde_json::Value::Object(object).to_string();
            ("application/json;charset=UTF-8", json)
        }
    };
    let headers =
        [(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "no-cache, no-store")];
    (headers, body).into_response()
}
