//! What happens when: children up, load, kills, settling, counting.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use engine::{ORG, Status};
use store::{Store, StoreOptions};
use tempfile::TempDir;

use super::children::{Service, free_address};
use super::load::Load;
use super::org::Org;
use super::report::{Acks, Percentiles, Report};
use crate::commands::bench::{Bench, Mode};
use crate::{Settings, printing, wiring};

const SECRET: &str = "whsec_YmVuY2gtc2VjcmV0LW9mLXJpbmdsZWRnZXItMQ==";

/// How long nothing may move before the bench gives up.
const PATIENCE: Duration = Duration::from_secs(120);

/// A year, in milliseconds: how long a backlog is held at most.
const HELD: i64 = 31_536_000_000;

struct Ground {
    folder: TempDir,
    org: Org,
    _emulator: Service,
    service: Service,
    store: Store,
    load: Load,
}

impl Ground {
    async fn prepare(bench: &Bench, keep: bool) -> Result<Ground> {
        let folder = tempfile::Builder::new().prefix("ringledger-bench-").tempdir()?;
        let (org_address, address) = (free_address().await?, free_address().await?);
        let mut arguments =
            words(&["emulate", "--listen", &org_address, "--people", &bench.people.to_string()]);
        if bench.mode == Mode::B {
            arguments.push("--without-call-id-field".to_owned());
        }
        let emulator = Service::start(arguments, org_address.clone(), "/services/data").await?;
        let file = folder.path().join("ringledger.toml");
        std::fs::write(&file, configuration(bench, &folder, &org_address, &address))?;
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
        let system = wiring::phone_system(config.sources.first().context("no source")?)?;
        let numbers = numbers(bench.people)?;
        let load =
            Load::new(system, &address, numbers, bench.events, bench.copies, bench.connections)?;
        Ok(Ground {
            folder,
            org: Org::new(&org_address),
            _emulator: emulator,
            service,
            store,
            load,
        })
    }
}

/// Lets no call be written until the org is resumed.
async fn hold(store: &Store) -> Result<()> {
    Ok(store.pause(ORG, wiring::now() + HELD, "bench", "The bench holds the calls back.").await?)
}

/// Plays the calls and counts.
pub(crate) async fn calls(bench: &Bench) -> Result<Report> {
    let mut ground = Ground::prepare(bench, true).await?;
    ground.org.set_faults(bench.unavailable, bench.locked, bench.latency).await?;
    let mut since = Instant::now();
    let mut restarts = 0;
    if bench.one_at_a_time {
        one_at_a_time(bench, &ground).await?;
    } else if bench.kills > 0 {
        restarts = with_kills(bench, &mut ground).await?;
    } else {
        ground.load.tell(0, bench.calls, bench.connections).await?;
    }
    if bench.backlog {
        since = Instant::now();
        ground.store.resume(ORG).await?;
    }
    let status = settle(&ground.store, bench.calls, &mut ground.service).await?;
    let seconds = since.elapsed().as_secs_f64();
    if bench.update {
        if bench.backlog {
            hold(&ground.store).await?;
        }
        ground.load.comment(0, bench.calls).await?;
        ground.store.resume(ORG).await?;
        settle(&ground.store, bench.calls, &mut ground.service).await?;
    }
    report(bench, &mut ground, &status, seconds, restarts).await
}

