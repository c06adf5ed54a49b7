//! `ringledger doctor`: checks configuration, database and Salesforce, and says what to do.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use engine::Check;
use serde::Serialize;

use crate::{Settings, printing, wiring};

/// Check configuration, database and Salesforce, and say what to do.
#[derive(Args)]
pub(crate) struct Doctor {
    #[command(flatten)]
    settings: Settings,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report {
    well: bool,
    checks: Vec<Check>,
}

impl Doctor {
    pub(crate) async fn run(&self) -> Result<ExitCode> {
        let checks = self.checks().await;
        let well = checks.iter().all(|check| check.fix.is_none());
        if self.json {
            printing::json(&Report { well, checks })?;
        } else {
            for check in &checks {
                let mark = if check.fix.is_none() { "ok  " } else { "FAIL" };
                printing::line(format!("{mark}  {}: {}", check.name, check.found));
                if let Some(fix) = &check.fix {
                    printing::line(format!("      {fix}"));
                }
            }
        }
        Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    async fn checks(&self) -> Vec<Check> {
        let config = match wiring::load(&self.settings) {
            Ok(config) => config,
            Err(error) => {
                return vec![Check::bad(
                    "configuration",
                    format!("{error:#}"),
                    "Mend the line that is named.",
                )];
            }
        };
        let mut checks =
            vec![Check::good("configuration", format!("{} sources", config.sources.len()))];
        if config.sources.is_empty() {
            checks.push(Check::bad(
                "sources",
                "none",
                "Add a [[source]] with id, kind and secret.",
            ));
        }
        let store = match wiring::open_store(&config).await {
            Ok(store) => store,
            Err(error) => {
                let fix = "Check [database] url, that its folder exists, or that the server runs.";
                checks.push(Check::bad("database", format!("{error:#}"), fix));
                return checks;
            }
        };
        checks.push(Check::good("database", "opens and is of this version"));
        match wiring::engine(&config, store) {
            Ok(engine) => checks.extend(engine.doctor().await),
            Err(error) => checks.push(Check::bad(
                "wiring",
                format!("{error:#}"),
                "Mend the setting that is named.",
            )),
        }
        checks
    }
}
