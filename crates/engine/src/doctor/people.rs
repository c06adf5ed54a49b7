//! The people that calls belong to: whether we may see them, and the fields by which they are found.

use std::collections::BTreeSet;

use domain::candidate::MatchObject;
use domain::profile::Profile;

use super::check::Check;
use super::reading::Reading;
use super::topic::{Finding, Group, Topic, Verdict};
use language::Sentence;

pub(super) static CONTACT: Topic = object("D40", "doctor-people-contact");
pub(super) static ACCOUNT: Topic = object("D41", "doctor-people-account");
pub(super) static LEAD: Topic = object("D42", "doctor-people-lead");

static OF_OBJECTS: [&Finding; 3] = [&HIDDEN, &NO_PHONE, &FIELDS];

const fn object(code: &'static str, words: &'static str) -> Topic {
    Topic { code, group: Group::People, words, findings: &OF_OBJECTS }
}

pub(super) static USER: Topic = Topic {
    code: "D43",
    group: Group::People,
    words: "doctor-people-user",
    findings: &[&HIDDEN, &NO_EMAIL],
};

static HIDDEN: Finding =
    Finding { id: "hidden", verdict: Verdict::Failure, words: "doctor-people-hidden" };

static NO_PHONE: Finding =
    Finding { id: "no_phone_field", verdict: Verdict::Failure, words: "doctor-people-no-phone" };

static FIELDS: Finding =
    Finding { id: "fields", verdict: Verdict::Warning, words: "doctor-people-fields" };

static NO_EMAIL: Finding =
    Finding { id: "no_email", verdict: Verdict::Warning, words: "doctor-people-no-email" };

/// Contact, Account, Lead and User, as far as the profiles look there.
pub(super) fn look(reading: &Reading, profiles: &[&Profile]) -> Vec<Check> {
    let tables = [
        (&CONTACT, "Contact", &[MatchObject::Contact][..]),
        (&ACCOUNT, "Account", &[MatchObject::Account, MatchObject::PersonAccount][..]),
        (&LEAD, "Lead", &[MatchObject::Lead][..]),
    ];
    let mut checks: Vec<Check> = tables
        .into_iter()
        .map(|(topic, name, kinds)| table(topic, name, kinds, reading, profiles))
        .collect();
    checks.push(users(reading));
    checks
}

fn table(
    topic: &Topic,
    name: &str,
    kinds: &[MatchObject],
    reading: &Reading,
    profiles: &[&Profile],
) -> Check {
    let mut wanted: BTreeSet<&str> = BTreeSet::new();
    let mut own_lines: BTreeSet<&str> = BTreeSet::new();
    for rules in profiles.iter().map(|profile| &profile.matching) {
        for kind in kinds.iter().filter(|kind| rules.objects.contains(kind)) {
            wanted.extend(rules.fields_of(*kind));
            // Standard fields may be missing in good order: an org without Person Accounts has not theirs.
            if rules.fields.contains_key(kind) {
                own_lines.extend(rules.fields_of(*kind));
            }
        }
    }
    if wanted.is_empty() {
        return topic.good(Sentence::new("doctor-found-people-unused"));
    }
    let names = [("object", name)];
    let describe = match reading.describe(name) {
        Ok(describe) => describe,
        Err(_) => {
            return topic.finds(
                &HIDDEN,
                Sentence::new("doctor-found-hidden").with("name", name),
                &names,
            );
        }
    };
    let (seen, missing): (Vec<&str>, Vec<&str>) =
        wanted.iter().partition(|field| describe.fields.contains_key(**field));
    if seen.is_empty() {
        return topic.finds(
            &NO_PHONE,
            Sentence::new("doctor-found-people-no-phone").with("fields", missing.join(", ")),
            &names,
        );
    }
    let missing: Vec<&str> =
        missing.into_iter().filter(|field| own_lines.contains(field)).collect();
    if missing.is_empty() {
        topic.good(Sentence::new("doctor-found-people").with("fields", seen.join(", ")))
    } else {
        topic.finds(
            &FIELDS,
            Sentence::new("doctor-found-people-missing").with("fields", missing.join(", ")),
            &names,
        )
    }
}

fn users(reading: &Reading) -> Check {
    let names = [("object", "User")];
    let (Ok(describe), Ok(users)) = (reading.describe("User"), &reading.users) else {
        return USER.finds(
            &HIDDEN,
            Sentence::new("doctor-found-hidden").with("name", "User"),
            &names,
        );
    };
    if !describe.fields.contains_key("Email") {
        return USER.finds(
            &NO_EMAIL,
            Sentence::new("doctor-found-hidden").with("name", "Email"),
            &names,
        );
    }
    USER.good(Sentence::new("doctor-found-users").with("count", users.len()))
}
