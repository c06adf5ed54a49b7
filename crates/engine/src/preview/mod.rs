//! What would be: the last calls under other settings, and templates over real calls. Nothing is kept, nothing is
//! sent, nobody is created; where candidates are missing Salesforce is asked for them, and what that cost is told.

mod candidates;
mod change;
mod compose;
mod dry_run;
mod fields;
mod org;
mod place;
mod settings;
mod stand;
mod template;
mod variants;
mod what_if;

use domain::call::CallType;
use domain::event::Millis;
use domain::introduce::Plan;
use domain::matching::Rule;
use domain::owner::OwnerChoice;
use domain::task::Verdict;
use language::Sentence;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use store::StoreError;

pub use dry_run::DryRun;
pub use fields::{FieldSample, FieldSamples};
pub use org::OrgOffer;
pub use place::TemplatePlace;
pub use settings::TryError;
pub use template::{Sample, TemplatePreview, Variant};

/// Calls that are looked at, at most: beyond them a page says nothing more.
pub const MOST_CALLS: usize = 500;

/// What stands in place of the id of a record that would be created.
pub const NEW_RECORD: &str = "new";

/// The last calls under other settings.
#[derive(Debug, Clone, Default, Serialize)]
pub struct WhatIfs {
    /// The calls, the newest first.
    pub calls: Vec<WhatIf>,
    /// Requests to Salesforce that the look-ups cost.
    pub api_requests: u64,
}

/// One call as it is judged by the settings in force, and as the others would judge it.
#[derive(Debug, Clone, Serialize)]
pub struct WhatIf {
    /// The call's id: `source:call`.
    pub call: String,
    /// The source that it came from.
    pub source: String,
    /// What kind of call it was; `None` where its events cannot be read.
    pub kind: Option<CallType>,
    /// When it began, UTC milliseconds, where that is known.
    pub started_at: Option<Millis>,
    /// The other side's number as it is read, or as it came.
    pub customer: Option<String>,
    /// The record and its name by the settings in force.
    pub before: Outcome,
    /// The same by the other settings.
    pub after: Outcome,
    /// The fields in which two Tasks differ; empty where there is not a Task on both sides.
    pub changed: Vec<FieldChange>,
}

/// What becomes of a call.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A Task.
    Write(Box<TaskView>),
    /// None, or none yet: the verdict is never [`Verdict::Write`].
    Not(Verdict),
    /// The call cannot be judged: a stable code and the sentence for people.
    Unreadable {
        /// The code, such as `source_missing`.
        code: String,
        /// The sentence.
        #[serde(serialize_with = "language::in_english::one")]
        text: Sentence,
    },
}

/// A Task as people look at it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TaskView {
    /// Its fields by API name; what is empty is not there.
    pub fields: BTreeMap<String, Shown>,
    /// The rule that chose the record.
    pub rule: Rule,
    /// The owner and the way to it.
    pub owner: OwnerChoice,
    /// What was shortened, left out or replaced.
    #[serde(serialize_with = "language::in_english::each")]
    pub notes: Vec<Sentence>,
    /// Who would be created for the call.
    pub creates: Option<NewRecord>,
    /// Whether a Case would be created for the call's Contact.
    pub creates_case: bool,
}

/// A record that would be created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewRecord {
    /// `Contact`, `Lead` or `Account`.
    pub object: String,
    /// Its name.
    pub name: String,
    /// The number for which it is created, in E.164: several calls with it create one record.
    pub number: String,
}

impl From<&Plan> for NewRecord {
    fn from(plan: &Plan) -> NewRecord {
        let object = serde_json::to_value(plan.object).ok();
        NewRecord {
            object: object
                .and_then(|object| object.as_str().map(str::to_owned))
                .unwrap_or_default(),
            name: plan.name.clone(),
            number: plan.e164.clone(),
        }
    }
}

/// A field's value, and the name of what an id stands for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shown {
    /// The value.
    pub value: Value,
    /// The name of the user or the record, where the value is its id and the name is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A field in which two Tasks differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldChange {
    /// API name.
    pub field: String,
    /// By the settings in force; `None` where it is empty.
    pub before: Option<Shown>,
    /// By the other settings.
    pub after: Option<Shown>,
}

/// How many calls come out how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// All that were looked at.
    pub calls: usize,
    /// Nothing changes.
    pub same: usize,
    /// Another Task.
    pub changed: usize,
    /// A Task where there was none.
    pub added: usize,
    /// No Task where there was one.
    pub removed: usize,
    /// Records that would be created, each number counted once.
    pub created: usize,
}

/// Why nothing could be previewed.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// There is no such source.
    #[error("there is no phone system `{0}`")]
    NoSource(String),
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Salesforce did not say what the org looks like.
    #[error("Salesforce does not answer: {} {} {}", .0.code, .0.explanation().cause, .0.explanation().fix)]
    Salesforce(Box<salesforce::Failure>),
}

impl From<salesforce::Failure> for PreviewError {
    fn from(failure: salesforce::Failure) -> PreviewError {
        PreviewError::Salesforce(Box::new(failure))
    }
}
