//! What composing a call leads to: a Task to write, a reason to write none, or a time to wait for.

use std::collections::BTreeMap;

use language::{Locale, Sentence};
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
        /// The same as a sentence.
        why: Sentence,
    },
    /// It is too early.
    Wait {
        /// When to look again though nothing new was heard; `None` if only news can change it.
        until: Option<Millis>,
        /// What is waited for.
        why: Sentence,
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
    /// For each field where its value comes from.
    pub origins: BTreeMap<String, Sentence>,
    /// The owner and the way to it.
    pub owner: OwnerChoice,
    /// What a person should know: what was shortened, left out or replaced.
    pub notes: Vec<Sentence>,
}

/// The verdict as sentences for a reader.
#[must_use]
pub fn sentences(verdict: &Verdict, locale: &Locale) -> Vec<String> {
    let sentences = match verdict {
        Verdict::Ignore { why, .. } => vec![Sentence::new("task-no-task").with("why", why)],
        Verdict::Wait { why, .. } => vec![Sentence::new("task-no-task-yet").with("why", why)],
        Verdict::Write(task) => {
            let origins = task.origins.iter().map(|(field, origin)| {
                Sentence::new("task-field-note").with("field", field).with("note", origin)
            });
            let notes = task.notes.iter().map(|note| Sentence::new("task-note").with("note", note));
            origins.chain(notes).collect()
        }
    };
    sentences.iter().map(|sentence| sentence.say(locale)).collect()
}

#[cfg(test)]
mod tests {
    use language::Language;

    use super::*;

    #[test]
    fn a_verdict_says_why() {
        let verdict = Verdict::Ignore {
            rule: IgnoreRule::CallType,
            why: Sentence::new("task-waits-for-end"),
        };
        let said = |language| sentences(&verdict, &Locale::utc(language));
        assert_eq!(said(Language::English), ["No Task: the call is logged when it ends."]);
        assert_eq!(said(Language::Japanese), ["ToDo なし: 通話は終了時に記録します。"]);
        let text = serde_json::to_string(&verdict).unwrap();
        assert_eq!(serde_json::from_str::<Verdict>(&text).unwrap(), verdict);
    }
}
