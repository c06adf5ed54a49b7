//! What was created and why, in sentences for `ringledger explain` and the notes of a Task.

use language::Sentence;

use super::Plan;
use super::plan::{an, api_name};
use crate::call::CallType;
use crate::candidate::MatchObject;
use crate::matching::object_words;
use crate::owner::OwnerChoice;
use crate::wording;

/// Why somebody is created, and what the values come from.
pub(super) fn reasons(
    object: MatchObject,
    kind: CallType,
    named: bool,
    owner: &OwnerChoice,
) -> Vec<Sentence> {
    let why = Sentence::new("introduce-why").with("a", an(object));
    let last = owner.steps.last().filter(|_| owner.user_id.is_some());
    vec![
        why.with("type", wording::type_words(kind)),
        Sentence::new(if named { "introduce-name-told" } else { "introduce-name-number" }),
        match last {
            Some(step) => Sentence::new("introduce-owner").with("step", &step.outcome),
            None => Sentence::new("introduce-owner-left"),
        },
    ]
}

/// A sentence about a record.
fn about(id: &'static str, object: &str, name: &str, record_id: &str) -> Sentence {
    Sentence::new(id).with("object", object_words(object)).with("name", name).with("id", record_id)
}

/// The record was created.
#[must_use]
pub fn created_sentence(plan: &Plan, id: &str) -> Sentence {
    let object = api_name(plan.object);
    about("introduce-created", object, &plan.name, id).with("number", &plan.e164)
}

/// The record was created for another call from the same number.
#[must_use]
pub fn by_another_call(object: &str, name: &str, id: &str) -> Sentence {
    about("introduce-by-another-call", object, name, id)
}

/// A request whose answer was lost had created the record.
#[must_use]
pub fn found_after_all(object: &str, name: &str, id: &str) -> Sentence {
    about("introduce-found-after-all", object, name, id)
}

/// Whose Account the new Contact has (F130, F131).
#[must_use]
pub fn account_sentence(name: &str, id: &str, created: bool) -> Sentence {
    let message = if created { "introduce-account-created" } else { "introduce-account-used" };
    Sentence::new(message).with("name", name).with("id", id)
}

/// A Case was created (F135).
#[must_use]
pub fn case_sentence(id: &str) -> Sentence {
    Sentence::new("introduce-case").with("id", id)
}

/// A record of the integration user went to somebody (F104).
#[must_use]
pub fn reassigned_sentence(object: &str, user: &str) -> Sentence {
    Sentence::new("introduce-reassigned").with("object", object_words(object)).with("user", user)
}

/// A record of the integration user could not go to somebody, and why.
#[must_use]
pub fn owner_kept_sentence(object: &str, why: Sentence) -> Sentence {
    Sentence::new("introduce-owner-kept").with("object", object_words(object)).with("why", why)
}
