//! What a person types for a phone system.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine::settings::config::Source;
use engine::settings::{SettingsError, is_source_id};
use rand::random;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use toml::Value;

use super::options;
use crate::settings::Draft;

/// A kind of phone system as people choose it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) kind: &'static str,
    pub(crate) name: &'static str,
}

/// All kinds that this build knows.
pub(crate) static KINDS: std::sync::LazyLock<Vec<Kind>> = std::sync::LazyLock::new(|| {
    sources::ALL.iter().map(|source| Kind { kind: source.kind(), name: source.name() }).collect()
});

/// The form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Entered {
    pub(crate) version: i64,
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) secret: SecretString,
    pub(crate) region: String,
    pub(crate) time_zone: String,
    pub(crate) profile: String,
    /// One each line.
    pub(crate) own_numbers: String,
    /// One each line.
    pub(crate) extensions: String,
    /// One each line.
    pub(crate) strip_prefixes: String,
    /// Sent if the box is ticked.
    pub(crate) e164_without_plus: Option<String>,
    pub(crate) history_url: String,
    /// One each line, such as `status.201 = voicemail`.
    pub(crate) options: String,
    /// The option that is a secret; empty: it stays as it is.
    pub(crate) option_secret: SecretString,
}

impl Entered {
    /// What holds now.
    pub(crate) fn of(source: &Source, version: i64) -> Entered {
        Entered {
            version,
            id: source.id.clone(),
            kind: source.kind.clone(),
            secret: SecretString::default(),
            region: source.region.clone(),
            time_zone: source.time_zone.clone(),
            profile: source.profile.clone(),
            own_numbers: source.own_numbers.join("\n"),
            extensions: source.extensions.join("\n"),
            strip_prefixes: source.strip_prefixes.join("\n"),
            e164_without_plus: source.e164_without_plus.then(String::new),
            history_url: source.history_url.clone(),
            options: options::written(&source.kind, &source.options),
            option_secret: SecretString::default(),
        }
    }

    /// Puts it into the settings. `fresh`: the source is to be new.
    ///
    /// # Errors
    /// That the id cannot be one, or is taken.
    pub(crate) fn put(&self, draft: &mut Draft<'_>, fresh: bool) -> Result<(), SettingsError> {
        let id = self.id.trim();
        if !is_source_id(id) {
            return Err(SettingsError::bad_source_id(id));
        }
        if fresh && draft.settings.config.sources.iter().any(|source| source.id == id) {
            return Err(SettingsError::taken_source_id(id));
        }
        let texts = [
            ("kind", self.kind.trim().to_owned()),
            ("region", self.region.trim().to_uppercase()),
            ("time_zone", self.time_zone.trim().to_owned()),
            ("profile", self.profile.trim().to_owned()),
        ];
        for (key, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
            draft.set_source(id, key, text);
        }
        let lists = [
            ("own_numbers", &self.own_numbers),
            ("extensions", &self.extensions),
            ("strip_prefixes", &self.strip_prefixes),
        ];
        for (key, text) in lists {
            let lines = text.split(['\n', ',']).map(str::trim).filter(|line| !line.is_empty());
            let lines: Vec<Value> = lines.map(|line| Value::String(line.to_owned())).collect();
            if !lines.is_empty() || !fresh {
                draft.set_source(id, key, lines);
            }
        }
        if !fresh {
            draft.set_source(id, "e164_without_plus", self.e164_without_plus.is_some());
            draft.set_source(id, "history_url", self.history_url.trim());
            draft.set_source(id, "options", options::read(id, &self.options)?);
        }
        let option_secret = self.option_secret.expose_secret().trim();
        if let Some(name) = options::secret_of(&self.kind).filter(|_| !option_secret.is_empty()) {
            let secret = Some(SecretString::from(option_secret.to_owned()));
            draft.secret(format!("source.{id}.options.{name}"), secret);
        }
        let typed = self.secret.expose_secret().trim();
        if fresh || !typed.is_empty() {
            let secret =
                if typed.is_empty() { new_secret() } else { SecretString::from(typed.to_owned()) };
            draft.secret(format!("source.{id}.secret"), Some(secret));
        }
        Ok(())
    }
}

/// A secret that no one can guess, as Standard Webhooks writes it; any phone system takes it as a text.
pub(crate) fn new_secret() -> SecretString {
    SecretString::from(format!("whsec_{}", STANDARD.encode(random::<[u8; 32]>())))
}
