//! The few things that can be done about a failure; every failure comes down to one of them.

use serde::{Deserialize, Serialize};

use crate::id::SalesforceId;

/// What to do about a failure. It follows from the error code and never from the HTTP status,
/// because Salesforce answers the same error with different ones (Salesforce REST API guide,
/// "Status Codes and Error Responses").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The session has ended. The client renews it by itself; no caller sees this from a [`Client`](crate::Client).
    Refresh,
    /// Nothing was committed, and the same request may succeed in a moment.
    Retry,
    /// Nothing was committed: too many requests at once. Send fewer, then try again.
    SlowDown,
    /// Nothing was committed, and nothing for this org can succeed until the reason is gone.
    PauseOrg(Pause),
    /// The record that the call was linked to, or the Task itself, was merged, converted or deleted: look again.
    Rematch,
    /// Write without the link to this record, which the API user may not use.
    Unlink {
        /// The record that Salesforce named, if it named one.
        record: Option<SalesforceId>,
    },
    /// The owner cannot own a Task: take the fallback owner.
    ReplaceOwner,
    /// Leave out the fields in [`Failure::fields`](crate::Failure::fields), write the rest, and tell the admin.
    DropFields,
    /// The record is there already: use it.
    AlreadyExists {
        /// The record that Salesforce named, if it named one.
        record: Option<SalesforceId>,
    },
    /// A text is longer than its field: cut it and write again.
    Shorten,
    /// No repetition helps. Hold the work and tell a person.
    GiveUp,
    /// The request may have been committed, or not. Only a write that is safe to repeat may be repeated;
    /// for any other, ask Salesforce first.
    Unknown,
}

/// Why nothing for an org can succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pause {
    /// Signing in fails until a person changes something.
    Auth,
    /// The API calls of the last 24 hours are used up.
    Quota,
    /// Salesforce is busy with the org.
    Maintenance,
    /// The org's edition or settings allow no API.
    ApiDisabled,
    /// The org's storage is full.
    Storage,
}
