//! Connecting and disconnecting an org while everything runs (F7). What was set for an org is remembered when it is
//! disconnected, and comes back when the same org is connected again.

use std::collections::BTreeMap;
use std::time::Duration;

use salesforce::{Failure, Identity, TokenVault as _};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use store::StoreError;
use toml::{Table, Value};

use super::error::SettingsError;
use super::logging::DISCONNECTED;
use super::versions::Change;
use crate::{Engine, ORG, Vault};

/// What was set for the orgs that were disconnected, among the store's secrets: it names orgs and users.
const BACKUP: &str = "salesforce_backup";

/// A person waits for it: then the tokens are forgotten without Salesforce.
const PATIENCE: Duration = Duration::from_secs(10);

/// The secrets of a connection.
const SECRETS: [&str; 2] = ["salesforce.client_secret", "salesforce.private_key"];

/// The keys of `[salesforce]` that say which org and as whom; all others are what was set for it.
const WHO: [&str; 6] = ["login_url", "auth", "client_id", "username", "audience", "api_version"];

/// Where else the access token is sent.
const PUBSUB: &str = "pubsub_url";

/// Whether a change leads to another org, or to another user of it: then whoever makes it must be one who may connect.
pub(super) fn leads_elsewhere(before: &Table, change: &Change) -> bool {
    let key = |document: &Table, key: &str| -> Option<Value> {
        document.get("salesforce").and_then(Value::as_table)?.get(key).cloned()
    };
    let mut keys = WHO.into_iter().chain([PUBSUB]);
    keys.any(|name| key(before, name) != key(&change.document, name))
        || SECRETS.iter().any(|path| change.secrets.contains_key(*path))
}

/// The document as it was when each org was disconnected, by the org's id.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Backups(BTreeMap<String, String>);

/// How a disconnection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disconnected {
    /// Whether Salesforce has taken the token back. If not, an administrator can do so there.
    pub revoked: bool,
}

/// Who we are at Salesforce now, and what came back with that.
#[derive(Debug, Clone)]
pub struct Connected {
    /// The user and the org.
    pub identity: Identity,
    /// Whether settings came back that had been made for this org before it was disconnected.
    pub restored: bool,
}

