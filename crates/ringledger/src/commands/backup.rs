//! `ringledger backup` and `ringledger restore`: everything that is kept, in one encrypted file and back.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::{Settings, printing, wiring};

/// Write everything that is kept to one encrypted file, while the service runs.
#[derive(Args)]
pub(crate) struct Backup {
    #[command(flatten)]
    settings: Settings,
    /// The file to make.
    file: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Backup {
    pub(crate) async fn run(&self) -> Result<ExitCode> {
        let config = wiring::load(&self.settings)?;
        let store = wiring::open_store(&config).await?;
        let done = store.backup(&self.file, wiring::now()).await?;
        if self.json {
            printing::json(&done)?;
            return Ok(ExitCode::SUCCESS);
        }
        printing::line(format!(
            "{} rows, {} bytes: {}",
            done.rows,
            done.bytes,
            self.file.display()
        ));
        printing::line(format!("SHA-256 {}", done.sha256));
        printing::note(match config.key_file() {
            Some(key) if config.secrets.key.is_empty() => format!(
                "Without its key the file cannot be read, and the key is not in it: keep {} in another place.",
                key.display()
            ),
            _ => "Without its key the file cannot be read, and the key is not in it.".to_owned(),
        });
        Ok(ExitCode::SUCCESS)
    }
}

/// Read a backup into an empty database, of either kind; stop the service before.
#[derive(Args)]
pub(crate) struct Restore {
    #[command(flatten)]
    settings: Settings,
    /// The backup.
    file: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Restore {
    pub(crate) async fn run(&self) -> Result<ExitCode> {
        let config = wiring::load(&self.settings)?;
        let store = wiring::open_store(&config).await?;
        let done = store.restore(&self.file).await?;
        if self.json {
            printing::json(&done)?;
            return Ok(ExitCode::SUCCESS);
        }
        printing::line(format!("{} rows restored from {}", done.rows, self.file.display()));
        printing::note(
            "Who was erased after this backup was made is back: erase them again (`ringledger erase NUMBER`).",
        );
        Ok(ExitCode::SUCCESS)
    }
}
