//! The document of the console in its versions: reading it, changing it, going back.

use std::collections::BTreeMap;
use std::sync::Arc;

use secrecy::SecretString;
use store::{NewSettings, SettingVersion, StoreError};
use toml::Table;
use uuid::Uuid;

use super::config::Config;
use super::error::SettingsError;
use super::fit::fit;
use super::in_use::{InUse, Kept};
use super::layers::Origin;
use super::{connection, document, secrets};
use crate::{Engine, ORG};

/// More versions than anybody looks through.
const MOST_VERSIONS: i64 = 500;

/// The settings as they are now.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The version of the document; 0 if nobody has changed anything in the console.
    pub version: i64,
    /// What was set in the console.
    pub document: Table,
    /// Everything that holds, with all layers applied. Holds secrets: show none of its texts unasked.
    pub config: Arc<Config>,
    /// The paths of the secrets that are kept with the document, such as `source.main.secret`.
    pub secrets: Vec<String>,
}

/// A change of the settings.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// The version that was changed; if it is not the newest any more, nothing is kept.
    pub expected: i64,
    /// The whole document as it is to be.
    pub document: Table,
    /// Secrets by path that are to be kept, or (`None`) forgotten. All others stay, but for those of
    /// [`Engine::forgotten_by`].
    pub secrets: BTreeMap<String, Option<SecretString>>,
    /// Who changes it.
    pub who: String,
    /// What for, in one line.
    pub note: String,
    /// Whether it must leave alone which org is written to, and as whom: whoever makes it may not connect another one.
    pub keeps_connection: bool,
    /// Whether it goes back to an earlier document: a source that comes back has the secrets that were kept for that.
    pub undoes: bool,
}

impl Engine {
    /// The newest settings, whoever made them on whatever node. Where they cannot be used, their document is told all the
    /// same, so that it can be mended, beside the configuration that is in use instead.
    ///
    /// # Errors
    /// When the store does not answer, or the newest document is no TOML.
    pub async fn settings(&self) -> Result<Settings, SettingsError> {
        let followed = self.follow_settings().await;
        let in_use = self.in_use();
        let mut settings = Settings {
            version: in_use.version,
            document: in_use.document.clone(),
            config: in_use.config.clone(),
            secrets: in_use.secrets.clone(),
        };
        if followed.is_err() {
            let newest = self.0.store.setting_versions(ORG, None, 1).await?.pop();
            if let Some(newest) = newest.filter(|newest| newest.version > settings.version) {
                settings.version = newest.version;
                settings.document = document::parse(&newest.body)?;
            }
            settings.secrets = self.kept_secrets().await?.into_keys().collect();
        }
        Ok(settings)
    }

    /// Who fixed the setting at `path` outside of the console, where it cannot be changed; `None` if it can.
    #[must_use]
    pub fn locked(&self, path: &str) -> Option<Origin> {
        self.0.layers.origin(path).cloned()
    }

