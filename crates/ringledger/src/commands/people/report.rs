//! `ringledger people report`: what is untidy about the people of the org, and mending it on demand.

mod apply;
mod journal;
mod sheet;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use domain::number::{Spelling, is_region};
use engine::Engine;
use engine::hygiene::Wish;

use crate::{Settings, wiring};
use engine::settings::Config;

/// Say what is untidy about the people of the org: numbers that cannot be read, numbers that many share, likely
/// duplicates.
///
/// Reads the copy of the org's people (`people = "mirror"`) and changes nothing. With --apply, fields that hold one
/// number and nothing else are respelt in Salesforce, after a preview; --undo takes that back.
#[derive(Args)]
pub(crate) struct Report {
    #[command(flatten)]
    settings: Settings,
    /// Print JSON, every finding.
    #[arg(long, conflicts_with_all = ["csv", "apply", "undo"])]
    json: bool,
    /// Print every finding as CSV for a spreadsheet.
    #[arg(long, conflicts_with_all = ["apply", "undo"])]
    csv: bool,
    /// How numbers should be spelt.
    #[arg(long, value_enum, value_name = "SPELLING", default_value = "e164")]
    spelling: Wanted,
    /// ISO 3166 country of numbers without a country code. Without it: that of the sources, where they have one.
    #[arg(long, value_name = "COUNTRY")]
    region: Option<String>,
    /// From how many records on a number counts as shared.
    #[arg(long, value_name = "RECORDS", default_value_t = 3)]
    shared: usize,
    /// Respell in Salesforce what loses nothing by it, after a preview.
    #[arg(long, conflicts_with = "undo")]
    apply: bool,
    /// Where --apply writes down what stood there before. Must not exist yet.
    #[arg(long, value_name = "FILE", requires = "apply")]
    undo_file: Option<PathBuf>,
    /// Take back what an --apply did, as far as nobody has changed it since.
    #[arg(long, value_name = "FILE")]
    undo: Option<PathBuf>,
    /// Do not ask before changing anything.
    #[arg(long)]
    yes: bool,
}

/// How numbers should be spelt.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Wanted {
    /// +81355500123
    E164,
    /// As people of the country write it; numbers of other countries as +14155550123.
    National,
}

impl Report {
    pub(crate) async fn run(&self) -> Result<ExitCode> {
        let config = wiring::load(&self.settings)?;
        let store = wiring::open_store(&config).await?;
        let engine = wiring::engine(&config, store).await?;
        if let Some(file) = &self.undo {
            return apply::undo(&engine, file, self.yes).await;
        }
        let wish = self.wish(&engine.settings().await?.config)?;
        if self.apply {
            return self.apply(&engine, &wish).await;
        }
        if self.json {
            sheet::json(&engine, &wish).await?;
        } else if self.csv {
            sheet::csv(&engine, &wish).await?;
        } else {
            sheet::page(&engine, &wish).await?;
        }
        Ok(ExitCode::SUCCESS)
    }

    async fn apply(&self, engine: &Engine, wish: &Wish) -> Result<ExitCode> {
        let default = || PathBuf::from(format!("ringledger-undo-{}.jsonl", stamp()));
        let file = self.undo_file.clone().unwrap_or_else(default);
        apply::apply(engine, &Wish { only_fixes: true, ..wish.clone() }, &file, self.yes).await
    }

    fn wish(&self, config: &Config) -> Result<Wish> {
        let mut regions: Vec<String> =
            config.sources.iter().map(|source| source.region.to_ascii_uppercase()).collect();
        regions.sort();
        regions.dedup();
        let region = match (&self.region, regions.as_slice()) {
            (Some(region), _) => region.to_ascii_uppercase(),
            (None, [region]) => region.clone(),
            (None, []) => {
                bail!("no source is configured; say with --region whose national numbers these are")
            }
            (None, several) => bail!(
                "the sources are of several countries ({}); say with --region whose national numbers these are",
                several.join(", ")
            ),
        };
        if !is_region(&region) {
            bail!("`{region}` is no country's code; use two letters, such as JP, US or GB");
        }
        let spelling = match self.spelling {
            Wanted::E164 => Spelling::E164,
            Wanted::National => Spelling::National,
        };
        Ok(Wish { region, spelling, shared_from: self.shared.max(2), only_fixes: false })
    }
}

/// The time as part of a file's name.
fn stamp() -> String {
    jiff::Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string()
}
