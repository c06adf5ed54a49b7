//! Keeps the copy fresh by change events: one stream an object, opened where the copy left off, closed while the object is
//! being loaded. Where there is no stream, or it fails, the poll does the same more slowly.

mod capture;
mod hear;
mod merge;
mod name;
mod stream;

use std::collections::BTreeMap;

use domain::event::Millis;
use salesforce::Failure;
use salesforce::events::{EventBus, Heard};
use store::{MirrorRow, StoreError};
use tokio::sync::{mpsc, watch};

use super::Mirroring;
use super::fields::PeopleObject;
use super::phase::is_ready;
use crate::retry::pause;
use crate::{Engine, ORG};
use capture::Capture;
use stream::Stream;

/// How often it is looked whether streams have to be opened or closed.
const LOOK: std::time::Duration = std::time::Duration::from_secs(5);

/// How long a stream that will not open is left alone, in milliseconds.
const REFUSED: Millis = 3_600_000;

/// What came from a stream.
#[derive(Debug)]
struct Message {
    object: PeopleObject,
    /// Of the stream: one that was closed meanwhile is not heard any more.
    number: u64,
    heard: Result<Heard, Failure>,
}

/// Why an object has no stream.
#[derive(Debug, Default)]
struct Closed {
    /// Failures in a row.
    failures: i64,
    /// When to try again, UTC milliseconds.
    until: Millis,
}

/// Hears of changes in the org and brings them into the copy.
#[derive(Debug)]
pub struct Ear {
    engine: Engine,
    bus: Option<EventBus>,
    capture: Option<Capture>,
    streams: BTreeMap<PeopleObject, Stream>,
    closed: BTreeMap<PeopleObject, Closed>,
    opened: u64,
    sender: mpsc::Sender<Message>,
    inbox: mpsc::Receiver<Message>,
}

impl Ear {
    /// Hears nothing before [`Ear::tend`].
    pub fn new(engine: Engine) -> Self {
        // One message waits while another is worked on; the streams wait behind it.
        let (sender, inbox) = mpsc::channel(1);
        Self {
            engine,
            bus: None,
            capture: None,
            streams: BTreeMap::new(),
            closed: BTreeMap::new(),
            opened: 0,
            sender,
            inbox,
        }
    }

    /// Opens the streams that should be open, closes the others, and notes that what is heard of is fresh.
    ///
    /// # Errors
    /// When the store does not answer; the same is done the next time.
    pub async fn tend(&mut self) -> Result<(), StoreError> {
        let engine = self.engine.clone();
        let in_use = engine.in_use();
        let Some(mirroring) = in_use.people.mirroring().filter(|m| m.change_events) else {
            return Ok(());
        };
        if !engine.keeps_people().await? {
            self.streams.clear();
            return Ok(());
        }
        let rows = engine.0.store.mirror(ORG).await?;
        let ready: BTreeMap<PeopleObject, MirrorRow> = rows
            .into_iter()
            .filter(is_ready)
            .filter_map(|row| Some((PeopleObject::named(&row.object)?, row)))
            .collect();
        let is_current = |object: &PeopleObject, stream: &mut Stream| {
            ready.get(object).is_some_and(|row| row.generation == stream.generation)
        };
        self.streams.retain(|object, stream| is_current(object, stream));
        if ready.is_empty() {
            return Ok(());
        }
        // What was changed before a stream began was read by the first poll that came after.
        for (object, stream) in &mut self.streams {
            let read_at = ready.get(object).and_then(|row| row.fresh_at);
            stream.steady |=
                stream.heard_at.is_some_and(|at| read_at.is_some_and(|read| read > at));
        }
        if let Err(failure) = self.open(&ready, mirroring).await {
            for object in ready.keys().filter(|object| !self.streams.contains_key(object)) {
                let closed = self.closed.entry(*object).or_default();
                closed.close(&failure, engine.now());
            }
            tracing::warn!(code = %failure.code, "change events cannot be heard, people are polled: {failure}");
        }
        self.note_fresh(mirroring).await
    }

    /// Opens the streams that are missing and that may be tried.
    async fn open(
        &mut self,
        ready: &BTreeMap<PeopleObject, MirrorRow>,
        mirroring: &Mirroring,
    ) -> Result<(), Failure> {
        let now = self.engine.now();
        let missing: Vec<(&PeopleObject, &MirrorRow)> = ready
            .iter()
            .filter(|(object, _)| !self.streams.contains_key(object))
            .filter(|(object, _)| self.closed.get(object).is_none_or(|closed| closed.is_over(now)))
            .collect();
        let old = self.capture.as_ref().is_none_or(|capture| capture.is_old(now));
        if missing.is_empty() && !old {
            return Ok(());
        }
        if old {
            self.capture = Some(self.engine.ask_capture(self.capture.as_ref()).await?);
        }
        let Some(capture) = &self.capture else { return Ok(()) };
        self.streams.retain(|object, _| capture.may_have(*object));
        for (object, row) in missing {
            if !capture.may_have(*object) {
                continue;
            }
            let bus = match &self.bus {
                Some(bus) => bus.clone(),
                None => self.bus.insert(self.engine.event_bus(mirroring).await?).clone(),
            };
            self.opened += 1;
            let stream = Stream::open(&bus, *object, row, self.opened, self.sender.clone());
            self.streams.insert(*object, stream);
        }
        Ok(())
    }

