//! Who an agent of the phone system is in Salesforce: by the table of phone users, or by e-mail address.

use jiff::Zoned;

use super::users::{line_of, names};
use super::{Directory, OwnerRule, OwnerRules};
use crate::call::{Call, CallType};
use crate::candidate::User;
use crate::event::{Agent, Millis};

const HOUR: Millis = 3_600_000;

/// A Salesforce user whom a rule found, and how, as an English sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity<'a> {
    /// The rule: [`OwnerRule::MappedUser`] or [`OwnerRule::Email`].
    pub rule: OwnerRule,
    /// The user, who may be inactive.
    pub user: &'a User,
    /// How the user was found.
    pub found: String,
}

/// The agent whose call it is: the one who answered, of an internal transfer the one it went to.
pub(super) fn agent_of(call: &Call) -> Option<&Agent> {
    let facts = &call.facts;
    let taken = call.answered_by().or(facts.agent.as_ref());
    if call.call_type() == CallType::TransferInternal {
        facts.transferred_to.as_ref().or(taken)
    } else {
        taken
    }
}

/// The Salesforce user of the agent's line in the table, as of the day on which the call began (F94).
pub(super) fn mapped<'a>(
    agent: &Agent,
    rules: &OwnerRules,
    directory: &'a Directory,
    began: &Zoned,
) -> Result<Identity<'a>, String> {
    if rules.users.is_empty() {
        return Err("No phone users are mapped to Salesforce users.".to_owned());
    }
    let day = began.date();
    let Some(line) = line_of(&rules.users, agent, day) else {
        return Err(if names(&rules.users, agent) {
            format!(
                "{} is mapped to a Salesforce user, but not on {day}; add a line for that time to \
                 the profile's owner.users.",
                name_of(agent)
            )
        } else {
            format!(
                "{} is not mapped to a Salesforce user; add a line to the profile's owner.users.",
                name_of(agent)
            )
        });
    };
    let user = directory.named(&line.salesforce).ok_or_else(|| {
        format!(
            "{} is mapped to {}, whom the org does not have; correct the profile's owner.users.",
            name_of(agent),
            line.salesforce
        )
    })?;
    let since = line.from.map(|from| format!(" since {from}")).unwrap_or_default();
    let until = line.until.map(|until| format!(" until {until}")).unwrap_or_default();
    let found = format!("{} is mapped to {}{since}{until}.", name_of(agent), user.name);
    Ok(Identity { rule: OwnerRule::MappedUser, user, found })
}

/// The Salesforce user with the agent's e-mail address, old enough when the call began (F97, F98).
pub(super) fn by_email<'a>(
    agent: &Agent,
    rules: &OwnerRules,
    directory: &'a Directory,
    began: &Zoned,
) -> Result<Identity<'a>, String> {
    let Some(email) = agent.email.as_deref().filter(|e| !e.trim().is_empty()) else {
        return Err(format!("{} has no e-mail address in the phone system.", name_of(agent)));
    };
    let users = directory.by_email(email, rules.email_case_sensitive);
    let oldest = Millis::from(rules.min_user_age_hours).saturating_mul(HOUR);
    let began = began.timestamp().as_millisecond();
    let old_enough = |user: &&User| user.created.saturating_add(oldest) <= began;
    let mut fit = users.iter().copied().filter(old_enough);
    let Some(first) = fit.next() else {
        return Err(match users.first() {
            Some(user) => format!(
                "{} has the e-mail address of {}, but existed for less than {} hours when the call \
                 began.",
                user.name,
                name_of(agent),
                rules.min_user_age_hours
            ),
            None => format!(
                "No Salesforce user has the e-mail address of {}; map the user in the profile's \
                 owner.users.",
                name_of(agent)
            ),
        });
    };
    let user = std::iter::once(first).chain(fit).find(|user| user.active).unwrap_or(first);
    let found = format!("{} has the e-mail address of {}.", user.name, name_of(agent));
    Ok(Identity { rule: OwnerRule::Email, user, found })
}

/// How to call an agent in a sentence.
pub(super) fn name_of(agent: &Agent) -> &str {
    let marks = [&agent.name, &agent.email, &agent.id, &agent.extension];
    marks.into_iter().flatten().map(String::as_str).find(|m| !m.is_empty()).unwrap_or("The agent")
}
