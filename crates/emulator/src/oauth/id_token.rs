//! Id tokens: OpenID Connect's signed word on who logged in, and the key that checks it.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::RSA_PKCS1_SHA256;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::error::OauthError;

/// See the file's own first lines.
const KEY: &str = include_str!("../../seeds/id_token_key.pem");

/// How long an id token is good, in seconds.
const LIFETIME_S: i64 = 120;

/// What an id token says.
pub(crate) struct Statement<'a> {
    /// The address of the org, which is the issuer.
    pub(crate) issuer: &'a str,
    /// The identity URL of the user.
    pub(crate) subject: &'a str,
    /// The consumer key of the app.
    pub(crate) client_id: &'a str,
    /// The access token that came along.
    pub(crate) access_token: &'a str,
    /// What the client gave to recognise the answer by.
    pub(crate) nonce: Option<&'a str>,
    /// UTC milliseconds.
    pub(crate) issued_at: i64,
}

impl Statement<'_> {
    /// The statement as a signed JWT (RS256).
    pub(crate) fn sign(&self) -> Result<String, OauthError> {
        let key = key()?;
        let header = json!({"kid": key_id(&key), "typ": "JWT", "alg": "RS256"});
        let hash = Sha256::digest(self.access_token);
        let issued_at = self.issued_at / 1_000;
        let mut claims = json!({
            "at_hash": URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2]),
            "sub": self.subject,
            "aud": self.client_id,
            "iss": self.issuer,
            "exp": issued_at + LIFETIME_S,
            "iat": issued_at,
        });
        if let Some(nonce) = self.nonce {
            claims["nonce"] = json!(nonce);
        }
        let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let signed = format!("{}.{}", encode(&header), encode(&claims));
        let mut signature = vec![0; key.public().modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .map_err(|_| broken())?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// The public half of the key, as a JSON Web Key Set.
pub(crate) fn key_set() -> Result<Value, OauthError> {
    let key = key()?;
    let (modulus, exponent) = components(&key);
    Ok(json!({"keys": [{
        "kty": "RSA", "n": modulus, "e": exponent, "alg": "RS256", "use": "sig", "kid": key_id(&key),
    }]}))
}

fn key() -> Result<KeyPair, OauthError> {
    let base64: String = KEY
        .lines()
        .skip_while(|line| !line.starts_with("-----BEGIN"))
        .filter(|line| !line.starts_with("-----"))
        .collect();
    let der = STANDARD.decode(base64).map_err(|_| broken())?;
    KeyPair::from_pkcs8(&der).map_err(|_| broken())
}

/// A test signs with the bundled key, so this cannot pass unnoticed.
fn broken() -> OauthError {
    OauthError::new("server_error", "the emulator's own id token key cannot be used")
}

fn components(key: &KeyPair) -> (String, String) {
    let public: PublicKeyComponents<Vec<u8>> = key.public().into();
    (URL_SAFE_NO_PAD.encode(public.n), URL_SAFE_NO_PAD.encode(public.e))
}

/// The key's thumbprint (RFC 7638).
fn key_id(key: &KeyPair) -> String {
    let (modulus, exponent) = components(key);
    let text = format!(r#"{{"e":"{exponent}","kty":"RSA","n":"{modulus}"}}"#);
    URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}

#[cfg(test)]
mod tests {
    use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};

    use super::*;

    #[test]
    fn the_published_key_checks_the_signature() {
        let statement = Statement {
            issuer: "https://acme.example.com",
            subject: "https://acme.example.com/id/00D/005",
            client_id: "app",
            access_token: "00D!token",
            nonce: Some("n"),
            issued_at: 1_800_000_000_999,
        };
        let token = statement.sign().unwrap();
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let set = key_set().unwrap();
        let public = &set["keys"][0];
        let key = RsaPublicKeyComponents {
            n: decode(public["n"].as_str().unwrap()),
            e: decode(public["e"].as_str().unwrap()),
        };
        let scheme = &RSA_PKCS1_2048_8192_SHA256;
        key.verify(scheme, signed.as_bytes(), &decode(signature)).unwrap();
        assert!(key.verify(scheme, b"something else", &decode(signature)).is_err());

        let (header, claims) = signed.split_once('.').unwrap();
        let header: Value = serde_json::from_slice(&decode(header)).unwrap();
        assert_eq!(header["kid"], public["kid"]);
        let claims: Value = serde_json::from_slice(&decode(claims)).unwrap();
        assert_eq!(claims["iat"], 1_800_000_000);
        assert_eq!(claims["exp"], 1_800_000_120);
        assert_eq!(claims["nonce"], "n");
        assert_eq!(claims["aud"], "app");
    }
}
