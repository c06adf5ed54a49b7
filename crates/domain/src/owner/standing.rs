//! Whether an agent is anybody in Salesforce, by whichever rule: for the report of phone users.

use jiff::Zoned;

use super::agent::{Identity, by_email, mapped};
use super::{Directory, OwnerRule, OwnerRules, Step};
use crate::event::Agent;

/// What the rules make of an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing<'a> {
    /// An active user: Tasks can be theirs.
    Mapped(Identity<'a>),
    /// Nobody but an inactive user, to whom Salesforce gives no Task.
    Inactive(Identity<'a>),
    /// Nobody; what each rule found instead.
    Unmapped(Vec<Step>),
}

/// Tries those of the rules that look for an agent, in the order in which the profile names them for
/// answered calls, for a call that began at `began` where its line stands.
#[must_use]
pub fn identify<'a>(
    agent: &Agent,
    rules: &OwnerRules,
    directory: &'a Directory,
    began: &Zoned,
) -> Standing<'a> {
    let (mut steps, mut inactive) = (Vec::new(), None);
    for rule in rules.of_agents() {
        let found = match rule {
            OwnerRule::MappedUser => mapped(agent, rules, directory, began),
            _ => by_email(agent, rules, directory, began),
        };
        match found {
            Ok(identity) if identity.user.active => return Standing::Mapped(identity),
            Ok(identity) => inactive = inactive.or(Some(identity)),
            Err(outcome) => steps.push(Step { rule, outcome }),
        }
    }
    inactive.map_or(Standing::Unmapped(steps), Standing::Inactive)
}
