//! What a person types to connect an org.

use engine::settings::SettingsError;
use engine::settings::config::Salesforce;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use crate::settings::Draft;

/// Where people of a production org, a developer edition or a trial sign in.
pub(super) const PRODUCTION: &str = "https://login.salesforce.com";

/// Where people of a sandbox sign in.
pub(super) const SANDBOX: &str = "https://test.salesforce.com";

/// The form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Entered {
    pub(super) version: i64,
    /// `production`, `sandbox` or `domain`.
    pub(super) host: String,
    /// The My Domain.
    pub(super) domain: String,
    /// `web`, `client_credentials` or `jwt`.
    pub(super) auth: String,
    pub(super) client_id: String,
    pub(super) username: String,
    client_secret: SecretString,
    private_key: SecretString,
}

impl Entered {
    /// What holds now, for the form to begin with.
    pub(super) fn of(from: &Salesforce, version: i64) -> Entered {
        let host = match from.login_url.trim_end_matches('/') {
            PRODUCTION => "production",
            SANDBOX => "sandbox",
            _ => "domain",
        };
        Entered {
            version,
            host: host.to_owned(),
            domain: if host == "domain" { from.login_url.clone() } else { String::new() },
            auth: from.auth.clone(),
            client_id: from.client_id.clone(),
            username: from.username.clone(),
            ..Entered::default()
        }
    }

    /// The address that is meant. Whoever types a host only means https.
    fn login_url(&self) -> String {
        let typed = self.domain.trim().trim_end_matches('/');
        match self.host.as_str() {
            "production" => PRODUCTION.to_owned(),
            "sandbox" => SANDBOX.to_owned(),
            _ if typed.contains("://") || typed.is_empty() => typed.to_owned(),
            _ => format!("https://{typed}"),
        }
    }

    /// Puts it into the settings. A secret that was left empty stays as it is.
    ///
    /// # Errors
    /// What is missing.
    pub(super) fn put(&self, draft: &mut Draft<'_>) -> Result<(), SettingsError> {
        let client_id = self.client_id.trim();
        if client_id.is_empty() {
            return Err(SettingsError::missing("salesforce.client_id"));
        }
        draft.set("salesforce", "login_url", self.login_url());
        draft.set("salesforce", "auth", self.auth.as_str());
        draft.set("salesforce", "client_id", client_id);
        draft.set("salesforce", "username", self.username.trim());
        for (key, secret) in
            [("client_secret", &self.client_secret), ("private_key", &self.private_key)]
        {
            let text = secret.expose_secret().trim();
            if !text.is_empty() {
                let secret = SecretString::from(text.to_owned());
                draft.secret(format!("salesforce.{key}"), Some(secret));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_follows_from_the_choice() {
        let url = |host: &str, domain: &str| {
            let text = |text: &str| text.to_owned();
            Entered { host: text(host), domain: text(domain), ..Entered::default() }.login_url()
        };
        assert_eq!(url("production", "ignored"), PRODUCTION);
        assert_eq!(url("sandbox", ""), SANDBOX);
        assert_eq!(url("domain", " acme.my.salesforce.com/ "), "https://acme.my.salesforce.com");
        assert_eq!(url("domain", "http://127.0.0.1:8090"), "http://127.0.0.1:8090");
        assert_eq!(url("domain", ""), "");
    }
}
