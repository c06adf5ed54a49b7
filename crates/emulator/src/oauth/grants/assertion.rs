//! The JWT bearer flow: a signed assertion names the user, and nobody needs a browser.

use super::{Asked, Granted, granted_without_refresh};
use crate::oauth::Oauth;
use crate::oauth::app::Flow;
use crate::oauth::error::OauthError;
use crate::oauth::jwt::Assertion;
use crate::oauth::request::base;

impl Oauth {
    pub(super) fn by_assertion(&self, asked: &Asked<'_>) -> Result<Granted, OauthError> {
        let assertion = Assertion::read(asked.parameters.need("assertion")?)?;
        let app = self.org.setup().apps.find(&assertion.claims.iss)?.clone();
        Self::require_installed(&app)?;
        app.require(Flow::JwtBearer)?;
        self.admit(&app, asked.address)?;
        if let Some(pem) = &app.jwt_public_key {
            assertion.verify(pem)?;
        }
        assertion.claims.check(&base(asked.headers), self.org.now())?;
        let unapproved = "user hasn't approved this consumer";
        let user = self.user_named(&assertion.claims.sub, unapproved)?;
        let sessions = self.org.sessions();
        if app.jwt_needs_approval && !self.desk().approved(sessions, &app.client_id, &user.id) {
            return Err(OauthError::invalid_grant(unapproved));
        }
        if !self.approves(&app, &user)? {
            return Err(OauthError::invalid_grant("user is not admin approved"));
        }
        granted_without_refresh(app, &user)
    }
}
