//! Signing in with Salesforce (OpenID Connect Core 1.0, code flow): Salesforce says who a person is, signed, and no
//! token of theirs is kept.

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use url::Url;

use crate::client::Client;
use crate::exchange::exchange;
use crate::failure::Failure;
use crate::hosts;
use crate::id::SalesforceId;
use crate::oauth::{CodeReply, request_person};
use crate::web::Pkce;

/// What is asked for: who it is, and the e-mail.
const SCOPES: &str = "openid email profile";

/// How far Salesforce's clock and ours may differ, in seconds.
const LEEWAY_S: i64 = 60;

/// Who Salesforce says it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The user.
    pub user_id: SalesforceId,
    /// The org.
    pub organization_id: SalesforceId,
    /// The e-mail, if Salesforce has verified it.
    pub email: Option<String>,
    /// What people call them.
    pub name: String,
}

/// Why Salesforce's word was not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotProved {
    /// Salesforce refused or does not answer.
    #[error("{0}")]
    Salesforce(#[from] Failure),
    /// The id token is not Salesforce's word for us, now, on this sign-in.
    #[error(
        "Salesforce's id token is not valid: {0}. Try again; if it stays like this, check the clock of this machine."
    )]
    IdToken(&'static str),
}

/// The claims that matter.
#[derive(Debug, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    exp: i64,
    nonce: Option<String>,
}

#[derive(Debug, Deserialize)]
struct UserInfo {
    sub: String,
    email: Option<String>,
    #[serde(default)]
    email_verified: bool,
    name: Option<String>,
}

impl Client {
    /// Scheme, host and port of Salesforce's login page.
    #[must_use]
    pub fn login_origin(&self) -> String {
        self.session().settings.login_url.origin().ascii_serialization()
    }

    /// The address to send a person's browser to. `state` and `nonce` come back unchanged: make them random.
    #[must_use]
    pub fn sign_in_url(&self, redirect_uri: &str, state: &str, nonce: &str, pkce: &Pkce) -> Url {
        let mut url =
            crate::web::authorize_url(&self.session().settings, redirect_uri, state, pkce);
        let asked: Vec<(String, String)> = url
            .query_pairs()
            .map(|(name, value)| match &*name {
                "scope" => (name.into_owned(), SCOPES.to_owned()),
                _ => (name.into_owned(), value.into_owned()),
            })
            .collect();
        url.query_pairs_mut().clear().extend_pairs(asked).append_pair("nonce", nonce);
        url
    }

    /// Exchanges the code that the browser brought back for Salesforce's word on who it is, at `now_ms` (UTC
    /// milliseconds). The person's tokens are used for that and forgotten.
    ///
    /// # Errors
    /// When Salesforce refuses, or when what it says is not meant for us, for this sign-in, or for now.
    pub async fn person(
        &self,
        code: &str,
        redirect_uri: &str,
        pkce: &Pkce,
        nonce: &str,
        now_ms: i64,
    ) -> Result<Person, NotProved> {
        let session = self.session();
        let (http, settings) = (&session.http, &session.settings);
        let reply = request_person(http, settings, code, redirect_uri, pkce).await?;
        let keys = http.get(settings.login_page("/id/keys"));
        let keys = exchange(keys, None).await?.into_json_unless_web_page()?;
        let keys: JwkSet = serde_json::from_value(keys)
            .map_err(|_| NotProved::IdToken("its keys are unreadable"))?;
        let issuer = Issuer { login: &settings.login_url, client_id: settings.auth.client_id() };
        let claims = issuer.check(&reply.id_token, &keys, nonce, now_ms)?;
        let (organization_id, user_id) = ids(&claims.sub)?;
        let info = self.user_info(&reply, &claims.sub).await?;
        let email = info.email.filter(|_| info.email_verified);
        Ok(Person { user_id, organization_id, email, name: info.name.unwrap_or_default() })
    }

    async fn user_info(&self, reply: &CodeReply, subject: &str) -> Result<UserInfo, NotProved> {
        let page = reply
            .instance_url
            .join("/services/oauth2/userinfo")
            .map_err(|_| NotProved::IdToken("its address is none"))?;
        let request = self.session().http.get(page).bearer_auth(reply.access_token());
        let info = exchange(request, None).await?.into_json_unless_web_page()?;
        let info: UserInfo = serde_json::from_value(info)
            .map_err(|_| NotProved::IdToken("what it says of the user is unreadable"))?;
        // OpenID Connect Core 5.3.2: another subject may not be used.
        match info.sub == subject {
            true => Ok(info),
            false => Err(NotProved::IdToken("it is about two users")),
        }
    }
}

/// The org and the user of `https://…/id/00D…/005…`.
fn ids(subject: &str) -> Result<(SalesforceId, SalesforceId), NotProved> {
    let mut parts = subject.rsplit('/');
    let mut next = || SalesforceId::parse(parts.next().unwrap_or_default()).ok();
    let (user, org) = (next(), next());
    org.zip(user).ok_or(NotProved::IdToken("its subject is no user of an org"))
}

/// Whose word is taken, and for whom it must be meant.
struct Issuer<'a> {
    login: &'a Url,
    client_id: &'a str,
}

