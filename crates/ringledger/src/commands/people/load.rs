//! `ringledger people load`: everyone into the copy, with a line about how it goes now and then.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, bail};
use clap::Args;
use engine::{Engine, Loaded, ORG};
use store::MirrorRow;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::progress::{Sample, grouped};
use crate::commands::serve::asked_to_stop;
use crate::{Settings, printing, wiring};

/// Between two lines about how it goes.
const LOOK: Duration = Duration::from_secs(2);

/// Load everyone whom the copy lacks, here and now; or watch a running service do it.
#[derive(Args)]
pub(crate) struct Load {
    #[command(flatten)]
    settings: Settings,
    /// Load everyone anew, also those who are in the copy already.
    #[arg(long)]
    again: bool,
}

impl Load {
    pub(crate) async fn run(&self) -> Result<ExitCode> {
        let config = wiring::load(&self.settings)?;
        wiring::start_log(&config.log)?;
        let engine = wiring::engine(&config, wiring::open_store(&config).await?).await?;
        if !engine.keeps_copy() {
            bail!(
                "salesforce.people is \"live\", so there is no copy to load; set it to \"mirror\" first"
            );
        }
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(async move {
            asked_to_stop().await;
            let _ = stop.send(true);
        });
        if self.again {
            engine.store().reload_people(ORG, wiring::now()).await?;
        }
        let told = tell(engine.clone());
        let loaded = until_loaded(&engine, &stopped).await;
        told.abort();
        match loaded? {
            Loaded::Everyone => report(&engine).await,
            Loaded::Paused => {
                printing::note("Loading is paused. `ringledger people resume` lets it go on.");
                Ok(ExitCode::FAILURE)
            }
            Loaded::Elsewhere | Loaded::Stopped => {
                printing::note("Stopped. The next load goes on from here.");
                Ok(ExitCode::FAILURE)
            }
        }
    }
}

/// Loads, unless a running service does: then waits for it.
async fn until_loaded(engine: &Engine, stopped: &watch::Receiver<bool>) -> Result<Loaded> {
    let mut said = false;
    loop {
        let loaded = engine.load_people(stopped).await?;
        if loaded != Loaded::Elsewhere || *stopped.borrow() {
            return Ok(loaded);
        }
        if let Some(loaded) = elsewhere(engine).await? {
            return Ok(loaded);
        }
        if !said {
            printing::note(
                "Another process keeps the copy, or did until a moment ago; this is how it goes.",
            );
            said = true;
        }
        let mut stopped = stopped.clone();
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = stopped.changed() => {}
        }
    }
}

/// How the load of another process ended, if it has.
async fn elsewhere(engine: &Engine) -> Result<Option<Loaded>> {
    let orders = engine.store().people_orders(ORG).await?;
    let rows = engine.store().mirror(ORG).await?;
    let is_done = |row: &MirrorRow| {
        row.phase == "hidden" || (row.phase == "ready" && row.generation >= orders.again_at)
    };
    if !rows.is_empty() && rows.iter().all(is_done) {
        return Ok(Some(Loaded::Everyone));
    }
    Ok(orders.paused.then_some(Loaded::Paused))
}

/// Says now and then how it goes, until it is aborted.
fn tell(engine: Engine) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut first = None;
        let mut said = String::new();
        loop {
            if let Ok(rows) = engine.store().mirror(ORG).await {
                let sample = Sample::of(&rows, wiring::now());
                let told = sample.since(*first.get_or_insert(sample));
                if told != said {
                    printing::note(&told);
                    said = told;
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    })
}

async fn report(engine: &Engine) -> Result<ExitCode> {
    for (object, people) in engine.store().count_people(ORG).await? {
        printing::line(format!("{object}: {}", grouped(people)));
    }
    Ok(ExitCode::SUCCESS)
}
