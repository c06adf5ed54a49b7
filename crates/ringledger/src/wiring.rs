//! Puts the parts together as the configuration says. The only place that knows which parts there are.

use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use engine::Engine;
use engine::settings::{Config, Layers, config};
use store::{Store, StoreOptions};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

use crate::Settings;
use crate::{key_file, traces};

/// What file and environment say, over the defaults: all that is known before the database is open.
#[derive(Debug, Clone)]
pub(crate) struct Configuration {
    layers: Layers,
    config: Config,
}

impl Deref for Configuration {
    type Target = Config;

    fn deref(&self) -> &Config {
        &self.config
    }
}

/// Reads the configuration: the named file, else `ringledger.toml` here if there is one, else defaults.
pub(crate) fn load(settings: &Settings) -> Result<Configuration> {
    let here = Path::new("ringledger.toml");
    let file = settings.config.as_deref().or_else(|| here.exists().then_some(here));
    let layers = Layers::read(file, std::env::vars())?;
    let config = layers.alone()?;
    Ok(Configuration { layers, config })
}

/// Starts logging to standard error, and sending traces, as `[log]` says. Must be called inside a tokio runtime.
pub(crate) fn start_log(log: &config::Log) -> Result<()> {
    let filter = EnvFilter::try_new(&log.level)
        .with_context(|| format!("log.level `{}` is not a level or a filter", log.level))?;
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = match log.format.as_str() {
        "json" => lines.json().boxed(),
        "text" => lines.boxed(),
        other => bail!("log.format is `{other}`; use \"text\" or \"json\""),
    };
    tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .with(traces::layer(&log.otlp_url)?)
        .try_init()
        .map_err(|error| anyhow!("logging could not start: {error}"))
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

/// Builds the engine on an open database, as the settings there and above them say.
pub(crate) async fn engine(config: &Configuration, store: Store) -> Result<Engine> {
    Ok(Engine::open(store, Arc::new(now), config.layers.clone()).await?)
}

/// How people sign in to the console.
pub(crate) fn access(
    from: &engine::settings::config::Console,
) -> Result<web::access::AccessSettings> {
    let role = match from.salesforce_default_role.as_str() {
        "" => None,
        name => match web::access::Role::parse(name) {
            Some(role) if role != web::access::Role::Owner => Some(role),
            _ => bail!(
                "console.salesforce_default_role is `{name}`; use \"admin\", \"operations\", \"auditor\", \"agent\" or \"\""
            ),
        },
    };
    if from.session_idle_minutes < 1 || from.session_hours < 1 {
        bail!("console.session_idle_minutes and console.session_hours must be at least 1");
    }
    Ok(web::access::AccessSettings {
        idle_ms: from.session_idle_minutes.saturating_mul(60_000),
        session_ms: from.session_hours.saturating_mul(3_600_000),
        proxies: from.proxies,
        salesforce_role: role,
    })
}

/// The wall clock in UTC milliseconds.
pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}
