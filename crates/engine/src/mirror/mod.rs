//! A copy of the org's people, so that looking up a number costs no API call: loaded once, kept fresh by change
//! events or by asking what has changed, and read by `resolve`.

mod settings;

pub use settings::{Mirroring, People};
