//! Working an ingest job off, batch by batch.

use super::columns::{self, Column};
use super::csv::Rows;
use super::ingest::Ingest;
use super::job::{Head, Job, State};
use super::row::{self, Outcome};
use crate::error::ApiError;
use crate::org::Org;
use crate::records::Writer;
use crate::usage::DailyBulk;

/// Rows that are written in one transaction, as in Salesforce; the database is free in between.
const CHUNK_ROWS: usize = 200;

/// The most bytes of a batch (Salesforce limits quick reference).
const BATCH_BYTES: usize = 10_000_000;

/// Batches that one request works off at most; a client that asks for its job's state makes it go on.
const BATCHES_A_REQUEST: usize = 10;

/// Works off the next batches of a job that waits for it.
///
/// # Errors
/// When the database fails; what is wrong with the rows ends up in the job.
pub(super) fn advance(org: &Org, job: &mut Job<Ingest>) -> Result<(), ApiError> {
    let began = org.now();
    for _ in 0..BATCHES_A_REQUEST {
        if job.head.state.is_waiting() {
            batch(org, job)?;
        }
    }
    job.head.took_ms += org.now() - began;
    Ok(())
}

/// Works off a job to its end.
pub(super) fn finish(org: &Org, job: &mut Job<Ingest>) -> Result<(), ApiError> {
    while job.head.state.is_waiting() {
        advance(org, job)?;
    }
    Ok(())
}

fn batch(org: &Org, job: &mut Job<Ingest>) -> Result<(), ApiError> {
    if job.head.state == State::UploadComplete {
        begin(org, job)?;
    }
    if job.head.state != State::InProgress {
        return Ok(());
    }
    if job.work.position >= job.work.content.len() {
        job.head.turn(State::JobComplete, org.now());
        return Ok(());
    }
    if !org.0.usage.take(DailyBulk::Batches, 1, org.now()) {
        job.head.fail("ExceededQuota : ApiBatchItems Limit exceeded.".to_owned(), org.now());
        return Ok(());
    }
    let first = job.work.position;
    let mut left = org.options().bulk_batch_rows.max(1);
    while left > 0 && job.work.position - first < BATCH_BYTES {
        let rows = chunk(org, job, left.min(CHUNK_ROWS))?;
        if rows == 0 {
            job.head.turn(State::JobComplete, org.now());
            break;
        }
        left -= rows;
    }
    Ok(())
}

/// Reads the header; the job fails if it does not fit the object.
fn begin(org: &Org, job: &mut Job<Ingest>) -> Result<(), ApiError> {
    let Job { head, work } = job;
    if !head.line_ending.fits(&work.content) {
        let setting = head.line_ending.name();
        let error = format!(
            "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is {setting}"
        );
        head.fail(error, org.now());
        return Ok(());
    }
    let mut rows = Rows::from(&work.content, 0, head.delimiter);
    let header = rows.next().unwrap_or_default();
    let position = rows.position();
    let columns = {
        let database = org.database();
        let schema = database.view(&head.actor)?;
        let columns = match schema.object(&head.object) {
            Some(object) => columns::read(&schema, object, &header),
            None => Err(format!("InvalidBatch : Unable to find object: {}", head.object)),
        };
        columns.and_then(|columns| needs_key(head, work, columns))
    };
    match columns {
        Ok(columns) => {
            work.columns = columns;
            work.position = position;
            head.turn(State::InProgress, org.now());
        }
        Err(error) => head.fail(error, org.now()),
    }
    Ok(())
}

/// An upsert needs a column for the external id, unless there are no rows at all.
fn needs_key(head: &Head, work: &Ingest, columns: Vec<Column>) -> Result<Vec<Column>, String> {
    let Some(key) = work.external_id.as_ref().filter(|key| *key != "Id") else {
        return Ok(columns);
    };
    if columns.is_empty() || columns.contains(&Column::Field(key.clone())) {
        return Ok(columns);
    }
    Err(format!(
        "InvalidBatch : External ID field {key} of {} is no column of the upload",
        head.object
    ))
}

/// Writes the next rows in one transaction; returns how many there were.
fn chunk(org: &Org, job: &mut Job<Ingest>, most: usize) -> Result<usize, ApiError> {
    let Job { head, work } = job;
    let mut rows = Rows::from(&work.content, work.position, head.delimiter);
    let cells: Vec<Vec<String>> = rows.by_ref().take(most).collect();
    let position = rows.position();
    let database = org.database();
    database.come_through("bulkapi", &head.version, None);
    let mut writer = Writer::begin(org, &database, &head.actor)?;
    writer.follow(&work.options);
    let mut outcomes = Vec::with_capacity(cells.len());
    for row in &cells {
        outcomes.push(if row.len() == work.columns.len() {
            let record = columns::record(&work.columns, row);
            let key = work.external_id.as_deref();
            row::write(&mut writer, work.operation, &head.object, key, record)
        } else {
            row::ragged(work.columns.len(), row.len())
        });
    }
    writer.commit()?;
    head.processed += outcomes.len();
    head.failed += outcomes.iter().filter(|done| matches!(done, Outcome::Failed(..))).count();
    head.modified_at = org.now();
    work.outcomes.extend(outcomes);
    work.position = position;
    Ok(cells.len())
}
