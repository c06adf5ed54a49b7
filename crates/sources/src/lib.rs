//! Phone systems: the bytes of a webhook in, call events out.
//!
//! One folder a phone system. A source is a pure function of the request: it does no I/O, reads no
//! clock, and is total: any bytes give events, a reason why there are none, or an [`Unreadable`] that
//! tells a person what to do. A new phone system is one new folder and two lines below.
//!
//! ```
//! let source = sources::find("generic").map_err(|e| e.to_string())?;
//! let body = br#"{"type":"call.began","call":{"id":"c-1","direction":"inbound"}}"#;
//! let parsed = source.parse(body, None, &sources::Settings::default()).map_err(|e| e.to_string())?;
//! assert_eq!(parsed.events[0].call, "c-1");
//! # Ok::<(), String>(())
//! ```

pub mod aircall;
pub mod callconnect;
pub mod generic;
pub mod miitel;

mod body_key;
#[cfg(test)]
mod conformance;
mod contacts;
mod document;
mod moment;
mod nearest;
mod node;
mod proof;
mod rehearsal;
mod request;
mod settings;
mod source;
mod unreadable;

use language::Sentence;

pub use contacts::{Ask, BookContact, ContactBook, ContactNews, Detail, Method, Page, Wanted};
pub use rehearsal::Rehearsal;
pub use request::{Request, SignedRequest};
pub use secrecy::SecretString;
pub use settings::Settings;
pub use source::{Admission, Parsed, Rejection, Source, SourceOption};
pub use unreadable::Unreadable;

/// Every kind of phone system that this build knows.
pub const ALL: &[&dyn Source] =
    &[&aircall::Aircall, &miitel::MiiTel, &callconnect::CallConnect, &generic::Generic];

/// The source of a kind, as a configuration names it.
///
/// # Errors
/// A sentence for a person that names the nearest kind and all kinds.
pub fn find(kind: &str) -> Result<&'static dyn Source, Sentence> {
    let kinds = || ALL.iter().map(|source| source.kind());
    ALL.iter().copied().find(|source| source.kind() == kind).ok_or_else(|| {
        let unknown = match nearest::word(kind, kinds()) {
            Some(nearest) => Sentence::new("sources-unknown-kind-nearest").with("nearest", nearest),
            None => Sentence::new("sources-unknown-kind"),
        };
        unknown.with("kind", kind).with("known", kinds().collect::<Vec<_>>().join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_own_name() {
        for source in ALL {
            assert_eq!(find(source.kind()).map(Source::kind).ok(), Some(source.kind()));
        }
    }

    #[test]
    fn a_misspelt_kind_names_the_nearest() {
        let message = find("genric").map(Source::kind).unwrap_err();
        assert!(message.to_string().contains("Did you mean \"generic\"?"), "message: {message}");
    }
}
