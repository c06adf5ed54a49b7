//! `ringledger erase` and `ringledger disclose`: a person is forgotten by phone number, or told what is kept of them.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use engine::{Deed, Remains, Traces};

use crate::{Settings, printing, wiring};

/// Erase everything that is kept of a phone number, and print a certificate without it.
#[derive(Args)]
pub(crate) struct Erase {
    #[command(flatten)]
    settings: Settings,
    /// The number with its country code, as in "+81 3 5550 0101".
    number: String,
    /// Only count what would be erased.
    #[arg(long)]
    dry_run: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Write everything that is kept of a phone number as JSON, for whoever asks what is kept of them.
#[derive(Args)]
pub(crate) struct Disclose {
    #[command(flatten)]
    settings: Settings,
    /// The number with its country code, as in "+81 3 5550 0101".
    number: String,
}

fn asked(what: &str) -> Deed {
    Deed { who: "command line".to_owned(), what: what.to_owned(), ..Deed::default() }
}

impl Disclose {
    pub(crate) async fn run(&self) -> Result<ExitCode> {
        let config = wiring::load(&self.settings)?;
        let engine = wiring::engine(&config, wiring::open_store(&config).await?).await?;
        printing::json(&engine.disclose(&self.number, asked("privacy.disclose")).await?)?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Erase {
    pub(crate) async fn run(&self) -> Result<ExitCode> {
        let config = wiring::load(&self.settings)?;
        let engine = wiring::engine(&config, wiring::open_store(&config).await?).await?;
        if self.dry_run {
            let traces = engine.traces_of(&self.number).await?;
            match self.json {
                true => printing::json(&traces)?,
                false => print(&traces),
            }
            return Ok(ExitCode::SUCCESS);
        }
        let certificate = engine.erase(&self.number, asked("privacy.erase")).await?;
        if self.json {
            printing::json(&certificate)?;
            return Ok(ExitCode::SUCCESS);
        }
        printing::line(format!("Certificate {}", certificate.id));
        printing::line(format!(
            "Number ending in {}, {}",
            certificate.number_ends, certificate.number_mark
        ));
        print(&certificate.erased);
        printing::note(match certificate.remains {
            Remains::Unfinished => "The erasure has not ended. Run this again.",
            Remains::Overwritten => {
                "What deleted rows left behind in the database's file is overwritten."
            }
            Remains::InUse => {
                "What deleted rows leave behind could not be overwritten: somebody was reading the database's file all the \
                 time. Run this again."
            }
            Remains::WithTheServer => {
                "PostgreSQL overwrites what deleted rows leave behind when it needs their place; `VACUUM FULL` does it now. \
                 Its write-ahead log and its backups are yours to delete."
            }
        });
        Ok(ExitCode::SUCCESS)
    }
}

fn print(traces: &Traces) {
    for (count, what) in [
        (traces.calls, "calls"),
        (traces.events, "events of these calls"),
        (traces.deliveries, "deliveries of phone systems"),
        (traces.mentions, "texts about others that named the number"),
        (traces.people, "people in the copy of the org's people"),
        (traces.contacts, "contacts of phone systems"),
        (traces.remembered, "things remembered of the number"),
    ] {
        printing::line(format!("{count:>8}  {what}"));
    }
    for (name, places) in
        [("Versions of the settings", &traces.settings), ("Rows of the audit log", &traces.audit)]
    {
        if !places.is_empty() {
            let places: Vec<String> = places.iter().map(ToString::to_string).collect();
            printing::line(format!("{name} that name the number: {}", places.join(", ")));
        }
    }
    for (name, ids) in [("Tasks", &traces.tasks), ("Records", &traces.records)] {
        if !ids.is_empty() {
            printing::line(format!(
                "{name} in Salesforce, to be deleted there: {}",
                ids.join(", ")
            ));
        }
    }
    if !traces.mentioned_tasks.is_empty() {
        printing::line(format!(
            "Tasks of other calls in Salesforce, to take the number out of there: {}",
            traces.mentioned_tasks.join(", ")
        ));
    }
    if traces.unknown_tasks > 0 {
        printing::line(format!(
            "Calls for which Salesforce was asked to create a Task, without its answer being known: {}. Search there for the \
             number.",
            traces.unknown_tasks
        ));
    }
}
