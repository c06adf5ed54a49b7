//! Tries the owner rules of a profile one after the other.

use super::{Directory, OwnerChoice, OwnerRule, OwnerRules, Step};
use crate::call::{Call, CallType};
use crate::candidate::User;
use crate::event::{Agent, Millis};
use crate::matching::Resolution;
use crate::number::{self, NumberPlan};

const HOUR: Millis = 3_600_000;

/// The prefix of a queue's id.
const QUEUE: &str = "00G";

/// Chooses the owner of a call's Task.
///
/// An inactive user, a queue and a user too young for the e-mail rule (F98, by `now`) are passed
/// over with a note; the next rule is tried. Where no rule finds anybody, the owner is left to
/// Salesforce.
#[must_use]
pub fn choose(
    call: &Call,
    resolution: &Resolution,
    rules: &OwnerRules,
    directory: &Directory,
    now: Millis,
) -> OwnerChoice {
    let search = Search { call, resolution, rules, directory, now };
    let mut steps = Vec::new();
    for rule in search.order() {
        let (user_id, outcome) = match search.try_rule(*rule) {
            Ok((id, outcome)) => (Some(id), outcome),
            Err(outcome) => (None, outcome),
        };
        steps.push(Step { rule: *rule, outcome });
        if user_id.is_some() || *rule == OwnerRule::Unset {
            return OwnerChoice { user_id, rule: *rule, steps };
        }
    }
    OwnerChoice { user_id: None, rule: OwnerRule::Unset, steps }
}

struct Search<'a> {
    call: &'a Call,
    resolution: &'a Resolution,
    rules: &'a OwnerRules,
    directory: &'a Directory,
    now: Millis,
}

/// The id of an owner and how it was found, or why nobody was.
type Outcome = Result<(String, String), String>;

