//! One subscriber's stream: events as many as were asked for, from where it was asked for.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tonic::{Status, Streaming};

use super::caller::Caller;
use super::refusal::Refusal;
use super::replay;
use super::topic::Topic;
use super::wire::{ConsumerEvent, FetchRequest, FetchResponse, ProducerEvent, ReplayPreset};
use crate::changes::{Event, Slot};
use crate::org::Org;

/// The most events that a request may ask for, and a response holds (Pub/Sub API guide, "Allocations").
const MOST_EVENTS: i32 = 100;

/// A response is closed once it holds so many bytes; the most that gRPC takes is 4 MB.
const MOST_BYTES: usize = 3 * 1024 * 1024;

/// What is known once the first request has come.
#[derive(Debug)]
struct Reading {
    topic: Topic,
    topic_name: String,
    position: u64,
    /// Counts it among the readers.
    _reader: Arc<()>,
}

/// A subscriber's stream.
#[derive(Debug)]
pub(super) struct Subscription {
    org: Org,
    caller: Caller,
    requests: Streaming<FetchRequest>,
    rpc_id: String,
    news: watch::Receiver<u64>,
    reading: Option<Reading>,
    /// How many events are still owed.
    pending: i32,
    /// Whether the client may ask for more.
    open: bool,
    failed: bool,
    sign_of_life: Duration,
    next_sign: Instant,
}

impl Subscription {
    pub(super) fn new(
        org: Org,
        caller: Caller,
        requests: Streaming<FetchRequest>,
        rpc_id: String,
        sign_of_life: Duration,
    ) -> Self {
        let news = org.0.journal.listen();
        Self {
            org,
            caller,
            requests,
            rpc_id,
            news,
            reading: None,
            pending: 0,
            open: true,
            failed: false,
            sign_of_life,
            next_sign: Instant::now() + sign_of_life,
        }
    }

    /// The next response; `None` when the stream ends.
    pub(super) async fn next(&mut self) -> Option<Result<FetchResponse, Status>> {
        loop {
            if self.failed {
                return None;
            }
            match self.deliver() {
                Ok(None) => {}
                Ok(Some(response)) => return Some(Ok(response)),
                Err(refusal) => return self.fail(refusal.status(&self.rpc_id)),
            }
            if !self.open {
                return None;
            }
            tokio::select! {
                message = self.requests.message() => match message {
                    Ok(Some(request)) => {
                        if let Err(refusal) = self.take(&request) {
                            return self.fail(refusal.status(&self.rpc_id));
                        }
                    }
                    Ok(None) => self.open = false,
                    Err(status) => return self.fail(status),
                },
                // The sender lives as long as the org, which this stream holds.
                _ = self.news.changed() => if self.org.faults().event_bus_down {
                    return self.fail(Refusal::Unavailable.status(&self.rpc_id));
                },
                () = tokio::time::sleep_until(self.next_sign) => return Some(self.sign()),
            }
        }
    }

    fn fail(&mut self, status: Status) -> Option<Result<FetchResponse, Status>> {
        self.failed = true;
        Some(Err(status))
    }

    /// Takes a request: the first says of what and from where, each how much more.
    fn take(&mut self, request: &FetchRequest) -> Result<(), Refusal> {
        if request.num_requested <= 0 {
            return Err(Refusal::NothingRequested);
        }
        match &self.reading {
            None => self.reading = Some(self.begin(request)?),
            Some(reading) => {
                if !request.topic_name.is_empty() && request.topic_name != reading.topic_name {
                    return Err(Refusal::TopicMismatch);
                }
            }
        }
        self.pending = self.pending.saturating_add(request.num_requested.min(MOST_EVENTS));
        Ok(())
    }

