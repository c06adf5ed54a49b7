//! `password`: for clients that know nothing else, and for tests.

use super::{Asked, Granted, granted_without_refresh};
use crate::oauth::Oauth;
use crate::oauth::app::Flow;
use crate::oauth::error::OauthError;

impl Oauth {
    pub(super) fn by_password(&self, asked: &Asked<'_>) -> Result<Granted, OauthError> {
        let parameters = asked.parameters;
        let app = asked.credentials()?.app(&self.org.setup().apps, Flow::Password)?;
        Self::require_installed(&app)?;
        app.require(Flow::Password)?;
        self.admit(&app, asked.address)?;
        // Nobody has a password here; whoever gives none at all is refused, so that the refusal can be seen.
        if parameters.get("password").is_empty() {
            let message = "authentication failure - Invalid Password";
            return Err(OauthError::invalid_grant(message));
        }
        let user = self.user_named(parameters.need("username")?, "authentication failure")?;
        granted_without_refresh(app, &user)
    }
}
