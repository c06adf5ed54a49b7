//! Which candidates hold the number, and in which order they stand.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::{Considered, ConvertedLeads, Inquiry, MatchRules, Search, Verdict};
use crate::candidate::{Candidate, MatchObject};
use crate::number::same;

/// The candidates with a first verdict: those that stand for the choice come first, in order, and
/// carry [`Verdict::LaterObject`] until the choice is made.
pub(super) fn rank(
    inquiry: &Inquiry,
    candidates: Vec<Candidate>,
    rules: &MatchRules,
) -> Vec<Considered> {
    let mut considered: Vec<Considered> =
        candidates.into_iter().map(|c| verified(inquiry, c, rules)).collect();
    considered.sort_by(|a, b| order(a, rules).cmp(&order(b, rules)));
    considered.dedup_by(|a, b| {
        a.candidate.object == b.candidate.object && same_id(&a.candidate.id, &b.candidate.id)
    });
    drop_same_persons(&mut considered);
    considered.sort_by(|a, b| order(a, rules).cmp(&order(b, rules)));
    considered
}

/// Standing candidates first; then the object's place, the latest modification, and the id so that the
/// order never depends on Salesforce's.
fn order<'a>(
    considered: &'a Considered,
    rules: &MatchRules,
) -> (bool, usize, Reverse<i64>, &'a str, MatchObject) {
    let candidate = &considered.candidate;
    (
        considered.verdict != Verdict::LaterObject,
        rules.step_of(candidate.object).unwrap_or(usize::MAX),
        Reverse(candidate.last_modified),
        &candidate.id,
        candidate.object,
    )
}

/// Compares a candidate's fields with the number, digit by digit.
fn verified(inquiry: &Inquiry, candidate: Candidate, rules: &MatchRules) -> Considered {
    let fields = rules.fields_of(candidate.object);
    let searched = matches!(inquiry.search, Search::Spellings(_));
    let hit = candidate.phones.iter().find(|(field, text)| {
        searched
            && fields.iter().any(|f| f.eq_ignore_ascii_case(field))
            && same(text, &inquiry.number, &inquiry.region)
    });
    let (matched_field, matched_text) = hit.cloned().unzip();
    let verdict = if rules.step_of(candidate.object).is_none() {
        Verdict::ObjectNotSearched
    } else if matched_field.is_none() {
        Verdict::NumberDiffers
    } else if candidate.converted.is_some() && !can_follow(&candidate, rules) {
        Verdict::ConvertedLead
    } else {
        Verdict::LaterObject
    };
    Considered { candidate, matched_field, matched_text, verdict }
}

fn can_follow(lead: &Candidate, rules: &MatchRules) -> bool {
    rules.converted_leads == ConvertedLeads::Follow
        && lead.converted.as_ref().is_some_and(|c| c.contact_id.is_some() || c.account_id.is_some())
}

/// One person counts once: a Person Account stands for its hidden Contact, and the Contact (or
/// account) that a Lead became stands for the Lead.
fn drop_same_persons(considered: &mut [Considered]) {
    let standing = |c: &&Considered| c.verdict == Verdict::LaterObject;
    let hidden: BTreeSet<String> = considered
        .iter()
        .filter(standing)
        .filter_map(|c| c.candidate.person_contact_id.as_deref().map(short))
        .collect();
    for one in considered.iter_mut() {
        let is_hidden = one.candidate.object == MatchObject::Contact
            && hidden.contains(&short(&one.candidate.id));
        if is_hidden && one.verdict == Verdict::LaterObject {
            one.verdict = Verdict::SamePerson;
        }
    }
    let standing =
        |c: &&Considered| c.verdict == Verdict::LaterObject && c.candidate.converted.is_none();
    let people: BTreeSet<String> = considered
        .iter()
        .filter(standing)
        .flat_map(|c| [Some(c.candidate.id.as_str()), c.candidate.person_contact_id.as_deref()])
        .filter_map(|id| id.map(short))
        .collect();
    for one in considered.iter_mut().filter(|c| c.verdict == Verdict::LaterObject) {
        let became = one.candidate.converted.as_ref();
        let became = became.and_then(|c| c.contact_id.as_ref().or(c.account_id.as_ref()));
        if became.is_some_and(|id| people.contains(&short(id))) {
            one.verdict = Verdict::SamePerson;
        }
    }
}

/// What ids of 15 and of 18 characters have in common.
fn short(id: &str) -> String {
    id.get(..15).unwrap_or(id).to_owned()
}

/// Ids of 15 and of 18 characters name the same record.
pub(super) fn same_id(a: &str, b: &str) -> bool {
    a.get(..15).unwrap_or(a) == b.get(..15).unwrap_or(b)
}
