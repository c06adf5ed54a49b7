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
        let sessions = self.org.sessions();
        let known = self.desk().refresh(sessions, token);
        let user = known.map(|refresh| self.active_user(&refresh.approval.user_id)).transpose();
        let mut desk = self.desk();
        let refresh = desk
            .use_refresh(sessions, &app, token, self.org.now())
            .ok_or_else(|| OauthError::invalid_grant("expired access/refresh token"))?;
        user?;
        let rotated = app.refresh_token_rotation.then(|| desk.rotate(sessions, token)).flatten();
        Ok(Granted {
            app,
            approval: refresh.approval,
            grant: Some(refresh.grant),
            refresh_token: rotated,
            nonce: None,
        })
    }
}
