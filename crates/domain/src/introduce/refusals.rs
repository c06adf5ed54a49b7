//! Why somebody was not created, or not with every value, in sentences that say what to do.

use language::{Part, Sentence};

use super::plan::an;
use crate::candidate::MatchObject;
use crate::matching::object_words;

/// A duplicate rule named a record, which is used.
#[must_use]
pub fn duplicate_used(object: &str, id: &str) -> Sentence {
    Sentence::new("introduce-duplicate-used").with("object", object_words(object)).with("id", id)
}

/// A duplicate rule named a record, or none, and nothing is used.
#[must_use]
pub fn duplicate_left(object: &str, id: Option<&str>) -> Sentence {
    let sentence = match id {
        Some(id) => Sentence::new("introduce-duplicate-left-of").with("id", id),
        None => Sentence::new("introduce-duplicate-left"),
    };
    sentence.with("object", object_words(object))
}

/// The new record may not have the number.
pub(super) fn no_phone_field(object: MatchObject, field: &str) -> Sentence {
    Sentence::new("introduce-no-phone-field").with("a", an(object)).with("field", field)
}

/// No spelling of the number would be found again.
pub(super) fn no_spelling(object: MatchObject) -> Sentence {
    Sentence::new("introduce-no-spelling").with("a", an(object))
}

/// Salesforce did not take a value of the new record, which was created without it.
#[must_use]
pub fn left_out_sentence(field: &str, reason: &str) -> Sentence {
    Sentence::new("introduce-left-out").with("field", field).with("reason", reason)
}

/// Nobody could be created.
#[must_use]
pub fn refused_sentence(object: &str, why: impl Into<Sentence>) -> Sentence {
    Sentence::new("introduce-refused")
        .with("object", object_words(object))
        .with("why", Part::from(why.into()))
}
