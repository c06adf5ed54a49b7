//! Tries the owner rules of a profile one after the other.

use jiff::Zoned;
use language::Sentence;

use super::agent::{Identity, agent_of, by_email, mapped};
use super::{Directory, OwnerChoice, OwnerRule, OwnerRules, Step};
use crate::call::Call;
use crate::candidate::User;
use crate::matching::{Resolution, object_words};
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
type Outcome = Result<(String, Sentence), Sentence>;

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
            OwnerRule::Unset => Err(Sentence::new("owner-left")),
        }
    }

    fn mapped(&self) -> Outcome {
        let agent = agent_of(self.call).ok_or_else(|| Sentence::new("owner-no-agent-to-map"))?;
        hit(mapped(agent, self.rules, self.directory, self.began))
    }

    fn email(&self) -> Outcome {
        let agent =
            agent_of(self.call).ok_or_else(|| Sentence::new("owner-no-agent-with-email"))?;
        hit(by_email(agent, self.rules, self.directory, self.began))
    }

    fn forwarding(&self) -> Outcome {
        let raw = self.call.facts.forwarded_to.as_deref();
        let raw = raw.ok_or_else(|| Sentence::new("owner-not-forwarded"))?;
        let region = &self.resolution.inquiry.region;
        let plan = NumberPlan { region: region.clone(), ..NumberPlan::default() };
        let user = self.directory.by_phone(&number::read(Some(raw), &plan), region);
        let user = user.ok_or_else(|| Sentence::new("owner-forwarded-to-nobody"))?;
        usable(user, Sentence::new("owner-forwarded").with("user", &user.name))
    }

    fn record_owner(&self) -> Outcome {
        let record = self.resolution.record.as_ref();
        let record = record.ok_or_else(|| Sentence::new("owner-no-record"))?;
        let of = |id: &'static str| Sentence::new(id).with("object", object_words(&record.object));
        let Some(id) = record.owner_id.as_deref() else {
            return Err(of("owner-of-record-unknown"));
        };
        if id.starts_with(QUEUE) {
            return Err(of("owner-of-record-queue"));
        }
        match self.directory.by_id(id) {
            Some(user) => usable(user, of("owner-of-record").with("user", &user.name)),
            None => Err(of("owner-of-record-no-user").with("id", id)),
        }
    }

    fn fallback(&self) -> Outcome {
        let name = self.rules.fallback_user.as_deref();
        let name = name.ok_or_else(|| Sentence::new("owner-no-fallback"))?;
        let user = self
            .directory
            .named(name)
            .ok_or_else(|| Sentence::new("owner-fallback-unknown").with("name", name))?;
        usable(user, Sentence::new("owner-fallback").with("user", &user.name))
    }

    fn integration(&self) -> Outcome {
        let id = self.directory.integration_user();
        if id.is_empty() {
            return Err(Sentence::new("owner-not-connected"));
        }
        let name = self.directory.by_id(id).map_or(id, |user| user.name.as_str());
        Ok((id.to_owned(), Sentence::new("owner-integration").with("user", name)))
    }
}

/// A user who may own a Task, or why not (an inactive owner makes Salesforce refuse the Task).
fn usable(user: &User, found: Sentence) -> Outcome {
    if user.active {
        Ok((user.id.clone(), found))
    } else {
        Err(Sentence::new("owner-inactive").with("found", found))
    }
}

/// The user whom a rule found for the agent.
fn hit(found: Result<Identity<'_>, Sentence>) -> Outcome {
    found.and_then(|identity| usable(identity.user, identity.found))
}
