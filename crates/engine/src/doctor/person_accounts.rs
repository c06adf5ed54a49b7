//! Whether private persons are Accounts in this org, and whether the profiles know it.

use domain::candidate::MatchObject;
use domain::profile::Profile;
use salesforce::Describe;

use super::check::Check;
use super::topic::{Finding, Group, Topic, Verdict};

pub(super) static TOPIC: Topic = Topic {
    code: "D24",
    group: Group::Org,
    name: "Person Accounts",
    why: "Where they are on, a private person is an Account and a Contact at once, and has phone fields of its own.",
    findings: &[&LEFT_OUT],
};

static LEFT_OUT: Finding = Finding {
    id: "left_out",
    verdict: Verdict::Warning,
    cause: "Person Accounts are on, but the profile looks neither for PersonAccount nor for Account, so numbers in \
            their own fields are not found.",
    fix: "Add \"PersonAccount\" to match.objects in the profile {profile}.",
};

/// `account` is the Account as we may see it.
pub(super) fn look(account: Option<&Describe>, profiles: &[&Profile]) -> Check {
    let Some(account) = account else {
        return TOPIC.note("unknown: Account is hidden from us");
    };
    if !account.fields.contains_key("IsPersonAccount") {
        return TOPIC.good("off");
    }
    let knows = |profile: &&&Profile| {
        let objects = &profile.matching.objects;
        [MatchObject::PersonAccount, MatchObject::Account].iter().any(|kind| objects.contains(kind))
    };
    match profiles.iter().find(|profile| !knows(profile)) {
        Some(profile) => {
            let found = format!("on, but the profile {} leaves them out", profile.name);
            TOPIC.finds(&LEFT_OUT, found, &[("profile", &profile.name)])
        }
        None => TOPIC.good("on, and the profiles look for them"),
    }
}
