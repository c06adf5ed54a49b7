//! Puts the parts together as the configuration says. The only place that knows which parts there are.

mod users;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use domain::number::NumberPlan;
use domain::profile::Profile;
use domain::task::SourceFacts;
use engine::{Delivery, Engine, Mirroring, Parts, People, PhoneSystem, Vault};
use secrecy::SecretString;
use store::{Store, StoreOptions};

use crate::Settings;
use crate::config::{self, Config};
use crate::key_file;

/// Reads the configuration: the named file, else `ringledger.toml` here if there is one, else defaults.
pub(crate) fn load(settings: &Settings) -> Result<Config> {
    let here = Path::new("ringledger.toml");
    let file = settings.config.as_deref().or_else(|| here.exists().then_some(here));
    Config::load(file, std::env::vars())
}

/// Starts logging to standard error, as `[log]` says.
pub(crate) fn start_log(log: &config::Log) -> Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(&log.level)
        .with_context(|| format!("log.level `{}` is not a level or a filter", log.level))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match log.format.as_str() {
        "json" => builder.json().try_init(),
        "text" => builder.try_init(),
        other => bail!("log.format is `{other}`; use \"text\" or \"json\""),
    };
    started.map_err(|error| anyhow!("logging could not start: {error}"))
}

/// Opens the database, with the key for secrets; makes the key beside a new SQLite file.
pub(crate) async fn open_store(config: &Config) -> Result<Store> {
    let key = match config.key_file() {
        _ if !config.secrets.key.is_empty() => {
            Some(key_file::parse(&config.secrets.key).context("secrets.key is no key")?)
        }
        Some(path) => Some(key_file::read_or_make(&path).with_context(|| {
            format!("the key that encrypts secrets, {}, cannot be read or made", path.display())
        })?),
        None => None,
    };
    let options = StoreOptions { queue: config.database.queue, ..StoreOptions::default() };
    Ok(Store::open(&config.database.url, key, options).await?)
}

/// Builds the engine on an open database.
pub(crate) fn engine(config: &Config, store: Store) -> Result<Engine> {
    let vault = Arc::new(Vault::new(store.clone()));
    let clock: engine::Clock = Arc::new(now);
    let salesforce_settings = salesforce_settings(&config.salesforce)?;
    let salesforce = salesforce::Client::new(salesforce_settings.clone(), vault, clock.clone())?;
    let mut phone_systems = BTreeMap::new();
    for source in &config.sources {
        let system = phone_system(source).with_context(|| format!("the source `{}`", source.id))?;
        check_key(&system.profile, &config.salesforce.call_id_field)
            .with_context(|| format!("the source `{}`", source.id))?;
        phone_systems.insert(source.id.clone(), Arc::new(system));
    }
    let delivery = &config.delivery;
    Ok(Engine::new(Parts {
        store,
        salesforce,
        salesforce_settings,
        phone_systems,
        delivery: Delivery {
            workers: delivery.workers,
            batch: delivery.batch,
            linger_ms: delivery.linger_ms,
            retry_ms: delivery.retry_hours * 3_600_000,
            settle_ms: delivery.settle_seconds * 1000,
            lease_ms: delivery.lease_seconds * 1000,
            quota_reserve_percent: delivery.quota_reserve_percent,
            directory_ms: delivery.directory_seconds * 1000,
            call_id_field: config.salesforce.call_id_field.clone(),
        },
        people: people(&config.salesforce)?,
        clock,
    }))
}

/// Where people are looked up.
pub(crate) fn people(from: &config::Salesforce) -> Result<People> {
    match from.people.as_str() {
        "live" => Ok(People::Live),
        "mirror" => Ok(People::Mirror(Mirroring {
            poll_ms: from.people_poll_seconds * 1000,
            change_events: from.people_change_events,
            pubsub_url: Some(from.pubsub_url.clone()).filter(|url| !url.is_empty()),
            oldest_ms: from.people_oldest_seconds * 1000,
        })),
        other => bail!(
            "salesforce.people is `{other}`; use \"mirror\" for a copy of the org's people, or \"live\" to ask \
             Salesforce each time"
        ),
    }
}

