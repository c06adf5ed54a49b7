//! The list of calls: what a call is found by, and how a page of a million is read without looking at a million.

pub(crate) mod choices;
mod filter;
mod keys;
pub(crate) mod listing;
pub(crate) mod page;

pub use choices::CallColumn;
pub use filter::{CallFilter, OwnCalls};
pub use listing::{Listing, Relisted};
pub use page::CallPage;

#[cfg(test)]
pub(crate) use keys::{Bounds, Keys};
