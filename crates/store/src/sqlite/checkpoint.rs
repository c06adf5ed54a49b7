//! Copies the WAL into the database file on a side thread, so that no commit has to.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use rusqlite::Connection;

use super::connection::failed;
use crate::error::{Result, StoreError};

/// How often the side thread looks.
const EVERY: Duration = Duration::from_millis(200);

/// Above this size the writer itself makes the WAL start anew; under constant load it would otherwise never.
const RESTART_ABOVE: u64 = 64 << 20;

/// The longest that the writer waits for readers when it restarts the WAL.
const RESTART_WAIT: Duration = Duration::from_millis(100);

/// What the writer and the side thread know about the WAL.
#[derive(Debug, Clone, Default)]
pub(super) struct WalGauge {
    dirty: Arc<AtomicBool>,
    bytes: Arc<AtomicU64>,
}

impl WalGauge {
    /// The writer has committed: there is something to copy. Restarts the WAL when it has grown too large.
    pub(super) fn committed(&self, writer: &Connection, busy_timeout: Duration) -> Result<()> {
        self.dirty.store(true, Ordering::Release);
        if self.bytes.load(Ordering::Acquire) < RESTART_ABOVE {
            return Ok(());
        }
        writer.busy_timeout(RESTART_WAIT).map_err(failed)?;
        let outcome = checkpoint(writer, "RESTART");
        writer.busy_timeout(busy_timeout).map_err(failed)?;
        self.bytes.store(0, Ordering::Release);
        outcome.map(drop)
    }
}

/// The side thread; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Checkpointer {
    _alive: Sender<()>,
}

impl Checkpointer {
    pub(super) fn start(connection: Connection, gauge: WalGauge) -> Result<Self> {
        let (alive, ended) = channel();
        std::thread::Builder::new()
            .name("store-checkpoint".to_owned())
            .spawn(move || run(&connection, &gauge, &ended))
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(Self { _alive: alive })
    }
}

fn run(connection: &Connection, gauge: &WalGauge, ended: &Receiver<()>) {
    while ended.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
        if !gauge.dirty.swap(false, Ordering::AcqRel) {
            continue;
        }
        match checkpoint(connection, "PASSIVE") {
            Ok(bytes) => gauge.bytes.store(bytes, Ordering::Release),
            // The WAL keeps everything meanwhile: nothing is lost, the file only grows.
            Err(error) => tracing::warn!(code = error.code(), %error, "check-point failed"),
        }
    }
}

/// Runs a check-point and returns the size of the WAL in bytes.
fn checkpoint(connection: &Connection, mode: &str) -> Result<u64> {
    let frames: i64 = connection
        .query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |row| row.get(1))
        .map_err(failed)?;
    let page: i64 =
        connection.query_row("PRAGMA page_size", [], |row| row.get(0)).map_err(failed)?;
    Ok(u64::try_from(frames.saturating_mul(page)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::super::connection;
    use super::*;

    #[test]
    fn a_large_wal_starts_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let writer = connection::open(&path, Duration::ZERO).unwrap();
        writer.execute_batch("CREATE TABLE t (a TEXT)").unwrap();
        let fill = "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) \
                    SELECT hex(randomblob(500)) FROM n";
        writer.execute_batch(fill).unwrap();
        let gauge = WalGauge::default();
        let large = checkpoint(&writer, "PASSIVE").unwrap();
        assert!(large > 1_000_000, "{large}");

        gauge.bytes.store(RESTART_ABOVE, Ordering::Release);
        gauge.committed(&writer, Duration::ZERO).unwrap();
        assert_eq!(gauge.bytes.load(Ordering::Acquire), 0);
        writer.execute_batch("INSERT INTO t VALUES ('x')").unwrap();
        assert!(checkpoint(&writer, "PASSIVE").unwrap() < 100_000);
    }

    #[test]
    fn a_small_wal_is_left_to_the_side_thread() {
        let folder = tempfile::tempdir().unwrap();
        let writer = connection::open(&folder.path().join("a.db"), Duration::ZERO).unwrap();
        let gauge = WalGauge::default();
        gauge.bytes.store(1, Ordering::Release);
        gauge.committed(&writer, Duration::ZERO).unwrap();
        assert_eq!(gauge.bytes.load(Ordering::Acquire), 1);
        assert!(gauge.dirty.load(Ordering::Acquire));
    }
}
