//! Whether the owners that the profiles name are users who may own a Task.

use domain::owner::{Directory, lines_on};
use domain::profile::Profile;
use jiff::civil::Date;

use super::check::Check;
use super::topic::{Finding, Group, Topic, Verdict};

pub(super) static TOPIC: Topic = Topic {
    code: "D44",
    group: Group::People,
    name: "Owners",
    why: "A Task whose owner is nobody goes to the integration user, where no agent sees it.",
    findings: &[&UNKNOWN, &INACTIVE],
};

static UNKNOWN: Finding = Finding {
    id: "unknown",
    verdict: Verdict::Warning,
    cause: "The profile names users that the org does not have, or hides from us.",
    fix: "Correct owner.users (or the source's users_file) or owner.fallback_user in the profile {profile}: user \
          name, e-mail address or id. `ringledger people users` shows who is mapped.",
};

static INACTIVE: Finding = Finding {
    id: "inactive",
    verdict: Verdict::Warning,
    cause: "Salesforce refuses Tasks of inactive users, so the next owner rule decides instead.",
    fix: "Name active users in the profile {profile}, or activate them in Setup > Users.",
};

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
            0 => "none named; found call by call".to_owned(),
            count => format!("{count} named, all active"),
        }));
    }
    checks
}
