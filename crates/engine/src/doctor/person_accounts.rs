//! Whether private persons are Accounts in this org, and whether the profiles know it.

use domain::candidate::MatchObject;
use domain::profile::Profile;
use language::Sentence;
use salesforce::Describe;

use super::check::Check;
use super::topic::{Finding, Group, Topic, Verdict};

pub(super) static TOPIC: Topic = Topic {
    code: "D24",
    group: Group::Org,
    words: "doctor-person-accounts",
    findings: &[&LEFT_OUT],
};

static LEFT_OUT: Finding =
    Finding { id: "left_out", verdict: Verdict::Warning, words: "doctor-person-accounts-left-out" };

/// `account` is the Account as we may see it.
pub(super) fn look(account: Option<&Describe>, profiles: &[&Profile]) -> Check {
    let Some(account) = account else {
        return TOPIC.note(Sentence::new("doctor-found-person-accounts-hidden"));
    };
    if !account.fields.contains_key("IsPersonAccount") {
        return TOPIC.good(Sentence::new("doctor-found-person-accounts-off"));
    }
    let knows = |profile: &&&Profile| {
        let objects = &profile.matching.objects;
        [MatchObject::PersonAccount, MatchObject::Account].iter().any(|kind| objects.contains(kind))
    };
    match profiles.iter().find(|profile| !knows(profile)) {
        Some(profile) => {
            let found = Sentence::new("doctor-found-person-accounts-left-out")
                .with("profile", &profile.name);
            TOPIC.finds(&LEFT_OUT, found, &[("profile", &profile.name)])
        }
        None => TOPIC.good(Sentence::new("doctor-found-person-accounts-on")),
    }
}
