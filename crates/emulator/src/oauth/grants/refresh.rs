//! `refresh_token`: a new session of an approval that still stands.

use super::{Asked, Granted};
use crate::oauth::Oauth;
use crate::oauth::app::Flow;
use crate::oauth::error::OauthError;

impl Oauth {
    pub(super) fn by_refresh_token(&self, asked: &Asked<'_>) -> Result<Granted, OauthError> {
        let app = asked.credentials()?.app(&self.org.setup().apps, Flow::RefreshToken)?;
        app.require(Flow::RefreshToken)?;
        self.admit(&app, asked.address)?;
        let token = asked.parameters.need("refresh_token")?;
        let mut desk = self.desk();
        let refresh = desk
            .use_refresh(self.org.sessions(), &app, token, self.org.now())
            .ok_or_else(|| OauthError::invalid_grant("expired access/refresh token"))?;
        self.active_user(&refresh.approval.user_id)?;
        let rotated =
            app.refresh_token_rotation.then(|| desk.rotate(self.org.sessions(), token)).flatten();
        Ok(Granted {
            app,
            approval: refresh.approval,
            grant: Some(refresh.grant),
            refresh_token: rotated,
            nonce: None,
        })
    }
}
