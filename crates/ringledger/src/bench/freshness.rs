//! How long a change in Salesforce takes to be a match here: phone numbers are changed in an emulated org, and the copy
//! of its people is asked until it answers with the new number.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use domain::number;
use emulator::{Org, OrgOptions};
use engine::ORG;
use serde::Serialize;
use serde_json::{Map, Value, json};
use store::Store;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::sleep;

use super::percentiles::Percentiles;
use crate::commands::bench::Bench;
use crate::{Settings, printing, wiring};

/// The objects of which the org tells changes.
const CAPTURED: [&str; 4] = ["Account", "Contact", "Lead", "User"];

/// How long the copy may take to be loaded.
const LOADING: Duration = Duration::from_secs(300);

/// How long a change may take before the bench gives up.
const LOST: Duration = Duration::from_secs(180);

/// How often the copy is asked.
const LOOK: Duration = Duration::from_millis(2);

/// People with the same last digits that are looked at.
const SAME: usize = 50;

/// What changes took.
#[derive(Debug, Serialize)]
pub(crate) struct Freshness {
    pub(crate) people: usize,
    pub(crate) changes: u32,
    /// `change events` or `polling`.
    pub(crate) kept_by: &'static str,
    /// From the change in the org to the answer of the copy.
    pub(crate) change_to_match_ms: Percentiles,
    pub(crate) longest_ms: f64,
    /// API calls during the changes.
    pub(crate) api_calls: u64,
}

/// The org, and an engine that keeps a copy of its people.
struct Ground {
    _folder: TempDir,
    org: Org,
    store: Store,
    stop: watch::Sender<bool>,
}

/// A change that the copy does not know yet.
struct Waiting {
    phone: String,
    tails: Vec<i64>,
    since: Instant,
}

/// Changes numbers and waits for each.
pub(crate) async fn measure(bench: &Bench, changes: u32) -> Result<Freshness> {
    ensure!(changes > 0 && changes <= 60_000, "--freshness is a number from 1 to 60000");
    ensure!(bench.people > 0, "--people must be at least 1: somebody's number has to change");
    let ground = Ground::prepare(bench).await?;
    let api_calls = ground.org.api_calls();
    let took = ground.change(changes, Duration::from_millis(bench.every)).await?;
    let api_calls = ground.org.api_calls() - api_calls;
    ground.stop.send_replace(true);
    let longest = took.iter().copied().max().unwrap_or_default();
    Ok(Freshness {
        people: bench.people,
        changes,
        kept_by: if bench.polling { "polling" } else { "change events" },
        change_to_match_ms: Percentiles::of(took),
        longest_ms: Percentiles::of(vec![longest]).p50,
        api_calls,
    })
}

/// Prints the figures as a person reads them.
pub(crate) fn print(measured: &Freshness) {
    let Percentiles { p50, p99 } = measured.change_to_match_ms;
    let lines = [
        format!(
            "{} changes among {} people, kept fresh by {}",
            measured.changes, measured.people, measured.kept_by
        ),
        format!(
            "change to match: p50 {p50:.1} ms, p99 {p99:.1} ms, max {:.1} ms",
            measured.longest_ms
        ),
        format!("{} API calls meanwhile", measured.api_calls),
    ];
    lines.iter().for_each(printing::line);
}

impl Ground {
    async fn prepare(bench: &Bench) -> Result<Ground> {
        let folder = tempfile::Builder::new().prefix("ringledger-bench-").tempdir()?;
        let org = Org::new(OrgOptions::new(Arc::new(wiring::now), 1))?;
        emulator::seed::bench(&org, bench.people)?;
        let captured = if bench.polling { &[][..] } else { &CAPTURED[..] };
        org.change_setup(|setup| {
            setup.change_data_capture.objects =
                captured.iter().map(|&object| object.to_owned()).collect();
        });
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(emulator::serve(listener, org.clone()));
        let file = folder.path().join("ringledger.toml");
        let path = folder.path().join("ringledger.db");
        let text = format!(
            "[database]\nurl = \"sqlite://{}\"\n[salesforce]\nlogin_url = \"http://{address}\"\nauth = \"client_credentials\"\nclient_id = \"ringledger\"\n\
             client_secret = \"ringledger\"\npeople = \"mirror\"\n",
            path.display()
        );
        std::fs::write(&file, text)?;
        let config = wiring::load(&Settings { config: Some(file) })?;
        let store = wiring::open_store(&config).await?;
        let engine = wiring::engine(&config, store.clone()).await?;
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(async move { engine.run(stopped).await });
        let ground = Ground { _folder: folder, org, store, stop };
        ground.ready(captured.len()).await?;
        Ok(ground)
    }

    /// Waits until everyone is loaded and every stream is open.
    async fn ready(&self, streams: usize) -> Result<()> {
        let since = Instant::now();
        loop {
            let rows = self.store.mirror(ORG).await?;
            let ready = rows.len() == CAPTURED.len() && rows.iter().all(|row| row.phase == "ready");
            if ready && self.org.subscriptions() == streams {
                return Ok(());
            }
            if since.elapsed() > LOADING {
                let phases: Vec<String> =
                    rows.iter().map(|row| format!("{} {}", row.object, row.phase)).collect();
                bail!("the copy of people was not ready in time: {}", phases.join(", "));
            }
            sleep(LOOK).await;
        }
    }

    /// Changes so many numbers; returns the microseconds that each took.
    async fn change(&self, changes: u32, every: Duration) -> Result<Vec<u64>> {
        let admin = self.org.administrator();
        let contacts = self.org.query(&admin, "SELECT Id FROM Contact LIMIT 2000")?.records;
        let ids: Vec<String> = contacts
            .iter()
            .filter_map(|contact| contact["Id"].as_str().map(str::to_owned))
            .collect();
        ensure!(!ids.is_empty(), "the org has no contacts");
        let (mut waiting, mut took) = (Vec::new(), Vec::new());
        let (mut next, mut made) = (Instant::now(), 0);
        while made < changes || !waiting.is_empty() {
            if made < changes && Instant::now() >= next {
                let phone = phone(made);
                let id = &ids[usize::try_from(made)? % ids.len()];
                let fields: Map<String, Value> =
                    json!({ "Phone": phone }).as_object().cloned().context("an object")?;
                self.org.update(&admin, "Contact", id, fields)?;
                let (tails, since) = (number::tails(&phone), Instant::now());
                waiting.push(Waiting { phone, tails, since });
                made += 1;
                next += every;
            }
            self.look(&mut waiting, &mut took).await?;
            sleep(LOOK).await;
        }
        Ok(took)
    }

    /// Takes out of `waiting` what the copy knows by now.
    async fn look(&self, waiting: &mut Vec<Waiting>, took: &mut Vec<u64>) -> Result<()> {
        let tails: Vec<i64> = waiting.iter().flat_map(|change| change.tails.clone()).collect();
        let held = self.store.people_with(ORG, &tails, SAME).await?;
        let people = || held.iter().flat_map(|held| &held.people);
        let known = |change: &Waiting| people().any(|person| person.body.contains(&change.phone));
        for change in waiting.extract_if(.., |change| known(change)) {
            took.push(u64::try_from(change.since.elapsed().as_micros()).unwrap_or(u64::MAX));
        }
        if waiting.iter().any(|change| change.since.elapsed() > LOST) {
            bail!("{} changes did not arrive within {LOST:?}", waiting.len());
        }
        Ok(())
    }
}

/// A reserved number of its own for each change.
fn phone(change: u32) -> String {
    format!("({}) 555-{:04}", 201 + change / 100 % 700, 100 + change % 100)
}
