//! What was created and why, in sentences for `ringledger explain` and the notes of a Task.

use super::Plan;
use super::plan::{an, api_name};
use crate::call::CallType;
use crate::candidate::MatchObject;
use crate::owner::OwnerChoice;
use crate::wording::{self, Language};

/// Why somebody is created, and what the values come from.
pub(super) fn reasons(
    object: MatchObject,
    kind: CallType,
    named: bool,
    owner: &OwnerChoice,
) -> Vec<String> {
    let label = wording::call_type(Language::English, kind);
    let name = if named {
        "Its name is the one that the phone system tells."
    } else {
        "The phone system tells no name, so the number stands for it."
    };
    let mut why = vec![
        format!(
            "No record holds the number, and the profile creates {} for calls of the type \"{label}\".",
            an(object)
        ),
        name.to_owned(),
    ];
    why.push(match &owner.user_id {
        Some(_) => {
            let last = owner.steps.last().map_or("", |step| step.outcome.as_str());
            format!("Its owner by create.owner: {last}")
        }
        None => "Its owner is left to Salesforce.".to_owned(),
    });
    why
}

/// The record was created.
#[must_use]
pub fn created_sentence(plan: &Plan, id: &str) -> String {
    format!("Created {} {} ({id}) for {}.", api_name(plan.object), plan.name, plan.e164)
}

/// The record was created for another call from the same number.
#[must_use]
pub fn by_another_call(object: &str, name: &str, id: &str) -> String {
    format!(
        "{object} {name} ({id}) was created a moment before, for another call with this number."
    )
}

/// A request whose answer was lost had created the record.
#[must_use]
pub fn found_after_all(object: &str, name: &str, id: &str) -> String {
    format!(
        "{object} {name} ({id}) was created by a request whose answer never came; it was found in Salesforce."
    )
}

/// Whose Account the new Contact has (F130, F131).
#[must_use]
pub fn account_sentence(name: &str, id: &str, created: bool) -> String {
    if created {
        format!("Its Account {name} ({id}) was created.")
    } else {
        format!("Its Account {name} ({id}) was there already and is used.")
    }
}

/// A Case was created (F135).
#[must_use]
pub fn case_sentence(id: &str) -> String {
    format!("The Contact had no open Case, so Case {id} was created (create.case).")
}

/// A record of the integration user went to somebody (F104).
#[must_use]
pub fn reassigned_sentence(object: &str, name: &str) -> String {
    format!(
        "The {object} belonged to the user as whom we are connected; {name} is the first other user who spoke with \
         it and owns it now (create.reassign_record)."
    )
}
