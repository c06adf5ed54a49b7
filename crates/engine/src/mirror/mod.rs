//! A copy of the org's people, so that looking up a number costs no API call: loaded once, kept fresh by change
//! events or by asking what has changed, and read by `resolve`.

mod apply;
#[allow(dead_code, reason = "the load, which asks, comes next")]
mod fields;
mod interval;
mod listen;
mod lookup;
mod open;
mod phase;
mod poll;
mod reread;
mod settings;
mod tend;
mod users;

pub(crate) use fields::is_phone;
pub use listen::Ear;
pub use settings::{Mirroring, People};
pub(crate) use tend::Keeper;
