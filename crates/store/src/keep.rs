//! Keeps webhook bodies before anyone is answered: everything that waits goes into one commit, on both databases.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use uuid::Uuid;

use crate::batch::{Batch, Column, Kind};
use crate::database::{Database, StoreOptions};
use crate::error::{Result, StoreError};
use crate::migration::hex;
use crate::store::Store;
use crate::value::{Rows, Statement};

/// The most deliveries, and about the most bytes of bodies, in one commit.
const GROUP: usize = 512;
const GROUP_BYTES: usize = 4 << 20;

/// The memory of waiting bodies is counted in this unit.
const BUDGET_UNIT: usize = 1024;

const COLUMNS: &[Column] = &[
    ("org_id", Kind::Text),
    ("id", Kind::Text),
    ("source_id", Kind::Text),
    ("received_at", Kind::Int),
    ("content_type", Kind::Text),
    ("headers", Kind::Text),
    ("body", Kind::Text),
    ("body_is_base64", Kind::Int),
    ("digest", Kind::Text),
    ("copies", Kind::Int),
];

/// A webhook request that proved to be the phone system's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelivery {
    /// The Salesforce org that the source writes to.
    pub org_id: String,
    /// The source's id in the configuration.
    pub source_id: String,
    /// When it arrived, UTC milliseconds.
    pub received_at: i64,
    /// The content type, as it came.
    pub content_type: String,
    /// JSON of the headers worth keeping. Never one that proves who the sender is.
    pub headers: String,
    /// The body's bytes, whatever they are.
    pub body: Vec<u8>,
}

/// The receipt of [`Store::keep`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The delivery's id; of the first copy, when there were more.
    pub id: String,
    /// The same source sent the same bytes before.
    pub duplicate: bool,
}

impl Store {
    /// How many senders wait for the disk at this moment: whoever can, lets them go first.
    #[must_use]
    pub fn waiting_deliveries(&self) -> usize {
        self.keeper.senders.load(Ordering::Relaxed)
    }

    /// Keeps a delivery; it is durable when this returns (contract C1). The same bytes from the same source are counted
    /// but stored once.
    ///
    /// # Errors
    /// [`StoreError::Busy`] at once when too much waits already; answer with 503 then. After any other error the
    /// delivery may or may not be stored; sending it again is harmless.
    pub async fn keep(&self, delivery: NewDelivery) -> Result<Kept> {
        self.keeper.keep(delivery).await
    }
}

/// The way to the task that groups deliveries.
#[derive(Debug, Clone)]
pub(crate) struct Keeper {
    waiting: mpsc::Sender<Waiting>,
    budget: Arc<Semaphore>,
    /// How many senders wait.
    senders: Arc<AtomicUsize>,
}

/// Counts a sender until its answer is there, or nobody waits for it any more.
struct Waits(Arc<AtomicUsize>);

impl Waits {
    fn begin(senders: &Arc<AtomicUsize>) -> Self {
        senders.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(senders))
    }
}

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A delivery on its way into the database.
struct Waiting {
    delivery: NewDelivery,
    digest: String,
    reply: oneshot::Sender<Result<Kept>>,
    _budget: OwnedSemaphorePermit,
}

impl Keeper {
    /// Starts the task; it ends with the last clone of the store.
    pub(crate) fn start(database: Arc<Database>, options: &StoreOptions) -> Self {
        let (waiting, queue) = mpsc::channel(options.queue.max(1));
        let units = (options.queue_bytes / BUDGET_UNIT).clamp(1, Semaphore::MAX_PERMITS);
        tokio::spawn(commit_groups(database, queue));
        Self { waiting, budget: Arc::new(Semaphore::new(units)), senders: Arc::default() }
    }

    async fn keep(&self, delivery: NewDelivery) -> Result<Kept> {
        let _waits = Waits::begin(&self.senders);
        let units = u32::try_from(delivery.body.len() / BUDGET_UNIT + 1).unwrap_or(u32::MAX);
        let budget = Arc::clone(&self.budget).try_acquire_many_owned(units);
        let digest = digest(&delivery);
        let (reply, answer) = oneshot::channel();
        let waiting =
            Waiting { delivery, digest, reply, _budget: budget.map_err(|_| StoreError::Busy)? };
        self.waiting.try_send(waiting).map_err(|_| StoreError::Busy)?;
        answer.await.map_err(|_| StoreError::Unavailable("the store was closed".to_owned()))?
    }
}

/// SHA-256 of source and body, in hexadecimal.
fn digest(delivery: &NewDelivery) -> String {
    let mut hash = Sha256::new();
    hash.update(delivery.source_id.as_bytes());
    hash.update([0]);
    hash.update(&delivery.body);
    hex(&hash.finalize())
}

async fn commit_groups(database: Arc<Database>, mut queue: mpsc::Receiver<Waiting>) {
    while let Some(first) = queue.recv().await {
        let mut bytes = first.delivery.body.len();
        let mut group = vec![first];
        while group.len() < GROUP && bytes < GROUP_BYTES {
            let Ok(next) = queue.try_recv() else { break };
            bytes += next.delivery.body.len();
            group.push(next);
        }
        commit(&database, group).await;
    }
}

/// Commits a group and answers each of its members.
async fn commit(database: &Database, group: Vec<Waiting>) {
    let alone = group.len() == 1;
    match insert(database, &group).await {
        Ok(kept) => {
            for (waiting, kept) in group.into_iter().zip(kept) {
                let _ = waiting.reply.send(kept);
            }
        }
        // One delivery that the database will not take must not cost the others (contract C7).
        Err(error) if !alone && !error.is_transient() => {
            for waiting in group {
                Box::pin(commit(database, vec![waiting])).await;
            }
        }
        Err(error) => {
            for waiting in group {
                let _ = waiting.reply.send(Err(error.clone()));
            }
        }
    }
}

