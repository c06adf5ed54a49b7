//! `ringledger demo`: the main job before your eyes, on this machine alone.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::serve::asked_to_stop;
use crate::demo::stage::Stage;
use crate::demo::{day, play, verdict};
use crate::printing;

/// See it work: a Salesforce org on this machine, the service, and a day's calls of three phone systems.
#[derive(Args)]
pub(crate) struct Demo {
    /// End after the day; print `status --json`, and fail if anything was lost, doubled or failed.
    #[arg(long)]
    headless: bool,
}

impl Demo {
    pub(crate) async fn run(&self) -> Result<ExitCode> {
        let started = std::time::Instant::now();
        let stage = Stage::open().await?;
        printing::note(format!(
            "Salesforce org with {} people: http://{}\nRingledger:                    http://{}\nEverything is in {}",
            stage.people,
            stage.org_address,
            stage.service_address,
            stage.folder().display()
        ));
        let day = day::plan(&stage.numbers, crate::wiring::now())?;
        printing::note(format!(
            "A day's {} calls from three phone systems, some told twice, some in the wrong order …",
            day.len()
        ));
        let tasks_before =
            verdict::count_tasks(&reqwest::Client::new(), &stage.org_address).await?;
        play::all(&stage, &day, tasks_before, started).await?;
        let verdict = verdict::reach(&stage, &day, tasks_before).await?;
        if self.headless {
            printing::json(&verdict.status)?;
        } else {
            verdict.print(&stage).await?;
        }
        for complaint in &verdict.complaints {
            printing::note(complaint);
        }
        if !self.headless {
            printing::note(format!(
                "\nLook around: the org http://{}, the service http://{}\nSign in as {} with the password {}\nIn another terminal:  {} explain {} --config {}\nCtrl-C ends the demo and removes its folder.",
                stage.org_address,
                stage.service_address,
                stage.owner.email,
                stage.owner.password,
                std::env::current_exe()?.display(),
                verdict.example,
                stage.folder().join("ringledger.toml").display()
            ));
            asked_to_stop().await;
        }
        stage.close().await;
        Ok(if verdict.complaints.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
