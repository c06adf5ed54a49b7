//! The web server flow with PKCE (RFC 7636): a person signs in at Salesforce and the browser brings back a code.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use url::Url;

use crate::client::Client;
use crate::failure::Failure;
use crate::oauth::Grant;
use crate::settings::Settings;

/// What Ringledger asks for: the data API, staying signed in, and who signed in.
pub const SCOPES: &str = "api refresh_token id";

/// The secret that ties the browser's answer to the sign-in that we began. Keep it until the code arrives.
#[derive(Clone, Debug)]
pub struct Pkce {
    verifier: SecretString,
}

impl Pkce {
    /// Makes the secret from 32 random bytes.
    #[must_use]
    pub fn new(random: [u8; 32]) -> Self {
        Self { verifier: SecretString::from(URL_SAFE_NO_PAD.encode(random)) }
    }

    /// What Salesforce is shown at last.
    pub(crate) fn verifier(&self) -> &str {
        self.verifier.expose_secret()
    }

    /// What Salesforce is shown at first: the secret's SHA-256.
    fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier.expose_secret().as_bytes()))
    }
}

/// The address to send the person's browser to. `state` comes back unchanged: make it random, keep it with
/// `pkce`, and compare.
#[must_use]
pub fn authorize_url(settings: &Settings, redirect_uri: &str, state: &str, pkce: &Pkce) -> Url {
    let mut url = settings.login_page("/services/oauth2/authorize");
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", settings.auth.client_id())
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("scope", SCOPES)
        .append_pair("state", state)
        .append_pair("code_challenge", &pkce.challenge())
        .append_pair("code_challenge_method", "S256");
    url
}

impl Client {
    /// Ends the sign-in that [`authorize_url`] began and saves the tokens. `redirect_uri` must be the same.
    ///
    /// # Errors
    /// When Salesforce refuses the code or the vault cannot save.
    pub async fn exchange_code(
        &self,
        code: &str,
        redirect_uri: &str,
        pkce: &Pkce,
    ) -> Result<(), Failure> {
        let verifier = pkce.verifier();
        self.session().sign_in(Grant::Code { code, redirect_uri, verifier }).await
    }

    /// Takes the tokens back at Salesforce and clears the vault. Doing so twice is harmless.
    ///
    /// # Errors
    /// When Salesforce cannot be asked; then the tokens are kept, to try again.
    pub async fn revoke(&self) -> Result<(), Failure> {
        self.session().revoke().await
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::time::Duration;

    use super::*;
    use crate::settings::Auth;

    /// The example of RFC 7636, appendix B.
    #[test]
    fn the_challenge_is_that_of_the_standard() {
        let verifier = SecretString::from("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(Pkce { verifier }.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn the_browser_is_sent_with_all_that_salesforce_needs() {
        let settings = Settings {
            login_url: Url::parse("https://acme.my.salesforce.com/?x=1").unwrap(),
            api_version: "66.0".to_owned(),
            auth: Auth::Web { client_id: "3MVG9&key".to_owned(), client_secret: None },
            timeout: Duration::from_secs(30),
        };
        let pkce = Pkce::new([7; 32]);
        assert_eq!(pkce.verifier.expose_secret().len(), 43);
        let url = authorize_url(&settings, "https://ledger.example.com/callback", "s t&te", &pkce);
        assert!(url.as_str().starts_with(
            "https://acme.my.salesforce.com/services/oauth2/authorize?response_type=code&"
        ));
        let query: HashMap<_, _> = url.query_pairs().into_owned().collect();
        assert_eq!(query["client_id"], "3MVG9&key");
        assert_eq!(query["redirect_uri"], "https://ledger.example.com/callback");
        assert_eq!(query["state"], "s t&te");
        assert_eq!(query["scope"], SCOPES);
        assert_eq!(query["code_challenge"], pkce.challenge());
        assert_eq!(query["code_challenge_method"], "S256");
        assert!(!query.contains_key("x"));
    }
}