type DigestKey = (String, String, String);

fn key(waiting: &Waiting) -> DigestKey {
    let delivery = &waiting.delivery;
    (delivery.org_id.clone(), delivery.source_id.clone(), waiting.digest.clone())
}

/// One receipt for each member, in order.
async fn insert(database: &Database, group: &[Waiting]) -> Result<Vec<Result<Kept>>> {
    // Sorted, so that two nodes lock the same rows in the same order; one row for each digest, because an upsert
    // may not touch a row twice.
    let mut distinct: BTreeMap<DigestKey, (&Waiting, i64)> = BTreeMap::new();
    let mut received: BTreeMap<&str, i64> = BTreeMap::new();
    for waiting in group {
        distinct.entry(key(waiting)).or_insert((waiting, 0)).1 += 1;
        *received.entry(&waiting.delivery.org_id).or_default() += 1;
    }
    // Ids are drawn in order of arrival, because deliveries are read back in order of their ids.
    let mut ids: BTreeMap<DigestKey, String> = BTreeMap::new();
    for waiting in group {
        ids.entry(key(waiting)).or_insert_with(|| Uuid::now_v7().to_string());
    }
    let mut batch = Batch::new(COLUMNS);
    for (key, (waiting, copies)) in distinct {
        let delivery = &waiting.delivery;
        let (body, is_base64) = body_text(&delivery.body);
        batch.push([
            delivery.org_id.as_str().into(),
            ids.get(&key).map(String::as_str).into(),
            delivery.source_id.as_str().into(),
            delivery.received_at.into(),
            delivery.content_type.as_str().into(),
            delivery.headers.as_str().into(),
            body.into(),
            i64::from(is_base64).into(),
            waiting.digest.as_str().into(),
            copies.into(),
        ]);
    }
    let mut statements = vec![insert_inbox(database, batch)];
    for (org_id, count) in received {
        statements.push(count_received(org_id, count));
    }
    let mut answers = database.apply(statements).await?.into_iter();
    receipts(group, ids, answers.next().unwrap_or_default())
}

fn receipts(
    group: &[Waiting],
    mut fresh: BTreeMap<DigestKey, String>,
    rows: Rows,
) -> Result<Vec<Result<Kept>>> {
    let mut stored = BTreeMap::new();
    for mut row in rows {
        let key = (row.text("org_id")?, row.text("source_id")?, row.text("digest")?);
        stored.insert(key, row.text("id")?);
    }
    let receipt = |waiting| {
        let key = key(waiting);
        let id = stored.get(&key).cloned();
        let id = id.ok_or_else(|| StoreError::Unexpected("a delivery got no id".to_owned()))?;
        // The first member of the group takes the fresh id away: the next with the same bytes is a duplicate.
        let duplicate = fresh.remove(&key).as_ref() != Some(&id);
        metrics::counter!("ringledger_events_stored_total").increment(u64::from(!duplicate));
        Ok(Kept { id, duplicate })
    };
    Ok(group.iter().map(receipt).collect())
}

/// Text stays readable in the database; anything that is not a PostgreSQL text becomes base64.
fn body_text(body: &[u8]) -> (String, bool) {
    match std::str::from_utf8(body) {
        Ok(text) if !text.contains('\0') => (text.to_owned(), false),
        _ => (BASE64_STANDARD.encode(body), true),
    }
}

fn insert_inbox(database: &Database, batch: Batch) -> Statement {
    let rows = (database.dialect().rows_of)("$1", batch.columns());
    // `WHERE true` tells SQLite that ON CONFLICT does not belong to a join.
    let sql = format!(
        "WITH {rows} INSERT INTO inbox (org_id, id, source_id, received_at, content_type, headers, body, body_is_base64, \
             digest, copies, state) \
         SELECT org_id, id, source_id, received_at, content_type, headers, body, body_is_base64, digest, copies, 0 \
         FROM r WHERE true \
         ON CONFLICT (org_id, source_id, digest) DO UPDATE SET copies = inbox.copies + excluded.copies \
         RETURNING org_id, source_id, digest, id"
    );
    Statement::new(sql, vec![batch.into_param()])
}

/// A counter, because counting the inbox would take longer with every day.
fn count_received(org_id: &str, count: i64) -> Statement {
    let sql = "INSERT INTO org (org_id, paused_until, events_received, api_calls) VALUES ($1, 0, $2, 0) \
               ON CONFLICT (org_id) DO UPDATE SET events_received = org.events_received + excluded.events_received";
    Statement::new(sql, vec![org_id.into(), count.into()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_text_everywhere_is_kept_as_text() {
        assert_eq!(body_text(b"{}"), ("{}".to_owned(), false));
        assert_eq!(body_text("発信".as_bytes()), ("発信".to_owned(), false));
        assert_eq!(body_text(&[0xFF]), ("/w==".to_owned(), true));
        assert_eq!(body_text(b"a\0"), ("YQA=".to_owned(), true));
    }

    #[test]
    fn the_digest_keeps_source_and_body_apart() {
        let delivery = |source: &str, body: &str| NewDelivery {
            org_id: "org".to_owned(),
            source_id: source.to_owned(),
            received_at: 0,
            content_type: String::new(),
            headers: String::new(),
            body: body.into(),
        };
        assert_ne!(digest(&delivery("ab", "c")), digest(&delivery("a", "bc")));
        assert_eq!(digest(&delivery("a", "b")).len(), 64);
    }
}
