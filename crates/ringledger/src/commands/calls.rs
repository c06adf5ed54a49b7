//! `ringledger calls`: what became of each call, the newest first.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};
use engine::CallLine;

use super::errors::print_errors;
use crate::{Settings, printing, wiring};

/// List calls, the newest first.
#[derive(Args)]
pub(crate) struct Calls {
    #[command(flatten)]
    settings: Settings,
    /// Only calls in this state.
    #[arg(long, value_enum, value_name = "STATE")]
    state: Option<State>,
    /// Instead: what failed (calls and unreadable deliveries), why, and what to do.
    #[arg(long)]
    errors: bool,
    /// How many at most.
    #[arg(long, default_value_t = 50)]
    limit: i64,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What became of a call.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum State {
    /// Not yet written.
    Waiting,
    /// Its Task stands in Salesforce.
    Logged,
    /// The profile wants no Task for it.
    Ignored,
    /// It needs a person.
    Failed,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Logged => "logged",
            State::Ignored => "ignored",
            State::Failed => "failed",
        }
    }
}

impl Calls {
    pub(crate) async fn run(&self) -> Result<ExitCode> {
        let store = wiring::open_store(&*wiring::load(&self.settings)?).await?;
        if self.errors {
            let errors = engine::errors(&store, self.limit).await?;
            match self.json {
                true => printing::json(&errors)?,
                false => print_errors(&errors),
            }
            return Ok(ExitCode::SUCCESS);
        }
        let calls =
            engine::calls(&store, self.state.map(State::name), self.limit, wiring::now()).await?;
        if self.json {
            printing::json(&calls)?;
        } else {
            print_calls(&calls);
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The table of calls.
pub(crate) fn print_calls(calls: &[CallLine]) {
    if calls.is_empty() {
        printing::line("No calls yet.");
        return;
    }
    let rows: Vec<Vec<String>> = calls
        .iter()
        .map(|call| {
            vec![
                call.started.clone(),
                call.call.clone(),
                call.what.clone(),
                format!("{}  {}", call.who, call.name()),
                call.record.clone(),
                call.state.clone(),
                call.subject.clone(),
            ]
        })
        .collect();
    let head =
        ["started (UTC)", "call", "what", "number and name", "record and why", "state", "Task"];
    printing::table(&head, &rows, &[20, 30, 18, 50, 60, 8, 60]);
}