/// Why a connection does not work.
#[derive(Debug, thiserror::Error)]
pub enum Unconnected {
    /// Salesforce refuses, or does not answer.
    #[error("{0}")]
    Salesforce(#[from] Failure),
    /// The settings do not allow it.
    #[error("{0}")]
    Settings(#[from] SettingsError),
    /// The store does not answer.
    #[error("{0}")]
    Store(#[from] StoreError),
}

impl Engine {
    /// Ends the connection: takes the token back at Salesforce, forgets the secrets, keeps a backup of the settings, and
    /// holds the calls until an org is connected again. Webhooks are kept meanwhile.
    ///
    /// # Errors
    /// `locked_connection` where file or environment name the org; as for [`Engine::change_settings`].
    pub async fn disconnect(&self, who: &str) -> Result<Disconnected, SettingsError> {
        if self.locked("salesforce.client_id").is_some() {
            return Err(SettingsError::new("locked_connection", "salesforce.client_id"));
        }
        let settings = self.settings().await?;
        self.hold(DISCONNECTED, "settings-hold-disconnected", Some(who)).await?;
        let asked = async {
            let client = self.salesforce();
            if let Ok(identity) = client.identity().await {
                self.keep_backup(&identity, &settings.document).await?;
            }
            Ok::<bool, SettingsError>(client.revoke().await.is_ok())
        };
        let revoked = match tokio::time::timeout(PATIENCE, asked).await {
            Ok(asked) => asked?,
            Err(_) => false,
        };
        if !revoked {
            drop(Vault::new(self.store().clone()).clear().await);
        }
        let mut document = settings.document;
        document.remove("salesforce");
        self.change_settings(Change {
            expected: settings.version,
            document,
            secrets: SECRETS.map(|path| (path.to_owned(), None)).into(),
            who: who.to_owned(),
            note: "disconnect".to_owned(),
            ..Change::default()
        })
        .await?;
        Ok(Disconnected { revoked })
    }

    /// Takes note of a connection that works: what was set for this org before comes back, the copy of another org's
    /// people is given up, and calls that waited for a connection go on.
    ///
    /// # Errors
    /// Why it does not work.
    pub async fn settle_connection(&self, who: &str) -> Result<Connected, Unconnected> {
        let identity = self.salesforce().identity().await?;
        self.doubt_copy_without(&identity.user_id).await?;
        let restored = match self.restore(&identity, who).await {
            // The backup stays. An org must not be kept out by what was once set for it.
            Err(Unconnected::Settings(error)) => {
                tracing::error!("what was set for this org before does not hold any more: {error}");
                false
            }
            restored => restored?,
        };
        self.release(DISCONNECTED).await?;
        self.store().resume(ORG).await?;
        self.0.due.notify_one();
        Ok(Connected { identity, restored })
    }

    async fn keep_backup(&self, identity: &Identity, document: &Table) -> Result<(), StoreError> {
        let mut backups = self.backups().await?;
        let text = toml::to_string(document).unwrap_or_default();
        backups.0.insert(identity.organization_id.to_string(), text);
        self.put_backups(&backups).await
    }

    /// Puts back what was set for this org: the other keys of `[salesforce]`, the profiles, and which source follows
    /// which. Sources that were added since stay.
    async fn restore(&self, identity: &Identity, who: &str) -> Result<bool, Unconnected> {
        let mut backups = self.backups().await?;
        let Some(text) = backups.0.remove(&identity.organization_id.to_string()) else {
            return Ok(false);
        };
        let backup = super::document::parse(&text)?;
        let settings = self.settings().await?;
        let document = laid_back(&settings.document, &backup);
        let differs = document != settings.document;
        if differs {
            self.change_settings(Change {
                expected: settings.version,
                document,
                secrets: BTreeMap::new(),
                who: who.to_owned(),
                note: "reconnect".to_owned(),
                ..Change::default()
            })
            .await?;
        }
        self.put_backups(&backups).await?;
        Ok(differs)
    }

    async fn backups(&self) -> Result<Backups, StoreError> {
        let text = self.store().secret_get(ORG, BACKUP).await?;
        let read = text.and_then(|text| serde_json::from_str(text.expose_secret()).ok());
        Ok(read.unwrap_or_default())
    }

    async fn put_backups(&self, backups: &Backups) -> Result<(), StoreError> {
        let text = serde_json::to_string(backups).unwrap_or_default();
        self.store().secret_put(ORG, BACKUP, &SecretString::from(text)).await
    }
}

/// The document of now with what the backup says beside the connection itself.
fn laid_back(now: &Table, backup: &Table) -> Table {
    let mut document = now.clone();
    let section = |table: &Table| table.get("salesforce").and_then(Value::as_table).cloned();
    let mut connection = section(now).unwrap_or_default();
    for (key, value) in section(backup).unwrap_or_default() {
        if !WHO.contains(&key.as_str()) {
            connection.insert(key, value);
        }
    }
    if !connection.is_empty() {
        document.insert("salesforce".to_owned(), Value::Table(connection));
    }
    // Profiles that were added since stay as well: a source may follow one.
    if let Some(before) = backup.get("profile").and_then(Value::as_table) {
        let now = document.entry("profile").or_insert_with(|| Value::Table(Table::new()));
        if let Some(now) = now.as_table_mut() {
            now.extend(before.clone());
        }
    }
    let followed: BTreeMap<&str, &Value> = sources(backup)
        .filter_map(|source| Some((source.get("id")?.as_str()?, source.get("profile")?)))
        .collect();
    if let Some(Value::Array(now)) = document.get_mut("source") {
        for source in now.iter_mut().filter_map(Value::as_table_mut) {
            let id = source.get("id").and_then(Value::as_str).unwrap_or_default();
            if let Some(profile) = followed.get(id).copied().cloned() {
                source.insert("profile".to_owned(), profile);
            }
        }
    }
    document
}

fn sources(document: &Table) -> impl Iterator<Item = &Table> {
    let sources = document.get("source").and_then(Value::as_array);
    sources.into_iter().flatten().filter_map(Value::as_table)
}
