//! `login` and what a session says of its user.

use super::envelope::Envelope;
use super::fault::Fault;
use super::xml::Xml;
use super::{Api, Call};
use crate::oauth::policy::NoLogin;
use crate::org::User;

impl Call<'_> {
    /// Answers `login`, for which the same policies hold as for OAuth's token endpoint. Nobody has a password here, so that any will do; none at all is refused.
    pub(super) fn sign_in(&self, envelope: &Envelope<'_, '_>) -> Result<String, Fault> {
        let refused = || {
            Fault::new(
                "INVALID_LOGIN",
                "Invalid username, password, security token; or user locked out.",
            )
        };
        let username = envelope.need("username")?;
        let password = envelope.need("password")?;
        let users = self.org.users()?;
        let user = users.into_iter().find(|user| user.username.eq_ignore_ascii_case(&username));
        let user =
            user.filter(|user| user.is_active && !password.is_empty()).ok_or_else(refused)?;
        self.org
            .admits(self.address, false)
            .and_then(|()| self.org.count_login(&user.id))
            .map_err(no_login)?;
        let session = self.org.sessions().issue(&user.id, None, self.org.now());
        let letter = if self.api == Api::Enterprise { "c" } else { "u" };
        let fifteen = &self.org.options().org_id;
        let mut results = Xml::new();
        results.element("result", |result| {
            result
                .text(
                    "metadataServerUrl",
                    format!("{}/services/Soap/m/{}/{fifteen}", self.base, self.version),
                )
                .truth("passwordExpired", false)
                .truth("sandbox", false)
                .text(
                    "serverUrl",
                    format!("{}/services/Soap/{letter}/{}/{fifteen}", self.base, self.version),
                )
                .text("sessionId", &session)
                .text("userId", &user.id);
            result.element("userInfo", |info| self.user_info(info, &user));
        });
        Ok(results.finish())
    }

    /// Answers `getUserInfo`.
    pub(super) fn get_user_info(&self) -> Result<String, Fault> {
        let user = self.org.user(&self.actor.user_id)?.ok_or_else(Fault::session)?;
        let mut results = Xml::new();
        results.element("result", |result| self.user_info(result, &user));
        Ok(results.finish())
    }

    fn user_info(&self, info: &mut Xml, user: &User) {
        info.truth("accessibilityMode", false)
            .text("organizationId", self.org.id())
            .truth("organizationMultiCurrency", false)
            .text("organizationName", &self.org.options().name)
            .text("userEmail", &user.email)
            .text("userFullName", &user.name)
            .text("userId", &user.id)
            .text("userLanguage", &user.language)
            .text("userLocale", &user.locale)
            .text("userName", &user.username)
            .text("userTimeZone", &user.time_zone)
            .text("userType", "Standard");
    }
}

/// The codes are the SOAP API guide's ("ExceptionCode"), the texts our own.
fn no_login(reason: NoLogin) -> Fault {
    match reason {
        NoLogin::InactiveOrg => Fault::new("ORG_LOCKED", "organization is locked"),
        NoLogin::Address => {
            Fault::new("LOGIN_DURING_RESTRICTED_DOMAIN", "user may not log in from this IP address")
        }
        NoLogin::TooOften => Fault::new("LOGIN_RATE_EXCEEDED", "login rate limit exceeded"),
    }
}
