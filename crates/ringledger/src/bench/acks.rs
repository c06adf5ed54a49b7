//! What keeping webhooks costs: a server that keeps them beside the same server that does not.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::ground::Ground;
use super::report::Acks;
use crate::commands::bench::Bench;

/// Rounds of the comparison, kept and not kept by turns.
const ROUNDS: usize = 5;

/// How long one side of a round lasts.
const ROUND: Duration = Duration::from_secs(4);

/// Compares a server that keeps webhooks with the same server answering without.
pub(crate) async fn compare(bench: &Bench) -> Result<Acks> {
    let kept = Ground::prepare(&Bench { backlog: true, ..bench.clone() }, true).await?;
    let not_kept = Ground::prepare(&Bench { backlog: true, ..bench.clone() }, false).await?;
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        with.push(rate(&kept, bench.connections, round).await?);
        without.push(rate(&not_kept, bench.connections, round).await?);
    }
    let (with, without) = (median(with), median(without));
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