/// Refuses a profile that would write over the calls' key: their Tasks could not be found again.
fn check_key(profile: &Profile, key: &str) -> Result<()> {
    match profile.fields.keys().find(|field| field.eq_ignore_ascii_case(key)) {
        Some(field) => bail!(
            "the profile `{}` sets {field} in [fields], but that field holds each call's key \
             (salesforce.call_id_field); take the line out of the profile",
            profile.name
        ),
        None => Ok(()),
    }
}

/// The wall clock in UTC milliseconds.
pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

fn salesforce_settings(from: &config::Salesforce) -> Result<salesforce::Settings> {
    let secret = secret(&from.client_secret, &from.client_secret_file)?;
    let auth = match from.auth.as_str() {
        "client_credentials" => salesforce::Auth::ClientCredentials {
            client_id: from.client_id.clone(),
            client_secret: secret,
        },
        "web" => {
            salesforce::Auth::Web { client_id: from.client_id.clone(), client_secret: Some(secret) }
        }
        "jwt" => jwt(from)?,
        other => {
            bail!("salesforce.auth is `{other}`; use \"client_credentials\", \"jwt\" or \"web\"")
        }
    };
    Ok(salesforce::Settings {
        login_url: from
            .login_url
            .parse()
            .with_context(|| format!("salesforce.login_url `{}` is not a URL", from.login_url))?,
        api_version: from.api_version.clone(),
        auth,
        timeout: Duration::from_secs(from.timeout_seconds),
    })
}

fn jwt(from: &config::Salesforce) -> Result<salesforce::Auth> {
    if from.username.is_empty() {
        bail!(
            "salesforce.auth is \"jwt\", but salesforce.username is empty; name the user as whom calls are written"
        );
    }
    if from.private_key_file.is_empty() {
        bail!(
            "salesforce.auth is \"jwt\", but salesforce.private_key_file is empty; name the file with the \
             private key (PEM) whose certificate the app knows"
        );
    }
    let key = read(&from.private_key_file).context("salesforce.private_key_file")?;
    let audience = if from.audience.is_empty() { &from.login_url } else { &from.audience };
    Ok(salesforce::Auth::Jwt {
        client_id: from.client_id.clone(),
        username: from.username.clone(),
        private_key_pem: SecretString::from(key),
        audience: audience.clone(),
    })
}

/// One configured source with its secret, its profile and its numbers.
pub(crate) fn phone_system(source: &config::Source) -> Result<PhoneSystem> {
    let kind = sources::find(&source.kind).map_err(|message| anyhow!("{message}"))?;
    let mut secrets = Vec::new();
    if !source.secret.is_empty() || !source.secret_file.is_empty() {
        secrets.push(secret(&source.secret, &source.secret_file)?);
    }
    if !source.secret_previous.is_empty() {
        secrets.push(SecretString::from(source.secret_previous.clone()));
    }
    if secrets.is_empty() && !source.open {
        bail!(
            "it has no `secret`, so anybody could write calls; set one, or `open = true` behind a proxy that authenticates"
        );
    }
    let settings = sources::Settings {
        id: source.id.clone(),
        secrets,
        options: options(source)?,
        region: source.region.clone(),
        time_zone: source.time_zone.clone(),
    };
    kind.check(&settings).map_err(|message| anyhow!("{message}"))?;
    let mut profile = profile(&source.profile)?;
    users::add_users(&mut profile, &source.users_file)?;
    Ok(PhoneSystem {
        source: kind,
        settings,
        profile,
        numbers: NumberPlan {
            region: source.region.clone(),
            own_numbers: source.own_numbers.clone(),
            extensions: source.extensions.clone(),
            e164_without_plus: source.e164_without_plus,
            strip_prefixes: source.strip_prefixes.clone(),
        },
        facts: SourceFacts {
            id: source.id.clone(),
            time_zone: Some(source.time_zone.clone()),
            region: source.region.clone(),
            history_url_base: Some(source.history_url.clone()).filter(|url| !url.is_empty()),
        },
    })
}

