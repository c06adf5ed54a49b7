//! The form of the mail settings: what it shows, and what a filled-in one means.

use std::collections::BTreeMap;

use engine::Engine;
use engine::settings::{Change, Config, Settings};
use secrecy::SecretString;
use serde::Deserialize;
use toml::{Table, Value};

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Form {
    #[serde(default)]
    pub(super) version: i64,
    #[serde(default)]
    pub(super) host: String,
    #[serde(default)]
    pub(super) port: String,
    #[serde(default)]
    pub(super) tls: String,
    #[serde(default)]
    pub(super) user: String,
    #[serde(default)]
    pub(super) password: String,
    #[serde(default)]
    pub(super) from: String,
    /// One address a line.
    #[serde(default)]
    pub(super) to: String,
    #[serde(default)]
    pub(super) language: String,
    #[serde(default)]
    pub(super) time_zone: String,
}

/// Where the password is kept.
pub(super) const PASSWORD: &str = "mail.password";

impl Form {
    /// As it is set now. The password is not shown.
    pub(super) fn of(settings: &Settings) -> Form {
        let config: &Config = &settings.config;
        let mail = &config.mail;
        Form {
            version: settings.version,
            host: mail.host.clone(),
            port: mail.port.to_string(),
            tls: mail.tls.clone(),
            user: mail.user.clone(),
            password: String::new(),
            from: mail.from.clone(),
            to: mail.to.join("\n"),
            language: mail.language.clone(),
            time_zone: mail.time_zone.clone(),
        }
    }

    /// The change of the settings that was meant; `None` for a port that is no number.
    pub(super) fn change(self, engine: &Engine, settings: &Settings, who: &str) -> Option<Change> {
        let port: u16 = self.port.trim().parse().ok().filter(|port| *port > 0)?;
        let text = |text: &str| Value::String(text.trim().to_owned());
        let to = self.to.split(['\n', ',', ';']).map(str::trim).filter(|one| !one.is_empty());
        let values = [
            ("host", text(&self.host)),
            ("port", Value::Integer(port.into())),
            ("tls", text(&self.tls)),
            ("user", text(&self.user)),
            ("from", text(&self.from)),
            ("to", Value::Array(to.map(|one| Value::String(one.to_owned())).collect())),
            ("language", text(&self.language)),
            ("time_zone", text(&self.time_zone)),
        ];
        let mut document = settings.document.clone();
        let mail = document.entry("mail").or_insert_with(|| Value::Table(Table::new()));
        for (key, value) in values {
            // What file or environment fix is not sent by the form, and would not count.
            if engine.locked(&format!("mail.{key}")).is_none()
                && let Some(mail) = mail.as_table_mut()
            {
                mail.insert(key.to_owned(), value);
            }
        }
        let mut secrets = BTreeMap::new();
        if !self.password.is_empty() && engine.locked(PASSWORD).is_none() {
            secrets.insert(PASSWORD.to_owned(), Some(SecretString::from(self.password)));
        }
        Some(Change {
            expected: self.version,
            document,
            secrets,
            who: who.to_owned(),
            note: "mail".to_owned(),
            keeps_connection: true,
            ..Change::default()
        })
    }
}
