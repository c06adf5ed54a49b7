//! Settings: what a person may change, in layers, with versions, while everything runs.
//!
//! The document of the console lies in the database, above the defaults and below what the file and the environment fix.
//! A change is checked as a whole before it is kept; then the parts of the engine that follow from it are replaced as one.

mod check;
pub mod config;
mod connection;
mod difference;
mod document;
mod environment;
mod error;
mod fit;
mod follow;
pub(crate) mod in_use;
mod layers;
mod logging;
mod merge;
mod open;
mod paths;
mod salesforce_login;
mod secrets;
#[cfg(test)]
mod tests;
mod users;
mod versions;

pub use check::is_source_id;
pub use config::Config;
pub use connection::{Connected, Disconnected, Unconnected};
pub use difference::{Line, diff};
pub use document::{check_change, parse as read_document};
pub use error::SettingsError;
pub use fit::{people, phone_system, profile};
pub use layers::{Layers, Origin};
pub use logging::{DISCONNECTED, NOT_LIVE, PAUSED_BY_PERSON};
pub use versions::{Change, Settings};

pub(crate) use fit::secret;
pub(crate) use in_use::InUse;
