//! Where mails go, and through which server; the sentences stand in `config.default.toml` under `[mail]`.

use std::time::Duration;

use language::{Language, Locale};
use secrecy::SecretString;
use store::StoreError;

use super::post;
use crate::settings::{self, Config, SettingsError};
use crate::{Engine, ORG};

/// How mails are sent.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// The mail server's name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is protected.
    pub tls: MailTls,
    /// Who we are to the server; empty where it wants no sign-in.
    pub user: String,
    /// The password that goes with it.
    pub password: SecretString,
    /// The sender's address.
    pub from: String,
    /// The recipients' addresses.
    pub to: Vec<String>,
    /// How long the server may say nothing.
    pub timeout: Duration,
    /// The language of recipients who are no users.
    pub language: Language,
    /// Their time zone (IANA).
    pub time_zone: String,
    /// How the outside reaches us: links begin with it.
    pub public_url: String,
}

/// How the way to a mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailTls {
    /// Not at all: for a server on this machine.
    None,
    /// The server is asked to switch to TLS; one that cannot gets no mail.
    StartTls,
    /// From the first byte.
    Tls,
}

impl MailTls {
    /// All of them, with the words of the settings.
    pub const ALL: [(&'static str, MailTls); 3] =
        [("none", MailTls::None), ("starttls", MailTls::StartTls), ("tls", MailTls::Tls)];

    /// Reads the word of the settings.
    #[must_use]
    pub fn parse(word: &str) -> Option<MailTls> {
        MailTls::ALL.into_iter().find(|(known, _)| *known == word).map(|(_, tls)| tls)
    }
}

impl MailSettings {
    /// As `[mail]` says; `None` where it names no server.
    ///
    /// # Errors
    /// The first setting that cannot be used.
    pub(crate) fn of_config(config: &Config) -> Result<Option<MailSettings>, SettingsError> {
        let mail = &config.mail;
        if mail.host.is_empty() {
            return Ok(None);
        }
        let wrong = |code: &'static str, key: &str, value: &str| {
            SettingsError::new(code, format!("mail.{key}")).with("value", value)
        };
        for (key, one) in
            std::iter::once(("from", &mail.from)).chain(mail.to.iter().map(|to| ("to", to)))
        {
            post::address(one).map_err(|_| wrong("mail_address", key, one))?;
        }
        let tls = MailTls::parse(&mail.tls);
        let language = Language::parse(&mail.language);
        if jiff::tz::TimeZone::get(&mail.time_zone).is_err() {
            return Err(wrong("mail_time_zone", "time_zone", &mail.time_zone));
        }
        Ok(Some(MailSettings {
            host: mail.host.clone(),
            port: mail.port,
            tls: tls.ok_or_else(|| wrong("mail_tls", "tls", &mail.tls))?,
            user: mail.user.clone(),
            password: settings::secret(&mail.password, &mail.password_file)?,
            from: mail.from.clone(),
            to: mail.to.clone(),
            timeout: Duration::from_secs(mail.timeout_seconds),
            language: language.ok_or_else(|| wrong("mail_language", "language", &mail.language))?,
            time_zone: mail.time_zone.clone(),
            public_url: config.server.public_url.clone(),
        }))
    }
}

impl Engine {
    /// How mails are sent; `None` where none are.
    #[must_use]
    pub fn mail_settings(&self) -> Option<MailSettings> {
        self.in_use().mail.clone()
    }

    /// How a recipient reads: as their account says, if they have one.
    pub(super) async fn reader_of_mail(
        &self,
        settings: &MailSettings,
        recipient: &str,
    ) -> Result<Locale, StoreError> {
        let user = self.store().user_by_email(ORG, &recipient.to_lowercase()).await?;
        let user = user.unwrap_or_default();
        let language = user.language.as_deref().and_then(Language::parse);
        let zone = user.time_zone.as_deref().unwrap_or(&settings.time_zone);
        Ok(Locale::new(language.unwrap_or(settings.language), zone))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_settings_are_read() {
        assert_eq!(MailTls::parse("starttls"), Some(MailTls::StartTls));
        assert_eq!(MailTls::parse("ssl"), None);
    }
}
