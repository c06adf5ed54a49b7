//! The first step: is the request the phone system's, and are its bytes safe on disk? Only then is it
//! answered. Nothing is parsed here.

use sources::{Admission, Request};
use store::NewDelivery;

use crate::trace;
use crate::troubles::tally;
use crate::{Engine, ORG};

/// What became of a webhook.
#[derive(Debug, PartialEq, Eq)]
pub enum Received {
    /// Its bytes are on disk, now or already: answer 2xx.
    Kept,
    /// It wants this answer and is not kept (a challenge at the time the address is saved).
    Answer {
        /// The answer's content type.
        content_type: String,
        /// The answer's body.
        body: String,
    },
    /// It is not the phone system's: answer 401, keep nothing. The reason is for our log, not for the caller.
    Refused(String),
    /// There is no such source: answer 404.
    UnknownSource,
    /// We cannot keep it now: answer 503, so that it is sent again.
    Unavailable(String),
}

impl Engine {
    /// Authenticates and keeps one webhook of the source `source_id`. When this returns `Kept`, the bytes
    /// survive a crash (C1 of the reliability contract).
    pub async fn receive(&self, source_id: &str, request: &Request<'_>) -> Received {
        self.learn_of(vec![source_id]).await;
        let delivery = match self.admit(source_id, request) {
            Ok(delivery) => delivery,
            Err(answered) => return answered,
        };
        match self.0.store.keep(delivery).await {
            Ok(_) => {
                self.0.tally.count(source_id, tally::TAKEN, request.received_at);
                self.0.arrived.notify_one();
                Received::Kept
            }
            Err(error) => Received::Unavailable(error.to_string()),
        }
    }

    /// Authenticates one webhook and says what of it is to be kept, without keeping it.
    ///
    /// # Errors
    /// What to answer at once instead.
    pub fn admit(&self, source_id: &str, request: &Request<'_>) -> Result<NewDelivery, Received> {
        let in_use = self.in_use();
        let Some(phone_system) = in_use.phone_systems.get(source_id) else {
            self.0.tally.count(source_id, tally::UNKNOWN_SOURCE, request.received_at);
            return Err(Received::UnknownSource);
        };
        let body = match phone_system.source.authenticate(request, &phone_system.settings) {
            Ok(Admission::Keep { body }) => body.into_owned(),
            Ok(Admission::Answer { content_type, body }) => {
                return Err(Received::Answer { content_type: content_type.to_owned(), body });
            }
            Err(rejection) => {
                self.0.tally.count(source_id, rejection.code, request.received_at);
                return Err(Received::Refused(rejection.to_string()));
            }
        };
        Ok(NewDelivery {
            org_id: ORG.to_owned(),
            headers: trace::headers_to_keep(request),
            source_id: source_id.to_owned(),
            received_at: request.received_at,
            content_type: request.header("content-type").unwrap_or_default().to_owned(),
            body,
        })
    }
}
