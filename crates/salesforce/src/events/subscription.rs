//! One topic's stream: never more events under way than we can keep, and where it was when it is opened again.

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tonic::{Status, Streaming};

use super::bus::{EventBus, authorised};
use super::wire::{FetchRequest, FetchResponse, ReplayPreset};
use super::{Batch, Heard, Replay, decode, refusal};
use crate::decision::Decision;
use crate::failure::Failure;
use crate::session::Held;

/// Most events that may be asked for and not have come (Pub/Sub API guide, "Allocations").
const MOST_PENDING: usize = 100;
/// More are asked for when no more than so many are still to come.
const ASK_AGAIN: usize = 50;
/// Salesforce sends a sign of life within 270 seconds; a stream that is silent for longer is dead.
const SILENCE: Duration = Duration::from_secs(300);
/// Renewals of the session before a refusal counts: the first may only bring what another node saved a while ago.
const MAX_RENEWALS: u32 = 2;

/// A subscription to one topic. It opens its stream by itself, also after a failure, where it left off.
#[derive(Debug)]
pub struct Subscription {
    bus: EventBus,
    topic: String,
    replay: Replay,
    stream: Option<Open>,
    /// Came, and is not yet handed out.
    reply: Option<FetchResponse>,
    /// Renewals of the session since anything was heard.
    renewals: u32,
    silence: Duration,
}

/// A stream that is open.
#[derive(Debug)]
struct Open {
    asks: mpsc::UnboundedSender<FetchRequest>,
    replies: Streaming<FetchResponse>,
    /// Events that were asked for and have not come.
    pending: usize,
    session: Session,
}

/// The session that a stream was opened with, and how many renewals had been seen before.
#[derive(Clone, Debug)]
struct Session {
    held: Arc<Held>,
    seen: u64,
}

/// Why nothing was heard.
enum Missed {
    PlaceLost,
    SessionEnded(Session, Failure),
    Failed(Failure),
}

impl Missed {
    fn of(status: &Status, session: &Session) -> Self {
        let failure = refusal::failure(status);
        match failure.decision {
            _ if refusal::is_place_lost(status) => Self::PlaceLost,
            Decision::Refresh => Self::SessionEnded(session.clone(), failure),
            _ => Self::Failed(failure),
        }
    }
}

impl Subscription {
    pub(super) fn new(bus: EventBus, topic: &str, replay: Replay) -> Self {
        let topic = topic.to_owned();
        Self { bus, topic, replay, stream: None, reply: None, renewals: 0, silence: SILENCE }
    }

    /// The same, with another patience.
    #[cfg(test)]
    pub(super) fn with_silence(mut self, silence: Duration) -> Self {
        self.silence = silence;
        self
    }

    /// Waits for the next events, or a sign of life (within 270 seconds). No more events come than were asked for while
    /// the caller is busy with some. Giving up the wait loses nothing, but a stream that was being opened begins anew.
    ///
    /// # Errors
    /// Why nothing can be heard. The next call opens the stream again, after the last place that was heard of:
    /// whether and when is for the caller. A session that has ended is renewed here.
    pub async fn next(&mut self) -> Result<Heard, Failure> {
        loop {
            let missed = match self.listen().await {
                Ok(batch) => return Ok(Heard::Batch(batch)),
                Err(missed) => missed,
            };
            self.stream = None;
            match missed {
                Missed::PlaceLost => {
                    self.replay = Replay::Latest;
                    return Ok(Heard::PlaceLost);
                }
                Missed::SessionEnded(session, _) if self.renewals < MAX_RENEWALS => {
                    self.renewals += 1;
                    self.bus.session().tokens(Some(&session.held), session.seen).await?;
                }
                Missed::SessionEnded(_, failure) => {
                    self.renewals = 0;
                    return Err(failure.refused_again());
                }
                Missed::Failed(failure) => return Err(failure),
            }
        }
    }