    fn begin(&self, request: &FetchRequest) -> Result<Reading, Refusal> {
        let (org, journal, now) = (&self.org, &self.org.0.journal, self.org.now());
        let topic_name = request.topic_name.clone();
        if topic_name.is_empty() {
            return Err(Refusal::TopicEmpty);
        }
        let topic = Topic::named(&topic_name, &org.schema(), &org.setup().change_data_capture)
            .ok_or(Refusal::TopicNotFound)?;
        let seen = self.caller.view(org)?;
        if let Some(object) = topic.object() {
            let object = seen.object(object).ok_or(Refusal::MayNotSubscribe)?;
            if !self.caller.sees_all(org, object)? {
                return Err(Refusal::MayNotSubscribe);
            }
        }
        let position = match request.replay_preset() {
            ReplayPreset::Latest => journal.latest(now),
            ReplayPreset::Earliest => journal.earliest(now),
            ReplayPreset::Custom if request.replay_id.is_empty() => {
                return Err(Refusal::ReplayIdMissing);
            }
            ReplayPreset::Custom if org.faults().replay_ids_lost => {
                return Err(Refusal::ReplayIdUnknown);
            }
            ReplayPreset::Custom => replay::position(&request.replay_id)
                .filter(|position| journal.resumes_at(*position, now))
                .ok_or(Refusal::ReplayIdUnknown)?,
        };
        Ok(Reading { topic, topic_name, position, _reader: journal.reader() })
    }

    /// The events that are there, as far as they are owed.
    fn deliver(&mut self) -> Result<Option<FetchResponse>, Refusal> {
        // First marked as seen, then read: what comes in between wakes the stream again.
        self.news.borrow_and_update();
        let Some(reading) = self.reading.as_mut().filter(|_| self.pending > 0) else {
            return Ok(None);
        };
        let most = usize::try_from(self.pending.min(MOST_EVENTS)).unwrap_or_default();
        let (journal, topic) = (&self.org.0.journal, &reading.topic);
        let page = journal
            .read(reading.position, most, self.org.now(), |event| topic.carries(event))
            .map_err(|_lost| Refusal::ReplayIdUnknown)?;
        reading.position = page.position;
        if page.events.is_empty() {
            return Ok(None);
        }
        self.caller.still_there(&self.org)?;
        let seen = self.caller.view(&self.org)?;
        let mut events = Vec::with_capacity(page.events.len());
        let mut bytes = 0;
        for event in &page.events {
            reading.position = event.number;
            let shape = &event.change.shape;
            let Some(object) = seen.object(&shape.entity) else { continue };
            if !self.caller.sees_all(&self.org, object)? {
                continue;
            }
            let event = consumer_event(event, &shape.hidden_from(object))?;
            bytes += event.event.as_ref().map_or(0, |event| event.payload.len());
            events.push(event);
            if bytes > MOST_BYTES {
                break;
            }
        }
        self.pending -= i32::try_from(events.len()).unwrap_or(self.pending);
        let latest = replay::id(reading.position);
        Ok(Some(self.response(events, latest)))
    }

    /// An empty response, so that the client knows that the stream lives, and where it is.
    fn sign(&mut self) -> Result<FetchResponse, Status> {
        if let Err(refusal) = self.caller.still_there(&self.org) {
            self.failed = true;
            return Err(refusal.status(&self.rpc_id));
        }
        let mut latest = Vec::new();
        if let Some(reading) = &mut self.reading {
            // Owed events would have been delivered, so everything has been seen.
            if self.pending > 0 {
                reading.position = self.org.0.journal.latest(self.org.now());
            }
            latest = replay::id(reading.position);
        }
        Ok(self.response(Vec::new(), latest))
    }

    fn response(&mut self, events: Vec<ConsumerEvent>, latest: Vec<u8>) -> FetchResponse {
        self.next_sign = Instant::now() + self.sign_of_life;
        FetchResponse {
            events,
            latest_replay_id: latest,
            rpc_id: self.rpc_id.clone(),
            pending_num_requested: self.pending,
        }
    }
}

fn consumer_event(event: &Event, hidden: &HashSet<Slot>) -> Result<ConsumerEvent, Refusal> {
    let payload = event.encode(hidden).map_err(|error| {
        tracing::error!(%error, "an event does not fit its schema");
        Refusal::Internal
    })?;
    Ok(ConsumerEvent {
        event: Some(ProducerEvent {
            id: event.id(),
            schema_id: event.change.shape.id.clone(),
            payload,
            headers: Vec::new(),
        }),
        replay_id: replay::id(event.number),
    })
}
