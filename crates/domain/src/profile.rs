//! A profile: when a call is logged, on whose record, under which owner and in which words.
//!
//! Nothing about a phone system's policy is code; each row in which the reference systems differ is a key
//! here. The built-in profiles are TOML files beside this crate's sources; a customer's own profile is
//! another one, which usually `extends` a built-in one and changes a few keys.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::call::CallType;
use crate::contact::SyncRules;
use crate::introduce::CreateRules;
use crate::matching::MatchRules;
use crate::owner::OwnerRules;
use crate::template::Template;
use crate::wording::Language;

mod about;
mod check;
mod edit;
mod reading;

pub use about::about_in;
pub use check::is_api_name;
pub use edit::{differing, effective, set_at, value_at};
pub use reading::{BUILTIN, ProfileError};

/// The status in `log.types` that means: no Task for calls of this type.
pub const IGNORE: &str = "ignore";

/// A profile. See `docs/profiles.md` for the keys with examples.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// One sentence for the person who chooses.
    #[serde(default)]
    pub about: String,
    /// The language of the words that templates do not spell out.
    #[serde(default)]
    pub language: Language,
    /// The profile from which all keys come that are not given here.
    #[serde(default)]
    pub extends: Option<String>,
    /// What to do where no record has the number (F23, F103).
    pub unknown_number: UnknownNumber,
    /// What to do where the caller's number is withheld or missing.
    pub withheld: WithheldNumber,
    /// What `CallDurationInSeconds` says (F39, F40, F79).
    pub duration: DurationRule,
    /// What `CallObject` says (F63). Whoever finds Tasks again by it needs the call's id here.
    pub call_object: Template,
    /// Whether `Type` is set to "Call" (F70).
    pub type_field: bool,
    /// `TaskSubtype`, which Salesforce takes only when a Task is created (F58).
    #[serde(default)]
    pub task_subtype: Option<String>,
    /// When and which calls are logged.
    pub log: LogRules,
    /// How the record is found.
    #[serde(rename = "match")]
    pub matching: MatchRules,
    /// Who is created where no record has the number.
    #[serde(default)]
    pub create: CreateRules,
    /// Whose Task it is.
    pub owner: OwnerRules,
    /// `ActivityDate`.
    pub activity_date: ActivityDateRules,
    /// What a transfer changes.
    pub transfer: TransferRules,
    /// Whose tags count.
    pub tags: TagRules,
    /// What `CallDisposition` lists (F72); without this section it is not set.
    #[serde(default)]
    pub call_disposition: Option<DispositionRules>,
    /// `Subject` by call type (F47, F71).
    pub subject: BTreeMap<CallType, Template>,
    /// `Description`.
    pub description: DescriptionRules,
    /// Further Task fields by API name; an empty template takes an inherited one away.
    #[serde(default)]
    pub fields: BTreeMap<String, Template>,
    /// What a phone system's contacts are synced with; without this section they are not.
    #[serde(default)]
    pub sync: Option<SyncRules>,
}

/// When and which calls are logged.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogRules {
    /// When the Task is created.
    pub create: Create,
    /// Seconds to wait after the line was closed for the phone system's last word, so that one request
    /// writes all; 0 writes at once and adds later.
    #[serde(default)]
    pub final_after_seconds: u32,
    /// Hours after which a call whose end was never told is logged with what is known.
    #[serde(default = "four_hours")]
    pub missing_end_after_hours: u32,
    /// Call types that are logged only with `create = "ends"` (F35).
    #[serde(default)]
    pub ends_only: Vec<CallType>,
    /// Whether a predictive dialler's connected calls are logged only with `create = "ends"` (F38).
    #[serde(default)]
    pub predictive_ends_only: bool,
    /// The phone system's event or status words that are written; empty means all of them (F42).
    #[serde(default)]
    pub events: Vec<String>,
    /// Per call type the Task's status, or "ignore" (F44, F48, F90). Types that are missing are not logged.
    pub types: BTreeMap<CallType, String>,
}

/// When the Task is created (F32, F43).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Create {
    /// When dialling or ringing begins.
    Begins,
    /// When a person answers; when the call is over, if nobody does.
    Answered,
    /// When the call is over.
    Ends,
}

/// What to do where no record has the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownNumber {
    /// A Task without Name and Related To.
    Task,
    /// No Task.
    None,
}

/// What to do where the caller's number is withheld or missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithheldNumber {
    /// The same as for an unknown number.
    Task,
    /// No Task.
    Ignore,
}

/// What `CallDurationInSeconds` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DurationRule {
    /// The conversation, without waiting.
    Talk,
    /// From the first ring to the end.
    Total,
    /// Always 0 (F39).
    Zero,
}

/// `ActivityDate`: the day of which moment, at which place.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActivityDateRules {
    /// The moment.
    pub of: DateOf,
    /// `utc`, `line`, `source`, `org`, or the IANA name of a time zone.
    pub zone: String,
}

/// The moment whose day is the Task's date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOf {
    /// When the call began (F75).
    CallStart,
    /// When the Task was created (F59).
    TaskCreation,
}

/// What a transfer changes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferRules {
    /// Whether each leg of a transferred call has a Task of its own.
    pub mode: TransferMode,
    /// `CallType` of transferred legs (F62).
    pub call_type: TransferCallType,
}

/// Whether each leg of a transferred call has a Task of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferMode {
    /// Each leg that the phone system tells of is logged.
    PerLeg,
    /// A leg that continues another call is not logged again, except one that goes outside (F46).
    SingleTask,
}

/// `CallType` of transferred legs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferCallType {
    /// Left empty.
    None,
    /// By the direction of the leg.
    Direction,
}

/// Whose tags count.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagRules {
    /// After a colleague answered a transferred call.
    pub after_transfer: TagRule,
}

/// Whose tags count after a transfer (F116).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TagRule {
    /// Those that were set since the last agent answered.
    LastAgent,
    /// All of them.
    All,
}

/// What `CallDisposition` lists.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DispositionRules {
    /// The values in their order; a list field gives several, an empty one none.
    pub items: Vec<Template>,
    /// How they are written.
    pub style: DispositionStyle,
}

/// How the values of `CallDisposition` are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DispositionStyle {
    /// `['phone', 'inbound']`
    Brackets,
    /// `phone, inbound`
    Commas,
}

/// `Description`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DescriptionRules {
    /// The longest text, in UTF-16 units, all lines of ours included (F52, F86).
    pub limit: u32,
    /// For calls that somebody answered, voicemails and transfers (F49).
    pub template: Template,
    /// For calls that nobody answered (F49, F53).
    pub missed: Template,
    /// What the speakers of a transcript are called, where the language's words do not do.
    #[serde(default)]
    pub speakers: SpeakerLabels,
}

/// What the speakers of a transcript are called; without a label, the profile's language decides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SpeakerLabels {
    /// Our agent.
    pub agent: Option<String>,
    /// The other side.
    pub customer: Option<String>,
}

impl Profile {
    /// The Task's status for calls of that type; `None` where they are not logged.
    pub fn status(&self, call_type: CallType) -> Option<&str> {
        self.log
            .types
            .get(&call_type)
            .map(String::as_str)
            .filter(|status| !status.eq_ignore_ascii_case(IGNORE))
    }
}

fn four_hours() -> u32 {
    4
}
