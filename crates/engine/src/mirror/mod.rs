//! A copy of the org's people, so that looking up a number costs no API call: loaded once, kept fresh by change
//! events or by asking what has changed, and read by `resolve`.

#[allow(dead_code, reason = "the load, which asks, comes next")]
mod fields;
mod settings;

pub(crate) use fields::is_phone;
pub use settings::{Mirroring, People};
