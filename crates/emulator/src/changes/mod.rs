//! Change Data Capture: every committed change of a captured object becomes an event that subscribers can read.
//!
//! A [`Capture`] collects what a transaction writes and forgets what is rolled back; the [`Journal`] keeps what was
//! committed, for 72 hours and within a bound; an [`EventShape`] says what an object's events look like in Avro.

mod bitmap;
mod capture;
mod compound;
mod event;
mod journal;
mod origin;
mod selection;
mod shape;
#[cfg(test)]
mod tests;
mod value;

pub(crate) use capture::Capture;
pub(crate) use event::{Change, ChangeKind, Event};
pub(crate) use journal::Journal;
pub use selection::ChangeDataCapture;
pub(crate) use shape::{EventShape, Slot, event_name};
