//! `ringledger replay`: send saved webhook bodies again through the front door, or have kept ones read
//! again after a fix. Harmless at any time: what is known already changes nothing.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::Args;

use engine::PhoneSystem;

use crate::wiring::Configuration;
use crate::{Settings, printing, wiring};

/// Phone systems by the ids of their sources.
type Systems = BTreeMap<String, Arc<PhoneSystem>>;

/// Send saved webhook bodies again, or read kept ones again after a fix.
#[derive(Args)]
pub(crate) struct Replay {
    #[command(flatten)]
    settings: Settings,
    /// The source that the files are for; may be left out when there is only one.
    #[arg(long, value_name = "ID")]
    source: Option<String>,
    /// Read this kept delivery again, or retry this failed call (as `calls --errors` names it).
    #[arg(long, value_name = "ID", conflicts_with = "files")]
    kept: Vec<String>,
    /// Read all unreadable deliveries again and retry all failed calls.
    #[arg(long, conflicts_with_all = ["files", "kept"])]
    failed: bool,
    /// Files, each with one webhook body as the phone system sent it.
    files: Vec<PathBuf>,
}

impl Replay {
    pub(crate) async fn run(&self) -> Result<ExitCode> {
        let config = wiring::load(&self.settings)?;
        if self.failed || !self.kept.is_empty() {
            let store = wiring::open_store(&config).await?;
            let count = if self.failed {
                engine::replay_failed(&store, wiring::now()).await?
            } else {
                engine::replay_kept(&store, &self.kept, wiring::now()).await?
            };
            printing::line(format!("{count} will be tried again by the running service."));
            return Ok(if count > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        if self.files.is_empty() {
            bail!("name files to send, or --failed, or --kept ID");
        }
        self.send_files(&config).await
    }

    async fn send_files(&self, config: &Configuration) -> Result<ExitCode> {
        let engine = wiring::engine(config, wiring::open_store(config).await?).await?;
        let systems = engine.phone_systems();
        let (id, system) = self.source(&systems)?;
        let client = reqwest::Client::new();
        let url = format!("http://{}/hooks/{id}", config.server.listen);
        let mut refused = 0;
        for file in &self.files {
            let body = std::fs::read(file)
                .with_context(|| format!("{} cannot be read", file.display()))?;
            let message = format!("replay_{}", uuid::Uuid::now_v7());
            let signed = system
                .source
                .sign(&body, &system.settings, &message, wiring::now())
                .map_err(|message| anyhow::anyhow!("{}: {message}", file.display()))?;
            let answer = crate::posting::post(&client, &url, signed)
                .await
                .with_context(|| format!("no answer from {url}; is `ringledger serve` running?"))?;
            printing::line(format!("{}  {}", answer.as_u16(), file.display()));
            refused += usize::from(!answer.is_success());
        }
        Ok(if refused == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn source<'a>(&self, systems: &'a Systems) -> Result<(&'a String, &'a Arc<PhoneSystem>)> {
        let known = || systems.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        let mut all = systems.iter();
        match (&self.source, all.next(), all.next()) {
            (Some(id), ..) => systems
                .get_key_value(id)
                .with_context(|| format!("there is no source `{id}`; there are: {}", known())),
            (None, Some(only), None) => Ok(only),
            (None, None, _) => bail!("no [[source]] is configured"),
            (None, ..) => bail!("say which source with --source ID; there are: {}", known()),
        }
    }
}
