//! The ground of a run: children started, configuration written, load ready.

use anyhow::{Context, Result};
use engine::ORG;
use store::{Store, StoreOptions};
use tempfile::TempDir;

use super::children::{Service, free_address};
use super::load::Load;
use super::org::Org;
use crate::commands::bench::{Bench, Mode};
use crate::{Settings, wiring};

const SECRET: &str = "whsec_YmVuY2gtc2VjcmV0LW9mLXJpbmdsZWRnZXItMQ==";

/// A year, in milliseconds: how long a backlog is held at most.
const HELD: i64 = 31_536_000_000;

/// Org, service and load of one run, in a folder of their own.
pub(crate) struct Ground {
    _folder: TempDir,
    _emulator: Service,
    pub(crate) org: Org,
    pub(crate) service: Service,
    pub(crate) store: Store,
    pub(crate) load: Load,
}

impl Ground {
    /// Starts everything. With `keep` false the service answers webhooks without keeping them.
    pub(crate) async fn prepare(bench: &Bench, keep: bool) -> Result<Ground> {
        let folder = tempfile::Builder::new().prefix("ringledger-bench-").tempdir()?;
        let (org_address, address) = (free_address().await?, free_address().await?);
        let mut arguments =
            words(&["emulate", "--listen", &org_address, "--people", &bench.people.to_string()]);
        if bench.mode == Mode::B {
            arguments.push("--without-call-id-field".to_owned());
        }
        let emulator = Service::start(arguments, org_address.clone(), "/services/data").await?;
        let file = folder.path().join("ringledger.toml");
        std::fs::write(&file, configuration(bench, &folder, &org_address, &address, ""))?;
        let settings = Settings { config: Some(file.clone()) };
        let config = wiring::load(&settings)?;
        let store = Store::open(&config.database.url, None, StoreOptions::default()).await?;
        if bench.backlog {
            hold(&store).await?;
        }
        let mut arguments = words(&["serve", "--config", &file.display().to_string()]);
        if !keep {
            arguments.push("--without-keeping".to_owned());
        }
        let service = Service::start(arguments, address.clone(), "/healthz").await?;
        let source = config.sources.first().context("no source")?;
        let system = engine::settings::phone_system(source, &config)?;
        let numbers = numbers(bench.people)?;
        let load =
            Load::new(system, &address, numbers, bench.events, bench.copies, bench.connections)?;
        Ok(Ground {
            _folder: folder,
            org: Org::new(&org_address),
            _emulator: emulator,
            service,
            store,
            load,
        })
    }
}

/// Lets no call be written until the org is resumed.
pub(crate) async fn hold(store: &Store) -> Result<()> {
    Ok(store.pause(ORG, wiring::now() + HELD, "bench", "The bench holds the calls back.").await?)
}

pub(super) fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

/// The numbers of the org's people: the same that the emulator invents for as many.
fn numbers(people: usize) -> Result<Vec<String>> {
    let org = emulator::Org::new(emulator::OrgOptions::new(std::sync::Arc::new(wiring::now), 1))?;
    Ok(emulator::seed::bench(&org, people)?)
}

/// The service's configuration; `more` stands in the section of Salesforce.
pub(super) fn configuration(
    bench: &Bench,
    folder: &TempDir,
    org: &str,
    address: &str,
    more: &str,
) -> String {
    let path = folder.path().join("ringledger.db");
    let database = bench.database.clone().unwrap_or_else(|| format!("sqlite://{}", path.display()));
    let key = folder.path().join("ringledger.key");
    format!(
        r#"[server]
listen = "{address}"
[database]
url = "{database}"
[secrets]
key_file = "{key}"
[salesforce]
login_url = "http://{org}"
auth = "client_credentials"
client_id = "ringledger"
client_secret = "ringledger"
{more}
[delivery]
workers = {workers}
linger_ms = {linger}
settle_seconds = 2
lease_seconds = 5
[log]
level = "error"
[[source]]
id = "bench"
kind = "generic"
secret = "{SECRET}"
profile = "default"
region = "US"
"#,
        key = key.display(),
        workers = bench.workers,
        linger = bench.linger_ms,
    )
}
