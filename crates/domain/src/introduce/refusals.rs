//! Why somebody was not created, or not with every value, in sentences that say what to do.

use super::plan::an;
use crate::candidate::MatchObject;

/// A duplicate rule named a record, which is used.
#[must_use]
pub fn duplicate_used(object: &str, id: &str) -> String {
    format!(
        "Salesforce's duplicate rules refused a new {object}, because {id} is the same; the call goes \
         there (create.duplicates = \"use\")."
    )
}

/// A duplicate rule named a record, or none, and nothing is used.
#[must_use]
pub fn duplicate_left(object: &str, id: Option<&str>) -> String {
    let same = id.map_or_else(String::new, |id| format!(", because {id} is the same"));
    format!(
        "Salesforce's duplicate rules refused a new {object}{same}; the call stays without a record. \
         Choose create.duplicates in the profile: \"use\" takes the record that Salesforce names, \"save\" creates \
         another one where the rule only warns."
    )
}

/// The new record may not have the number.
pub(super) fn no_phone_field(object: MatchObject, field: &str) -> String {
    format!(
        "The profile creates {} with the number as {field}, but we may not set that field or it does not hold the number, \
         and without it each call would make another one; give the permission set the right to edit the field, or \
         change create.phone_field in the profile.",
        an(object)
    )
}

/// No spelling of the number would be found again.
pub(super) fn no_spelling(object: MatchObject) -> String {
    format!(
        "The profile creates {}, but in none of the spellings that match.spellings allows would the next call find \
         this number again; choose match.spellings = \"every\" and create.phone_spelling = \"e164\" in the profile.",
        an(object)
    )
}

/// Salesforce did not take a value of the new record, which was created without it.
#[must_use]
pub fn left_out_sentence(field: &str, reason: &str) -> String {
    format!("{field} of the new record is left out: {reason}")
}

/// Nobody could be created.
#[must_use]
pub fn refused_sentence(object: &str, words: &str) -> String {
    format!(
        "No {object} could be created for the number, so the Task is written without one. {words}"
    )
}