    /// Notes how fresh the copy is of objects whose stream is known to tell everything.
    async fn note_fresh(&self, mirroring: &Mirroring) -> Result<(), StoreError> {
        let Some(capture) = &self.capture else { return Ok(()) };
        let steady = self.streams.iter().filter(|(object, stream)| {
            stream.steady && (stream.proven || capture.surely_has(**object))
        });
        let objects: Vec<PeopleObject> = steady.map(|(object, _)| *object).collect();
        self.engine.note_fresh(&objects, mirroring.poll_ms / 3).await
    }

    /// Waits for what a stream says next, and brings it into the copy.
    ///
    /// # Errors
    /// When the store does not answer. The stream is opened again where the copy left off.
    pub async fn hear(&mut self) -> Result<(), StoreError> {
        // We hold a sender ourselves, so that there is always a next message.
        match self.inbox.recv().await {
            Some(message) => self.take(message).await,
            None => Ok(()),
        }
    }

    async fn take(&mut self, message: Message) -> Result<(), StoreError> {
        let Message { object, number, heard } = message;
        let Some(stream) = self.streams.get_mut(&object).filter(|stream| stream.number == number)
        else {
            return Ok(());
        };
        let taken = match heard {
            Ok(Heard::Batch(batch)) => {
                stream.proven |= !batch.events.is_empty();
                let (generation, steady) = (stream.generation, stream.steady);
                let taken = self.engine.take_batch(object, generation, batch, steady).await;
                if matches!(taken, Ok(true)) {
                    stream.heard_at.get_or_insert(self.engine.now());
                    stream.steady |= stream.resumed;
                    self.closed.remove(&object);
                }
                taken
            }
            Ok(Heard::PlaceLost) => {
                tracing::info!(
                    object = object.name(),
                    "change events were missed; what changed is read"
                );
                (stream.steady, stream.resumed, stream.heard_at) = (false, false, None);
                self.engine.repair_after_loss(object).await
            }
            Err(failure) => {
                let text = "change events ended, people are polled meanwhile";
                tracing::warn!(object = object.name(), code = %failure.code, "{text}: {failure}");
                self.closed.entry(object).or_default().close(&failure, self.engine.now());
                Ok(false)
            }
        };
        // Whatever was not taken in is told again by a new stream.
        if !matches!(taken, Ok(true)) {
            self.streams.remove(&object);
        }
        taken.map(|_| ())
    }

    async fn hear_until(&mut self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            if let Err(error) = self.tend().await {
                tracing::error!(%error, "change events are not heard");
            }
            let message = tokio::select! {
                message = self.inbox.recv() => message,
                () = tokio::time::sleep(LOOK) => None,
                _ = stop.changed() => None,
            };
            if let Some(message) = message
                && let Err(error) = self.take(message).await
            {
                tracing::error!(%error, "a change event could not be kept; it comes again");
            }
        }
    }
}

impl Closed {
    fn close(&mut self, failure: &Failure, now: Millis) {
        self.failures += 1;
        let wait = match failure.decision {
            salesforce::Decision::Retry => pause(self.failures, rand::random()),
            _ => REFUSED,
        };
        self.until = now + wait;
    }

    /// Our clock may have been set back meanwhile.
    fn is_over(&self, now: Millis) -> bool {
        now >= self.until || now < self.until - REFUSED
    }
}

impl Engine {
    /// Hears of changes until `stop` turns true; begins anew when another org, or another way to know people, is set.
    pub(crate) async fn hear_people_until(&self, mut stop: watch::Receiver<bool>) {
        let mut changes = self.0.in_use.subscribe();
        while !*stop.borrow() {
            let begun = changes.borrow_and_update().clone();
            let wanted = begun.people.mirroring().is_some_and(|mirroring| mirroring.change_events);
            let until = stop.clone();
            let hearing = async {
                if wanted {
                    Ear::new(self.clone()).hear_until(until).await;
                }
            };
            tokio::select! {
                () = hearing, if wanted => {}
                _ = stop.wait_for(|stop| *stop), if !wanted => {}
                _ = changes.wait_for(|now| !now.same_org(&begun) || now.people != begun.people) => {}
            }
        }
    }

    async fn event_bus(&self, mirroring: &Mirroring) -> Result<EventBus, Failure> {
        let given = mirroring.pubsub_url.as_deref().filter(|address| !address.is_empty());
        let address = given.map(str::parse).transpose().map_err(|error| {
            Failure::found("BAD_SETTINGS", &format!("salesforce.pubsub_url: {error}."))
        })?;
        self.in_use().salesforce.event_bus(address.as_ref()).await
    }
}
