//! `POST /services/oauth2/token`: every grant that leads to an access token, and the shape of the reply.

use std::net::{IpAddr, SocketAddr};

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use super::Oauth;
use super::app::{ClientApp, Flow};
use super::desk::{Approval, Issued, Presented};
use super::error::OauthError;
use super::format::Format;
use super::id_token::Statement;
use super::jwt::Assertion;
use super::request::{Credentials, Parameters, address, base, host};
use crate::org::User;
use crate::session::Grant;

/// What a grant came to.
struct Granted {
    app: ClientApp,
    approval: Approval,
    grant: Option<Grant>,
    refresh_token: Option<String>,
    nonce: Option<String>,
}

/// What somebody asks of the endpoint.
struct Asked<'a> {
    headers: &'a HeaderMap,
    parameters: &'a Parameters,
    /// The client's address, as far as it is known.
    address: Option<IpAddr>,
}

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

impl Asked<'_> {
    fn credentials(&self) -> Result<Credentials, OauthError> {
        Credentials::read(self.headers, self.parameters)
    }
}

impl Oauth {
    fn grant(&self, asked: &Asked<'_>) -> Result<Granted, OauthError> {
        let granted = match asked.parameters.need("grant_type")? {
            "authorization_code" => self.by_code(asked),
            "refresh_token" => self.by_refresh_token(asked),
            "urn:ietf:params:oauth:grant-type:jwt-bearer" => self.by_assertion(asked),
            "client_credentials" => self.by_secret(asked),
            "password" => self.by_password(asked),
            _ => Err(OauthError::new("unsupported_grant_type", "grant type not supported")),
        }?;
        self.count_login(&granted.approval.user_id)?;
        Ok(granted)
    }

    fn by_code(&self, asked: &Asked<'_>) -> Result<Granted, OauthError> {
        let parameters = asked.parameters;
        let app = asked.credentials()?.app(&self.org.setup().apps, Flow::AuthorizationCode)?;
        Self::require_installed(&app)?;
        app.require(Flow::AuthorizationCode)?;
        self.admit(&app, asked.address)?;
        let mut desk = self.desk();
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
        let now = self.org.now();
        let opened = keeps.then(|| desk.open(self.org.sessions(), &code.approval, now));
        let (refresh_token, grant) = opened.unzip();
        Ok(Granted { app, approval: code.approval, grant, refresh_token, nonce: code.nonce })
    }

    fn by_refresh_token(&self, asked: &Asked<'_>) -> Result<Granted, OauthError> {
        let app = asked.credentials()?.app(&self.org.setup().apps, Flow::RefreshToken)?;
        app.require(Flow::RefreshToken)?;
        self.admit(&app, asked.address)?;
        let token = asked.parameters.need("refresh_token")?;
        let mut desk = self.desk();
        let refresh = desk
            .use_refresh(self.org.sessions(), &app, token, self.org.now())
            .ok_or_else(|| OauthError::invalid_grant("expired access/refresh token"))?;
        self.active_user(&refresh.approval.user_id)?;
        let rotated =
            app.refresh_token_rotation.then(|| desk.rotate(self.org.sessions(), token)).flatten();
        Ok(Granted {
            app,
            approval: refresh.approval,
            grant: Some(refresh.grant),
            refresh_token: rotated,
            nonce: None,
        })
    }

    fn by_assertion(&self, asked: &Asked<'_>) -> Result<Granted, OauthError> {
        let assertion = Assertion::read(asked.parameters.need("assertion")?)?;
        let app = self.org.setup().apps.find(&assertion.claims.iss)?.clone();
        Self::require_installed(&app)?;
        app.require(Flow::JwtBearer)?;
        self.admit(&app, asked.address)?;
        if let Some(pem) = &app.jwt_public_key {
            assertion.verify(pem)?;
        }
        assertion.claims.check(&base(asked.headers), self.org.now())?;
        let unapproved = "user hasn't approved this consumer";
        let user = self.user_named(&assertion.claims.sub, unapproved)?;
        let sessions = self.org.sessions();
        if app.jwt_needs_approval && !self.desk().approved(sessions, &app.client_id, &user.id) {
            return Err(OauthError::invalid_grant(unapproved));
        }
        if !app.approves(&user.username) {
            return Err(OauthError::invalid_grant("user is not admin approved"));
        }
        granted_without_refresh(app, &user)
    }

    fn by_secret(&self, asked: &Asked<'_>) -> Result<Granted, OauthError> {
        self.require_my_domain(host(asked.headers))?;
        let app = asked.credentials()?.app(&self.org.setup().apps, Flow::ClientCredentials)?;
        Self::require_installed(&app)?;
        app.require(Flow::ClientCredentials)?;
        self.admit(&app, asked.address)?;
        let user = match &app.run_as {
            Some(username) => self.user_named(username, "no client credentials user enabled")?,
            None => self.active_user(&self.org.administrator().user_id)?,
        };
        granted_without_refresh(app, &user)
    }

    fn by_password(&self, asked: &Asked<'_>) -> Result<Granted, OauthError> {
        let parameters = asked.parameters;
        let app = asked.credentials()?.app(&self.org.setup().apps, Flow::Password)?;
        Self::require_installed(&app)?;
        app.require(Flow::Password)?;
        self.admit(&app, asked.address)?;
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
