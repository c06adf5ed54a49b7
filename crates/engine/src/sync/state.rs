//! A sync for those who look at it: how it is, a rehearsal, and the confirmation that lets it write.

use language::Sentence;
use serde::Serialize;
use store::{ContactSyncRow, StoreError};

use super::book::Book;
use super::progress::{Marks, Progress};
use super::report::Report;
use super::run::SyncStep;
use super::trouble::{Stopped, Trouble};
use crate::listing::second;
use crate::{Engine, ORG};

/// A sync as people see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SyncState {
    /// The source.
    pub source: String,
    /// Since when it may write, UTC; none where nobody has confirmed it.
    pub confirmed: Option<String>,
    /// Why it stopped, if it did.
    pub stopped: Option<String>,
    /// When it goes on, UTC.
    pub next: Option<String>,
    /// Whether one is running.
    pub running: bool,
    /// Pairs of a record and a contact.
    pub linked: i64,
    /// Records that cannot be synced, or not wholly.
    pub problems: Vec<SyncProblem>,
    /// What came of the last one.
    pub last: Option<Report>,
}

/// A record that cannot be synced, or not wholly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SyncProblem {
    /// The record.
    pub record: String,
    /// A stable code.
    pub code: String,
    /// Why, and what to do.
    pub text: String,
}

/// A text that a sync replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Replaced {
    /// When, UTC.
    pub at: String,
    /// The record.
    pub record: String,
    /// The field.
    pub field: String,
    /// The side that was written: `salesforce` or `phone`.
    pub written_to: String,
    /// What stood there.
    pub replaced: String,
    /// What stands there now.
    pub kept: String,
    /// Whether both sides had changed it.
    pub conflict: bool,
}

/// A sync that writes nothing, and where it stands.
#[derive(Debug)]
pub struct DrySync {
    source: String,
    marks: Marks,
    progress: Progress,
}

impl DrySync {
    /// How many contacts of the phone system are read so far.
    #[must_use]
    pub fn contacts_read(&self) -> u64 {
        self.progress.report.contacts_read
    }
}

/// What syncs of a source replaced, the newest first.
///
/// # Errors
/// When the store does not answer.
pub async fn contact_history(
    store: &store::Store,
    source: &str,
    limit: i64,
) -> Result<Vec<Replaced>, StoreError> {
    let rows = store.contact_history(ORG, source, limit).await?;
    let replaced = rows.into_iter().map(|row| Replaced {
        at: second(row.at),
        record: row.record_id,
        field: row.field,
        written_to: row.written_to,
        replaced: row.replaced,
        kept: row.kept,
        conflict: row.conflict,
    });
    Ok(replaced.collect())
}

impl Engine {
    /// The sources whose contacts can be synced as they are configured.
    pub fn synced_sources(&self) -> Vec<String> {
        self.source_ids().into_iter().filter(|id| self.book(id).is_ok()).collect()
    }

    /// Whether the contacts of a source can be synced as it is configured.
    ///
    /// # Errors
    /// Why they cannot, and what to do.
    pub fn can_sync(&self, source_id: &str) -> Result<(), Stopped> {
        self.book(source_id).map(drop)
    }

    /// The contact book of a source.
    ///
    /// # Errors
    /// Why its contacts cannot be synced, and what to do.
    pub(crate) fn book(&self, source_id: &str) -> Result<Book, Stopped> {
        let no = |text: Sentence| Stopped::new("sync_not_configured", text);
        let systems = &self.in_use().phone_systems;
        let Some(system) = systems.get(source_id) else {
            let none = Sentence::new("engine-sync-no-source").with("source", source_id);
            return Err(no(none.with("known", self.source_ids().join(", "))));
        };
        let Some(api) = system.source.contacts() else {
            return Err(no(Sentence::new("engine-sync-no-contacts").with("source", source_id)));
        };
        api.ready(&system.settings).map_err(no)?;
        match &system.profile.sync {
            Some(rules) if !rules.targets.is_empty() => {
                Ok(Book { system: system.clone(), api, rules: rules.clone() })
            }
            _ => Err(no(Sentence::new("engine-sync-off")
                .with("profile", &system.profile.name)
                .with("source", source_id))),
        }
    }

