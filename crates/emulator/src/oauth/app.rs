//! Client apps as data: what an admin sets in an External Client App decides which flows a client may use.

use serde::{Deserialize, Serialize};

use super::error::OauthError;

/// The apps that every org knows.
const BUNDLED: &str = include_str!("../../seeds/apps.toml");

/// A way to a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// A person logs in and allows (web server flow).
    AuthorizationCode,
    /// A refresh token is traded for an access token.
    RefreshToken,
    /// A signed assertion names the user.
    JwtBearer,
    /// The app's own secret, on behalf of its run-as user.
    ClientCredentials,
    /// User name and password; for tests only.
    Password,
}

/// How long a refresh token is good (an app's OAuth policies).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefreshTokenPolicy {
    /// Until it is revoked.
    #[default]
    Infinite,
    /// Not at all.
    Zero,
    /// So many hours from its issue.
    SpecificLifetime(u32),
    /// So many hours from its last use.
    SpecificInactivity(u32),
}

/// One client app. The default is one that is installed, and can do nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientApp {
    /// The consumer key.
    pub client_id: String,
    /// The consumer secret.
    pub client_secret: String,
    /// What the consent page calls it.
    pub name: String,
    /// Where a code may be sent; a `*` stands for any port.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// Flows that are switched on.
    pub flows: Vec<Flow>,
    /// Scopes that may be asked for.
    pub scopes: Vec<String>,
    /// Whether a code needs a PKCE challenge.
    #[serde(default)]
    pub pkce_required: bool,
    /// Whether the code and refresh flows work without the secret.
    #[serde(default)]
    pub secret_optional: bool,
    /// Whether the refresh flow works without the secret, even if the code flow needs it.
    #[serde(default)]
    pub refresh_secret_optional: bool,
    /// Whether every refresh hands out a new refresh token and kills the old one.
    #[serde(default)]
    pub refresh_token_rotation: bool,
    /// User name on whose behalf client credentials work; the org's administrator if absent.
    #[serde(default)]
    pub run_as: Option<String>,
    /// PEM of the certificate or public key that checks assertions; without one every RS256 signature passes.
    #[serde(default)]
    pub jwt_public_key: Option<String>,
    /// User names that an admin pre-authorised; empty means that everybody may authorise the app.
    #[serde(default)]
    pub admin_approved: Vec<String>,
    /// Names of the permission sets whose users an admin pre-authorised; absent if that is not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission_sets: Option<Vec<String>>,
    /// Whether an assertion works only for users who allowed the app before. In a real org that is so, unless an admin
    /// approved them; off here, so that a first try needs no browser.
    #[serde(default)]
    pub jwt_needs_approval: bool,
    /// Whether the app is installed in the org. Since September 2025 nobody can newly log in with one that is not.
    #[serde(default = "yes")]
    pub installed: bool,
    /// How long refresh tokens are good.
    #[serde(default)]
    pub refresh_token_policy: RefreshTokenPolicy,
    /// Minutes that a session may lie idle; as long as the org's own sessions if absent.
    #[serde(default)]
    pub session_minutes: Option<u32>,
    /// Whether the org's login address ranges do not hold for this app.
    #[serde(default)]
    pub ip_relaxed: bool,
}

fn yes() -> bool {
    true
}

impl Default for ClientApp {
    fn default() -> Self {
        Self {
            client_id: String::new(),
            client_secret: String::new(),
            name: String::new(),
            redirect_uris: Vec::new(),
            flows: Vec::new(),
            scopes: Vec::new(),
            pkce_required: false,
            secret_optional: false,
            refresh_secret_optional: false,
            refresh_token_rotation: false,
            run_as: None,
            jwt_public_key: None,
            admin_approved: Vec::new(),
            permission_sets: None,
            jwt_needs_approval: false,
            installed: true,
            refresh_token_policy: RefreshTokenPolicy::Infinite,
            session_minutes: None,
            ip_relaxed: false,
        }
    }
}

/// The apps of an org, as the data file and the control endpoint write them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Apps {
    /// Every app.
    pub app: Vec<ClientApp>,
}

impl Apps {
    /// The apps of the data file that comes with the emulator.
    pub(crate) fn bundled() -> Result<Self, toml::de::Error> {
        toml::from_str(BUNDLED)
    }

    /// Adds apps; one with a known consumer key takes the place of the old one.
    pub(crate) fn install(&mut self, apps: &[ClientApp]) {
        for app in apps {
            self.app.retain(|known| known.client_id != app.client_id);
            self.app.push(app.clone());
        }
    }

