//! Checks the assertion of the JWT bearer flow: signature, audience, expiry.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::error::OauthError;

/// Beyond this a number of seconds is taken for milliseconds: the `sf` CLI writes `exp` so, and Salesforce takes it.
const SECONDS_UNTIL_YEAR_5138: i64 = 100_000_000_000;

/// `rsaEncryption` with its parameters, as it stands before the key in every certificate and public key.
const RSA_ENCRYPTION: [u8; 15] =
    [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/// What an assertion claims.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Claims {
    /// The consumer key.
    pub(crate) iss: String,
    /// The user name.
    pub(crate) sub: String,
    aud: Value,
    #[serde(deserialize_with = "seconds")]
    exp: i64,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
}

/// An assertion taken apart, its signature not yet checked.
#[derive(Debug)]
pub(crate) struct Assertion<'text> {
    signed: &'text str,
    signature: Vec<u8>,
    /// What it claims.
    pub(crate) claims: Claims,
}

/// A number, or the text of one: simple-salesforce writes `exp` so, and Salesforce takes it.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Seconds {
        Number(i64),
        Text(String),
    }
    match Seconds::deserialize(deserializer)? {
        Seconds::Number(number) => Ok(number),
        Seconds::Text(text) => text.parse().map_err(D::Error::custom),
    }
}

fn invalid() -> OauthError {
    OauthError::invalid_grant("invalid assertion")
}

fn decode(part: &str) -> Result<Vec<u8>, OauthError> {
    URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).map_err(|_| invalid())
}

impl<'text> Assertion<'text> {
    /// Takes an assertion apart.
    pub(crate) fn read(text: &'text str) -> Result<Self, OauthError> {
        let (signed, signature) = text.rsplit_once('.').ok_or_else(invalid)?;
        let (header, payload) = signed.split_once('.').ok_or_else(invalid)?;
        let header: Header = serde_json::from_slice(&decode(header)?).map_err(|_| invalid())?;
        if header.alg != "RS256" {
            return Err(invalid());
        }
        Ok(Self {
            signed,
            signature: decode(signature)?,
            claims: serde_json::from_slice(&decode(payload)?).map_err(|_| invalid())?,
        })
    }

    /// Checks the signature against the PEM of a certificate or public key.
    pub(crate) fn verify(&self, pem: &str) -> Result<(), OauthError> {
        let key = rsa_key(pem).ok_or_else(|| {
            OauthError::new(
                "server_error",
                "the app's jwt_public_key is not the PEM of an RSA certificate or public key",
            )
        })?;
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key)
            .verify(self.signed.as_bytes(), &self.signature)
            .map_err(|_| invalid())
    }
}

impl Claims {
    /// Checks that the assertion is meant for this server (or for Salesforce's login) and still good at `now`
    /// (UTC milliseconds). `base` is the address under which the client reached us.
    pub(crate) fn check(&self, base: &str, now: i64) -> Result<(), OauthError> {
        let ours = [base, "https://login.salesforce.com", "https://test.salesforce.com"];
        let meant = |audience: &Value| {
            audience.as_str().is_some_and(|audience| ours.contains(&audience.trim_end_matches('/')))
        };
        let audiences = match &self.aud {
            Value::Array(many) => many.iter().any(meant),
            one => meant(one),
        };
        if !audiences {
            return Err(OauthError::invalid_grant("Audience validation failed"));
        }
        let expires_at = if self.exp > SECONDS_UNTIL_YEAR_5138 {
            self.exp
        } else {
            self.exp.saturating_mul(1_000)
        };
        if expires_at <= now {
            return Err(OauthError::invalid_grant("assertion expired"));
        }
        Ok(())
    }
}

/// The PKCS#1 public key within a PEM: a certificate, a public key, or an RSA public key.
fn rsa_key(pem: &str) -> Option<Vec<u8>> {
    let base64: String =
        pem.lines().map(str::trim).filter(|line| !line.starts_with("-----")).collect();
    let der = STANDARD.decode(base64).ok()?;
    if pem.contains("RSA PUBLIC KEY") {
        return Some(der);
    }
    let at = der.windows(RSA_ENCRYPTION.len()).position(|window| window == RSA_ENCRYPTION)?;
    // A bit string with a two-byte length (any key of 1024 bits and more), whose first byte counts unused bits.
    let rest = der.get(at + RSA_ENCRYPTION.len()..)?;
    let [0x03, 0x82, high, low, 0x00, key @ ..] = rest else {
        return None;
    };
    let length = usize::from(u16::from_be_bytes([*high, *low])).checked_sub(1)?;
    key.get(..length).map(<[u8]>::to_vec)
}
