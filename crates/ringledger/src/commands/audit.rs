//! `ringledger audit verify`: whether the audit log is whole.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::{Settings, printing, wiring};

/// Look after the audit log.
#[derive(Args)]
pub(crate) struct Audit {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Walk along the log; fail and name the first row that was changed, moved or removed.
    Verify(Verify),
}

#[derive(Args)]
struct Verify {
    #[command(flatten)]
    settings: Settings,
    /// The hash of a row that was noted outside of the database, such as in the service's log (`audit place=… hash=…`):
    /// fail if no row has it.
    #[arg(long, value_name = "HASH")]
    noted: Option<String>,
}

impl Audit {
    pub(crate) async fn run(&self) -> Result<ExitCode> {
        let What::Verify(verify) = &self.what;
        let config = wiring::load(&verify.settings)?;
        let store = wiring::open_store(&config).await?;
        let verdict = engine::audit::verify(&store, verify.noted.as_deref()).await?;
        match verdict.broken {
            None => {
                printing::line(format!("The audit log is whole: {} rows.", verdict.rows));
                printing::line(format!("Its end, to be noted elsewhere: {}", verdict.head));
                Ok(ExitCode::SUCCESS)
            }
            Some(broken) => {
                printing::line(format!("The audit log is not whole: {broken}."));
                printing::line(format!(
                    "The {} rows before are as they were written.",
                    verdict.rows
                ));
                Ok(ExitCode::FAILURE)
            }
        }
    }
}
