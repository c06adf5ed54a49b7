//! Whether the owners that the profiles name are users who may own a Task.

use domain::owner::{Directory, lines_on};
use domain::profile::Profile;
use jiff::civil::Date;

use super::check::Check;
use super::topic::{Finding, Group, Topic, Verdict};
use language::Sentence;

pub(super) static TOPIC: Topic = Topic {
    code: "D44",
    group: Group::People,
    words: "doctor-owners",
    findings: &[&UNKNOWN, &INACTIVE],
};

static UNKNOWN: Finding =
    Finding { id: "unknown", verdict: Verdict::Warning, words: "doctor-owners-unknown" };

static INACTIVE: Finding =
    Finding { id: "inactive", verdict: Verdict::Warning, words: "doctor-owners-inactive" };

/// Looks up the users that the profiles name today; whose line has ended may be gone.
pub(super) fn look(directory: &Directory, profiles: &[&Profile], today: Date) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut count = 0;
    for profile in profiles {
        let rules = &profile.owner;
        let lines = lines_on(&rules.users, today).into_iter();
        let named = lines.map(|line| line.salesforce.as_str());
        let named: Vec<&str> = named.chain(rules.fallback_user.as_deref()).collect();
        count += named.len();
        let user = |name: &str| directory.named(name);
        let unknown: Vec<&str> =
            named.iter().copied().filter(|name| user(name).is_none()).collect();
        let inactive: Vec<&str> =
            named.into_iter().filter(|name| user(name).is_some_and(|user| !user.active)).collect();
        for (finding, names) in [(&UNKNOWN, unknown), (&INACTIVE, inactive)] {
            if !names.is_empty() {
                checks.push(TOPIC.finds(finding, names.join(", "), &[("profile", &profile.name)]));
            }
        }
    }
    if checks.is_empty() {
        checks.push(TOPIC.good(match count {
            0 => Sentence::new("doctor-found-owners-none"),
            count => Sentence::new("doctor-found-owners").with("count", count),
        }));
    }
    checks
}