    /// How the sync of a source is.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn sync_state(&self, source_id: &str) -> Result<SyncState, StoreError> {
        let row = self.sync_row(source_id).await?;
        let (linked, _) = self.store().count_links(ORG, source_id).await?;
        let problems = self.store().link_problems(ORG, source_id, 100).await?;
        let stopped = row.stopped_code.clone().zip(row.stopped_text.clone());
        let goes_on = row.confirmed_at.is_some() && stopped.is_none();
        Ok(SyncState {
            source: source_id.to_owned(),
            confirmed: row.confirmed_at.map(second),
            stopped: stopped.map(|(code, text)| format!("{code}: {}", Sentence::read(&text))),
            next: goes_on.then(|| second(row.due_at)),
            running: row.progress.is_some(),
            linked,
            problems: problems
                .into_iter()
                .map(|link| SyncProblem {
                    record: link.record_id,
                    code: link.problem_code.unwrap_or_default(),
                    text: link.problem_text.unwrap_or_default(),
                })
                .collect(),
            last: row.report.as_deref().and_then(|report| serde_json::from_str(report).ok()),
        })
    }

    /// Lets the sync of a source write from now on, also the one that stopped and asked.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn confirm_sync(&self, source_id: &str) -> Result<(), StoreError> {
        let now = self.now();
        let mut row = self.sync_row(source_id).await?;
        let marks = Marks { accepted: true, ..marks(&row) };
        row.marks = serde_json::to_string(&marks).ok();
        row.confirmed_at = row.confirmed_at.or(Some(now));
        (row.stopped_code, row.stopped_text, row.progress) = (None, None, None);
        (row.due_at, row.updated_at) = (now, now);
        self.store().save_contact_sync(ORG, &row).await
    }

    /// Begins a sync that writes nothing.
    ///
    /// # Errors
    /// Why the source's contacts cannot be synced, or that the store does not answer.
    pub async fn begin_dry_sync(&self, source_id: &str) -> Result<DrySync, Stopped> {
        let book = self.book(source_id)?;
        let row = self.sync_row(source_id).await;
        let row = row.map_err(|error| Stopped::new(error.code(), error.to_string()))?;
        // All of them: a first look, or one at what made a sync stop.
        let marks = Marks { all_read_at: None, ..marks(&row) };
        let progress = Progress::begin(self.now(), &marks, book.rules.read_all_hours);
        Ok(DrySync { source: source_id.to_owned(), marks, progress })
    }

    /// Goes on with a sync that writes nothing, until it is done or the phone system's limit is reached.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn dry_sync(&self, dry: &mut DrySync) -> Result<SyncStep, StoreError> {
        let book = match self.book(&dry.source) {
            Ok(book) => book,
            Err(stopped) => return Ok(SyncStep::Stopped(stopped)),
        };
        match self.rehearse(&book, &dry.marks, &mut dry.progress).await {
            Ok(report) => Ok(SyncStep::Done(report)),
            Err(trouble) => SyncStep::of(trouble),
        }
    }

    /// Whether a sync would stop and ask now, and why: for a dry run that is done.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn would_stop(
        &self,
        dry: &DrySync,
        report: &Report,
    ) -> Result<Option<Stopped>, StoreError> {
        let Ok(book) = self.book(&dry.source) else { return Ok(None) };
        match self.guard(&book, &dry.progress, report).await {
            Err(Trouble::Stop(stopped)) => Ok(Some(stopped)),
            Err(Trouble::Store(error)) => Err(error),
            Ok(()) | Err(Trouble::Later(_)) => Ok(None),
        }
    }

    pub(super) async fn sync_row(&self, source_id: &str) -> Result<ContactSyncRow, StoreError> {
        let row = self.store().contact_sync(ORG, source_id).await?;
        let fresh =
            || ContactSyncRow { source_id: source_id.to_owned(), ..ContactSyncRow::default() };
        Ok(row.unwrap_or_else(fresh))
    }
}

pub(super) fn marks(row: &ContactSyncRow) -> Marks {
    row.marks.as_deref().and_then(|marks| serde_json::from_str(marks).ok()).unwrap_or_default()
}