    /// The app with this consumer key.
    pub(crate) fn find(&self, client_id: &str) -> Result<&ClientApp, OauthError> {
        self.app
            .iter()
            .find(|app| app.client_id == client_id)
            .ok_or_else(|| OauthError::new("invalid_client_id", "client identifier invalid"))
    }
}

impl ClientApp {
    /// Whether a code may be sent to this address.
    pub(crate) fn allows_redirect(&self, uri: &str) -> bool {
        self.redirect_uris.iter().any(|pattern| {
            let Some((before, after)) = pattern.split_once('*') else {
                return pattern == uri;
            };
            uri.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)).is_some_and(|port| {
                !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())
            })
        })
    }

    /// Refuses a flow that is switched off.
    pub(crate) fn require(&self, flow: Flow) -> Result<(), OauthError> {
        if self.flows.contains(&flow) {
            return Ok(());
        }
        Err(match flow {
            Flow::ClientCredentials => {
                OauthError::invalid_grant("no client credentials user enabled")
            }
            Flow::Password => OauthError::invalid_grant("authentication failure"),
            _ => OauthError::new("unsupported_grant_type", "grant type not supported"),
        })
    }

    /// Whether a flow works without the secret.
    pub(crate) fn goes_without_secret(&self, flow: Flow) -> bool {
        match flow {
            Flow::AuthorizationCode => self.secret_optional,
            Flow::RefreshToken => self.secret_optional || self.refresh_secret_optional,
            Flow::JwtBearer | Flow::ClientCredentials | Flow::Password => false,
        }
    }

    /// Whether a user may use this app.
    pub(crate) fn approves(&self, username: &str) -> bool {
        self.admin_approved.is_empty() || self.admin_approved.iter().any(|name| name == username)
    }

    /// The scopes to grant for a request: those asked for, or all of the app's if none are named.
    pub(crate) fn grant_scopes(&self, asked: &str) -> Result<String, OauthError> {
        if asked.trim().is_empty() {
            return Ok(self.scopes.join(" "));
        }
        let known = |scope: &str| {
            // Salesforce knows the one scope by two names.
            let scope = if scope == "offline_access" { "refresh_token" } else { scope };
            self.scopes.iter().any(|allowed| allowed == scope)
        };
        match asked.split_whitespace().find(|scope| !known(scope)) {
            None => Ok(asked.split_whitespace().collect::<Vec<_>>().join(" ")),
            Some(_) => Err(OauthError::new("invalid_scope", "the requested scope is not allowed")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_a_port_and_nothing_else() {
        let apps = Apps::bundled().unwrap();
        let app = apps.find("ringledger").unwrap();
        assert!(app.allows_redirect("http://127.0.0.1:8080/oauth/callback"));
        assert!(app.allows_redirect("http://localhost:1/oauth/callback"));
        for bad in [
            "http://127.0.0.1:/oauth/callback",
            "http://127.0.0.1:8080/oauth/callback/",
            "http://127.0.0.1:80@evil.example/oauth/callback",
            "https://127.0.0.1:8080/oauth/callback",
            "",
        ] {
            assert!(!app.allows_redirect(bad), "{bad}");
        }
    }

    #[test]
    fn an_app_takes_the_place_of_its_namesake() {
        let mut apps = Apps::bundled().unwrap();
        let count = apps.app.len();
        let renamed = |client_id: &str| ClientApp {
            client_id: client_id.to_owned(),
            name: "Ours".to_owned(),
            ..ClientApp::default()
        };
        apps.install(&[renamed("ringledger"), renamed("new")]);
        assert_eq!(apps.app.len(), count + 1);
        assert_eq!(apps.find("ringledger").unwrap().name, "Ours");
        assert_eq!(apps.find("new").unwrap().name, "Ours");
    }

    #[test]
    fn scopes_are_granted_as_asked_or_all() {
        let apps = Apps::bundled().unwrap();
        let app = apps.find("ringledger").unwrap();
        assert_eq!(app.grant_scopes(" api  id ").unwrap(), "api id");
        assert_eq!(app.grant_scopes("offline_access").unwrap(), "offline_access");
        assert_eq!(app.grant_scopes("").unwrap(), app.scopes.join(" "));
        assert_eq!(app.grant_scopes("api wave_api").unwrap_err().error, "invalid_scope");
    }
}
