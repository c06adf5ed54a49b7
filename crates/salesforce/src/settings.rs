//! What the client must be told about an org before it can sign in.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use url::Url;

/// Where and how to sign in to one Salesforce org.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `https://login.salesforce.com`, `https://test.salesforce.com` or the org's My Domain, such as
    /// `https://acme.my.salesforce.com`.
    pub login_url: Url,
    /// The REST API version, without a `v`: `66.0`.
    pub api_version: String,
    /// The way to sign in.
    pub auth: Auth,
    /// How long one request may take, from connecting to the last byte of the reply.
    pub timeout: Duration,
}

/// The OAuth flows that Ringledger offers (Salesforce: "OAuth Authorization Flows").
#[derive(Clone, Debug)]
pub enum Auth {
    /// The app itself signs in and runs as the user that its policy names. Works only on a My Domain.
    ClientCredentials {
        /// Consumer key of the app.
        client_id: String,
        /// Consumer secret of the app.
        client_secret: SecretString,
    },
    /// A signed statement instead of a password; the user must be pre-authorised for the app.
    Jwt {
        /// Consumer key of the app.
        client_id: String,
        /// The user to act as.
        username: String,
        /// RSA private key in PEM form whose certificate the app holds.
        private_key_pem: SecretString,
        /// `https://login.salesforce.com`, `https://test.salesforce.com` or the My Domain.
        audience: String,
    },
    /// A person signs in once in the browser (web server flow with PKCE).
    Web {
        /// Consumer key of the app.
        client_id: String,
        /// Consumer secret, where the app asks for it.
        client_secret: Option<SecretString>,
    },
}

impl Auth {
    /// The consumer key, which every flow has.
    #[must_use]
    pub fn client_id(&self) -> &str {
        match self {
            Self::ClientCredentials { client_id, .. }
            | Self::Jwt { client_id, .. }
            | Self::Web { client_id, .. } => client_id,
        }
    }

    /// The consumer secret, where the flow has one.
    pub(crate) fn client_secret(&self) -> Option<&SecretString> {
        match self {
            Self::ClientCredentials { client_secret, .. } => Some(client_secret),
            Self::Web { client_secret, .. } => client_secret.as_ref(),
            Self::Jwt { .. } => None,
        }
    }
}

impl Settings {
    /// SHA-256, in hexadecimal, of what decides whom Salesforce lets in: the flow, the host, the app, the user, and
    /// the secret that stands for the user. The web flow's secret is left out: a person signed in, and stays so
    /// when the app's secret is changed.
    pub(crate) fn fingerprint(&self) -> String {
        let (flow, username, secret) = match &self.auth {
            Auth::ClientCredentials { client_secret, .. } => {
                ("client_credentials", "", client_secret.expose_secret())
            }
            Auth::Jwt { username, private_key_pem, .. } => {
                ("jwt", username.as_str(), private_key_pem.expose_secret())
            }
            Auth::Web { .. } => ("web", "", ""),
        };
        let mut hash = Sha256::new();
        for part in [flow, self.login_url.as_str(), self.auth.client_id(), username, secret] {
            // With their lengths, so that no two lists of parts read alike.
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether both sign in to the same org in the same way and ask it alike: then one client serves both.
    #[must_use]
    pub fn same(&self, other: &Settings) -> bool {
        let secret = |of: &Settings| of.auth.client_secret().map(|s| s.expose_secret().to_owned());
        let audience = |of: &Settings| match &of.auth {
            Auth::Jwt { audience, .. } => Some(audience.clone()),
            _ => None,
        };
        self.fingerprint() == other.fingerprint()
            && (&self.api_version, self.timeout) == (&other.api_version, other.timeout)
            && secret(self) == secret(other)
            && audience(self) == audience(other)
    }

    /// A page of the host that signs in, such as `/services/oauth2/token`.
    pub(crate) fn login_page(&self, path: &str) -> Url {
        let mut url = self.login_url.clone();
        url.set_path(path);
        url.set_query(None);
        url.set_fragment(None);
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scripted::{client_credentials, settings, web};

    #[test]
    fn whatever_decides_who_signs_in_changes_the_fingerprint() {
        let url = Url::parse("https://acme.my.salesforce.com").unwrap();
        let other_url = Url::parse("https://quill.my.salesforce.com").unwrap();
        let text = |text: &str| text.to_owned();
        let app = |id: &str, secret: &str| Auth::ClientCredentials {
            client_id: text(id),
            client_secret: SecretString::from(secret),
        };
        let jwt = |username: &str, key: &str| Auth::Jwt {
            client_id: text("key"),
            username: text(username),
            private_key_pem: SecretString::from(key),
            audience: text("https://login.salesforce.com"),
        };
        let seen: std::collections::HashSet<String> = [
            (&url, client_credentials()),
            (&other_url, client_credentials()),
            (&url, app("key", "another")),
            (&url, app("another", "secret")),
            (&url, jwt("agent@example.com", "one")),
            (&url, jwt("agent@example.com", "two")),
            (&url, jwt("other@example.com", "one")),
            (&url, web()),
            (&other_url, web()),
        ]
        .into_iter()
        .map(|(url, auth)| settings(url, auth).fingerprint())
        .collect();
        assert_eq!(seen.len(), 9);
        assert!(seen.iter().all(|fingerprint| fingerprint.len() == 64));
    }

    #[test]
    fn one_client_serves_settings_that_ask_the_same_org_alike() {
        let url = Url::parse("https://acme.my.salesforce.com").unwrap();
        let first = settings(&url, web());
        assert!(first.same(&first.clone()));
        let without = Auth::Web { client_id: "key".to_owned(), client_secret: None };
        let slower = Settings { timeout: first.timeout * 2, ..first.clone() };
        let newer = Settings { api_version: "99.0".to_owned(), ..first.clone() };
        for other in [settings(&url, without), slower, newer, settings(&url, client_credentials())]
        {
            assert!(!first.same(&other), "{other:?}");
        }
    }

    #[test]
    fn a_new_secret_of_the_app_leaves_a_person_signed_in() {
        let url = Url::parse("https://acme.my.salesforce.com").unwrap();
        let without = Auth::Web { client_id: "key".to_owned(), client_secret: None };
        assert_eq!(settings(&url, web()).fingerprint(), settings(&url, without).fingerprint());
    }
}