async fn one_at_a_time(bench: &Bench, ground: &Ground) -> Result<()> {
    for id in 0..bench.calls {
        ground.load.tell_one(id).await?;
        let since = Instant::now();
        while wiring_status(&ground.store).await?.logged <= i64::try_from(id)? {
            if since.elapsed() > PATIENCE {
                bail!("call {id} was not written within two minutes");
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
    Ok(())
}

/// Tells the calls while the service is killed again and again, spread over the whole load.
async fn with_kills(bench: &Bench, ground: &mut Ground) -> Result<u64> {
    let share = (bench.calls / bench.kills.max(1)).max(1);
    let mut told = 0;
    for kill in 0..bench.kills {
        let to =
            if kill + 1 == bench.kills { bench.calls } else { (told + share).min(bench.calls) };
        let (load, at_a_time) = (ground.load.clone(), bench.connections);
        let teller = tokio::spawn(async move { load.tell(told, to, at_a_time).await });
        tokio::time::sleep(Duration::from_millis(rand::random_range(5..150))).await;
        ground.service.kill_and_restart().await?;
        teller.await??;
        told = to;
    }
    Ok(bench.kills)
}

/// Waits until no call is due and every webhook is read.
async fn settle(store: &Store, calls: u64, service: &mut Service) -> Result<Status> {
    let calls = i64::try_from(calls)?;
    let mut moved = Instant::now();
    let mut last = (0, 0);
    loop {
        let status = wiring_status(store).await?;
        let due = store.next_due(ORG, wiring::now()).await?;
        if status.unread == 0 && due.is_none() && status.calls >= calls {
            return Ok(status);
        }
        let now = (status.logged, status.unread);
        if now != last {
            moved = Instant::now();
            last = now;
        }
        if moved.elapsed() > PATIENCE {
            printing::note(format!("nothing moves any more: {status:?}"));
            return Ok(status);
        }
        service.peak_memory();
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}

async fn wiring_status(store: &Store) -> Result<Status> {
    Ok(engine::status(store, wiring::now()).await?)
}

#[allow(clippy::cast_precision_loss, reason = "counts of a bench are far below 2^52")]
async fn report(
    bench: &Bench,
    ground: &mut Ground,
    status: &Status,
    seconds: f64,
    restarts: u64,
) -> Result<Report> {
    let field = match bench.mode {
        Mode::A => "Ringledger_Call_Id__c",
        Mode::B => "CallObject",
    };
    let counted = ground.org.count(field).await?;
    let seen = ground.load.seen().clone();
    let id = |call: u64| format!("bench:{call}");
    let present = (0..bench.calls).filter(|call| counted.tasks.contains_key(&id(*call))).count();
    let tasks: usize = counted.tasks.values().map(|(count, _)| count).sum();
    let waits = seen
        .ended
        .iter()
        .filter_map(|(call, ended)| Some(counted.tasks.get(&id(*call))?.1 - ended))
        .map(|millis| u64::try_from(millis).unwrap_or(0) * 1000)
        .collect();
    let api_calls = ground.org.api_calls().await?;
    Ok(Report {
        calls: bench.calls,
        events_per_call: bench.events,
        copies: bench.copies,
        mode: format!("{:?}", bench.mode),
        latency_ms: bench.latency,
        unavailable: bench.unavailable,
        locked: bench.locked,
        seconds,
        calls_per_second: bench.calls as f64 / seconds,
        webhooks_sent: seen.acks.len(),
        webhooks_sent_again: seen.again,
        ack_ms: Percentiles::of(seen.acks),
        event_to_task_ms: Percentiles::of(waits),
        api_calls,
        api_calls_per_call: api_calls as f64 / bench.calls as f64,
        peak_memory_mb: ground.service.peak_memory() as f64 / 1_048_576.0,
        restarts,
        lost: bench.calls - u64::try_from(present)?,
        duplicates: u64::try_from(tasks.saturating_sub(counted.tasks.len()))?,
        failed: status.failed,
    })
}

/// Rounds of the comparison, kept and not kept by turns.
const ROUNDS: usize = 5;

/// How long one side of a round lasts.
const ROUND: Duration = Duration::from_secs(4);

/// Compares a server that keeps webhooks with the same server answering without.
pub(crate) async fn acks(bench: &Bench) -> Result<Acks> {
    let kept = Ground::prepare(&Bench { backlog: true, ..bench.clone() }, true).await?;
    let not_kept = Ground::prepare(&Bench { backlog: true, ..bench.clone() }, false).await?;
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        with.push(rate(&kept, bench.connections, round).await?);
        without.push(rate(&not_kept, bench.connections, round).await?);
    }
    let (with, without) = (median(with), median(without));
    let folders = (kept.folder, not_kept.folder);
    drop(folders);
    Ok(Acks {
        connections: bench.connections,
        rounds: ROUNDS,
        kept_per_second: with,
        not_kept_per_second: without,
        ratio: with / without,
    })
}

#[allow(clippy::cast_precision_loss, reason = "counts of a bench are far below 2^52")]
async fn rate(ground: &Ground, connections: usize, round: usize) -> Result<f64> {
    let since = Instant::now();
    let until = since + ROUND;
    let hammers: Vec<_> = (0..connections)
        .map(|place| {
            let load = ground.load.clone();
            let from = u64::try_from(round * connections + place).unwrap_or(0) * 1_000_000;
            tokio::spawn(async move { load.hammer(from, until).await })
        })
        .collect();
    let mut count = 0;
    for hammer in hammers {
        count += hammer.await??;
    }
    Ok(count as f64 / since.elapsed().as_secs_f64())
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

/// The numbers of the org's people: the same that the emulator invents for as many.
fn numbers(people: usize) -> Result<Vec<String>> {
    let org = emulator::Org::new(emulator::OrgOptions::new(std::sync::Arc::new(wiring::now), 1))?;
    Ok(emulator::seed::bench(&org, people)?)
}

fn configuration(bench: &Bench, folder: &TempDir, org: &str, address: &str) -> String {
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