    async fn listen(&mut self) -> Result<Batch, Missed> {
        if self.reply.is_none() {
            let mut open = match self.stream.take() {
                Some(open) => open,
                None => self.open().await?,
            };
            open.ask(&self.topic);
            let open = self.stream.insert(open);
            self.reply = Some(open.reply(self.silence).await?);
            self.renewals = 0;
        }
        let reply = self.reply.as_ref();
        let batch = read(&self.bus, reply.unwrap_or(&FetchResponse::default())).await;
        let batch = batch.map_err(Missed::Failed)?;
        self.reply = None;
        if !batch.replay_id.is_empty() {
            self.replay = Replay::After(batch.replay_id.clone());
        }
        Ok(batch)
    }

    async fn open(&self) -> Result<Open, Missed> {
        let seen = self.bus.session().renewals();
        let held = self.bus.session().tokens(None, seen).await.map_err(Missed::Failed)?;
        let session = Session { held, seen };
        let (asks, heard) = mpsc::unbounded_channel();
        // The receiver is at hand, so that this cannot fail.
        let _sent = asks.send(self.first_request());
        let asked =
            stream::unfold(heard, |mut heard| async { heard.recv().await.map(|ask| (ask, heard)) });
        let request = authorised(asked, &session.held.tokens).map_err(Missed::Failed)?;
        let mut calls = self.bus.calls();
        let reply = timeout(self.silence, calls.subscribe(request)).await;
        let reply = reply.unwrap_or_else(|_| Err(silent()));
        let replies = reply.map_err(|status| Missed::of(&status, &session))?.into_inner();
        Ok(Open { asks, replies, pending: MOST_PENDING, session })
    }

    fn first_request(&self) -> FetchRequest {
        let (preset, replay_id) = match &self.replay {
            Replay::Latest => (ReplayPreset::Latest, Vec::new()),
            Replay::Earliest => (ReplayPreset::Earliest, Vec::new()),
            Replay::After(id) => (ReplayPreset::Custom, id.clone()),
        };
        let request = request(&self.topic, MOST_PENDING);
        FetchRequest { replay_preset: preset.into(), replay_id, ..request }
    }
}

impl Open {
    /// Asks for as many events as there is room for, if it is worth while.
    fn ask(&mut self, topic: &str) {
        if self.pending <= ASK_AGAIN {
            // A stream that has ended says so in its reply.
            let _sent = self.asks.send(request(topic, MOST_PENDING - self.pending));
            self.pending = MOST_PENDING;
        }
    }

    async fn reply(&mut self, silence: Duration) -> Result<FetchResponse, Missed> {
        let reply = match timeout(silence, self.replies.message()).await {
            Ok(Ok(Some(reply))) => Ok(reply),
            Ok(Ok(None)) => Err(Status::unavailable("The stream has ended.")),
            Ok(Err(status)) => Err(status),
            Err(_) => Err(silent()),
        };
        let reply = reply.map_err(|status| Missed::of(&status, &self.session))?;
        self.pending = self.pending.saturating_sub(reply.events.len());
        Ok(reply)
    }
}

fn request(topic: &str, events: usize) -> FetchRequest {
    FetchRequest {
        topic_name: topic.to_owned(),
        num_requested: i32::try_from(events).unwrap_or(1),
        ..FetchRequest::default()
    }
}

fn silent() -> Status {
    Status::unavailable("No sign of life came in time.")
}

/// The events of a reply, with their schemas.
async fn read(bus: &EventBus, reply: &FetchResponse) -> Result<Batch, Failure> {
    let mut events = Vec::with_capacity(reply.events.len());
    let mut unreadable = 0;
    for event in reply.events.iter().filter_map(|event| event.event.as_ref()) {
        let schema = match bus.schema(&event.schema_id).await {
            Ok(schema) => schema,
            Err(failure) if failure.decision == Decision::GiveUp => None,
            Err(failure) => return Err(failure),
        };
        match schema.and_then(|schema| decode::decode(&schema, &event.payload)) {
            Some(event) => events.push(event),
            None => unreadable += 1,
        }
    }
    let last = reply.events.last().map(|event| &event.replay_id).filter(|id| !id.is_empty());
    let replay_id = last.unwrap_or(&reply.latest_replay_id).clone();
    Ok(Batch { events, unreadable, replay_id })
}
