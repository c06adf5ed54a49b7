//! `client_credentials`: the app's own secret, on behalf of its run-as user.

use super::{Asked, Granted, granted_without_refresh};
use crate::oauth::Oauth;
use crate::oauth::app::Flow;
use crate::oauth::error::OauthError;
use crate::oauth::request::host;

impl Oauth {
    pub(super) fn by_secret(&self, asked: &Asked<'_>) -> Result<Granted, OauthError> {
        self.require_my_domain(host(asked.headers))?;
        let app = asked.credentials()?.app(&self.org.setup().apps, Flow::ClientCredentials)?;
        Self::require_installed(&app)?;
        app.require(Flow::ClientCredentials)?;
        self.admit(&app, asked.address)?;
        let user = match &app.run_as {
            Some(username) => self.user_named(username, "no client credentials user enabled")?,
            None => self.active_user(&self.org.administrator().user_id)?,
        };
        granted_without_refresh(app, &user)
    }
}
