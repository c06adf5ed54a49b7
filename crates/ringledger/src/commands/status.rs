//! `ringledger status`: the conservation law in figures.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::{Settings, printing, wiring};

/// Count calls by what became of them.
#[derive(Args)]
pub(crate) struct Status {
    #[command(flatten)]
    settings: Settings,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Status {
    pub(crate) async fn run(&self) -> Result<ExitCode> {
        let config = wiring::load(&self.settings)?;
        let store = wiring::open_store(&config).await?;
        let engine = wiring::engine(&config, store).await?;
        let status = engine.status().await?;
        if self.json {
            printing::json(&status)?;
            return Ok(ExitCode::SUCCESS);
        }
        printing::line(format!(
            "{} calls = {} logged + {} ignored + {} waiting + {} held + {} failed",
            status.calls, status.logged, status.ignored, status.waiting, status.held, status.failed
        ));
        printing::line(format!(
            "{} events received ({} not read yet, {} unreadable), {} Salesforce API calls",
            status.events_received, status.unread, status.unreadable, status.api_calls
        ));
        if engine.keeps_copy() {
            printing::line(status.people.sentence());
        }
        if let Some(paused) = &status.paused {
            printing::line(format!("The org is paused: {paused}"));
        }
        if status.failed + status.unreadable > 0 {
            printing::line("`ringledger calls --errors` says what failed, why, and what to do.");
        }
        Ok(ExitCode::SUCCESS)
    }
}
