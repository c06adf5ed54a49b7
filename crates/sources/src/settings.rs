//! What a person configures for one source, and the checks that all kinds share.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use language::Sentence;
use secrecy::{ExposeSecret, SecretString};

use crate::nearest;
use crate::source::SourceOption;

/// One configured source. `Debug` shows neither secrets nor the values of options, which can be secret too.
#[derive(Clone, Default)]
pub struct Settings {
    /// The id in the URL: webhooks arrive at `POST /hooks/{id}`.
    pub id: String,
    /// What proves that a request is the phone system's. The first is current; others are still
    /// accepted while a secret is being changed.
    pub secrets: Vec<SecretString>,
    /// Options of this kind of source, by name; see [`crate::Source::options`].
    pub options: BTreeMap<String, String>,
    /// ISO 3166 region for national numbers whose line names none.
    pub region: String,
    /// IANA time zone for local times without an offset; UTC if empty.
    pub time_zone: String,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("id", &self.id)
            .field("options", &self.options.keys())
            .field("region", &self.region)
            .field("time_zone", &self.time_zone)
            .finish_non_exhaustive()
    }
}

impl Settings {
    /// An option's value, without blanks around it; `None` if it is not set or blank.
    pub(crate) fn option(&self, name: &str) -> Option<&str> {
        self.options.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// The zone of local times. [`Settings::check`] has refused a name that is not known.
    pub(crate) fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// The secret to sign with.
    pub(crate) fn current_secret(&self) -> Result<&str, Sentence> {
        self.secrets
            .first()
            .map(ExposeSecret::expose_secret)
            .filter(|secret| !secret.is_empty())
            .ok_or_else(|| self.problem("sources-no-secret"))
    }

    /// A sentence on this source for a person: the id of its message.
    pub(crate) fn problem(&self, words: &'static str) -> Sentence {
        Sentence::new(words).with("source", &self.id)
    }

    /// Checks what all kinds have in common: secrets are there and clean, every option is one of
    /// `known`, the time zone exists.
    pub(crate) fn check(&self, known: &[SourceOption]) -> Result<(), Sentence> {
        self.current_secret()?;
        for secret in &self.secrets {
            let secret = secret.expose_secret();
            if secret.is_empty() || secret.trim() != secret {
                return Err(self.problem("sources-unclean-secret"));
            }
        }
        for name in self.options.keys() {
            if !known.iter().any(|option| option.covers(name)) {
                let nearest = nearest::word(name, known.iter().map(|option| option.name));
                let problem = match nearest {
                    Some(nearest) => {
                        self.problem("sources-unknown-option-nearest").with("nearest", nearest)
                    }
                    None => self.problem("sources-unknown-option"),
                };
                return Err(problem.with("option", name));
            }
        }
        if !self.time_zone.is_empty() && TimeZone::get(&self.time_zone).is_err() {
            return Err(self.problem("sources-unknown-zone").with("zone", &self.time_zone));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[SourceOption] = &[
        SourceOption { name: "auth_key", about: "" },
        SourceOption { name: "status.*", about: "" },
    ];

    fn settings(secret: &str, option: &str, time_zone: &str) -> Settings {
        Settings {
            id: "main".into(),
            secrets: vec![secret.into()],
            options: [(option.to_owned(), "x".to_owned())].into(),
            time_zone: time_zone.into(),
            ..Settings::default()
        }
    }

    #[test]
    fn right_settings_pass() {
        for option in ["auth_key", "status.201"] {
            assert_eq!(settings("s3cret", option, "Asia/Tokyo").check(KNOWN), Ok(()));
        }
    }

    #[test]
    fn wrong_settings_say_what_is_wrong() {
        let rows = [
            (settings("", "auth_key", ""), "has no secret"),
            (settings("s3cret\n", "auth_key", ""), "line break"),
            (settings("s3cret", "auth_kei", ""), "Did you mean \"auth_key\"?"),
            (settings("s3cret", "status.", ""), "\"status.\""),
            (settings("s3cret", "auth_key", "Asia/Tokio"), "Asia/Tokio"),
        ];
        for (settings, part) in rows {
            let message = settings.check(KNOWN).unwrap_err();
            assert!(message.to_string().contains(part), "{part} not in: {message}");
        }
    }

    #[test]
    fn debug_hides_the_secret() {
        assert!(!format!("{:?}", settings("s3cret", "auth_key", "")).contains("s3cret"));
    }
}
