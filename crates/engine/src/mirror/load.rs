//! The first load: everyone whom we may read, by one bulk query an object. What has been stored says where it goes on, so
//! that it can be cut short at any moment, even by a crash, and no page is stored twice.

use std::time::Duration;

use domain::event::Millis;
use salesforce::soql::InvalidSoql;
use salesforce::{BulkOperation, BulkQueryState, Decision, Failure, SalesforceId};
use store::{MirrorRow, StoreError};
use tokio::sync::watch;

use super::fields::PeopleFields;
use super::lease::Lease;
use super::phase::{LOADING, READY, is_ready, load_again};
use crate::{Engine, ORG};

/// A transaction that began before the query may be committed after it, with an earlier time on its rows: so far do
/// changes overlap with the load, in milliseconds. Salesforce ends a transaction after ten minutes.
const MARGIN: Millis = 600_000;

/// The first and the longest pause between two looks at a bulk query that Salesforce works on.
const FIRST_LOOK: Duration = Duration::from_millis(250);
const LONGEST_LOOK: Duration = Duration::from_secs(15);

/// How often a bulk query that ends badly is started again before the load rests.
const RESTARTS: usize = 2;

/// How a load ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loaded {
    /// Everyone is here.
    Everyone,
    /// It is paused, until a person resumes it.
    Paused,
    /// Another node loads.
    Elsewhere,
    /// The process was asked to stop.
    Stopped,
}

/// Why a load ended early. What was stored stays, and the next load goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum Unloaded {
    /// Salesforce did not answer as it should.
    #[error("{0}")]
    Salesforce(#[from] Failure),
    /// The store did not answer.
    #[error("{0}")]
    Store(#[from] StoreError),
}

impl From<InvalidSoql> for Unloaded {
    fn from(invalid: InvalidSoql) -> Self {
        Self::Salesforce(invalid.into())
    }
}

/// One run of the load.
#[derive(Clone, Copy)]
pub(super) struct Load<'l> {
    pub(super) engine: &'l Engine,
    pub(super) lease: &'l Lease,
    pub(super) stop: &'l watch::Receiver<bool>,
}

impl Engine {
    /// Loads everyone whom the copy lacks on behalf of a person. Where another process keeps the copy, it is left to it.
    ///
    /// # Errors
    /// Why not everyone could be loaded.
    pub async fn load_people(&self, stop: &watch::Receiver<bool>) -> Result<Loaded, Unloaded> {
        let Some(lease) = self.become_keeper().await? else { return Ok(Loaded::Elsewhere) };
        let loaded = self.load_as_keeper(&lease, stop).await;
        self.count_api_calls().await;
        drop(lease);
        self.resign_as_keeper().await;
        loaded
    }

    async fn load_as_keeper(
        &self,
        lease: &Lease,
        stop: &watch::Receiver<bool>,
    ) -> Result<Loaded, Unloaded> {
        let mut rows = self.prepare_copy(self.people_fields().await?).await?;
        self.load(&mut rows, lease, stop).await
    }

    /// Loads those objects that are not loaded yet, and leaves `rows` as they stand then. Goes on where an earlier load was
    /// cut short, and does nothing where everyone is here.
    ///
    /// # Errors
    /// When Salesforce or the store do not answer. The object's row in the store tells Salesforce's failure as well.
    pub(super) async fn load(
        &self,
        rows: &mut [(MirrorRow, PeopleFields)],
        lease: &Lease,
        stop: &watch::Receiver<bool>,
    ) -> Result<Loaded, Unloaded> {
        Load { engine: self, lease, stop }.run(rows).await
    }
}

