//! `ringledger people users`: who the phone users are in Salesforce, and which calls fell to the fallback owner.

mod page;
mod sheet;

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use engine::PhoneUser;

use crate::{Settings, printing, wiring};

/// Say who the phone users are in Salesforce, who is nobody there, and which calls fell to the fallback owner.
///
/// Looks at the calls that were first heard of in the last days. Phone users are judged as of today, by the
/// owner rules of their source's profile.
#[derive(Args)]
pub(crate) struct Users {
    #[command(flatten)]
    settings: Settings,
    /// How many days to look back.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3660))]
    days: u32,
    /// Print JSON.
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print the phone users as CSV for a spreadsheet.
    #[arg(long)]
    csv: bool,
}

impl Users {
    pub(crate) async fn run(&self) -> Result<ExitCode> {
        let config = wiring::load(&self.settings)?;
        let store = wiring::open_store(&config).await?;
        let report = wiring::engine(&config, store).await?.users_report(self.days).await?;
        if self.json {
            printing::json(&report)?;
        } else if self.csv {
            sheet::print(&report)?;
        } else {
            page::print(&report, self.days);
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn rule(user: &PhoneUser) -> String {
    user.rule.as_ref().map(word).unwrap_or_default()
}

/// The word that stands in JSON and in profiles.
fn word(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).ok();
    value.as_ref().and_then(|value| value.as_str()).unwrap_or_default().to_owned()
}

fn text(text: &Option<String>) -> String {
    text.clone().unwrap_or_default()
}
