//! A copy of the org's people, so that looking up a number costs no API call: loaded once, kept fresh by change
//! events or by asking what has changed, and read by `resolve`.

mod another_org;
mod apply;
mod empty;
mod fields;
mod interval;
mod lease;
mod listen;
mod load;
mod lookup;
mod open;
mod pages;
mod phase;
mod poll;
mod reread;
mod settings;
mod status;
mod tend;
mod users;

pub(crate) use apply::News;
pub(crate) use fields::is_phone;
pub use listen::Ear;
pub use load::{Loaded, Unloaded};
pub(crate) use lookup::row_of;
pub(crate) use phase::{HIDDEN, is_ready};
pub use settings::{Mirroring, People};
pub use status::{ObjectStatus, PeopleStatus, people_status};
pub(crate) use tend::Keeper;
