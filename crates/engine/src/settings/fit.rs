//! From settings to the parts of the engine that follow from them. Whatever cannot be used is told here, before anything
//! is replaced.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use domain::number::NumberPlan;
use domain::profile::{BUILTIN, Profile};
use domain::task::SourceFacts;
use secrecy::SecretString;
use toml::{Table, Value};

use super::config::{self, Config};
use super::error::SettingsError;
use super::{paths, salesforce_login, users};
use crate::{Delivery, MailSettings, Mirroring, People, PhoneSystem};

/// The parts that follow from the settings.
#[derive(Debug)]
pub(crate) struct Fitted {
    pub(crate) salesforce: salesforce::Settings,
    /// Whether anybody has said yet which org it is.
    pub(crate) named_org: bool,
    pub(crate) phone_systems: BTreeMap<String, Arc<PhoneSystem>>,
    pub(crate) delivery: Delivery,
    pub(crate) people: People,
    pub(crate) mail: Option<MailSettings>,
}

/// Makes all parts.
///
/// # Errors
/// The first setting that cannot be used.
pub(crate) fn fit(config: &Config) -> Result<Fitted, SettingsError> {
    // All of them, also those that no source follows yet: who saves one wants to know.
    for name in config.profiles.keys() {
        check_profile(name, config)?;
    }
    let mut phone_systems = BTreeMap::new();
    for source in &config.sources {
        phone_systems.insert(source.id.clone(), Arc::new(phone_system(source, config)?));
    }
    let delivery = &config.delivery;
    Ok(Fitted {
        salesforce: salesforce_login::settings(&config.salesforce)?,
        named_org: !config.salesforce.client_id.is_empty(),
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
        mail: MailSettings::of_config(config)?,
    })
}

/// Where people are looked up.
///
/// # Errors
/// When `salesforce.people` is neither of the two words.
pub fn people(from: &config::Salesforce) -> Result<People, SettingsError> {
    match from.people.as_str() {
        "live" => Ok(People::Live),
        "mirror" => Ok(People::Mirror(Mirroring {
            poll_ms: from.people_poll_seconds * 1000,
            change_events: from.people_change_events,
            pubsub_url: Some(from.pubsub_url.clone()).filter(|url| !url.is_empty()),
            oldest_ms: from.people_oldest_seconds * 1000,
        })),
        other => Err(SettingsError::new("people", "salesforce.people").with("value", other)),
    }
}

/// One configured source with its secret, its profile and its numbers.
///
/// # Errors
/// What is wrong with it.
pub fn phone_system(
    source: &config::Source,
    config: &Config,
) -> Result<PhoneSystem, SettingsError> {
    let id = &source.id;
    let wrong = |code: &'static str, key: &str| {
        SettingsError::new(code, format!("source.{id}.{key}")).with("id", id)
    };
    let kind =
        sources::find(&source.kind).map_err(|message| wrong("kind", "kind").because(&message))?;
    let mut secrets = Vec::new();
    if !source.secret.is_empty() || !source.secret_file.is_empty() {
        secrets.push(secret(&source.secret, &source.secret_file)?);
    }
    if !source.secret_previous.is_empty() {
        secrets.push(SecretString::from(source.secret_previous.clone()));
    }
    if secrets.is_empty() && !source.open {
        return Err(wrong("no_secret", "secret"));
    }
    let settings = sources::Settings {
        id: id.clone(),
        secrets,
        options: options(source)?,
        region: source.region.clone(),
        time_zone: source.time_zone.clone(),
    };
    kind.check(&settings).map_err(|message| wrong("source", "").because(&message))?;
    let mut profile = profile(&source.profile, config)
        .map_err(|error| error.at(&format!("the source `{id}`")))?;
    users::add_users(&mut profile, &source.users_file, id)?;
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
            id: id.clone(),
            time_zone: Some(source.time_zone.clone()),
            region: source.region.clone(),
            history_url_base: Some(source.history_url.clone()).filter(|url| !url.is_empty()),
        },
    })
}

/// The options of a source; what stands in a file (`api_token_file`) is read from it (`api_token`).
fn options(source: &config::Source) -> Result<BTreeMap<String, String>, SettingsError> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut options = BTreeMap::new();
    for (name, value) in &source.options {
        match value {
            Value::Table(table) => {
                let entries = table.iter();
                options.extend(entries.map(|(key, value)| (format!("{name}.{key}"), text(value))));
            }
            value => match name.strip_suffix(paths::FILE_OPTION) {
                Some(secret) => {
                    options.insert(secret.to_owned(), read(&text(value))?.trim().to_owned());
                }
                None => drop(options.insert(name.clone(), text(value))),
            },
        }
    }
    Ok(options)
}

fn check_profile(name: &str, config: &Config) -> Result<(), SettingsError> {
    let path = format!("profile.{name}");
    if BUILTIN.iter().any(|(builtin, _)| *builtin == name) || name.ends_with(".toml") {
        return Err(SettingsError::new("profile_name", path).with("name", name));
    }
    profile(name, config).map(drop)
}

/// A profile of one's own, a built-in one, or the file at a path that ends in `.toml`.
///
/// # Errors
/// That there is none, or what is wrong with it.
pub fn profile(name: &str, config: &Config) -> Result<Profile, SettingsError> {
    let profile = if name.ends_with(".toml") {
        let text = read(name)?;
        let folder = Path::new(name).parent().unwrap_or(Path::new("")).to_owned();
        let beside =
            |other: &str| std::fs::read_to_string(folder.join(format!("{other}.toml"))).ok();
        Profile::parse(&text, &|other| text_of(other, config).or_else(|| beside(other)))
    } else if let Some(text) = text_of(name, config) {
        Profile::parse(&text, &|other| text_of(other, config))
    } else {
        Profile::builtin(name)
    };
    let profile = profile.map_err(|error| {
        SettingsError::new("profile", format!("profile.{name}")).because(&error.sentence())
    })?;
    // A profile that wrote over the calls' key would make their Tasks impossible to find again.
    let key = &config.salesforce.call_id_field;
    match profile.fields.keys().find(|field| field.eq_ignore_ascii_case(key)) {
        Some(field) => Err(SettingsError::new("profile_key", format!("profile.{name}.fields"))
            .with("name", &profile.name)
            .with("field", field)),
        None => Ok(profile),
    }
}

/// A profile of one's own as a text; it is called what its table is called.
fn text_of(name: &str, config: &Config) -> Option<String> {
    let mut table = Table::new();
    table.insert("name".to_owned(), Value::String(name.to_owned()));
    let own = config.profiles.get(name)?.clone();
    table.extend(own.into_iter().filter(|(key, _)| key != "name"));
    toml::to_string(&table).ok()
}

pub(crate) fn secret(text: &str, file: &str) -> Result<SecretString, SettingsError> {
    if file.is_empty() {
        return Ok(SecretString::from(text.to_owned()));
    }
    Ok(SecretString::from(read(file)?.trim().to_owned()))
}

fn read(path: &str) -> Result<String, SettingsError> {
    std::fs::read_to_string(path)
        .map_err(|error| SettingsError::new("file", path).with("detail", error))
}
