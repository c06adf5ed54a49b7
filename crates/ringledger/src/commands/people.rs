//! `ringledger people`: who is who between the phone systems and Salesforce.

mod users;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};

/// Who is who between the phone systems and Salesforce.
#[derive(Args)]
pub(crate) struct People {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Say who the phone users are in Salesforce, who is nobody there, and which calls fell to the fallback owner.
    Users(users::Users),
}

impl People {
    pub(crate) async fn run(&self) -> Result<ExitCode> {
        match &self.command {
            Command::Users(users) => users.run().await,
        }
    }
}
