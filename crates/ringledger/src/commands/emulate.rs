//! `ringledger emulate`: a Salesforce org on this machine.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Args;
use emulator::seed::{self, SeedFile};
use emulator::{Org, OrgOptions};
use tokio::net::TcpListener;

use super::serve::asked_to_stop;
use crate::{printing, wiring};

/// Run a Salesforce org on this machine, for trying and testing.
#[derive(Args)]
pub(crate) struct Emulate {
    /// Address and port.
    #[arg(long, default_value = "127.0.0.1:8090")]
    listen: String,
    /// Whose org: a file (YAML, JSON or TOML) of people, users, settings and faults. Without it, the demo's org.
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
    /// When stopped, write the org as it then stands to this file, which --seed takes again.
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
    /// Answer each request only after this time (80ms, 1s).
    #[arg(long, value_name = "TIME", value_parser = duration)]
    latency: Option<u64>,
    /// Add this many invented contacts with numbers of their own.
    #[arg(long, value_name = "COUNT", hide = true)]
    people: Option<usize>,
    /// API requests that the org allows in 24 hours, instead of what the seed file says (1,000,000 if it says nothing).
    #[arg(long, value_name = "COUNT")]
    daily_api_requests: Option<u64>,
    /// An org without our field on Activity, so that mode B works.
    #[arg(long)]
    without_call_id_field: bool,
}

impl Emulate {
    pub(crate) async fn run(&self) -> Result<ExitCode> {
        if let Some(path) = &self.export {
            // Before the org has anything to lose.
            writable(path)
                .with_context(|| format!("--export: {} cannot be written", path.display()))?;
        }
        let org = self.org()?;
        let listener = TcpListener::bind(&self.listen).await.with_context(|| {
            let address = &self.listen;
            format!("cannot listen on {address}; it must be an address and a port, such as 127.0.0.1:8090, that no other program uses")
        })?;
        printing::note(format!("A Salesforce org answers on http://{}", listener.local_addr()?));
        tokio::select! {
            served = emulator::serve(listener, org.clone()) => served?,
            () = asked_to_stop() => {}
        }
        if let Some(path) = &self.export {
            let name = path.display().to_string();
            std::fs::write(path, seed::export(&org, &name)?)
                .with_context(|| format!("{name} cannot be written; the org is lost"))?;
            printing::note(format!("The org stands in {name}."));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn org(&self) -> Result<Org> {
        let file = match &self.seed {
            Some(path) => {
                let name = path.display().to_string();
                let text = std::fs::read_to_string(path)
                    .with_context(|| format!("{name} cannot be read"))?;
                SeedFile::parse(&name, &text)?
            }
            None => SeedFile::demo()?,
        };
        let options = OrgOptions {
            daily_api_requests: 1_000_000,
            ..OrgOptions::new(Arc::new(wiring::now), rand::random())
        };
        if let (None, Some(people)) = (&self.seed, self.people) {
            let (org, _) = seed::found(&options, &self.over(SeedFile::default()))?;
            seed::bench(&org, people)?;
            return Ok(org);
        }
        Ok(seed::found(&options, &self.over(file))?.0)
    }
}

impl Emulate {
    /// The file with what the command line says over it.
    fn over(&self, mut file: SeedFile) -> SeedFile {
        if self.without_call_id_field {
            file.set("call_id_field", false);
        }
        if let Some(latency) = self.latency {
            file.set("latency_ms", latency);
        }
        if let Some(requests) = self.daily_api_requests {
            file.set("daily_api_requests", requests);
        }
        file
    }
}

/// Tries to open a file for writing, and leaves everything as it was.
fn writable(path: &Path) -> std::io::Result<()> {
    let is_new = !path.exists();
    OpenOptions::new().append(true).create(true).open(path)?;
    if is_new {
        std::fs::remove_file(path)?;
    }
    Ok(())
}

/// `80ms`, `2s` or a bare number of milliseconds.
pub(crate) fn duration(text: &str) -> Result<u64, String> {
    let (number, unit) = match text.strip_suffix("ms") {
        Some(number) => (number, 1),
        None => match text.strip_suffix('s') {
            Some(number) => (number, 1000),
            None => (text, 1),
        },
    };
    number
        .trim()
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(unit))
        .ok_or_else(|| format!("`{text}` is no time; write 80ms or 2s"))
}

#[cfg(test)]
mod tests {
    use super::{duration, writable};

    #[test]
    fn an_export_is_tried_before_it_is_needed() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let (new, old) = (folder.join("new.yaml"), folder.join("old.yaml"));
        std::fs::write(&old, "seed: 1").unwrap();
        writable(&new).unwrap();
        writable(&old).unwrap();
        assert!(!new.exists());
        assert_eq!(std::fs::read_to_string(&old).unwrap(), "seed: 1");
        assert!(writable(folder).is_err());
        assert!(writable(&folder.join("gone/org.yaml")).is_err());
    }

    #[test]
    fn times_have_units() {
        assert_eq!(duration("80ms"), Ok(80));
        assert_eq!(duration("2s"), Ok(2000));
        assert_eq!(duration("5"), Ok(5));
        assert!(duration("soon").is_err());
    }
}
