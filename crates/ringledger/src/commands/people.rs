//! `ringledger people`: the copy of the org's people, and who is who between the phone systems and Salesforce.

mod load;
mod progress;
mod report;
mod rest;
mod sheet;
mod sync;
mod users;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::Settings;

/// Show how the copy of the org's people stands, do something with it, or say who is who.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct People {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    sheet: sheet::Sheet,
}

#[derive(Subcommand)]
enum Command {
    /// Load everyone whom the copy lacks, here and now; or watch a running service do it.
    Load(load::Load),
    /// Let loading rest until it is resumed, across restarts.
    Pause(Settings),
    /// Go on loading where it was paused.
    Resume(Settings),
    /// Say what is untidy about people and their numbers, and mend it on demand.
    Report(report::Report),
    /// Say who the phone users are in Salesforce, who is nobody there, and which calls fell to the fallback owner.
    Users(users::Users),
    /// Say how the two-way sync of contacts is, look at what it would do, let it happen.
    Sync(sync::Sync),
}

impl People {
    pub(crate) async fn run(&self) -> Result<ExitCode> {
        match &self.command {
            None => self.sheet.run().await,
            Some(Command::Load(load)) => load.run().await,
            Some(Command::Pause(settings)) => rest::pause(settings).await,
            Some(Command::Resume(settings)) => rest::resume(settings).await,
            Some(Command::Report(report)) => report.run().await,
            Some(Command::Users(users)) => users.run().await,
            Some(Command::Sync(sync)) => sync.run().await,
        }
    }
}
