//! SQLite connections that only read: a long question never stops the writer.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::{connection, stopped};
use crate::database::StoreOptions;
use crate::error::Result;
use crate::value::{Rows, Statement};

/// A few connections, opened when they are first needed.
#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    busy_timeout: Duration,
    permits: Semaphore,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Readers {
    pub(super) fn new(path: PathBuf, options: &StoreOptions) -> Self {
        Self {
            path,
            busy_timeout: options.busy_timeout,
            permits: Semaphore::new(options.connections.max(1)),
            idle: Arc::default(),
        }
    }

    /// Runs one question on a thread that may block.
    pub(super) async fn query(&self, statement: Statement) -> Result<Rows> {
        let _permit = self.permits.acquire().await.map_err(stopped)?;
        let idle = Arc::clone(&self.idle);
        let path = self.path.clone();
        let busy_timeout = self.busy_timeout;
        tokio::task::spawn_blocking(move || {
            let kept = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let reader = match kept {
                Some(reader) => reader,
                None => open(&path, busy_timeout)?,
            };
            let rows = connection::run(&reader, &statement);
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
            rows
        })
        .await
        .map_err(stopped)?
    }
}

fn open(path: &std::path::Path, busy_timeout: Duration) -> Result<Connection> {
    let reader = connection::open(path, busy_timeout)?;
    reader.execute_batch("PRAGMA query_only = ON").map_err(connection::failed)?;
    Ok(reader)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_reader_cannot_write() {
        let folder = tempfile::tempdir().unwrap();
        let readers = Readers::new(folder.path().join("a.db"), &StoreOptions::default());
        let error = readers.query(Statement::new("CREATE TABLE t (a BIGINT)", Vec::new())).await;
        assert_eq!(error.unwrap_err().code(), "store_unavailable");
        assert_eq!(readers.query(Statement::new("SELECT 1", Vec::new())).await.unwrap().len(), 1);
    }
}
