//! The sync as the service runs it: each source when it is due, on one node at a time.

use std::time::Duration;

use store::{ContactSyncRow, StoreError};
use tokio::sync::watch;

use super::book::Book;
use super::progress::{Marks, Progress};
use super::run::SyncStep;
use super::state::marks;
use crate::{Engine, ORG};

/// How long one node may be silent before another takes the sync over, in milliseconds.
const LEASE: i64 = 600_000;

/// How often the service looks whether a sync is due.
const LOOK: Duration = Duration::from_secs(5);

impl Engine {
    /// Runs the syncs that are due until `stop` turns true.
    pub(crate) async fn sync_until(&self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            // Those of now: settings change.
            for source in &self.synced_sources() {
                // Cut off in the middle, it goes on where it was written down last.
                tokio::select! {
                    step = self.sync_contacts(source) => if let Err(error) = step {
                        tracing::error!(%error, source, "the sync of contacts was cut short; it goes on by itself");
                    },
                    _ = stop.changed() => {
                        // Whoever comes next need not wait until our lease runs out.
                        if let Err(error) = self.drop_lease(source).await {
                            tracing::warn!(%error, source, "the lease of the sync runs out by itself");
                        }
                        return;
                    }
                }
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Goes on with the sync of a source, if it is confirmed and due. `None` where it is not, or another node is at it.
    ///
    /// # Errors
    /// When the store does not answer; the sync goes on where it was written down last.
    pub async fn sync_contacts(&self, source_id: &str) -> Result<Option<SyncStep>, StoreError> {
        let row = self.sync_row(source_id).await?;
        let pause = self.store().pause_state(ORG).await?;
        let paused = pause.is_some_and(|pause| pause.until > self.now());
        let waits = paused || row.confirmed_at.is_none() || row.stopped_code.is_some();
        let Ok(book) = self.book(source_id) else { return Ok(None) };
        if waits || row.due_at > self.now() || !self.hold_lease(source_id).await? {
            return Ok(None);
        }
        // Another node may have finished between our look and our lease.
        let row = self.sync_row(source_id).await?;
        if row.due_at > self.now() || row.stopped_code.is_some() {
            self.drop_lease(source_id).await?;
            return Ok(None);
        }
        let step = self.go_on(&book, row).await;
        self.drop_lease(source_id).await?;
        step.map(Some)
    }

    async fn go_on(&self, book: &Book, mut row: ContactSyncRow) -> Result<SyncStep, StoreError> {
        let mut marks = marks(&row);
        let stored =
            row.progress.as_deref().and_then(|progress| serde_json::from_str(progress).ok());
        let mut progress: Progress = stored
            .unwrap_or_else(|| Progress::begin(self.now(), &marks, book.rules.read_all_hours));
        let trouble = loop {
            match self.advance(book, &marks, &mut progress).await {
                Ok(true) => {
                    row.progress = serde_json::to_string(&progress).ok();
                    row.updated_at = self.now();
                    self.store().save_contact_sync(ORG, &row).await?;
                    if !self.hold_lease(book.id()).await? {
                        return Ok(SyncStep::Later(self.after_rest()));
                    }
                }
                Ok(false) => break None,
                Err(trouble) => break Some(trouble),
            }
        };
        let now = self.now();
        let step = match trouble {
            Some(trouble) => SyncStep::of(trouble)?,
            None => SyncStep::Done(progress.report.clone()),
        };
        match &step {
            SyncStep::Later(at) => {
                row.due_at = *at;
                row.progress = serde_json::to_string(&progress).ok();
            }
            SyncStep::Stopped(stopped) => {
                tracing::error!(source = book.id(), code = %stopped.code, "the sync of contacts stopped: {stopped}");
                (row.stopped_code, row.stopped_text) =
                    (Some(stopped.code.clone()), Some(stopped.text.stored()));
                row.progress = None;
            }
            SyncStep::Done(report) => {
                marks.end(&progress);
                row.marks = serde_json::to_string(&marks).ok();
                row.report = serde_json::to_string(report).ok();
                row.progress = None;
                row.due_at = progress.begun_at.max(now - 60_000)
                    + i64::from(book.rules.every_minutes) * 60_000;
            }
        }
        row.updated_at = now;
        self.store().save_contact_sync(ORG, &row).await?;
        Ok(step)
    }

    async fn hold_lease(&self, source_id: &str) -> Result<bool, StoreError> {
        let now = self.now();
        let (name, holder) = (lease(source_id), self.0.books.holder());
        self.store().take_lease(ORG, &name, holder, now + LEASE, now).await
    }

    async fn drop_lease(&self, source_id: &str) -> Result<(), StoreError> {
        self.store().drop_lease(ORG, &lease(source_id), self.0.books.holder()).await
    }
}

fn lease(source_id: &str) -> String {
    format!("contacts:{source_id}")
}

impl Marks {
    /// What the next sync begins with after this one.
    fn end(&mut self, progress: &Progress) {
        self.accepted = false;
        self.contacts_to = progress.newest;
        if progress.all {
            self.all_read_at = Some(progress.begun_at);
        }
        self.people_to.extend(progress.people.newest.iter().map(|(target, at)| (*target, *at)));
    }
}
