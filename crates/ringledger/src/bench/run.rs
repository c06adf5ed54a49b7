//! What happens when: children up, load, kills, settling, counting.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use engine::{ORG, Status};
use store::Store;

use super::children::Service;
use super::ground::{Ground, hold};
use super::percentiles::Percentiles;
use super::report::Report;
use crate::commands::bench::{Bench, Mode};
use crate::{printing, wiring};

/// How long nothing may move before the bench gives up.
const PATIENCE: Duration = Duration::from_secs(120);

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
    Ok(engine::status(store, &engine::People::Live, wiring::now()).await?)
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
