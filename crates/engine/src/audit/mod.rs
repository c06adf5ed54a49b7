//! The audit log: who did what, in a chain in which nothing can be changed, removed or moved without a trace.

mod chain;
mod verify;

pub use verify::{Broken, Verdict, verify};

use store::{AuditHead, AuditRow, StoreError};

use crate::{Engine, ORG};

/// How often a deed is written down anew because another node was faster. Each time one of them succeeds.
const TRIES: usize = 1_000;

/// What somebody did, to be written down.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deed {
    /// A person's or a key's id, or the command that did it.
    pub who: String,
    /// A stable name, such as `calls.retry`.
    pub what: String,
    /// The id of what it was done to; never a name, a number or an address, which could not be erased from here.
    pub about: String,
    /// What was there before, if that matters.
    pub before: Option<String>,
    /// What is there now, if that matters.
    pub after: Option<String>,
    /// Where the request came from.
    pub from_address: Option<String>,
    /// The request, as the log calls it.
    pub request_id: Option<String>,
}

impl Deed {
    /// The same with what was there before and what is there now.
    #[must_use]
    pub fn changing(self, before: impl Into<String>, after: impl Into<String>) -> Deed {
        Deed { before: Some(before.into()), after: Some(after.into()), ..self }
    }

    /// The same with what is there now.
    #[must_use]
    pub fn with(self, after: impl Into<String>) -> Deed {
        Deed { after: Some(after.into()), ..self }
    }

    fn behind(self, head: &AuditHead, at: i64) -> AuditRow {
        // The store keeps no U+0000; the hash must be that of what is kept.
        let text = |text: String| text.replace('\0', "\u{FFFD}");
        let mut row = AuditRow {
            place: head.place + 1,
            at,
            who: text(self.who),
            what: text(self.what),
            about: text(self.about),
            before: self.before.map(text),
            after: self.after.map(text),
            address: self.from_address.map(text),
            request_id: self.request_id.map(text),
            hash: String::new(),
        };
        row.hash = chain::hash(ORG, &head.hash, &row);
        row
    }
}

impl Engine {
    /// Writes down what somebody did. Whoever changes something does this first, so that nothing happens unseen.
    ///
    /// # Errors
    /// Any failure of the database; the deed is not written down then, and should not be done. Also when the end of the
    /// chain was tampered with: `ringledger audit verify` says where.
    pub async fn record(&self, deed: Deed) -> Result<(), StoreError> {
        let _turn = self.0.recording.lock().await;
        for _ in 0..TRIES {
            let head = self.store().audit_head(ORG).await?;
            let row = deed.clone().behind(&head, self.now());
            let (place, hash, what) = (row.place, row.hash.clone(), row.what.clone());
            if self.store().audit_append(ORG, &head, &[row]).await? {
                // Outside of the database, so that even a log that was written anew as a whole is told.
                tracing::info!(place, hash, what, "audit");
                return Ok(());
            }
        }
        let text = "the audit log's end does not fit its rows; run `ringledger audit verify`";
        Err(StoreError::Unexpected(text.to_owned()))
    }
}
