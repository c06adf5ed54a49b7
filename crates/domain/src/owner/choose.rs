//! Tries the owner rules of a profile one after the other.

use jiff::Zoned;

use super::agent::{Identity, agent_of, by_email, mapped};
use super::{Directory, OwnerChoice, OwnerRule, OwnerRules, Step};
use crate::call::Call;
use crate::candidate::User;
use crate::matching::Resolution;
use crate::number::{self, NumberPlan};

/// The prefix of a queue's id.
const QUEUE: &str = "00G";

/// Chooses the owner of a call's Task.
///
/// `began` is when the call began, at the place of its line: by its day the table of phone users is
/// read, and by its moment a user may be too young for the e-mail rule (F98). So a call keeps its owner,
/// whenever more is heard of it. An inactive user, a queue and a user too young are passed over with a
/// note; the next rule is tried. Where no rule finds anybody, the owner is left to Salesforce.
#[must_use]
pub fn choose(
    call: &Call,
    resolution: &Resolution,
    rules: &OwnerRules,
    directory: &Directory,
    began: &Zoned,
) -> OwnerChoice {
    let search = Search { call, resolution, rules, directory, began };
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
    began: &'a Zoned,
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

    fn mapped(&self) -> Outcome {
        let agent = agent_of(self.call).ok_or("The call names no agent who could be mapped.");
        hit(mapped(agent?, self.rules, self.directory, self.began))
    }

    fn email(&self) -> Outcome {
        let agent = agent_of(self.call).ok_or("The call names no agent with an e-mail address.");
        hit(by_email(agent?, self.rules, self.directory, self.began))
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

/// The user whom a rule found for the agent.
fn hit(found: Result<Identity<'_>, String>) -> Outcome {
    found.and_then(|identity| usable(identity.user, &identity.found))
}
