//! Where and how to sign in to Salesforce, as the settings say.

use std::time::Duration;

use salesforce::Auth;
use secrecy::{ExposeSecret as _, SecretString};

use super::config::Salesforce;
use super::error::SettingsError;
use super::fit::secret;

/// The settings of the client. Without a consumer key nobody has said yet which org it is: then it is as if a person
/// still had to sign in.
pub(super) fn settings(from: &Salesforce) -> Result<salesforce::Settings, SettingsError> {
    let login_url = from.login_url.trim().parse().map_err(|_| {
        SettingsError::new("login_url", "salesforce.login_url").with("value", &from.login_url)
    })?;
    Ok(salesforce::Settings {
        login_url,
        api_version: from.api_version.clone(),
        auth: auth(from)?,
        timeout: Duration::from_secs(from.timeout_seconds),
    })
}

fn auth(from: &Salesforce) -> Result<Auth, SettingsError> {
    let client_id = from.client_id.clone();
    if client_id.is_empty() {
        return Ok(Auth::Web { client_id, client_secret: None });
    }
    match from.auth.as_str() {
        "client_credentials" => {
            let client_secret = secret(&from.client_secret, &from.client_secret_file)?;
            Ok(Auth::ClientCredentials { client_id, client_secret })
        }
        "web" => {
            let secret = secret(&from.client_secret, &from.client_secret_file)?;
            let client_secret = Some(secret).filter(|secret| !secret.expose_secret().is_empty());
            Ok(Auth::Web { client_id, client_secret })
        }
        "jwt" => jwt(from),
        other => Err(SettingsError::new("auth", "salesforce.auth").with("value", other)),
    }
}

fn jwt(from: &Salesforce) -> Result<Auth, SettingsError> {
    if from.username.is_empty() {
        return Err(SettingsError::new("jwt_user", "salesforce.username"));
    }
    if from.private_key_file.is_empty() && from.private_key.is_empty() {
        return Err(SettingsError::new("jwt_key", "salesforce.private_key"));
    }
    let key = secret(&from.private_key, &from.private_key_file)
        .map_err(|error| error.at("salesforce.private_key_file"))?;
    let audience = if from.audience.is_empty() { &from.login_url } else { &from.audience };
    Ok(Auth::Jwt {
        client_id: from.client_id.clone(),
        username: from.username.clone(),
        private_key_pem: SecretString::from(key.expose_secret().to_owned()),
        audience: audience.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Layers;

    #[test]
    fn signing_in_by_jwt_names_what_is_missing() {
        let mut from = Layers::none().alone().unwrap().salesforce;
        from.client_id = "key".to_owned();
        from.auth = "jwt".to_owned();
        let problem = |from: &Salesforce| settings(from).unwrap_err().to_string();
        assert!(problem(&from).contains("salesforce.username is empty"), "{}", problem(&from));
        from.username = "calls@example.com".to_owned();
        assert!(problem(&from).contains("salesforce.private_key_file is empty"));
        from.private_key_file = "/no/such/key.pem".to_owned();
        let error = problem(&from);
        assert!(
            error.contains("salesforce.private_key_file") && error.contains("/no/such/key.pem"),
            "{error}"
        );
        from.private_key_file.clear();
        from.private_key = "pasted".to_owned();
        assert!(matches!(settings(&from).unwrap().auth, Auth::Jwt { .. }));
    }

    #[test]
    fn an_address_or_a_flow_that_is_none_is_told() {
        let mut from = Layers::none().alone().unwrap().salesforce;
        assert!(matches!(settings(&from).unwrap().auth, Auth::Web { .. }));
        from.client_id = "key".to_owned();
        from.auth = "password".to_owned();
        assert_eq!(settings(&from).unwrap_err().code, "auth");
        from.login_url = "acme my domain".to_owned();
        assert_eq!(settings(&from).unwrap_err().code, "login_url");
    }
}
