//! `authorization_code`: the code that a browser brought back becomes a session and, mostly, a refresh token.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::{Asked, Granted, is_refresh_scope};
use crate::oauth::Oauth;
use crate::oauth::app::Flow;
use crate::oauth::desk::Presented;
use crate::oauth::error::OauthError;

impl Oauth {
    pub(super) fn by_code(&self, asked: &Asked<'_>) -> Result<Granted, OauthError> {
        let parameters = asked.parameters;
        let app = asked.credentials()?.app(&self.org.setup().apps, Flow::AuthorizationCode)?;
        Self::require_installed(&app)?;
        app.require(Flow::AuthorizationCode)?;
        self.admit(&app, asked.address)?;
        let presented = self.desk().take_code(parameters.need("code")?, self.org.now());
        let code = match presented {
            Presented::Good(code) if code.approval.client_id == app.client_id => code,
            Presented::Expired => {
                return Err(OauthError::invalid_grant("expired authorization code"));
            }
            Presented::Good(_) | Presented::Unknown => {
                return Err(OauthError::invalid_grant("invalid authorization code"));
            }
        };
        if parameters.get("redirect_uri") != code.redirect_uri {
            return Err(OauthError::new(
                "redirect_uri_mismatch",
                "redirect_uri must match configuration",
            ));
        }
        if let Some(challenge) = &code.challenge {
            check_verifier(parameters.get("code_verifier"), challenge)?;
        }
        self.active_user(&code.approval.user_id)?;
        let keeps = code.approval.scope.split_whitespace().any(is_refresh_scope);
        let now = self.org.now();
        let opened = keeps.then(|| self.desk().open(self.org.sessions(), &code.approval, now));
        let (refresh_token, grant) = opened.unzip();
        Ok(Granted { app, approval: code.approval, grant, refresh_token, nonce: code.nonce })
    }
}

/// RFC 7636 section 4.6, S256 only. The RFC's longest verifier has 128 characters, but 128 random bytes make 171 of
/// them in base64: jsforce and the `sf` CLI send those, and Salesforce takes them.
fn check_verifier(verifier: &str, challenge: &str) -> Result<(), OauthError> {
    let right_length = (43..=171).contains(&verifier.len());
    if right_length && URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == challenge {
        return Ok(());
    }
    Err(OauthError::invalid_grant("invalid code verifier"))
}
