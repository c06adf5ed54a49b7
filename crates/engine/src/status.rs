//! The conservation law in figures: each call that we heard of is in exactly one state.

use language::{Part, Sentence};
use serde::Serialize;
use store::StoreError;

use crate::mirror::{People, PeopleStatus, people_status};
use crate::{Engine, ORG};

/// `calls = logged + ignored + waiting + held + failed`, at any moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Webhooks that were answered 2xx and kept, repetitions included.
    pub events_received: i64,
    /// Calls that they told of.
    pub calls: i64,
    /// Calls whose Task says what it should.
    pub logged: i64,
    /// Calls that are not to be written, by rule.
    pub ignored: i64,
    /// Calls that are not over, or that are being written.
    pub waiting: i64,
    /// Calls that wait because the whole org is paused.
    pub held: i64,
    /// Calls that need a person.
    pub failed: i64,
    /// Requests spent on Salesforce's API.
    pub api_calls: i64,
    /// Kept webhooks that could not be read and stand in the error list.
    pub unreadable: i64,
    /// Kept webhooks that have not been read yet.
    pub unread: i64,
    /// Why the org is paused, if it is, and until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(serialize_with = "language::in_english::maybe")]
    pub paused: Option<Sentence>,
    /// Where people are looked up.
    pub people: PeopleStatus,
}

/// Reads the figures from `store` at the moment `now` (UTC milliseconds); `people` says where people are looked up.
///
/// # Errors
/// When the store does not answer.
pub async fn status(store: &store::Store, people: &People, now: i64) -> Result<Status, StoreError> {
    let people = people_status(store, people, now).await?;
    let status = store.status(ORG, now).await?;
    Ok(Status {
        events_received: status.events_received,
        calls: status.calls,
        logged: status.logged,
        ignored: status.ignored,
        waiting: status.waiting,
        held: status.held,
        failed: status.failed,
        api_calls: status.api_calls,
        unreadable: status.inbox_failed,
        unread: status.inbox_waiting,
        paused: status.paused.map(|pause| {
            let why = Sentence::read(&pause.text);
            match pause.until {
                store::FOREVER => why,
                at => Sentence::All(vec![
                    why,
                    Sentence::new("engine-next-try").with("at", Part::Moment { at }),
                ]),
            }
        }),
        people,
    })
}

impl Status {
    /// The same for somebody who has not signed in: that something stands in the way, and not what. Reasons name
    /// settings, or are Salesforce's own words.
    #[must_use]
    pub fn without_reasons(mut self) -> Status {
        let see = |_: Sentence| Sentence::new("engine-sign-in-to-see-why");
        self.paused = self.paused.map(see);
        for object in &mut self.people.objects {
            object.error = object.error.take().map(see);
        }
        self
    }
}

impl Engine {
    /// Whether people are looked up in a copy.
    #[must_use]
    pub fn keeps_copy(&self) -> bool {
        self.in_use().people.mirroring().is_some()
    }

    /// The figures now.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn status(&self) -> Result<Status, StoreError> {
        status(self.store(), &self.in_use().people, self.now()).await
    }
}
