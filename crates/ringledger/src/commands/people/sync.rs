//! `ringledger people sync`: how the two-way sync of contacts is, what it would do, and leave to do it.

mod page;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, bail};
use clap::Args;
use engine::{Engine, Report, Stopped, SyncStep};
use serde::Serialize;

use crate::{Settings, printing, wiring};

/// Say how the two-way sync of a phone system's contacts is; look at what it would do; let it happen.
///
/// Without --dry-run or --confirm: how each sync is. The service runs those that are confirmed, every hour.
#[derive(Args)]
pub(crate) struct Sync {
    #[command(flatten)]
    settings: Settings,
    /// Only this source.
    #[arg(long, value_name = "ID")]
    source: Option<String>,
    /// Read both sides and print what would be written. Writes nothing to either side.
    #[arg(long, conflicts_with_all = ["confirm", "history"])]
    dry_run: bool,
    /// Let it write from now on, also one that stopped and asked.
    #[arg(long, conflicts_with = "history")]
    confirm: bool,
    /// Print the texts that syncs replaced, those that lost a conflict among them.
    #[arg(long)]
    history: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What a dry run found.
#[derive(Serialize)]
struct Outlook {
    source: String,
    report: Report,
    would_stop: Option<String>,
}

impl Sync {
    pub(crate) async fn run(&self) -> Result<ExitCode> {
        let config = wiring::load(&self.settings)?;
        let engine = wiring::engine(&config, wiring::open_store(&config).await?).await?;
        for source in self.sources(&engine).await? {
            if self.dry_run {
                let outlook = outlook(&engine, source).await?;
                self.print(&outlook, |outlook| {
                    page::outlook(&outlook.source, &outlook.report, outlook.would_stop.as_deref());
                })?;
            } else if self.history {
                let history = engine::contact_history(engine.store(), &source, 1_000).await?;
                self.print(&history, |history| page::history(history))?;
            } else {
                if self.confirm {
                    engine.confirm_sync(&source).await?;
                }
                self.print(&engine.sync_state(&source).await?, page::state)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    fn print<T: Serialize>(&self, what: &T, page: impl Fn(&T)) -> Result<()> {
        if self.json {
            return printing::json(what);
        }
        page(what);
        Ok(())
    }

    /// The named source, or all whose contacts can be synced. Allowing names one, where there are several.
    async fn sources(&self, engine: &Engine) -> Result<Vec<String>> {
        if let Some(source) = &self.source {
            engine.can_sync(source)?;
            return Ok(vec![source.clone()]);
        }
        let sources = engine.synced_sources();
        match sources.as_slice() {
            [] => {
                let why =
                    engine.source_ids().into_iter().filter_map(|id| engine.can_sync(&id).err());
                let why: Vec<String> =
                    why.map(|stopped: Stopped| stopped.text.to_string()).collect();
                bail!("No source has contacts that can be synced. {}", why.join(" "))
            }
            [_, _, ..] if self.confirm => {
                bail!("say which one with --source; there are: {}", sources.join(", "))
            }
            _ => Ok(sources),
        }
    }
}

/// Reads and weighs, waiting where the phone system wants it.
async fn outlook(engine: &Engine, source: String) -> Result<Outlook> {
    let mut dry = engine.begin_dry_sync(&source).await?;
    loop {
        match engine.dry_sync(&mut dry).await? {
            SyncStep::Done(report) => {
                let would_stop = engine.would_stop(&dry, &report).await?;
                let would_stop = would_stop.map(|stopped| stopped.to_string());
                return Ok(Outlook { source, report, would_stop });
            }
            SyncStep::Stopped(stopped) => return Err(stopped.into()),
            SyncStep::Later(at) => {
                let wait = u64::try_from(at - wiring::now()).unwrap_or(0);
                printing::note(format!(
                    "{} contacts are read; going on in {} s, as the phone system allows no more at once.",
                    dry.contacts_read(),
                    wait.div_ceil(1000)
                ));
                tokio::time::sleep(Duration::from_millis(wait)).await;
            }
        }
    }
}
