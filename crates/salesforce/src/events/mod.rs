//! Change events: what was changed in the org, told within seconds over the Pub/Sub API and Change Data Capture.
//!
//! Events cost no API call; Salesforce counts them in an allowance of their own (Pub/Sub API guide, "Allocations").
//! They are a report and not the record: an event says what changed and not what stayed, and now and then only that
//! something changed ([`ChangeKind::Gap`], [`ChangeKind::Overflow`], [`ChangeEvent::untold`]). Then the record must be
//! read again.

mod address;
mod bitmap;
mod bus;
mod decode;
mod refusal;
mod schema;
mod subscription;
#[cfg(test)]
mod tests;
mod value;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use bus::EventBus;
pub use subscription::Subscription;

use crate::id::SalesforceId;
use crate::query::Record;

/// Messages and service of the .proto file.
#[allow(
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    clippy::all,
    clippy::too_many_lines,
    clippy::allow_attributes_without_reason,
    reason = "generated"
)]
mod wire {
    tonic::include_proto!("eventbus.v1");
}

/// Where a subscription begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replay {
    /// With what happens from now on.
    Latest,
    /// With the oldest event that Salesforce keeps: 72 hours ago at most.
    Earliest,
    /// After the place that [`Batch::replay_id`] named.
    After(Vec<u8>),
}

/// What a subscription hears.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    /// Events in the order in which they happened; none at all as a sign of life.
    Batch(Batch),
    /// Salesforce no longer knows the place after which the subscription was to go on, so that events were missed.
    /// It goes on with what happens from now on; what was changed in between must be read.
    PlaceLost,
}

/// Some events.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// The events.
    pub events: Vec<ChangeEvent>,
    /// Events that could not be read: something was changed, and nobody knows what.
    pub unreadable: usize,
    /// The place after these events, to be stored together with what they changed. Opaque.
    pub replay_id: Vec<u8>,
}

/// What happened to records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// They are new; the event has all fields that are not empty.
    Create,
    /// The event has the fields that changed.
    Update,
    /// They are in the recycle bin, or merged into another record.
    Delete,
    /// They are back; the event has all fields that are not empty.
    Undelete,
    /// Something happened to these records, and the event does not say what.
    Gap,
    /// Something happened to records of this object, and the event does not say to which.
    Overflow,
}

/// The same change of one record or of several.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeEvent {
    /// API name of the object.
    pub object: String,
    /// The records; empty for an overflow.
    pub record_ids: Vec<SalesforceId>,
    /// What happened.
    pub kind: ChangeKind,
    /// New values by field as a query's row has them, `null` where a field was emptied: compound fields are taken apart
    /// (`FirstName`, `MailingCity`), moments and days are text.
    pub values: Record,
    /// Fields that changed to something that the event does not say, such as long texts of which it tells a difference.
    pub untold: Vec<String>,
    /// All fields of which events of this object tell. A field that follows from others, such as a formula, is not
    /// among them.
    pub columns: Arc<BTreeSet<String>>,
    /// When it was committed, UTC milliseconds by the org's clock, in whole seconds.
    pub committed_at: i64,
}