    /// The paths of the kept secrets that would be sent to another place after this change, such as the password of
    /// another mail server, or that were another source's of the same id. They are forgotten with it unless the change
    /// brings them.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn forgotten_by(&self, change: &Change) -> Result<Vec<String>, SettingsError> {
        let Settings { secrets: kept, document: before, .. } = self.settings().await?;
        let mut paths = secrets::sent_elsewhere(kept.iter(), &before, &change.document);
        if !change.undoes {
            paths.extend(secrets::of_another_source(kept.iter(), &before, &change.document));
        }
        paths.retain(|path| !change.secrets.contains_key(path));
        Ok(paths)
    }

    /// Checks a changed document as a whole, with what file and environment fix above it, and keeps it as the next
    /// version. It counts at once here and within a second or two on other nodes. Returns its number.
    ///
    /// # Errors
    /// The first setting that cannot be used; `changed_meanwhile` if somebody else was faster; `connection` if it must
    /// keep the connection and does not. Nothing was kept then.
    pub async fn change_settings(&self, mut change: Change) -> Result<i64, SettingsError> {
        document::check_change(&change)?;
        if change.keeps_connection {
            let before = self.settings().await?.document;
            if connection::leads_elsewhere(&before, &change) {
                return Err(SettingsError::new("connection", "salesforce"));
            }
        }
        let forgotten = self.forgotten_by(&change).await?;
        change.secrets.extend(forgotten.into_iter().map(|path| (path, None)));
        let version = after(change.expected)?;
        let mut secrets = self.kept_secrets().await?;
        for (path, secret) in &change.secrets {
            match secret {
                Some(secret) => drop(secrets.insert(path.clone(), secret.clone())),
                None => drop(secrets.remove(path)),
            }
        }
        let kept = Kept {
            version,
            document: change.document.clone(),
            secrets: secrets.keys().cloned().collect(),
        };
        let next = self.fitted(kept, &secrets)?;
        let named = |(path, secret): (String, Option<SecretString>)| {
            (format!("{}{path}", secrets::PREFIX), secret)
        };
        let new = NewSettings {
            expected: change.expected,
            at: self.now(),
            who: change.who,
            note: change.note,
            body: toml::to_string(&change.document)
                .map_err(|error| SettingsError::new("not_toml", "").with("detail", error))?,
            secrets: change.secrets.into_iter().map(named).collect(),
            change: Uuid::new_v4().to_string(),
        };
        if !self.0.store.put_settings(ORG, new).await? {
            return Err(SettingsError::new("changed_meanwhile", ""));
        }
        self.install(next);
        self.hold_if_unusable().await;
        Ok(version)
    }

    /// What change would be refused, without keeping anything.
    ///
    /// # Errors
    /// The first setting that cannot be used.
    pub async fn check_settings(&self, document: &Table) -> Result<Arc<Config>, SettingsError> {
        document::check(document)?;
        let secrets = self.kept_secrets().await?;
        let config = self.0.layers.effective(document, &secrets)?;
        fit(&config)?;
        Ok(Arc::new(config))
    }

    /// Goes back to the document of `version`, as a new version. Secrets stay as they are now. For `keeps_connection` see
    /// [`Change`].
    ///
    /// # Errors
    /// `no_version` if there is none; as for [`Engine::change_settings`].
    pub async fn undo_settings(
        &self,
        version: i64,
        expected: i64,
        who: &str,
        keeps_connection: bool,
    ) -> Result<i64, SettingsError> {
        let found = self.0.store.setting_versions(ORG, Some(version.saturating_add(1)), 1).await?;
        let body = match found.into_iter().next() {
            Some(found) if found.version == version => found.body,
            // Before the first version nothing was set.
            _ if version == 0 => String::new(),
            _ => return Err(SettingsError::new("no_version", "").with("version", version)),
        };
        self.change_settings(Change {
            expected,
            document: document::parse(&body)?,
            secrets: BTreeMap::new(),
            who: who.to_owned(),
            note: format!("undo {version}"),
            keeps_connection,
            undoes: true,
        })
        .await
    }

    /// All versions, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn setting_versions(&self) -> Result<Vec<SettingVersion>, StoreError> {
        self.0.store.setting_versions(ORG, None, MOST_VERSIONS).await
    }

    /// The parts that follow from a document with its secrets.
    pub(super) fn fitted(
        &self,
        kept: Kept,
        secrets: &BTreeMap<String, SecretString>,
    ) -> Result<InUse, SettingsError> {
        let config = self.0.layers.effective(&kept.document, secrets)?;
        let before = self.in_use();
        InUse::new(fit(&config)?, kept, config, Some(&before), &self.0.store, &self.0.clock)
    }

    /// The secrets that are kept with the document, by path.
    pub(super) async fn kept_secrets(
        &self,
    ) -> Result<BTreeMap<String, SecretString>, SettingsError> {
        read_secrets(&self.0.store).await
    }
}

pub(super) async fn read_secrets(
    store: &store::Store,
) -> Result<BTreeMap<String, SecretString>, SettingsError> {
    let found = store.secrets_under(ORG, secrets::PREFIX).await?;
    let path = |name: String| name.trim_start_matches(secrets::PREFIX).to_owned();
    Ok(found.into_iter().map(|(name, secret)| (path(name), secret)).collect())
}

/// The version that follows `expected`. Nothing follows the last number there is: whoever expects it does not know the
/// newest version.
fn after(expected: i64) -> Result<i64, SettingsError> {
    expected.checked_add(1).ok_or_else(|| SettingsError::new("changed_meanwhile", ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_that_cannot_be_is_no_reason_to_panic() {
        assert_eq!(after(4).unwrap(), 5);
        assert!(after(i64::MAX).is_err());
    }
}
