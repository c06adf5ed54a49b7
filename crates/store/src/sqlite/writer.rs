//! The one thread that writes: whatever waits is committed together, and nobody is answered before it is durable.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};

use super::checkpoint::WalGauge;
use super::connection::failed;
use super::stopped;
use crate::database::StoreOptions;
use crate::error::{Result, StoreError};
use crate::value::Rows;

/// The most jobs in one commit; more would only make the first wait longer.
const GROUP: usize = 512;

type Answer = Result<Vec<Rows>>;
type Work = Box<dyn FnOnce(&Connection) -> Answer + Send>;

/// A piece of work and the one who waits for it.
struct Job {
    work: Work,
    reply: oneshot::Sender<Answer>,
}

/// The way to the writer thread. The thread ends when this is dropped.
#[derive(Debug)]
pub(super) struct Writer {
    jobs: mpsc::Sender<Job>,
}

impl Writer {
    pub(super) fn start(
        connection: Connection,
        options: &StoreOptions,
        gauge: WalGauge,
    ) -> Result<Self> {
        let (jobs, waiting) = mpsc::channel(options.queue.max(1));
        let mut thread = WriterThread {
            connection,
            waiting,
            gauge,
            busy_timeout: options.busy_timeout,
            broken: None,
        };
        std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || thread.run())
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(Self { jobs })
    }

    /// Runs the work inside the next commit.
    ///
    /// # Errors
    /// [`StoreError::Busy`] at once when the queue is full.
    pub(super) async fn run(
        &self,
        work: impl FnOnce(&Connection) -> Answer + Send + 'static,
    ) -> Answer {
        let (reply, answer) = oneshot::channel();
        let job = Job { work: Box::new(work), reply };
        self.jobs.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => StoreError::Busy,
            TrySendError::Closed(_) => stopped(()),
        })?;
        answer.await.map_err(stopped)?
    }
}

struct WriterThread {
    connection: Connection,
    waiting: mpsc::Receiver<Job>,
    gauge: WalGauge,
    busy_timeout: Duration,
    /// Set for good by the first disk error: after a failed fsync a later success proves nothing (failure 19).
    broken: Option<StoreError>,
}

impl WriterThread {
    fn run(&mut self) {
        while let Some(first) = self.waiting.blocking_recv() {
            let mut group = vec![first];
            while group.len() < GROUP {
                match self.waiting.try_recv() {
                    Ok(job) => group.push(job),
                    Err(_) => break,
                }
            }
            self.commit_group(group);
        }
    }

    fn commit_group(&mut self, group: Vec<Job>) {
        let mut lost = self.broken.clone().or_else(|| self.execute("BEGIN IMMEDIATE").err());
        let mut done = Vec::with_capacity(group.len());
        for job in group {
            let answer = match &lost {
                Some(error) => Err(error.clone()),
                None => self.in_savepoint(job.work),
            };
            // A full disk or an I/O error makes SQLite roll back the whole group, not only this job.
            if lost.is_none() && self.connection.is_autocommit() {
                let error = answer.as_ref().err().cloned();
                lost = Some(error.unwrap_or_else(|| stopped(())));
            }
            done.push((job.reply, answer));
        }
        if lost.is_none() {
            let began = Instant::now();
            lost = self.execute("COMMIT").err();
            metrics::histogram!("ringledger_fsync_duration_seconds").record(began.elapsed());
        }
        if let Some(error) = &lost {
            self.give_up(error);
        } else if let Err(error) = self.gauge.committed(&self.connection, self.busy_timeout) {
            tracing::warn!(code = error.code(), %error, "the WAL could not be restarted");
        }
        for (reply, answer) in done {
            let answer = match &lost {
                Some(error) => Err(error.clone()),
                None => answer,
            };
            // Who asked may have gone; what was committed stays committed.
            let _ = reply.send(answer);
        }
    }

    /// Runs one job so that its failure, even a panic, undoes nothing but itself.
    fn in_savepoint(&self, work: Work) -> Answer {
        self.execute("SAVEPOINT job")?;
        let answer =
            catch_unwind(AssertUnwindSafe(|| work(&self.connection))).unwrap_or_else(|_| {
                Err(StoreError::Unexpected(
                    "a write stopped in the middle and was undone".to_owned(),
                ))
            });
        if answer.is_err() && !self.connection.is_autocommit() {
            self.execute("ROLLBACK TO job")?;
        }
        if !self.connection.is_autocommit() {
            self.execute("RELEASE job")?;
        }
        answer
    }

    fn give_up(&mut self, error: &StoreError) {
        if !self.connection.is_autocommit()
            && let Err(second) = self.execute("ROLLBACK")
        {
            tracing::error!(code = second.code(), error = %second, "rollback failed");
        }
        if self.broken.is_none() && matches!(error, StoreError::DiskFailed(_)) {
            tracing::error!(code = error.code(), %error, "the database stopped");
            self.broken = Some(error.clone());
        }
    }

    fn execute(&self, sql: &str) -> Result<()> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut run| run.execute([]))
            .map(drop)
            .map_err(failed)
    }
}

#[cfg(test)]
mod tests;
