//! Compares what a request shows with the secrets, in constant time.

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use crate::request::Request;
use crate::settings::Settings;
use crate::source::Rejection;

/// Whether `shown` is one of the secrets. Digests are compared, so that not even the length of a
/// secret shows in the time that it takes; all secrets are compared, whichever is right.
pub(crate) fn is_secret(shown: &[u8], secrets: &[SecretString]) -> bool {
    let shown = Sha256::digest(shown);
    secrets
        .iter()
        .map(ExposeSecret::expose_secret)
        .filter(|secret| !secret.is_empty())
        .fold(Choice::from(0), |found, secret| found | Sha256::digest(secret)[..].ct_eq(&shown[..]))
        .into()
}

/// Whether a header carries the secret, alone or after `Bearer `.
pub(crate) fn header(
    request: &Request<'_>,
    name: &str,
    settings: &Settings,
) -> Result<(), Rejection> {
    let value = request.header(name).ok_or_else(|| Rejection::new("missing_header", name))?;
    let bare = value.strip_prefix("Bearer ").unwrap_or(value);
    if is_secret(value.as_bytes(), &settings.secrets)
        | is_secret(bare.as_bytes(), &settings.secrets)
    {
        Ok(())
    } else {
        Err(Rejection::new("header_mismatch", name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_of_the_secrets_is_right_and_an_empty_one_never() {
        let secrets = ["new".into(), "old".into(), "".into()];
        assert!(is_secret(b"new", &secrets));
        assert!(is_secret(b"old", &secrets));
        assert!(!is_secret(b"ol", &secrets));
        assert!(!is_secret(b"", &secrets));
        assert!(!is_secret(b"new", &[]));
    }
}