/// The options of a source; what stands in a file (`api_token_file`) is read from it (`api_token`).
fn options(source: &config::Source) -> Result<BTreeMap<String, String>> {
    let text = |value: &toml::Value| match value {
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut options = BTreeMap::new();
    for (name, value) in &source.options {
        match value {
            toml::Value::Table(table) => {
                options.extend(
                    table.iter().map(|(key, value)| (format!("{name}.{key}"), text(value))),
                );
            }
            value => match name.strip_suffix(config::FILE_OPTION) {
                Some(secret) => {
                    let content = read(&text(value)).with_context(|| format!("options.{name}"))?;
                    options.insert(secret.to_owned(), content.trim().to_owned());
                }
                None => drop(options.insert(name.clone(), text(value))),
            },
        }
    }
    Ok(options)
}

/// A built-in profile, or the file at a path that ends in `.toml`.
fn profile(name: &str) -> Result<Profile> {
    if !name.ends_with(".toml") {
        return Ok(Profile::builtin(name)?);
    }
    let text = read(name)?;
    let folder = Path::new(name).parent().unwrap_or(Path::new("")).to_owned();
    let lookup = |other: &str| std::fs::read_to_string(folder.join(format!("{other}.toml"))).ok();
    Profile::parse(&text, &lookup).with_context(|| format!("the profile {name}"))
}

fn secret(text: &str, file: &str) -> Result<SecretString> {
    if file.is_empty() {
        return Ok(SecretString::from(text.to_owned()));
    }
    Ok(SecretString::from(read(file)?.trim().to_owned()))
}

fn read(path: &str) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("{path} cannot be read"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_may_not_set_the_calls_key() {
        let text =
            "name = \"mine\"\nextends = \"default\"\n[fields]\nringledger_call_id__c = \"x\"";
        let profile = Profile::parse(text, &|_| None).unwrap();
        let error = check_key(&profile, "Ringledger_Call_Id__c").unwrap_err().to_string();
        assert!(error.contains("`mine` sets ringledger_call_id__c in [fields]"), "{error}");
        assert!(error.contains("salesforce.call_id_field"), "{error}");
        assert!(check_key(&profile, "Other_Key__c").is_ok());
    }

    #[test]
    fn people_are_looked_up_live_or_in_a_copy() {
        let mut settings = Config::load(None, []).unwrap().salesforce;
        let mirroring = people(&settings).unwrap().mirroring().cloned().unwrap();
        assert_eq!((mirroring.poll_ms, mirroring.pubsub_url), (45_000, None));
        settings.people = "live".to_owned();
        assert_eq!(people(&settings).unwrap(), People::Live);
        settings.people = "copy".to_owned();
        let error = people(&settings).unwrap_err().to_string();
        assert!(error.contains("salesforce.people is `copy`; use \"mirror\""), "{error}");
    }

    #[test]
    fn signing_in_by_jwt_names_what_is_missing() {
        let mut settings = Config::load(None, []).unwrap().salesforce;
        settings.auth = "jwt".to_owned();
        let problem = |settings: &config::Salesforce| {
            format!("{:#}", salesforce_settings(settings).unwrap_err())
        };
        assert!(problem(&settings).contains("salesforce.username is empty"));
        settings.username = "calls@example.com".to_owned();
        assert!(problem(&settings).contains("salesforce.private_key_file is empty"));
        settings.private_key_file = "/no/such/key.pem".to_owned();
        let error = problem(&settings);
        assert!(
            error.contains("salesforce.private_key_file") && error.contains("/no/such/key.pem"),
            "{error}"
        );
    }
}