impl<'a> Search<'a> {
    fn order(&self) -> &'a [OwnerRule] {
        let call_type = self.call.call_type();
        if self.resolution.record.is_none() && !self.rules.unmatched.is_empty() {
            return &self.rules.unmatched;
        }
        match self.rules.by_type.get(&call_type) {
            Some(order) => order,
            None if call_type.is_missed() => &self.rules.missed,
            None => &self.rules.answered,
        }
    }

    fn try_rule(&self, rule: OwnerRule) -> Outcome {
        match rule {
            OwnerRule::MappedUser => self.mapped(),
            OwnerRule::Email => self.email(),
            OwnerRule::ForwardingPhone => self.forwarding(),
            OwnerRule::RecordOwner => self.record_owner(),
            OwnerRule::FallbackUser => self.fallback(),
            OwnerRule::IntegrationUser => self.integration(),
            OwnerRule::Unset => Err("The profile leaves the owner to Salesforce.".to_owned()),
        }
    }

    /// The agent whose call it is: of an internal transfer the one it went to.
    fn agent(&self) -> Option<&'a Agent> {
        let facts = &self.call.facts;
        let taken = self.call.answered_by().or(facts.agent.as_ref());
        if self.call.call_type() == CallType::TransferInternal {
            facts.transferred_to.as_ref().or(taken)
        } else {
            taken
        }
    }

    fn mapped(&self) -> Outcome {
        if self.rules.users.is_empty() {
            return Err("No phone users are mapped to Salesforce users.".to_owned());
        }
        let agent = self.agent().ok_or("The call names no agent who could be mapped.")?;
        let link = self.rules.users.iter().find(|link| is_agent(&link.phone_user, agent));
        let Some(link) = link else {
            return Err(format!(
                "{} is not mapped to a Salesforce user; add a line to the profile's owner.users.",
                name_of(agent)
            ));
        };
        let user = self.directory.named(&link.salesforce).ok_or_else(|| {
            format!(
                "{} is mapped to {}, whom the org does not have; correct the profile's owner.users.",
                name_of(agent),
                link.salesforce
            )
        })?;
        usable(user, &format!("{} is mapped to {}.", name_of(agent), user.name))
    }

    fn email(&self) -> Outcome {
        let agent = self.agent().ok_or("The call names no agent with an e-mail address.")?;
        let Some(email) = agent.email.as_deref().filter(|e| !e.trim().is_empty()) else {
            return Err(format!("{} has no e-mail address in the phone system.", name_of(agent)));
        };
        let users = self.directory.by_email(email, self.rules.email_case_sensitive);
        let oldest = Millis::from(self.rules.min_user_age_hours).saturating_mul(HOUR);
        let old_enough = |user: &&User| user.created.saturating_add(oldest) <= self.now;
        let mut fit = users.iter().copied().filter(old_enough);
        let Some(first) = fit.next() else {
            return Err(match users.first() {
                Some(user) => format!(
                    "{} has the e-mail address of {}, but exists for less than {} hours.",
                    user.name,
                    name_of(agent),
                    self.rules.min_user_age_hours
                ),
                None => format!(
                    "No Salesforce user has the e-mail address of {}; map the user in the profile's owner.users.",
                    name_of(agent)
                ),
            });
        };
        let user = std::iter::once(first).chain(fit).find(|user| user.active).unwrap_or(first);
        usable(user, &format!("{} has the e-mail address of {}.", user.name, name_of(agent)))
    }

    fn forwarding(&self) -> Outcome {
        let raw = self.call.facts.forwarded_to.as_deref();
        let raw = raw.ok_or("The call was not forwarded to a number.")?;
        let region = &self.resolution.inquiry.region;
        let plan = NumberPlan { region: region.clone(), ..NumberPlan::default() };
        let user = self
            .directory
            .by_phone(&number::read(Some(raw), &plan), region)
            .ok_or("No Salesforce user's Phone is the number that the call was forwarded to.")?;
        usable(
            user,
            &format!("{}'s Phone is the number that the call was forwarded to.", user.name),
        )
    }

    fn record_owner(&self) -> Outcome {
        let record = self.resolution.record.as_ref();
        let record = record.ok_or("The call belongs to no record that has an owner.")?;
        let label = format!("the {}", record.object);
        let Some(id) = record.owner_id.as_deref() else {
            return Err(format!("The owner of {label} is not known."));
        };
        if id.starts_with(QUEUE) {
            return Err(format!("The owner of {label} is a queue, which cannot own a Task."));
        }
        match self.directory.by_id(id) {
            Some(user) => usable(user, &format!("{} owns {label}.", user.name)),
            None => Err(format!("The owner of {label} ({id}) is not among the org's users.")),
        }
    }

    fn fallback(&self) -> Outcome {
        let name = self.rules.fallback_user.as_deref();
        let name = name.ok_or("The profile names no owner.fallback_user.")?;
        let user = self.directory.named(name).ok_or_else(|| {
            format!("The org has no user {name}; correct the profile's owner.fallback_user.")
        })?;
        usable(user, &format!("The profile names {} for such calls.", user.name))
    }

    fn integration(&self) -> Outcome {
        let id = self.directory.integration_user();
        if id.is_empty() {
            return Err("It is not known as whom we are connected to Salesforce.".to_owned());
        }
        let name = self.directory.by_id(id).map_or(id, |user| user.name.as_str());
        Ok((id.to_owned(), format!("{name} is the user as whom we are connected.")))
    }
}

/// A user who may own a Task, or why not (an inactive owner makes Salesforce refuse the Task).
fn usable(user: &User, found: &str) -> Outcome {
    if user.active {
        Ok((user.id.clone(), found.to_owned()))
    } else {
        Err(format!("{found} But that user is inactive and cannot own a Task."))
    }
}

fn is_agent(phone_user: &str, agent: &Agent) -> bool {
    let wanted = phone_user.trim();
    let marks = [&agent.id, &agent.email, &agent.extension];
    marks.into_iter().flatten().any(|mark| mark.trim().eq_ignore_ascii_case(wanted))
}

/// How to call an agent in a sentence.
fn name_of(agent: &Agent) -> &str {
    let marks = [&agent.name, &agent.email, &agent.id, &agent.extension];
    marks.into_iter().flatten().map(String::as_str).find(|m| !m.is_empty()).unwrap_or("The agent")
}
