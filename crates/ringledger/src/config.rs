//! The configuration: `config.default.toml`, then the user's file, then the environment, checked as a
//! whole, so that a wrong key is a sentence at the start and not a surprise at night.

mod check;
mod environment;
mod paths;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(crate) use paths::FILE_OPTION;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use toml::{Table, Value};

/// The lowest layer, compiled in.
pub(crate) const DEFAULTS: &str = include_str!("../../../config.default.toml");

/// Every setting, with all layers applied. The sentences stand in `config.default.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) server: Server,
    pub(crate) database: Database,
    pub(crate) secrets: Secrets,
    pub(crate) salesforce: Salesforce,
    pub(crate) delivery: Delivery,
    pub(crate) log: Log,
    #[serde(rename = "source")]
    pub(crate) sources: Vec<Source>,
}

/// `[server]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Server {
    pub(crate) listen: String,
    pub(crate) public_url: String,
    pub(crate) max_body_bytes: usize,
}

/// `[database]`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Database {
    pub(crate) url: String,
    pub(crate) queue: usize,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database").field("queue", &self.queue).finish_non_exhaustive()
    }
}

/// `[secrets]`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Secrets {
    pub(crate) key_file: String,
    pub(crate) key: String,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secrets").field("key_file", &self.key_file).finish_non_exhaustive()
    }
}

/// `[salesforce]`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Salesforce {
    pub(crate) login_url: String,
    pub(crate) api_version: String,
    pub(crate) auth: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) client_secret_file: String,
    pub(crate) username: String,
    pub(crate) private_key_file: String,
    pub(crate) audience: String,
    pub(crate) call_id_field: String,
    pub(crate) timeout_seconds: u64,
    pub(crate) people: String,
    pub(crate) people_poll_seconds: i64,
    pub(crate) people_change_events: bool,
    pub(crate) pubsub_url: String,
    pub(crate) people_oldest_seconds: i64,
}

impl std::fmt::Debug for Salesforce {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Salesforce").field("login_url", &self.login_url).finish_non_exhaustive()
    }
}

/// `[delivery]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Delivery {
    pub(crate) workers: usize,
    pub(crate) batch: usize,
    pub(crate) linger_ms: u64,
    pub(crate) retry_hours: i64,
    pub(crate) settle_seconds: i64,
    pub(crate) lease_seconds: i64,
    pub(crate) quota_reserve_percent: u64,
    pub(crate) directory_seconds: i64,
}

/// `[log]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Log {
    pub(crate) format: String,
    pub(crate) level: String,
}

/// One `[[source]]`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) secret: String,
    pub(crate) secret_file: String,
    pub(crate) secret_previous: String,
    pub(crate) open: bool,
    pub(crate) profile: String,
    pub(crate) users_file: String,
    pub(crate) region: String,
    pub(crate) time_zone: String,
    pub(crate) own_numbers: Vec<String>,
    pub(crate) extensions: Vec<String>,
    pub(crate) e164_without_plus: bool,
    pub(crate) strip_prefixes: Vec<String>,
    pub(crate) history_url: String,
    pub(crate) options: BTreeMap<String, Value>,
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
    /// Reads all layers. `file`: the user's file, if any; `environment`: name and value pairs.
    ///
    /// # Errors
    /// A sentence that names the file, the key and, for a misspelt key, the nearest right one.
    pub(crate) fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Config> {
        let (text, name) = match file {
            Some(path) => (
                std::fs::read_to_string(path)
                    .with_context(|| format!("cannot read the configuration {}", path.display()))?,
                path.display().to_string(),
            ),
            None => (String::new(), "the configuration".to_owned()),
        };
        let mut config = Config::from_layers(&text, &name, environment)?;
        if let Some(folder) = file.and_then(Path::parent) {
            config.resolve_paths(folder);
        }
        Ok(config)
    }

    fn from_layers(
        text: &str,
        name: &str,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Config> {
        let mut table: Table = toml::from_str(DEFAULTS).context("config.default.toml")?;
        let template = take_source_template(&mut table)?;
        let user: Table =
            toml::from_str(text).with_context(|| format!("{name} is not valid TOML"))?;
        merge(&mut table, user, &template, name, "")?;
        for (key, value) in environment {
            let Some(path) = environment::path(&key, &table, &template)? else {
                continue;
            };
            let path: Vec<&str> = path.split("__").collect();
            let layer = environment::nest(&path, &value, &table, &template)?;
            merge(&mut table, layer, &template, &format!("the environment variable {key}"), "")?;
        }
        let config: Config = Value::Table(table)
            .try_into()
            .with_context(|| format!("{name} has a value of the wrong kind"))?;
        config.check(name)?;
        Ok(config)
    }

    /// The file with the key that encrypts secrets: as configured, or beside the SQLite file.
    pub(crate) fn key_file(&self) -> Option<PathBuf> {
        if !self.secrets.key_file.is_empty() {
            return Some(PathBuf::from(&self.secrets.key_file));
        }
        let database = Path::new(self.database.url.strip_prefix("sqlite://")?);
        Some(database.with_file_name("ringledger.key"))
    }
}

