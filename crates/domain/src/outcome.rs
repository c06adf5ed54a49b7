//! What composing a call leads to: a Task to write, a reason to write none, or a time to wait for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::event::Millis;
use crate::owner::OwnerChoice;

/// What is to be done about a call at this moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// The Task should say this.
    Write(Box<DesiredTask>),
    /// The call gets no Task.
    Ignore {
        /// The rule that says so.
        rule: IgnoreRule,
        /// The same as an English sentence.
        why: String,
    },
    /// It is too early.
    Wait {
        /// When to look again though nothing new was heard; `None` if only news can change it.
        until: Option<Millis>,
        /// What is waited for, as an English sentence.
        why: String,
    },
}

/// Why a call gets no Task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IgnoreRule {
    /// The profile does not log calls of this type (F34, F44).
    CallType,
    /// The profile logs calls of this type only with another timing (F35, F38).
    Timing,
    /// The profile does not log this event of the phone system (F42).
    Event,
    /// The number is withheld, and the profile does not log such calls.
    Withheld,
    /// No record has the number, and the profile does not log such calls.
    UnknownNumber,
    /// The leg continues a call that has its Task.
    Continuation,
}

/// What a call's Task should say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DesiredTask {
    /// Value by API name; `null` where the field should be empty.
    pub fields: BTreeMap<String, Value>,
    /// Those of the fields that Salesforce takes only when a Task is created.
    pub create_only: Vec<String>,
    /// For each field where its value comes from, as an English sentence.
    pub origins: BTreeMap<String, String>,
    /// The owner and the way to it.
    pub owner: OwnerChoice,
    /// What a person should know: what was shortened, left out or replaced.
    pub notes: Vec<String>,
}

/// The verdict as English sentences, for `ringledger explain`.
pub fn sentences(verdict: &Verdict) -> Vec<String> {
    match verdict {
        Verdict::Ignore { why, .. } => vec![format!("No Task: {why}")],
        Verdict::Wait { why, .. } => vec![format!("No Task yet: {why}")],
        Verdict::Write(task) => {
            let origins = task.origins.iter().map(|(field, origin)| format!("{field}: {origin}"));
            let notes = task.notes.iter().map(|note| format!("Note: {note}"));
            origins.chain(notes).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_says_why() {
        let verdict = Verdict::Ignore {
            rule: IgnoreRule::CallType,
            why: "internal calls are not logged.".to_owned(),
        };
        assert_eq!(sentences(&verdict), ["No Task: internal calls are not logged."]);
        let text = serde_json::to_string(&verdict).unwrap();
        assert_eq!(serde_json::from_str::<Verdict>(&text).unwrap(), verdict);
    }
}
