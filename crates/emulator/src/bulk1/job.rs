//! The jobs of the org and their batches, in memory.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::error::Refusal;
use crate::id;
use crate::org::{Actor, Org};

/// The most jobs that are kept; the oldest go first.
const MOST_JOBS: usize = 1_000;

/// More batches than a job can have in a day (Bulk API guide, limits), so that their numbers do not meet.
const MOST_BATCHES: u64 = 15_000;

/// What a client asks of a new job.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted {
    pub(super) operation: String,
    pub(super) object: String,
    pub(super) external_id: Option<String>,
    pub(super) concurrency: Option<String>,
    pub(super) content_type: Option<String>,
}

/// A job.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) id: String,
    number: u64,
    pub(super) operation: String,
    pub(super) object: String,
    pub(super) external_id: Option<String>,
    pub(super) concurrency: String,
    /// `CSV`, `JSON` or `XML`.
    pub(super) content_type: String,
    pub(super) version: String,
    pub(super) created_by: String,
    pub(super) created_at: i64,
    pub(super) changed_at: i64,
    /// `Open`, `Closed` or `Aborted`.
    pub(super) state: &'static str,
    pub(super) batches: Vec<Batch>,
}

/// A batch of a job.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) id: String,
    pub(super) job_id: String,
    /// `Queued`, `Completed` or `Failed`.
    pub(super) state: &'static str,
    pub(super) message: Option<String>,
    pub(super) created_at: i64,
    pub(super) changed_at: i64,
    pub(super) processed: usize,
    pub(super) failed: usize,
    /// What the client sent.
    pub(super) request: String,
    /// Results of the rows, or the rows of a query.
    pub(super) rows: String,
    /// The id under which a query's rows are fetched.
    pub(super) result_id: Option<String>,
}

impl Job {
    /// Takes in a batch; returns where it stands.
    pub(super) fn add(&mut self, request: &str, now: i64) -> &Batch {
        let place = u64::try_from(self.batches.len()).unwrap_or(u64::MAX);
        let number = self.number * MOST_BATCHES + place;
        self.batches.push(Batch {
            id: id::make("751", number),
            job_id: self.id.clone(),
            state: "Queued",
            message: None,
            created_at: now,
            changed_at: now,
            processed: 0,
            failed: 0,
            request: request.to_owned(),
            rows: String::new(),
            result_id: self.is_query().then(|| id::make("752", number)[..15].to_owned()),
        });
        let last = self.batches.len() - 1;
        &self.batches[last]
    }

    /// How many of its batches are in a state.
    pub(super) fn count(&self, state: &str) -> usize {
        self.batches.iter().filter(|batch| batch.state == state).count()
    }

    /// Whether it asks for rows rather than bringing them.
    pub(super) fn is_query(&self) -> bool {
        self.operation.starts_with("query")
    }
}

/// Every job of the org.
#[derive(Debug, Default)]
pub(crate) struct Jobs(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    jobs: BTreeMap<String, Job>,
    made: u64,
}

const OPERATIONS: [&str; 7] =
    ["insert", "update", "upsert", "delete", "hardDelete", "query", "queryAll"];

impl Jobs {
    /// Makes a job; returns a copy of it without batches.
    pub(super) fn create(
        &self,
        org: &Org,
        actor: &Actor,
        version: &str,
        wanted: Wanted,
    ) -> Result<Job, Refusal> {
        let refuse = |text: String| Refusal::new(400, "InvalidJob", text);
        if !OPERATIONS.contains(&wanted.operation.as_str()) {
            return Err(refuse(format!("Unable to parse operation '{}'", wanted.operation)));
        }
        let schema = org.schema();
        let Some(object) = schema.object(&wanted.object) else {
            return Err(refuse(format!("Unable to find object: {}", wanted.object)));
        };
        if wanted.operation == "upsert" && wanted.external_id.is_none() {
            let text =
                "External ID was blank for an upsert job. An upsert must specify an External ID.";
            return Err(refuse(text.to_owned()));
        }
        let content_type = wanted.content_type.unwrap_or_else(|| "XML".to_owned());
        if !matches!(content_type.as_str(), "CSV" | "JSON") {
            return Err(refuse(format!(
                "The content type {content_type} is not supported by this org; use CSV or JSON"
            )));
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.made += 1;
        // A range of its own, apart from the jobs of Bulk API 2.0.
        let number = 1_000_000 + kept.made;
        let id = id::make("750", number);
        let job = |id: String| Job {
            id,
            number,
            operation: wanted.operation.clone(),
            object: object.name.clone(),
            external_id: wanted.external_id.clone(),
            concurrency: wanted.concurrency.clone().unwrap_or_else(|| "Parallel".to_owned()),
            content_type: content_type.clone(),
            version: version.to_owned(),
            created_by: actor.user_id.clone(),
            created_at: org.now(),
            changed_at: org.now(),
            state: "Open",
            batches: Vec::new(),
        };
        kept.jobs.insert(id.clone(), job(id.clone()));
        while kept.jobs.len() > MOST_JOBS {
            kept.jobs.pop_first();
        }
        Ok(job(id))
    }

    /// Runs `work` on a job of the actor; those of others are as unknown as jobs that were never made.
    pub(super) fn with<T>(
        &self,
        id: &str,
        actor: &Actor,
        work: impl FnOnce(&mut Job) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let whole = id::normalise(id);
        let job = whole.and_then(|id| kept.jobs.get_mut(&id));
        let Some(job) = job.filter(|job| job.created_by == actor.user_id) else {
            return Err(Refusal::new(404, "InvalidJob", format!("Unable to find job {id}")));
        };
        work(job)
    }
}
