//! A copy of everything that is kept, in one encrypted file, taken while Ringledger serves; and the way back into an
//! empty database of either kind.

mod seal;
mod tables;

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::error::{Result, StoreError};
use crate::migration::MIGRATIONS;
use crate::store::Store;
use crate::value::Value;

pub(crate) use seal::{Opener, Sealer};
pub(crate) use tables::{Table, tables};

/// What a backup or a restore came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackedUp {
    /// Rows of all tables.
    pub rows: u64,
    /// The file's size in bytes.
    pub bytes: u64,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// When the backup was made, UTC milliseconds.
    pub made_at: i64,
}

/// A step of the copy.
#[derive(Debug)]
pub(crate) enum Entry {
    /// The rows of this table follow; the names of its columns.
    Table(String, Vec<String>),
    /// One row; its values stand in the order of the columns.
    Row(Vec<Value>),
}

/// What does not come back with a backup: who was signed in when it was made may have been shut out since, and a link used.
pub(crate) const OVER: [&str; 2] = ["DELETE FROM session", "DELETE FROM one_time"];

/// The newest version of the tables that this program knows.
pub(crate) fn schema() -> i64 {
    MIGRATIONS.last().map_or(0, |step| step.version)
}

impl Store {
    /// Writes everything that is kept at one moment to a new file, encrypted with the key for secrets. The key is not in
    /// it, and secrets stay encrypted inside it a second time. Others read and write meanwhile. The file bears its name
    /// only once it is whole and on disk.
    ///
    /// # Errors
    /// [`StoreError::NoKey`]; [`StoreError::Backup`] when the file cannot be made or is there already; any failure of
    /// the database.
    pub async fn backup(&self, path: &Path, now: i64) -> Result<BackedUp> {
        let key = self.cloned_key()?;
        if path.exists() {
            let text = "there is a file of this name already; name another one";
            return Err(StoreError::Backup(format!("{}: {text}", path.display())));
        }
        let part = part_of(path);
        let sealer = Sealer::create(&part, key, schema(), now)?;
        let sealer = self.database.dump(sealer).await?;
        let done = sealer.finish()?;
        std::fs::rename(&part, path).map_err(|error| seal::io(path, &error))?;
        // The name is on disk too once the folder is.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = std::fs::File::open(folder.unwrap_or(Path::new(".")));
        folder.and_then(|folder| folder.sync_all()).map_err(|error| seal::io(path, &error))?;
        Ok(done)
    }

    /// Reads a backup into this database, which must be empty; all of it or nothing, but for sessions and links that work
    /// once: everybody signs in anew.
    ///
    /// # Errors
    /// [`StoreError::NotEmpty`], [`StoreError::BackupVersion`], [`StoreError::WrongKey`] when the backup was made with
    /// another key; [`StoreError::Backup`] when the file was cut off or changed; any failure of the database. Nothing
    /// was changed then.
    pub async fn restore(&self, path: &Path) -> Result<BackedUp> {
        let key = self.cloned_key()?;
        let opener = Opener::open(path, key)?;
        if opener.schema() != schema() {
            return Err(StoreError::BackupVersion { found: opener.schema(), known: schema() });
        }
        self.database.load(opener).await
    }
}

/// The name that the file has while it is written.
fn part_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}
