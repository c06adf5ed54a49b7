//! Org and service as processes of their own, so that they can be measured and killed.

use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

use super::memory::high_water_mark;

/// How long a child may take to answer: an org of a million people is not founded in a moment.
const PATIENCE: Duration = Duration::from_secs(120);

/// A child that is killed when it is dropped.
pub(crate) struct Service {
    child: Child,
    pub(crate) address: String,
    arguments: Vec<String>,
    health: &'static str,
    peak_memory: u64,
}

impl Service {
    /// Starts `ringledger <arguments>` and waits until `health` answers on `address`.
    pub(crate) async fn start(
        arguments: Vec<String>,
        address: String,
        health: &'static str,
    ) -> Result<Service> {
        let child = spawn(&arguments)?;
        let mut service = Service { child, address, arguments, health, peak_memory: 0 };
        service.wait_until_up().await?;
        Ok(service)
    }

    /// SIGKILL, then the same again.
    pub(crate) async fn kill_and_restart(&mut self) -> Result<()> {
        self.peak_memory();
        self.child.kill().await.context("the service could not be killed")?;
        self.child = spawn(&self.arguments)?;
        self.wait_until_up().await
    }

    async fn wait_until_up(&mut self) -> Result<()> {
        let since = Instant::now();
        let client = reqwest::Client::new();
        let url = format!("http://{}{}", self.address, self.health);
        loop {
            if let Ok(answer) = client.get(&url).send().await
                && answer.status().is_success()
            {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("`ringledger {}` ended with {status}", self.arguments.join(" "));
            }
            if since.elapsed() > PATIENCE {
                bail!(
                    "`ringledger {}` does not answer on {}",
                    self.arguments.join(" "),
                    self.address
                );
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// The most memory that the process has ever held, in bytes, over all its restarts; 0 where the system
    /// does not say (only Linux does).
    pub(crate) fn peak_memory(&mut self) -> u64 {
        let now = self.child.id().and_then(high_water_mark).unwrap_or(0);
        self.peak_memory = self.peak_memory.max(now);
        self.peak_memory
    }
}

fn spawn(arguments: &[String]) -> Result<Child> {
    let program = std::env::current_exe().context("this program's own file is not known")?;
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(if std::env::var_os("RINGLEDGER_BENCH_LOG").is_some() {
            Stdio::inherit()
        } else {
            Stdio::null()
        })
        .kill_on_drop(true)
        .spawn()
        .context("a process could not be started")
}

/// An address of this machine that nobody uses now.
pub(crate) async fn free_address() -> Result<String> {
    Ok(TcpListener::bind("127.0.0.1:0").await?.local_addr()?.to_string())
}
