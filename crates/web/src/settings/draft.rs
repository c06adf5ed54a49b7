//! A change of the settings while it is being put together from a form.

use std::collections::BTreeMap;

use engine::settings::{Change, Settings, SettingsError};
use secrecy::SecretString;
use toml::{Table, Value};

use super::deeds;
use crate::Shared;
use crate::access::{Capability, SignedIn};

/// The settings as they are, and the document as it is to be.
pub(crate) struct Draft<'a> {
    shared: &'a Shared,
    pub(crate) settings: Settings,
    document: Table,
    secrets: BTreeMap<String, Option<SecretString>>,
}

impl<'a> Draft<'a> {
    /// Begins with the newest settings.
    pub(crate) async fn of(shared: &'a Shared) -> Result<Draft<'a>, SettingsError> {
        let settings = shared.engine.settings().await?;
        let document = settings.document.clone();
        Ok(Draft { shared, settings, document, secrets: BTreeMap::new() })
    }

    /// Sets a key of a section, unless it is fixed outside of the console.
    pub(crate) fn set(&mut self, section: &str, key: &str, value: impl Into<Value>) {
        if self.shared.engine.locked(&format!("{section}.{key}")).is_some() {
            return;
        }
        let section = self.document.entry(section).or_insert_with(|| Value::Table(Table::new()));
        if let Value::Table(section) = section {
            section.insert(key.to_owned(), value.into());
        }
    }

    /// Sets a key of a source, which is added if the document does not have it.
    pub(crate) fn set_source(&mut self, id: &str, key: &str, value: impl Into<Value>) {
        if self.shared.engine.locked(&format!("source.{id}.{key}")).is_some() {
            return;
        }
        let sources = self.document.entry("source").or_insert_with(|| Value::Array(Vec::new()));
        let Value::Array(sources) = sources else { return };
        let is_meant = |source: &Value| source.get("id").and_then(Value::as_str) == Some(id);
        let place = sources.iter().position(is_meant).unwrap_or_else(|| {
            let id = ("id".to_owned(), Value::String(id.to_owned()));
            sources.push(Value::Table(Table::from_iter([id])));
            sources.len() - 1
        });
        if let Some(Value::Table(source)) = sources.get_mut(place) {
            source.insert(key.to_owned(), value.into());
        }
    }

    /// Takes a source out of the document.
    pub(crate) fn remove_source(&mut self, id: &str) {
        if let Some(Value::Array(sources)) = self.document.get_mut("source") {
            sources.retain(|source| source.get("id").and_then(Value::as_str) != Some(id));
        }
    }

    /// Keeps a secret, or forgets it.
    pub(crate) fn secret(&mut self, path: String, secret: Option<SecretString>) {
        if self.shared.engine.locked(&path).is_none() {
            self.secrets.insert(path, secret);
        }
    }

    /// Checks it as a whole and keeps it as the version after `expected`. That it is tried is written down first.
    pub(crate) async fn keep(
        self,
        signed_in: &SignedIn,
        expected: i64,
        note: &str,
    ) -> Result<i64, SettingsError> {
        let change = Change {
            expected,
            document: self.document,
            secrets: self.secrets,
            who: signed_in.name.clone(),
            note: note.to_owned(),
            keeps_connection: !signed_in.may(Capability::ManageAccess),
            ..Change::default()
        };
        deeds::change(self.shared, signed_in, &self.settings.document, change).await
    }
}
