//! What people read, in the languages that Ringledger speaks. Everybody who words something asks here; nothing here
//! knows what is being talked about.
//!
//! Messages stand in `locales/<language>/<area>.ftl` (Fluent). An id begins with its area: `calls-title`. Each message
//! is there in every language; a test holds the files against each other.

mod areas;
mod argument;
mod choose;
pub mod in_english;
mod language;
mod locale;
mod messages;
mod number;
mod sentence;
mod span;

pub use argument::Argument;
pub use choose::from_accept_language;
pub use language::Language;
pub use locale::Locale;
pub use messages::{say, say_with};
pub use sentence::{Part, Said, Sentence};