impl Load<'_> {
    async fn run(self, rows: &mut [(MirrorRow, PeopleFields)]) -> Result<Loaded, Unloaded> {
        let mut refused = None;
        let mut begun = Vec::new();
        // Salesforce works on all of them while the first is read.
        for (row, fields) in rows.iter_mut().filter(|(row, _)| !is_ready(row)) {
            if let Some(why) = self.cut_short().await? {
                return Ok(why);
            }
            let started = self.start(row, fields).await;
            match self.noted(row, started).await {
                Ok(()) => begun.push((row, fields)),
                Err(error) => refused = Some(stops_all(error)?),
            }
        }
        for (row, fields) in begun {
            let carried = self.carry_on(row, fields).await;
            match self.noted(row, carried).await {
                Ok(Loaded::Everyone) => {}
                Ok(other) => return Ok(other),
                Err(error) => refused = Some(stops_all(error)?),
            }
        }
        refused.map_or(Ok(Loaded::Everyone), Err)
    }

    /// Gives Salesforce the query, unless it has it already.
    async fn start(self, row: &mut MirrorRow, fields: &PeopleFields) -> Result<(), Unloaded> {
        if row.job_id.is_some() {
            return Ok(());
        }
        let now = self.engine.now();
        let salesforce = &self.engine.in_use().salesforce;
        let job = salesforce.start_bulk_query(&fields.query()?, BulkOperation::Query).await?;
        self.engine.0.health.answered();
        row.job_id = Some(job.id.to_string());
        // Salesforce's clock: ours may be wrong.
        row.cursor_at = Some(job.created_at - MARGIN);
        row.fresh_at = Some(now);
        row.updated_at = now;
        self.engine.0.store.save_mirror(ORG, row).await?;
        tracing::info!(object = row.object, "the copy of the org's people is loaded");
        Ok(())
    }

    /// Loads one object to its end. A query whose results are no more is started again.
    async fn carry_on(
        self,
        row: &mut MirrorRow,
        fields: &PeopleFields,
    ) -> Result<Loaded, Unloaded> {
        for _ in 0..RESTARTS {
            match self.read(row).await {
                Err(Unloaded::Salesforce(failure)) if failure.ends_bulk_query() => {
                    tracing::warn!(object = row.object, "a load starts again: {failure}");
                    load_again(row, self.engine.now());
                    self.engine.0.store.save_mirror(ORG, row).await?;
                    self.start(row, fields).await?;
                }
                other => return other,
            }
        }
        self.read(row).await
    }

    /// Reads from where the row says, and ends the load when everything is read.
    async fn read(self, row: &mut MirrorRow) -> Result<Loaded, Unloaded> {
        let store = &self.engine.0.store;
        let job = job_of(row);
        if row.phase == LOADING {
            let job =
                job.as_ref().ok_or_else(|| Failure::found("NOT_FOUND", "There is no query."))?;
            if row.expected.is_none()
                && let Some(why) = self.wait_for(job, row).await?
            {
                return Ok(why);
            }
            if let Some(why) = self.pages(job, row).await? {
                return Ok(why);
            }
        }
        let swept = store.sweep_people(ORG, &row.object, row.generation).await?;
        row.phase = READY.to_owned();
        (row.job_id, row.locator) = (None, None);
        row.updated_at = self.engine.now();
        store.save_mirror(ORG, row).await?;
        if let Some(job) = &job {
            self.drop_query(job).await;
        }
        tracing::info!(object = row.object, people = row.loaded, swept, "the copy is loaded");
        Ok(Loaded::Everyone)
    }

    /// Waits until Salesforce has worked off the query; says so if the load is cut short before.
    async fn wait_for(
        self,
        job: &SalesforceId,
        row: &mut MirrorRow,
    ) -> Result<Option<Loaded>, Unloaded> {
        let mut pause = FIRST_LOOK;
        loop {
            if let Some(why) = self.cut_short().await? {
                return Ok(Some(why));
            }
            match self.engine.in_use().salesforce.bulk_query_state(job).await? {
                BulkQueryState::Working { .. } => {
                    let mut stop = self.stop.clone();
                    tokio::select! {
                        () = tokio::time::sleep(pause) => {}
                        Ok(()) = stop.changed() => {}
                    }
                    pause = LONGEST_LOOK.min(pause * 2);
                }
                BulkQueryState::Complete { rows } => {
                    row.expected = Some(i64::try_from(rows).unwrap_or(i64::MAX));
                    row.updated_at = self.engine.now();
                    self.engine.0.store.save_mirror(ORG, row).await?;
                    return Ok(None);
                }
                BulkQueryState::Ended(failure) => return Err(failure.into()),
            }
        }
    }

    /// Whether to stop now, and why.
    pub(super) async fn cut_short(self) -> Result<Option<Loaded>, StoreError> {
        if *self.stop.borrow() {
            return Ok(Some(Loaded::Stopped));
        }
        if self.lease.is_lost() {
            return Ok(Some(Loaded::Elsewhere));
        }
        let orders = self.engine.0.store.people_orders(ORG).await?;
        Ok(orders.paused.then_some(Loaded::Paused))
    }

    /// Salesforce forgets results by itself after seven days; until then they count against the org's limit.
    async fn drop_query(self, job: &SalesforceId) {
        if let Err(failure) = self.engine.in_use().salesforce.drop_bulk_query(job).await {
            tracing::info!("the results of a bulk query stay until they expire: {failure}");
        }
    }

    /// Writes Salesforce's failure into the row, for those who ask how the load stands.
    async fn noted<T>(self, row: &MirrorRow, outcome: Result<T, Unloaded>) -> Result<T, Unloaded> {
        if let Err(Unloaded::Salesforce(failure)) = &outcome {
            self.engine.note_trouble(&[&row.object], failure).await?;
        }
        outcome
    }
}

/// The query that a row is loaded by.
fn job_of(row: &MirrorRow) -> Option<SalesforceId> {
    SalesforceId::parse(row.job_id.as_deref()?).ok()
}

/// A failure that concerns one object is kept for the end, so that the others are loaded; any other ends the load.
fn stops_all(error: Unloaded) -> Result<Unloaded, Unloaded> {
    match &error {
        Unloaded::Salesforce(failure) if failure.decision == Decision::GiveUp => Ok(error),
        _ => Err(error),
    }
}
