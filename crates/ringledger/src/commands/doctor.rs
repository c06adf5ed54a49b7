//! `ringledger doctor`: checks configuration, database and Salesforce, and says what to do.

mod sheet;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use engine::doctor::{
    BROKEN_PART, Check, DATABASE, DATABASE_CLOSED, Examination, KEY, KEY_BESIDE, NO_SOURCE, PARTS,
    SETTINGS, SOURCES, UNREADABLE,
};
use serde::Serialize;

use crate::{Settings, printing, wiring};
use engine::settings::Config;

/// Check configuration, database and Salesforce, and say what to do.
///
/// Ends with 1 if anything keeps calls from being written as the profiles say, and with 0 otherwise. A Task
/// is tried in Salesforce and taken back in the same request. Every code is explained in docs/doctor.md.
#[derive(Args)]
pub(crate) struct Doctor {
    #[command(flatten)]
    settings: Settings,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    well: bool,
    #[serde(flatten)]
    examination: &'a Examination,
}

impl Doctor {
    pub(crate) async fn run(&self) -> Result<ExitCode> {
        let examination = self.examine().await;
        let well = !examination.checks.iter().any(Check::is_failure);
        if self.json {
            printing::json(&Report { well, examination: &examination })?;
        } else {
            let terminal = printing::Terminal::of_output();
            for line in sheet::page(&examination, terminal.signs) {
                terminal.print(&line);
            }
        }
        Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    /// Goes as far as the installation allows, and then to the org.
    async fn examine(&self) -> Examination {
        let mut checks = Vec::new();
        let config = match wiring::load(&self.settings) {
            Ok(config) => config,
            Err(error) => {
                checks.push(SETTINGS.finds(&UNREADABLE, format!("{error:#}"), &[]));
                return Examination { checks, api_requests: 0 };
            }
        };
        checks.extend([self.settings_found(), sources(&config)]);
        let store = match wiring::open_store(&config).await {
            Ok(store) => store,
            Err(error) => {
                checks.push(DATABASE.finds(&DATABASE_CLOSED, format!("{error:#}"), &[]));
                return Examination { checks, api_requests: 0 };
            }
        };
        checks.extend([DATABASE.good("opens and is of this version"), key(&config)]);
        match wiring::engine(&config, store).await {
            Ok(engine) => {
                // Those of the console as well.
                if let (Ok(settings), Some(check)) = (engine.settings().await, checks.get_mut(1)) {
                    *check = sources(&settings.config);
                }
                checks.push(PARTS.good("all can be read"));
                let examination = engine.doctor().await;
                checks.extend(examination.checks);
                Examination { checks, ..examination }
            }
            Err(error) => {
                checks.push(PARTS.finds(&BROKEN_PART, format!("{error:#}"), &[]));
                Examination { checks, api_requests: 0 }
            }
        }
    }

    fn settings_found(&self) -> Check {
        match &self.settings.config {
            Some(file) => SETTINGS.good(file.display().to_string()),
            None if Path::new("ringledger.toml").exists() => SETTINGS.good("ringledger.toml"),
            None => SETTINGS.note("no ringledger.toml here; defaults and the environment count"),
        }
    }
}

fn sources(config: &Config) -> Check {
    let named: Vec<String> = config
        .sources
        .iter()
        .map(|source| format!("{} ({}, profile {})", source.id, source.kind, source.profile))
        .collect();
    if named.is_empty() {
        return SOURCES.finds(&NO_SOURCE, "none", &[]);
    }
    SOURCES.good(named.join(", "))
}

/// Where the key lies that encrypts tokens.
fn key(config: &Config) -> Check {
    if !config.secrets.key.is_empty() {
        return KEY.good("from the settings");
    }
    let Some(file) = config.key_file() else {
        return KEY.note("none: tokens cannot be kept (only auth = \"web\" needs that)");
    };
    let database = config.database.url.strip_prefix("sqlite://").map(Path::new);
    let found = file.display().to_string();
    if database.is_some_and(|database| database.parent() == file.parent()) {
        KEY.finds(&KEY_BESIDE, found, &[])
    } else {
        KEY.good(found)
    }
}
