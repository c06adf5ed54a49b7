//! Tells the day to the service as phone systems do: over HTTP, with the vendor's proof, sometimes twice,
//! sometimes in the wrong order.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use engine::PhoneSystem;

use super::day::Scene;
use super::stage::Stage;
use crate::{posting, printing, wiring};

/// Sends everything. `started` is when the program began, for the moment of the first Task.
/// `tasks_before`: how many Tasks the org had then.
pub(crate) async fn all(
    stage: &Stage,
    day: &[Scene],
    tasks_before: u64,
    started: Instant,
) -> Result<()> {
    let systems = &stage.phone_systems;
    let client = reqwest::Client::new();
    let first =
        tokio::spawn(first_task(client.clone(), stage.org_address.clone(), tasks_before, started));
    for (place, scene) in day.iter().enumerate() {
        let system = systems.get(scene.source).context("a scene names an unknown source")?;
        let mut bodies = system.source.rehearse(&scene.call);
        if place % 4 == 3 {
            bodies.reverse();
        }
        for body in &bodies {
            let copies = if place % 3 == 0 { 2 } else { 1 };
            for _ in 0..copies {
                send(stage, &client, system, scene.source, body).await?;
            }
        }
        if (place + 1) % 10 == 0 {
            let status = engine::status(&stage.store, &engine::People::Live, wiring::now()).await?;
            printing::note(format!(
                "  {} of {} calls told, {} API calls so far",
                place + 1,
                day.len(),
                status.api_calls
            ));
        }
    }
    first.await??;
    Ok(())
}

async fn send(
    stage: &Stage,
    client: &reqwest::Client,
    system: &PhoneSystem,
    source: &str,
    body: &[u8],
) -> Result<()> {
    let id = format!("msg_{}", uuid::Uuid::now_v7());
    let signed = system
        .source
        .sign(body, &system.settings, &id, wiring::now())
        .map_err(anyhow::Error::msg)?;
    let url = format!("http://{}/hooks/{source}", stage.service_address);
    let status = posting::post(client, &url, signed).await?;
    if !status.is_success() {
        bail!("the service answered {status} to a webhook of {source}");
    }
    Ok(())
}

/// Looks into the org until the first Task stands there, and says how long that took.
async fn first_task(
    client: reqwest::Client,
    org: String,
    tasks_before: u64,
    started: Instant,
) -> Result<()> {
    while super::verdict::count_tasks(&client, &org).await? <= tasks_before {
        if started.elapsed() > Duration::from_secs(60) {
            bail!("no Task stands in the org after 60 s");
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let seconds = started.elapsed().as_secs_f64();
    printing::note(format!("  The first Task stands in the org {seconds:.2} s after the start."));
    Ok(())
}
