//! The first load of the copy of an org's people: a service that has never seen the org, until everyone is here.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use engine::ORG;
use serde::Serialize;
use serde_json::json;
use store::{MirrorRow, Store, StoreOptions};

use super::children::{Service, free_address};
use super::ground::{configuration, words};
use super::org::Org;
use crate::commands::bench::Bench;
use crate::{Settings, printing, wiring};

/// How long nothing may move before the bench gives up.
const PATIENCE: Duration = Duration::from_secs(120);

/// Between two looks at how far it is.
const LOOK: Duration = Duration::from_millis(25);

/// What a load came to.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// Contacts in the org; a few Users are loaded besides.
    pub(crate) people: usize,
    /// Seconds from the start of the service until everyone can be looked up, restarts included.
    pub(crate) seconds: f64,
    pub(crate) people_per_second: f64,
    /// Of the service.
    pub(crate) peak_memory_mb: f64,
    pub(crate) api_calls: i64,
    pub(crate) restarts: u64,
    /// Contacts of the org that are not in the copy.
    pub(crate) lost: i64,
}

/// Loads everyone, with `bench.kills` times SIGKILL on the way.
#[allow(clippy::cast_precision_loss, reason = "counts of a bench are far below 2^52")]
pub(crate) async fn run(bench: &Bench) -> Result<Report> {
    let folder = tempfile::Builder::new().prefix("ringledger-bench-").tempdir()?;
    let seed = folder.path().join("org.json");
    let asked = json!({"contacts": bench.people, "settings": {"daily_api_requests": 1_000_000}});
    std::fs::write(&seed, asked.to_string())?;
    let (org_address, address) = (free_address().await?, free_address().await?);
    let seed = seed.display().to_string();
    let arguments = words(&["emulate", "--listen", &org_address, "--seed", &seed]);
    let _emulator = Service::start(arguments, org_address.clone(), "/services/data").await?;
    let org = Org::new(&org_address);
    org.set_faults(bench.unavailable, bench.locked, bench.latency).await?;
    let file = folder.path().join("ringledger.toml");
    let more = "people = \"mirror\"\npeople_change_events = false";
    std::fs::write(&file, configuration(bench, &folder, &org_address, &address, more))?;
    let config = wiring::load(&Settings { config: Some(file.clone()) })?;
    let store = Store::open(&config.database.url, None, StoreOptions::default()).await?;

    let began = Instant::now();
    let arguments = words(&["serve", "--config", &file.display().to_string()]);
    let mut service = Service::start(arguments, address, "/healthz").await?;
    let wanted = i64::try_from(bench.people)?;
    let restarts = i64::try_from(bench.kills)?;
    for kill in 1..=restarts {
        until(&store, &mut service, |rows| loaded(rows) >= wanted * kill / (restarts + 1)).await?;
        service.kill_and_restart().await?;
    }
    until(&store, &mut service, |rows| {
        rows.iter().any(|row| row.object == "Contact")
            && rows.iter().all(|row| ["ready", "hidden"].contains(&row.phase.as_str()))
    })
    .await?;
    let seconds = began.elapsed().as_secs_f64();
    let counts = store.count_people(ORG).await?;
    let contacts = counts.iter().find(|(object, _)| object == "Contact").map_or(0, |count| count.1);
    Ok(Report {
        people: bench.people,
        seconds,
        people_per_second: bench.people as f64 / seconds,
        peak_memory_mb: service.peak_memory() as f64 / 1_048_576.0,
        api_calls: org.api_calls().await?,
        restarts: bench.kills,
        lost: wanted - contacts,
    })
}

fn loaded(rows: &[MirrorRow]) -> i64 {
    rows.iter().map(|row| row.loaded).sum()
}

/// Waits until the copy is so far.
async fn until(
    store: &Store,
    service: &mut Service,
    done: impl Fn(&[MirrorRow]) -> bool,
) -> Result<()> {
    let (mut moved, mut last) = (Instant::now(), -1);
    loop {
        let rows = store.mirror(ORG).await?;
        service.peak_memory();
        if done(&rows) {
            return Ok(());
        }
        if loaded(&rows) != last {
            (moved, last) = (Instant::now(), loaded(&rows));
        }
        if moved.elapsed() > PATIENCE {
            bail!("the load stands still: {rows:?}");
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Prints a load as a person reads it.
pub(crate) fn print(report: &Report) {
    printing::line(format!(
        "{} people in {:.1} s, {:.0} a second",
        report.people, report.seconds, report.people_per_second
    ));
    printing::line(format!(
        "peak memory {:.0} MB, {} Salesforce API calls, {} restarts, lost {}",
        report.peak_memory_mb, report.api_calls, report.restarts, report.lost
    ));
}
