//! What the client must be told about an org before it can sign in.

use std::time::Duration;

use secrecy::SecretString;
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
    /// A page of the host that signs in, such as `/services/oauth2/token`.
    pub(crate) fn login_page(&self, path: &str) -> Url {
        let mut url = self.login_url.clone();
        url.set_path(path);
        url.set_query(None);
        url.set_fragment(None);
        url
    }
}
