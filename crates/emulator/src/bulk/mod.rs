//! Bulk API 2.0: jobs that write or read many rows as CSV.
//!
//! A job is worked off inside the requests that ask for it, batch by batch, so that a test needs no waiting: nothing
//! runs in the background, and the database is held for 200 rows at a time.

mod answer;
mod columns;
mod csv;
mod ingest;
mod job;
mod list;
mod multipart;
mod process;
mod query;
mod results;
mod row;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::id;
pub(crate) use answer::answer;
#[cfg(feature = "fuzzing")]
pub(crate) use csv::exercise as exercise_csv;
use ingest::Ingest;
use job::Job;
use query::Query;

/// How long a job is kept, in milliseconds: seven days (Salesforce limits quick reference).
const LIFETIME_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// Every job of the org.
#[derive(Debug, Default)]
pub(crate) struct BulkJobs {
    made: AtomicU64,
    ingest: Kept<Ingest>,
    query: Kept<Query>,
}

impl BulkJobs {
    /// An id that no other job has.
    fn new_id(&self) -> String {
        id::make("750", self.made.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

/// A job that several requests may ask for at once.
type Shared<T> = Arc<Mutex<Job<T>>>;

/// The jobs of one kind by id, and when each was made (UTC milliseconds).
#[derive(Debug)]
struct Kept<T> {
    jobs: Mutex<BTreeMap<String, (i64, Shared<T>)>>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self { jobs: Mutex::default() }
    }
}

impl<T> Kept<T> {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, (i64, Shared<T>)>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a job, and forgets those that are too old.
    fn keep(&self, job: Job<T>) -> Shared<T> {
        let mut jobs = self.lock();
        let now = job.head.created_at;
        jobs.retain(|_, (made_at, _)| now - *made_at < LIFETIME_MS);
        let id = job.head.id.clone();
        let shared = Arc::new(Mutex::new(job));
        jobs.insert(id, (now, Arc::clone(&shared)));
        shared
    }

    /// The job with an id of 15 or 18 characters.
    fn find(&self, id: &str) -> Option<Shared<T>> {
        let whole = id::normalise(id)?;
        self.lock().get(&whole).map(|(_, job)| Arc::clone(job))
    }

    fn remove(&self, id: &str) {
        self.lock().remove(id);
    }

    /// All jobs, oldest first.
    fn all(&self) -> Vec<Shared<T>> {
        self.lock().values().map(|(_, job)| Arc::clone(job)).collect()
    }
}