impl Issuer<'_> {
    /// OpenID Connect Core 3.1.3.7: signature by a key of the org, issuer, audience, time, nonce.
    fn check(
        &self,
        id_token: &str,
        keys: &JwkSet,
        nonce: &str,
        now_ms: i64,
    ) -> Result<Claims, NotProved> {
        let refused = NotProved::IdToken;
        let header = decode_header(id_token).map_err(|_| refused("it is no signed token"))?;
        let key = header.kid.as_deref().and_then(|kid| keys.find(kid));
        let key = key.ok_or(refused("it is signed with a key that Salesforce does not publish"))?;
        let key = DecodingKey::from_jwk(key).map_err(|_| refused("its key is unreadable"))?;
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_audience(&[self.client_id]);
        // By the one clock of the service, below.
        validation.validate_exp = false;
        validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
        let claims = decode::<Claims>(id_token, &key, &validation)
            .map_err(|_| refused("its signature or its audience is wrong"))?
            .claims;
        let issuer = Url::parse(&claims.iss).map_err(|_| refused("its issuer is none"))?;
        if !hosts::is_trusted(&issuer, self.login) {
            return Err(refused("its issuer is another"));
        }
        if claims.exp + LEEWAY_S < now_ms / 1000 {
            return Err(refused("it has expired"));
        }
        match claims.nonce.as_deref() == Some(nonce) && !nonce.is_empty() {
            true => Ok(claims),
            false => Err(refused("it belongs to another sign-in")),
        }
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{EncodingKey, Header, encode};
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_795_000_000_000;

    fn keys(kid: &str) -> (EncodingKey, JwkSet) {
        // A key made for this test; jsonwebtoken reads PEM only with a feature that we do without.
        let pair = include_str!("openid_test_key.json");
        let pair: serde_json::Value = serde_json::from_str(pair).unwrap();
        let der = base64::Engine::decode(
            &base64::engine::general_purpose::STANDARD,
            pair["der"].as_str().unwrap(),
        );
        let mut public = pair["public"].clone();
        public["kid"] = json!(kid);
        let set = serde_json::from_value(json!({ "keys": [public] })).unwrap();
        (EncodingKey::from_rsa_der(&der.unwrap()), set)
    }

    fn token(change: impl FnOnce(&mut serde_json::Value, &mut Header)) -> String {
        let mut claims = json!({
            "iss": "https://login.salesforce.com", "aud": "app", "nonce": "n", "exp": NOW / 1000 + 120,
            "sub": "https://login.salesforce.com/id/00D5g000000AbcDEAS/0055g000000AbcDAAS",
        });
        let mut header = Header::new(Algorithm::RS256);
        header.kid = Some("one".to_owned());
        change(&mut claims, &mut header);
        let key = match header.alg {
            Algorithm::RS256 => keys("one").0,
            _ => EncodingKey::from_secret(b"app"),
        };
        encode(&header, &claims, &key).unwrap()
    }

    fn check(token: &str, kid: &str) -> Result<Claims, String> {
        let login = "https://login.salesforce.com".parse().unwrap();
        let issuer = Issuer { login: &login, client_id: "app" };
        issuer.check(token, &keys(kid).1, "n", NOW).map_err(|error| error.to_string())
    }

    #[test]
    fn salesforces_word_for_us_is_taken() {
        assert_eq!(check(&token(|_, _| {}), "one").unwrap().nonce.as_deref(), Some("n"));
        assert!(check(&token(|claims, _| claims["aud"] = json!(["app"])), "one").is_ok());
    }

    #[test]
    fn whatever_is_not_meant_for_us_now_is_refused() {
        let refused = |reason: &str, token: String, kid: &str| {
            let error = check(&token, kid).unwrap_err();
            assert!(error.contains(reason), "{reason}: {error}");
        };
        refused("another sign-in", token(|claims, _| claims["nonce"] = json!("m")), "one");
        refused("another sign-in", token(|claims, _| claims["nonce"] = json!(null)), "one");
        refused("audience", token(|claims, _| claims["aud"] = json!("other")), "one");
        refused("expired", token(|claims, _| claims["exp"] = json!(NOW / 1000 - 61)), "one");
        let elsewhere = json!("https://login.salesforce.com.example.com");
        refused("issuer", token(|claims, _| claims["iss"] = elsewhere), "one");
        refused("does not publish", token(|_, _| {}), "two");
        refused("does not publish", token(|_, header| header.kid = None), "one");
        refused("signature", token(|_, header| header.alg = Algorithm::HS256), "one");
        refused("no signed token", "a.b.c".to_owned(), "one");
        let whole = token(|_, _| {});
        let (rest, signature) = whole.rsplit_once('.').unwrap();
        let other = if signature.starts_with('A') { "B" } else { "A" };
        refused("signature", format!("{rest}.{other}{}", &signature[1..]), "one");
    }

    #[test]
    fn a_subject_names_org_and_user() {
        let (org, user) =
            ids("https://x.example.com/id/00D5g000000AbcDEAS/0055g000000AbcDAAS").unwrap();
        assert_eq!((org.key_prefix(), user.key_prefix()), ("00D", "005"));
        for odd in ["", "https://x.example.com/id/", "nobody"] {
            assert!(ids(odd).is_err(), "{odd}");
        }
    }
}