/// The first (and only) `[[source]]` of the defaults is the template of all others.
fn take_source_template(table: &mut Table) -> Result<Table> {
    let Some(Value::Array(mut sources)) = table.insert("source".into(), Value::Array(Vec::new()))
    else {
        bail!("config.default.toml has no [[source]]");
    };
    match sources.pop() {
        Some(Value::Table(template)) => Ok(template),
        _ => bail!("config.default.toml has no [[source]]"),
    }
}

/// Lays `layer` over `base`; every key of `layer` must exist below, but for `options` of a source.
fn merge(base: &mut Table, layer: Table, template: &Table, name: &str, at: &str) -> Result<()> {
    for (key, value) in layer {
        let path = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
        if !base.contains_key(&key) {
            bail!("{name}: there is no setting `{path}`{}", suggestion(&key, base));
        }
        match (base.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(above)) if key != "options" => {
                merge(below, above, template, name, &path)?;
            }
            (Some(Value::Array(below)), Value::Array(above)) if path == "source" => {
                *below = complete_sources(above, template, name)?;
            }
            (Some(below), above) => *below = above,
            (None, _) => {}
        }
    }
    Ok(())
}

fn complete_sources(given: Vec<Value>, template: &Table, name: &str) -> Result<Vec<Value>> {
    given
        .into_iter()
        .map(|source| {
            let Value::Table(source) = source else {
                bail!("{name}: `source` must be written [[source]]")
            };
            let mut complete = template.clone();
            merge(&mut complete, source, template, name, "source")?;
            Ok(Value::Table(complete))
        })
        .collect()
}

fn suggestion(key: &str, known: &Table) -> String {
    known
        .keys()
        .map(|candidate| (strsim::damerau_levenshtein(key, candidate), candidate))
        .min()
        .filter(|(distance, _)| *distance <= 3.max(key.len() / 3))
        .map(|(_, nearest)| format!("; did you mean `{nearest}`?"))
        .unwrap_or_else(|| {
            let keys: Vec<_> = known.keys().map(String::as_str).collect();
            format!("; there are: {}", keys.join(", "))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn load(text: &str, environment: &[(&str, &str)]) -> Result<Config> {
        let environment = environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        Config::from_layers(text, "ringledger.toml", environment)
    }

    #[test]
    fn the_defaults_are_a_configuration_without_sources() {
        let config = load("", &[]).unwrap();
        assert_eq!(config.server.listen, "127.0.0.1:8080");
        assert!(config.sources.is_empty());
        assert_eq!(config.key_file().unwrap(), Path::new("ringledger.key"));
    }

    #[test]
    fn a_source_takes_the_defaults_of_the_template() {
        let config =
            load("[[source]]\nid = \"main\"\nkind = \"aircall\"\nsecret = \"s\"", &[]).unwrap();
        assert_eq!(config.sources[0].profile, "default");
        assert_eq!(config.sources[0].time_zone, "UTC");
    }

    #[test]
    fn the_environment_lies_above_the_file() {
        let text =
            "[server]\nlisten = \"1.2.3.4:1\"\n[[source]]\nid = \"main\"\nkind = \"aircall\"";
        let environment = [
            ("RINGLEDGER_SERVER__LISTEN", "127.0.0.1:9"),
            ("RINGLEDGER_DELIVERY__BATCH", "50"),
            ("RINGLEDGER_SOURCE__0__SECRET", "42"),
            ("RINGLEDGER_TEST_POSTGRES", "not ours"),
        ];
        let config = load(text, &environment).unwrap();
        assert_eq!(config.server.listen, "127.0.0.1:9");
        assert_eq!(config.delivery.batch, 50);
        assert_eq!(config.sources[0].secret, "42");
    }

    #[test]
    fn a_misspelt_key_names_the_nearest_right_one() {
        let error = load("[server]\nlissten = \"x\"", &[]).unwrap_err().to_string();
        assert_eq!(
            error,
            "ringledger.toml: there is no setting `server.lissten`; did you mean `listen`?"
        );
        let error = load("[sever]\nlisten = \"x\"", &[]).unwrap_err().to_string();
        assert!(error.contains("did you mean `server`?"), "{error}");
        let error = load("[[source]]\nid = \"a\"\nkind = \"b\"\nprofil = \"x\"", &[])
            .unwrap_err()
            .to_string();
        assert!(error.contains("did you mean `profile`?"), "{error}");
        let error = load("", &[("RINGLEDGER_SERVER__LISTN", "x")]).unwrap_err().to_string();
        assert!(
            error.contains("RINGLEDGER_SERVER__LISTN") && error.contains("`listen`"),
            "{error}"
        );
    }

    #[test]
    fn values_of_the_wrong_kind_and_impossible_values_are_refused() {
        for (text, part) in [
            ("[server]\nmax_body_bytes = \"big\"", "wrong kind"),
            ("[delivery]\nbatch = 500", "1 to 200"),
            ("[delivery]\nworkers = 0", "1 or more"),
            ("[[source]]\nkind = \"aircall\"", "needs an `id`"),
            ("[[source]]\nid = \"a\"\n[[source]]\nid = \"a\"", "two sources"),
            ("[server", "not valid TOML"),
        ] {
            let error = format!("{:#}", load(text, &[]).unwrap_err());
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
