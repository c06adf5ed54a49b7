//! The signed statement of the JWT bearer flow (RFC 7523; Salesforce Help, "OAuth 2.0 JWT Bearer Flow").

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::catalogue::ours;
use crate::failure::Failure;

/// Salesforce takes a statement that is valid for up to five minutes; three leave room for a clock that is off.
const LIFETIME_S: i64 = 180;

/// A statement by the app `client_id` that it acts as `username`, valid from `now_ms` (UTC milliseconds).
///
/// # Errors
/// `BAD_SETTINGS` when the key is not an RSA private key in PEM form.
pub(crate) fn assertion(
    client_id: &str,
    username: &str,
    audience: &str,
    private_key_pem: &SecretString,
    now_ms: i64,
) -> Result<String, Failure> {
    let claims = json!({
        "iss": client_id,
        "sub": username,
        "aud": audience,
        "exp": now_ms.div_euclid(1000).saturating_add(LIFETIME_S),
    });
    let header = URL_SAFE_NO_PAD.encode(br#"{"alg":"RS256"}"#);
    let statement = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let key = key_pair(private_key_pem)?;
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), statement.as_bytes(), &mut signature)
        .map_err(|_| bad_key("could not sign"))?;
    Ok(format!("{statement}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// Reads a key in PKCS#8 (`PRIVATE KEY`) or PKCS#1 (`RSA PRIVATE KEY`) form.
fn key_pair(pem: &SecretString) -> Result<RsaKeyPair, Failure> {
    let key = PrivateKeyDer::from_pem_slice(pem.expose_secret().as_bytes());
    match key.map_err(|_| bad_key("is not in PEM form"))? {
        PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
        PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
        _ => return Err(bad_key("is not an RSA key")),
    }
    .map_err(|_| bad_key("is not an RSA key of 2048 to 4096 bits"))
}

fn bad_key(why: &str) -> Failure {
    Failure::ours(ours::BAD_SETTINGS, format!("The private key of the JWT bearer flow {why}."))
}

#[cfg(test)]
pub(crate) const TEST_KEY: &str = include_str!("../tests/keys/jwt_test_key.pem");

#[cfg(test)]
mod tests {
    use ring::signature::{KeyPair, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

    use super::*;

    #[test]
    fn salesforce_can_check_the_statement() {
        let pem = SecretString::from(TEST_KEY);
        let jwt = assertion(
            "key",
            "agent@example.com",
            "https://login.salesforce.com",
            &pem,
            1_795_210_291_654,
        )
        .unwrap();
        let (statement, signature) = jwt.rsplit_once('.').unwrap();
        let public = key_pair(&pem).unwrap().public_key().as_ref().to_vec();
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public)
            .verify(statement.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap())
            .unwrap();
        let claims = URL_SAFE_NO_PAD.decode(statement.split_once('.').unwrap().1).unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
        let expected = json!({
            "iss": "key", "sub": "agent@example.com", "aud": "https://login.salesforce.com", "exp": 1_795_210_471,
        });
        assert_eq!(claims, expected);
    }

    #[test]
    fn what_is_no_key_is_named_without_being_quoted() {
        for text in [
            "",
            "hunter2",
            "-----BEGIN PRIVATE KEY-----\naHVudGVyMg==\n-----END PRIVATE KEY-----\n",
        ] {
            let failure = assertion("key", "u", "a", &SecretString::from(text), 0).unwrap_err();
            assert_eq!(failure.code, ours::BAD_SETTINGS);
            assert!(
                failure.message.contains("private key") && !failure.message.contains("hunter2")
            );
        }
    }
}
