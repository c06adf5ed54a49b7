//! Where tokens rest between restarts: the client says when, its user says where.

use std::pin::Pin;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};
use url::Url;

/// What Salesforce handed out at the last sign-in.
///
/// It serialises with its secrets in clear, for a vault that encrypts; its `Debug` shows none.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tokens {
    /// Proves a request to the data API. Opaque: it may or may not be a JWT.
    #[serde(serialize_with = "in_clear")]
    pub access_token: SecretString,
    /// Buys the next access token; only the web server flow has one.
    #[serde(serialize_with = "in_clear_if_any")]
    pub refresh_token: Option<SecretString>,
    /// The host that answers for this org.
    pub instance_url: Url,
    /// Says who is signed in.
    pub identity_url: Url,
    /// UTC milliseconds; 0 when Salesforce did not say.
    pub issued_at_ms: i64,
    /// A digest of the settings that they were issued for: under other settings they are not used, lest calls go to
    /// the org that was configured before. Tokens that were saved without it fit no settings.
    #[serde(default)]
    pub issued_for: String,
}

impl Tokens {
    /// Whether both carry the same access token.
    pub(crate) fn same_session(&self, other: &Self) -> bool {
        self.access_token.expose_secret() == other.access_token.expose_secret()
    }
}

fn in_clear<S: Serializer>(secret: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose_secret())
}

fn in_clear_if_any<S: Serializer>(
    secret: &Option<SecretString>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    secret.as_ref().map(ExposeSecret::expose_secret).serialize(serializer)
}

/// Why a vault could not do its work, in a sentence for a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct VaultError(pub String);

/// What a vault's methods return: boxed, so that one client can hold any vault.
pub type VaultFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, VaultError>> + Send + 'a>>;

/// Keeps the tokens of one org. Implementations must make `save` durable before it returns:
/// a rotated refresh token that is lost costs a person a new sign-in.
pub trait TokenVault: Send + Sync {
    /// The tokens saved last, if any.
    fn load(&self) -> VaultFuture<'_, Option<Tokens>>;
    /// Replaces what was saved.
    fn save<'a>(&'a self, tokens: &'a Tokens) -> VaultFuture<'a, ()>;
    /// Forgets the tokens, after they were revoked.
    fn clear(&self) -> VaultFuture<'_, ()>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_survive_json_and_hide_in_debug() {
        let tokens = Tokens {
            access_token: SecretString::from("00D-access"),
            refresh_token: Some(SecretString::from("5Aep-refresh")),
            instance_url: Url::parse("https://acme.my.salesforce.com").unwrap(),
            identity_url: Url::parse("https://login.salesforce.com/id/00D/005").unwrap(),
            issued_at_ms: 1_763_670_000_000,
            issued_for: "5f".to_owned(),
        };
        let debug = format!("{tokens:?}");
        assert!(!debug.contains("00D-access") && !debug.contains("5Aep-refresh"), "{debug}");
        let json = serde_json::to_string(&tokens).unwrap();
        let back: Tokens = serde_json::from_str(&json).unwrap();
        assert!(back.same_session(&tokens));
        assert_eq!(back.issued_for, "5f");
        assert_eq!(back.refresh_token.unwrap().expose_secret(), "5Aep-refresh");
    }
}
