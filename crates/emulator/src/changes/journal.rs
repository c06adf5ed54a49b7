//! The committed changes of the last 72 hours, in order, for whoever subscribes.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::{Change, ChangeKind, Event, EventShape};
use crate::error::ApiError;
use crate::schema::Schema;

/// How long events are kept, in milliseconds (Pub/Sub API guide, "Event Message Durability").
const RETENTION_MS: i64 = 72 * 60 * 60 * 1_000;

/// So many changes of a transaction become events; the others become one overflow event an object
/// (Change Data Capture guide, "Overflow Events").
const OVERFLOW: usize = 100_000;

/// An event that is larger becomes a gap event, in bytes (Change Data Capture guide, "Gap Events").
const LARGEST_EVENT: usize = 1_000_000;

/// What all kept events may weigh together, in bytes. Salesforce keeps all of 72 hours; a laptop need not.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// A position in the stream is no longer, or never was, in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lost;

/// A piece of the stream.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) events: Vec<Arc<Event>>,
    /// Everything up to here has been looked at.
    pub(crate) position: u64,
}

#[derive(Debug)]
struct Log {
    events: VecDeque<Arc<Event>>,
    bytes: usize,
    /// The last number that was given away.
    tip: u64,
    /// Everything up to here has gone.
    gone: u64,
    commits: i64,
    /// By schema id.
    shapes: HashMap<String, Arc<EventShape>>,
    /// By object: the shape, and the org's schema that it follows from.
    current: HashMap<String, (Arc<Schema>, Arc<EventShape>)>,
}

/// The stream of change events of an org.
#[derive(Debug)]
pub(crate) struct Journal {
    log: Mutex<Log>,
    news: watch::Sender<u64>,
    /// Held by everybody who reads the stream.
    reader: Arc<()>,
}

