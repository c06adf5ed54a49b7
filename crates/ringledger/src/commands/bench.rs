//! `ringledger bench`: what this machine can do, and that nothing is lost or doubled while it does.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};

use super::emulate::duration;
use crate::bench::{acks, freshness, people_load, report, run};
use crate::printing;

/// Measure this machine. Org and service are processes of their own; Tasks are counted in the org.
#[derive(Args, Debug, Clone)]
pub(crate) struct Bench {
    /// Calls to play.
    #[arg(long, default_value_t = 10_000)]
    pub(crate) calls: u64,
    /// Webhooks of each call (1 to 4: begun, ringing, answered, ended; the last ones are sent).
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=4))]
    pub(crate) events: u64,
    /// How often each webhook is sent, all at once.
    #[arg(long, default_value_t = 1)]
    pub(crate) copies: usize,
    /// Calls that are told at the same time.
    #[arg(long, default_value_t = 64)]
    pub(crate) connections: usize,
    /// People in the org whose numbers call (a tenth of the calls comes from strangers).
    #[arg(long, default_value_t = 1000)]
    pub(crate) people: usize,
    /// How long Salesforce takes for each request (80ms, 1s).
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "0ms")]
    pub(crate) latency: u64,
    /// Share of Salesforce's requests that end with 503 (0.3).
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    pub(crate) unavailable: f64,
    /// Share of records that are locked (0.05).
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    pub(crate) locked: f64,
    /// Kill the service with SIGKILL so many times while it works.
    #[arg(long, default_value_t = 0)]
    pub(crate) kills: u64,
    /// Whether the org has our external id field (a) or not (b).
    #[arg(long, value_enum, default_value_t = Mode::A)]
    pub(crate) mode: Mode,
    /// Take all calls in first, and only then let them be written.
    #[arg(long)]
    pub(crate) backlog: bool,
    /// After everything is written, comment on each call, so that each Task is changed once.
    #[arg(long)]
    pub(crate) update: bool,
    /// Tell one call after the other, each when the one before stands in the org.
    #[arg(long, conflicts_with_all = ["backlog", "kills"])]
    pub(crate) one_at_a_time: bool,
    /// Instead: how many webhooks a second are kept, beside the same server answering without keeping them.
    #[arg(long)]
    pub(crate) acks: bool,
    /// Instead: how long the first load of the org's people takes (--people), with --kills on the way.
    #[arg(long, conflicts_with = "acks")]
    pub(crate) people_load: bool,
    /// Instead: how long a phone number that was changed in the org takes to be found here, so many times.
    #[arg(long, value_name = "CHANGES", conflicts_with_all = ["acks", "people_load", "backlog", "kills"])]
    pub(crate) freshness: Option<u32>,
    /// With --freshness: the org has no change events, so that the copy is kept by polling.
    #[arg(long, requires = "freshness")]
    pub(crate) polling: bool,
    /// With --freshness: the pause between two changes (50ms, 1s).
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "50ms", requires = "freshness")]
    pub(crate) every: u64,
    /// The service's requests in flight to Salesforce, at most.
    #[arg(long, default_value_t = 4)]
    pub(crate) workers: usize,
    /// Milliseconds that the service waits for company before a batch leaves.
    #[arg(long, default_value_t = 0)]
    pub(crate) linger_ms: u64,
    /// The service's database instead of SQLite in a temporary folder; it must be empty.
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// How calls are kept from being written twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mode {
    /// By an external id field.
    A,
    /// By `CallObject`, and asking first when an outcome is unknown.
    B,
}

impl Bench {
    pub(crate) async fn run(&self) -> Result<ExitCode> {
        if let Some(changes) = self.freshness {
            let measured = freshness::measure(self, changes).await?;
            if self.json {
                printing::json(&measured)?;
            } else {
                freshness::print(&measured);
            }
            return Ok(ExitCode::SUCCESS);
        }
        if self.acks {
            let measured = acks::compare(self).await?;
            if self.json {
                printing::json(&measured)?;
            } else {
                report::print_acks(&measured);
            }
            return Ok(ExitCode::SUCCESS);
        }
        if self.people_load {
            let measured = people_load::run(self).await?;
            if self.json {
                printing::json(&measured)?;
            } else {
                people_load::print(&measured);
            }
            let whole = measured.lost == 0;
            return Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        let report = run::calls(self).await?;
        if self.json {
            printing::json(&report)?;
        } else {
            report::print(&report);
        }
        let clean = report.lost == 0 && report.duplicates == 0 && report.failed == 0;
        Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
