//! Who a phone user is in Salesforce today, and who it may be where the rules find nobody.

use domain::owner::{Standing, Suggestions, identify};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use language::Sentence;

use super::paste::{csv_line, toml_line};
use super::seen::Seen;
use super::{PhoneUser, SalesforceUser, UserStanding, UserSuggestion};
use crate::knowledge::Known;
use crate::listing::second;
use crate::{Engine, PhoneSystem};

impl Engine {
    /// Judges phone users by their sources' profiles: those who need somebody first.
    pub(super) fn judged(&self, seen: Vec<Seen>, known: &Known) -> Vec<PhoneUser> {
        let suggestions = Suggestions::of(&known.directory);
        let mut users: Vec<PhoneUser> = seen
            .into_iter()
            .map(|seen| {
                let in_use = self.in_use();
                let system = in_use.phone_systems.get(&seen.source);
                judged(seen, system.map(AsRef::as_ref), known, &suggestions, self.now())
            })
            .collect();
        users.sort_by(|a, b| {
            (a.standing, b.calls, &a.source, &a.name, &a.email, &a.id)
                .cmp(&(b.standing, a.calls, &b.source, &b.name, &b.email, &b.id))
        });
        users
    }
}

/// Now, where the lines of a source stand: by that day the table of phone users is read.
pub(super) fn today(system: &PhoneSystem, known: &Known, now: i64) -> jiff::Zoned {
    let zones = [&system.facts.time_zone, &known.facts.time_zone];
    let zone = zones.into_iter().flatten().find_map(|name| TimeZone::get(name).ok());
    let moment = Timestamp::from_millisecond(now).unwrap_or(Timestamp::UNIX_EPOCH);
    moment.to_zoned(zone.unwrap_or(TimeZone::UTC))
}

fn judged(
    seen: Seen,
    system: Option<&PhoneSystem>,
    known: &Known,
    suggestions: &Suggestions<'_>,
    now: i64,
) -> PhoneUser {
    let mut user = PhoneUser {
        source: seen.source,
        id: seen.agent.id.clone(),
        name: seen.agent.name.clone(),
        email: seen.agent.email.clone(),
        extension: seen.agent.extension.clone(),
        calls: seen.calls,
        last: second(seen.last),
        standing: UserStanding::Unmapped,
        rule: None,
        salesforce: None,
        why: Sentence::from(""),
        suggestion: None,
    };
    let Some(system) = system else {
        user.why = Sentence::new("owner-source-gone").with("source", &user.source);
        return user;
    };
    let rules = &system.profile.owner;
    let (standing, identity) =
        match identify(&seen.agent, rules, &known.directory, &today(system, known, now)) {
            Standing::Mapped(identity) => (UserStanding::Mapped, identity),
            Standing::Inactive(identity) => (UserStanding::Inactive, identity),
            Standing::Unmapped(steps) => {
                let outcomes: Vec<Sentence> = steps.into_iter().map(|step| step.outcome).collect();
                user.why = match outcomes.is_empty() {
                    true => Sentence::new("owner-no-agent-rules"),
                    false => Sentence::All(outcomes),
                };
                let found = suggestions.for_agent(&seen.agent, rules);
                user.suggestion = found.map(|found| UserSuggestion {
                    user: salesforce_user(found.user),
                    why: found.why,
                    line: toml_line(&found.line),
                    csv: csv_line(&found.line),
                });
                return user;
            }
        };
    user.standing = standing;
    user.rule = Some(identity.rule);
    user.salesforce = Some(salesforce_user(identity.user));
    user.why = identity.found;
    user
}

fn salesforce_user(user: &domain::candidate::User) -> SalesforceUser {
    SalesforceUser { id: user.id.clone(), name: user.name.clone(), username: user.username.clone() }
}
