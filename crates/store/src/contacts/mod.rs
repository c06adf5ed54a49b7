//! The phone systems' own contacts, the records that they are linked with, and how far their sync is.

mod find;
mod history;
mod keep;
mod link;
mod state;
mod vanish;

pub use find::{ContactRow, NamedContact};
pub use history::ContactHistoryRow;
pub use keep::NewContact;
pub use link::ContactLink;
pub use state::ContactSyncRow;

use crate::batch::{Batch, Column, Kind};

/// A list of ids or numbers as a parameter.
const IDS: &[Column] = &[("id", Kind::Text)];

fn ids(of: &[&str]) -> Batch {
    let mut batch = Batch::new(IDS);
    for id in of {
        batch.push([(*id).into()]);
    }
    batch
}
