//! Who an agent of the phone system is in Salesforce: by the table of phone users, or by e-mail address.

use jiff::Zoned;
use language::{Part, Sentence};

use super::users::{line_of, names};
use super::{Directory, OwnerRule, OwnerRules};
use crate::call::{Call, CallType};
use crate::candidate::User;
use crate::event::{Agent, Millis};

const HOUR: Millis = 3_600_000;

/// A Salesforce user whom a rule found, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity<'a> {
    /// The rule: [`OwnerRule::MappedUser`] or [`OwnerRule::Email`].
    pub rule: OwnerRule,
    /// The user, who may be inactive.
    pub user: &'a User,
    /// How the user was found.
    pub found: Sentence,
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
) -> Result<Identity<'a>, Sentence> {
    if rules.users.is_empty() {
        return Err(Sentence::new("owner-none-mapped"));
    }
    let day = began.date();
    let Some(line) = line_of(&rules.users, agent, day) else {
        return Err(if names(&rules.users, agent) {
            of("owner-mapped-on-other-days", agent).with("day", day.to_string())
        } else {
            of("owner-not-mapped", agent)
        });
    };
    let user = directory
        .named(&line.salesforce)
        .ok_or_else(|| of("owner-mapped-to-nobody", agent).with("user", &line.salesforce))?;
    let found = match (line.from, line.until) {
        (None, None) => of("owner-mapped", agent),
        (Some(from), None) => of("owner-mapped-since", agent).with("from", from.to_string()),
        (None, Some(until)) => of("owner-mapped-until", agent).with("until", until.to_string()),
        (Some(from), Some(until)) => of("owner-mapped-between", agent)
            .with("from", from.to_string())
            .with("until", until.to_string()),
    };
    Ok(Identity { rule: OwnerRule::MappedUser, user, found: found.with("user", &user.name) })
}

/// The Salesforce user with the agent's e-mail address, old enough when the call began (F97, F98).
pub(super) fn by_email<'a>(
    agent: &Agent,
    rules: &OwnerRules,
    directory: &'a Directory,
    began: &Zoned,
) -> Result<Identity<'a>, Sentence> {
    let Some(email) = agent.email.as_deref().filter(|e| !e.trim().is_empty()) else {
        return Err(of("owner-no-email", agent));
    };
    let users = directory.by_email(email, rules.email_case_sensitive);
    let oldest = Millis::from(rules.min_user_age_hours).saturating_mul(HOUR);
    let began = began.timestamp().as_millisecond();
    let old_enough = |user: &&User| user.created.saturating_add(oldest) <= began;
    let mut fit = users.iter().copied().filter(old_enough);
    let Some(first) = fit.next() else {
        return Err(match users.first() {
            Some(user) => of("owner-email-too-young", agent)
                .with("user", &user.name)
                .with("hours", rules.min_user_age_hours),
            None => of("owner-email-unknown", agent),
        });
    };
    let user = std::iter::once(first).chain(fit).find(|user| user.active).unwrap_or(first);
    let found = of("owner-email", agent).with("user", &user.name);
    Ok(Identity { rule: OwnerRule::Email, user, found })
}

/// A sentence about an agent.
fn of(id: &'static str, agent: &Agent) -> Sentence {
    let marks = [&agent.name, &agent.email, &agent.id, &agent.extension];
    let name = marks.into_iter().flatten().find(|mark| !mark.is_empty());
    let nameless = || Part::from(Sentence::new("owner-the-agent"));
    Sentence::new(id).with("agent", name.map_or_else(nameless, Part::from))
}
