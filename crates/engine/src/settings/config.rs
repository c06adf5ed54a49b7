//! Every setting with its kind. The sentences about each stand in `config.default.toml`.

#![allow(missing_docs, reason = "the sentences about each key stand in config.default.toml")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::{Table, Value};

/// Every setting, with all layers applied. The sentences stand in `config.default.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: Server,
    pub console: Console,
    pub database: Database,
    pub secrets: Secrets,
    pub salesforce: Salesforce,
    pub delivery: Delivery,
    pub mail: Mail,
    pub retention: Retention,
    pub log: Log,
    #[serde(rename = "source")]
    pub sources: Vec<Source>,
    /// Profiles of one's own by name, as they were written.
    #[serde(rename = "profile")]
    pub profiles: BTreeMap<String, Table>,
}

/// `[server]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    pub listen: String,
    pub public_url: String,
    pub max_body_bytes: usize,
}

/// `[console]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Console {
    pub session_idle_minutes: i64,
    pub session_hours: i64,
    pub salesforce_default_role: String,
    pub proxies: usize,
}

/// `[database]`.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    pub url: String,
    pub queue: usize,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database").field("queue", &self.queue).finish_non_exhaustive()
    }
}

/// `[secrets]`.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secrets {
    pub key_file: String,
    pub key: String,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secrets").field("key_file", &self.key_file).finish_non_exhaustive()
    }
}

/// `[salesforce]`.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Salesforce {
    pub login_url: String,
    pub api_version: String,
    pub auth: String,
    pub client_id: String,
    pub client_secret: String,
    pub client_secret_file: String,
    pub username: String,
    pub private_key_file: String,
    pub private_key: String,
    pub audience: String,
    pub call_id_field: String,
    pub timeout_seconds: u64,
    pub people: String,
    pub people_poll_seconds: i64,
    pub people_change_events: bool,
    pub pubsub_url: String,
    pub people_oldest_seconds: i64,
}

impl std::fmt::Debug for Salesforce {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Salesforce").field("login_url", &self.login_url).finish_non_exhaustive()
    }
}

/// `[delivery]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    pub workers: usize,
    pub batch: usize,
    pub linger_ms: u64,
    pub retry_hours: i64,
    pub settle_seconds: i64,
    pub lease_seconds: i64,
    pub quota_reserve_percent: u64,
    pub directory_seconds: i64,
}

/// `[mail]`.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub host: String,
    pub port: u16,
    pub tls: String,
    pub user: String,
    pub password: String,
    pub password_file: String,
    pub from: String,
    pub to: Vec<String>,
    pub timeout_seconds: u64,
    pub language: String,
    pub time_zone: String,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail").field("host", &self.host).finish_non_exhaustive()
    }
}

/// `[retention]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    pub raw_days: i64,
    pub call_days: i64,
}

/// `[log]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    pub format: String,
    pub level: String,
    pub otlp_url: String,
}

/// One `[[source]]`.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub id: String,
    pub kind: String,
    pub secret: String,
    pub secret_file: String,
    pub secret_previous: String,
    pub open: bool,
    pub profile: String,
    pub users_file: String,
    pub region: String,
    pub time_zone: String,
    pub own_numbers: Vec<String>,
    pub extensions: Vec<String>,
    pub e164_without_plus: bool,
    pub strip_prefixes: Vec<String>,
    pub history_url: String,
    pub options: BTreeMap<String, Value>,
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl Config {
    /// The file with the key that encrypts secrets: as configured, or beside the SQLite file.
    #[must_use]
    pub fn key_file(&self) -> Option<PathBuf> {
        if !self.secrets.key_file.is_empty() {
            return Some(PathBuf::from(&self.secrets.key_file));
        }
        let database = Path::new(self.database.url.strip_prefix("sqlite://")?);
        Some(database.with_file_name("ringledger.key"))
    }
}