impl Journal {
    /// An empty stream that begins at `start`, UTC milliseconds.
    ///
    /// Positions are moments, as far as events leave room between them: so a stream without events moves on too, as
    /// Salesforce's does, and a position of an org's earlier life is recognised as one from before its beginning.
    pub(crate) fn new(start: i64) -> Self {
        let tip = u64::try_from(start).unwrap_or_default();
        Self {
            log: Mutex::new(Log {
                events: VecDeque::new(),
                bytes: 0,
                tip,
                gone: tip,
                commits: start,
                shapes: HashMap::new(),
                current: HashMap::new(),
            }),
            news: watch::Sender::new(tip),
            reader: Arc::new(()),
        }
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Publishes what a transaction changed, in order.
    pub(crate) fn commit(&self, changes: Vec<Change>) {
        if changes.is_empty() {
            return;
        }
        let mut log = self.log();
        let now = changes.iter().map(|change| change.at).max().unwrap_or_default();
        log.commits += 1;
        let commit = log.commits;
        let transaction: Arc<str> = Arc::from(transaction_key(commit, now));
        let mut sequence = 0;
        for change in condense(changes) {
            sequence += 1;
            log.append(change, now, (&transaction, commit, sequence));
        }
        log.forget(now);
        let tip = log.tip;
        drop(log);
        self.news.send_replace(tip);
    }

    /// The shape of an object's events under the org's schema, or `None` if it has no such object.
    ///
    /// # Errors
    /// When the object cannot be described in Avro.
    pub(crate) fn shape_of(
        &self,
        schema: &Arc<Schema>,
        object: &str,
    ) -> Result<Option<Arc<EventShape>>, ApiError> {
        let mut log = self.log();
        if let Some((known, shape)) = log.current.get(object)
            && Arc::ptr_eq(known, schema)
        {
            return Ok(Some(Arc::clone(shape)));
        }
        let Some(object) = schema.object(object) else { return Ok(None) };
        let shape = EventShape::of(object)?;
        let shape = Arc::clone(log.shapes.entry(shape.id.clone()).or_insert(Arc::new(shape)));
        log.current.insert(object.name.clone(), (Arc::clone(schema), Arc::clone(&shape)));
        Ok(Some(shape))
    }

    /// The shape with a schema id.
    pub(crate) fn shape(&self, id: &str) -> Option<Arc<EventShape>> {
        self.log().shapes.get(id).cloned()
    }

    /// What somebody who begins to read holds until they end.
    pub(crate) fn reader(&self) -> Arc<()> {
        Arc::clone(&self.reader)
    }

    /// How many read the stream now.
    pub(crate) fn readers(&self) -> usize {
        Arc::strong_count(&self.reader) - 1
    }

    /// Tells when there are new events.
    pub(crate) fn listen(&self) -> watch::Receiver<u64> {
        self.news.subscribe()
    }

    /// Makes every listener look again, though there are no new events.
    pub(crate) fn wake(&self) {
        let tip = self.log().tip;
        self.news.send_replace(tip);
    }

    /// The position after all events; later events come after it.
    pub(crate) fn latest(&self, now: i64) -> u64 {
        let mut log = self.log();
        log.tip = log.tip.max(u64::try_from(now).unwrap_or_default());
        log.tip
    }

    /// The position before all events that are kept.
    pub(crate) fn earliest(&self, now: i64) -> u64 {
        let mut log = self.log();
        log.forget(now);
        log.gone
    }

    /// Whether a stream can begin after this position: it was given away, and nothing after it has gone.
    pub(crate) fn resumes_at(&self, position: u64, now: i64) -> bool {
        let mut log = self.log();
        log.forget(now);
        let oldest = u64::try_from(now.saturating_sub(RETENTION_MS)).unwrap_or_default();
        (log.gone.max(oldest)..=log.tip).contains(&position)
    }

    /// Up to `most` events after a position that `wanted` accepts.
    ///
    /// # Errors
    /// [`Lost`] when events after the position have gone.
    pub(crate) fn read(
        &self,
        position: u64,
        most: usize,
        now: i64,
        wanted: impl Fn(&Event) -> bool,
    ) -> Result<Page, Lost> {
        let mut log = self.log();
        log.forget(now);
        if position < log.gone {
            return Err(Lost);
        }
        let from = log.events.partition_point(|event| event.number <= position);
        let mut page = Page { events: Vec::new(), position };
        for event in log.events.range(from..) {
            if page.events.len() == most {
                return Ok(page);
            }
            page.position = event.number;
            if wanted(event) {
                page.events.push(event.clone());
            }
        }
        Ok(page)
    }
}

impl Log {
    fn append(
        &mut self,
        mut change: Change,
        now: i64,
        (transaction, commit, sequence): (&Arc<str>, i64, i32),
    ) {
        if change.weight() > LARGEST_EVENT {
            change.kind = change.kind.gap();
            change.cells.clear();
        }
        self.tip = (self.tip + 1).max(u64::try_from(now).unwrap_or_default());
        self.bytes += change.weight();
        self.events.push_back(Arc::new(Event {
            number: self.tip,
            change,
            transaction: transaction.clone(),
            commit,
            sequence,
        }));
    }

    /// Drops what is too old, and the oldest while there is too much.
    fn forget(&mut self, now: i64) {
        while let Some(oldest) = self.events.front() {
            let old = oldest.change.at < now.saturating_sub(RETENTION_MS);
            if !old && self.bytes <= MOST_BYTES {
                return;
            }
            self.bytes -= oldest.change.weight();
            self.gone = oldest.number;
            self.events.pop_front();
        }
    }
}

/// Joins neighbours that tell the same, and everything beyond the threshold into overflow events.
fn condense(changes: Vec<Change>) -> Vec<Change> {
    let mut list: Vec<Change> = Vec::with_capacity(changes.len());
    let mut overflow: Vec<Change> = Vec::new();
    let mut count = 0;
    for mut change in changes {
        count += change.count();
        if count > OVERFLOW && change.kind != ChangeKind::GapOverflow {
            if !overflow.iter().any(|known| known.shape.entity == change.shape.entity) {
                change.kind = ChangeKind::GapOverflow;
                change.record_ids.clear();
                change.cells.clear();
                overflow.push(change);
            }
            continue;
        }
        match list.last_mut() {
            Some(last) if last.is_same_as(&change) => {
                last.record_ids.append(&mut change.record_ids);
            }
            _ => list.push(change),
        }
    }
    list.append(&mut overflow);
    list
}

/// A key that all events of a transaction share, in the form that Salesforce gives it.
fn transaction_key(commit: i64, now: i64) -> String {
    let commit = commit.unsigned_abs();
    let now = now.unsigned_abs();
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        now >> 24 & 0xffff_ffff,
        now >> 8 & 0xffff,
        now & 0xff,
        commit >> 48 & 0xffff,
        commit & 0xffff_ffff_ffff
    )
}
