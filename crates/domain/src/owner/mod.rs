//! Whose Task is it? Owner rules are tried in order, and every step is kept as a reason.

mod agent;
mod choose;
mod day;
mod directory;
mod standing;
mod suggest;
#[cfg(test)]
mod tests;
mod users;
mod users_file;

use std::collections::BTreeMap;

use language::{Locale, Sentence};
use serde::{Deserialize, Serialize};

pub use agent::Identity;
pub use choose::choose;
pub use directory::Directory;
pub use standing::{Standing, identify};
pub use suggest::{Likeness, Suggestion, Suggestions};
pub use users::{UserLink, check_users, lines_on};
pub use users_file::{UsersFileError, read_users};

use crate::call::CallType;

/// How to choose the owner: the `owner` section of a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OwnerRules {
    /// Rules for answered calls, in order (F94, F97..F100).
    pub answered: Vec<OwnerRule>,
    /// Rules for calls that nobody answered, in order (F95, F101, F102).
    pub missed: Vec<OwnerRule>,
    /// Rules for single call types; they go before `answered` and `missed`.
    pub by_type: BTreeMap<CallType, Vec<OwnerRule>>,
    /// Rules for calls without a record, before all others (F103); empty means that such calls
    /// have no rules of their own.
    pub unmatched: Vec<OwnerRule>,
    /// A Salesforce user counts for [`OwnerRule::Email`] only this many hours after being created (F98).
    pub min_user_age_hours: u32,
    /// Whether capital letters matter when e-mail addresses are compared.
    pub email_case_sensitive: bool,
    /// The user of [`OwnerRule::FallbackUser`]: username, e-mail address or id.
    pub fallback_user: Option<String>,
    /// Which phone user is which Salesforce user, and when (F94). Several may be the same one.
    pub users: Vec<UserLink>,
}

impl Default for OwnerRules {
    fn default() -> Self {
        use OwnerRule::{Email, IntegrationUser, MappedUser, RecordOwner};
        let order = vec![MappedUser, Email, RecordOwner, IntegrationUser];
        Self {
            answered: order.clone(),
            missed: order,
            by_type: BTreeMap::new(),
            unmatched: Vec::new(),
            min_user_age_hours: 0,
            email_case_sensitive: false,
            fallback_user: None,
            users: Vec::new(),
        }
    }
}

impl OwnerRules {
    /// Those of the rules that look for an agent, each once: as for answered calls, then as for the others.
    fn of_agents(&self) -> Vec<OwnerRule> {
        let lists = [&self.answered].into_iter().chain(self.by_type.values());
        let mut rules = Vec::new();
        for rule in lists.chain([&self.missed, &self.unmatched]).flatten() {
            if matches!(rule, OwnerRule::MappedUser | OwnerRule::Email) && !rules.contains(rule) {
                rules.push(*rule);
            }
        }
        rules
    }
}

/// One way to find an owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnerRule {
    /// The Salesforce user to whom the agent is mapped.
    MappedUser,
    /// The Salesforce user with the agent's e-mail address.
    Email,
    /// The Salesforce user whose `Phone` is the number that the call was forwarded to (F96).
    ForwardingPhone,
    /// The owner of the record that the call belongs to.
    RecordOwner,
    /// The user that the profile names.
    FallbackUser,
    /// The user as whom we are connected.
    IntegrationUser,
    /// Nobody: Salesforce decides, and takes the user as whom we are connected.
    Unset,
}

/// The owner and how we came to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerChoice {
    /// Value for the Task's `OwnerId`; `None` leaves the field out.
    pub user_id: Option<String>,
    /// The rule that decided; [`OwnerRule::Unset`] also where no rule found anybody.
    pub rule: OwnerRule,
    /// What each rule found, in order.
    pub steps: Vec<Step>,
}

/// What one rule found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The rule.
    pub rule: OwnerRule,
    /// What it found.
    pub outcome: Sentence,
}

/// The steps for a reader: what each rule found, and whose Task it is in the end.
#[must_use]
pub fn sentences(choice: &OwnerChoice, locale: &Locale) -> Vec<String> {
    let last = match &choice.user_id {
        Some(id) => Sentence::new("owner-chosen").with("id", id),
        None => Sentence::new("owner-unset"),
    };
    let steps = choice.steps.iter().map(|step| step.outcome.say(locale));
    steps.chain([last.say(locale)]).collect()
}
