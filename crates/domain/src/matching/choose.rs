//! Chooses the record that a call belongs to, and keeps the reasons.

use language::Sentence;

use super::link::{is_id, matched, named};
use super::rank::{rank, same_id};
use super::{
    Clicked, Considered, Inquiry, MatchRules, Record, Resolution, Rule, RunnerUp, Search, Tie,
    Verdict,
};
use crate::call::Call;
use crate::candidate::Candidate;
use crate::introduce::{Introduced, Outcome};
use crate::names::Names;

/// Candidates that a resolution lists.
const LISTED: usize = 20;

/// Chooses among the candidates that a search found. Their order does not matter.
///
/// A record that a person named in the console goes before one that the agent picked (F56), that before one that was
/// clicked (F57), that before one that is remembered for the number, and that before the number. Of candidates that really hold the number, the first object in order wins (F16, F28), and
/// within one object the record modified last (F17, F29), unless the rules want no choice there.
#[must_use]
pub fn choose(
    inquiry: &Inquiry,
    candidates: Vec<Candidate>,
    call: &Call,
    rules: &MatchRules,
) -> Resolution {
    let mut considered = rank(inquiry, candidates, rules);
    let (rule, mut record) = by_number(inquiry, &mut considered, rules);
    let mut resolution_rule = rule;
    let mut names = names_of_chosen(&considered);
    let mut notes = Vec::new();
    for (wanted, rule) in by_person(call, inquiry, rules) {
        if !is_id(wanted) {
            let start: String = wanted.chars().take(20).collect();
            notes.push(Sentence::new("matching-no-record-id").with("text", start));
            continue;
        }
        let candidates: Vec<&Candidate> = considered.iter().map(|c| &c.candidate).collect();
        let is_here = candidates.iter().any(|candidate| same_id(&candidate.id, wanted));
        if rule == Rule::Remembered && !is_here {
            notes.push(Sentence::new("matching-remembered-is-gone"));
            continue;
        }
        let (found, remark) = named(wanted, record.as_ref(), &candidates, rules);
        overrule(&mut considered, &found);
        // Of a Case the person's, whose number it is; of a person who is not known to us nobody's (F119).
        names = names_of_chosen(&considered).or(names.filter(|_| found.name.is_some()));
        notes.extend(remark);
        record = Some(found);
        resolution_rule = rule;
        break;
    }
    let runner_up = runner_up(&considered);
    let unlisted = shorten(&mut considered);
    Resolution {
        inquiry: inquiry.clone(),
        runner_up,
        considered,
        unlisted,
        rule: resolution_rule,
        record,
        asked: None,
        names: names.filter(|_| rules.register_names),
        introduced: None,
        notes,
    }
}

/// The choice after the record that a call was matched with has been merged into `winner`: the call goes
/// there, whatever number the winner kept, unless a person named another record.
#[must_use]
pub fn merged_into(
    mut resolution: Resolution,
    winner: &Candidate,
    rules: &MatchRules,
) -> Resolution {
    let named = matches!(resolution.rule, Rule::Corrected | Rule::Picked | Rule::Clicked);
    let there = resolution.record.as_ref().is_some_and(|record| same_id(&record.id, &winner.id));
    if named || there {
        return resolution;
    }
    let record = matched(winner, rules);
    overrule(&mut resolution.considered, &record);
    if !resolution.considered.iter().any(|one| same_id(&one.candidate.id, &winner.id)) {
        resolution.considered.insert(
            0,
            Considered {
                candidate: winner.clone(),
                matched_field: None,
                matched_text: None,
                verdict: Verdict::Chosen,
            },
        );
    }
    resolution.runner_up = runner_up(&resolution.considered);
    resolution.rule = Rule::MergedFollowed;
    resolution.record = Some(record);
    resolution.names = names_of_chosen(&resolution.considered).filter(|_| rules.register_names);
    resolution
}

/// Leaves the best candidates and the chosen one: what is kept of a call must stay small, however many records
/// share a number. Returns how many were left out.
fn shorten(considered: &mut Vec<Considered>) -> usize {
    let all = considered.len();
    let mut place = 0;
    considered.retain(|one| {
        place += 1;
        place <= LISTED || one.verdict == Verdict::Chosen
    });
    all - considered.len()
}

/// The names that the chosen candidate registers.
fn names_of_chosen(considered: &[Considered]) -> Option<Names> {
    let chosen = considered.iter().find(|one| one.verdict == Verdict::Chosen)?;
    Some(Names::of_candidate(&chosen.candidate)).filter(|names| !names.is_empty())
}

/// The choice after somebody was created for the number, or Salesforce's duplicate rules named somebody: the
/// call goes to that record.
#[must_use]
pub fn introduced(
    mut resolution: Resolution,
    candidate: Candidate,
    rules: &MatchRules,
    introduced: Introduced,
) -> Resolution {
    let rule = match introduced.outcome {
        Outcome::Duplicate => Rule::Duplicate,
        _ => Rule::Created,
    };
    resolution.record = Some(matched(&candidate, rules));
    let (matched_field, matched_text) = candidate.phones.first().cloned().unzip();
    let chosen = Considered { candidate, matched_field, matched_text, verdict: Verdict::Chosen };
    resolution.considered.insert(0, chosen);
    resolution.names = names_of_chosen(&resolution.considered).filter(|_| rules.register_names);
    resolution.rule = rule;
    resolution.introduced = Some(introduced);
    resolution
}

/// The record that a person named for the call, or for its number.
#[must_use]
pub fn named_record<'a>(
    call: &'a Call,
    inquiry: &'a Inquiry,
    rules: &MatchRules,
) -> Option<&'a str> {
    by_person(call, inquiry, rules).map(|(id, _)| id).find(|id| is_id(id))
}

/// The records that a person named, the strongest first.
fn by_person<'a>(
    call: &'a Call,
    inquiry: &'a Inquiry,
    rules: &MatchRules,
) -> impl Iterator<Item = (&'a str, Rule)> {
    let facts = &call.facts;
    // What a person says in the console holds under any profile.
    let corrected = facts.corrected_record.as_deref();
    let remembered = inquiry.remembered.as_deref();
    let picked = facts.picked_record.as_deref().filter(|_| rules.picked);
    let clicked = facts.clicked_record.as_deref().filter(|_| rules.clicked == Clicked::Record);
    let all = [
        (corrected, Rule::Corrected),
        (picked, Rule::Picked),
        (clicked, Rule::Clicked),
        (remembered, Rule::Remembered),
    ];
    all.into_iter()
        .filter_map(|(id, rule)| Some((id?.trim(), rule)))
        .filter(|(id, _)| !id.is_empty())
}

/// The choice that the number alone leads to.
fn by_number(
    inquiry: &Inquiry,
    considered: &mut [Considered],
    rules: &MatchRules,
) -> (Rule, Option<Record>) {
    if let Search::Not(_) = inquiry.search {
        return (Rule::NotSearched, None);
    }
    let standing = considered.iter().filter(|c| c.verdict == Verdict::LaterObject).count();
    let (considered, _) = considered.split_at_mut(standing);
    let Some(first) = considered.first() else {
        return (Rule::NoneFound, None);
    };
    let step = rules.step_of(first.candidate.object);
    let of_step =
        considered.iter().take_while(|c| rules.step_of(c.candidate.object) == step).count();
    if of_step > 1 && rules.tie == Tie::None {
        for tied in considered.iter_mut().take(of_step) {
            tied.verdict = Verdict::Tied;
        }
        return (Rule::Ambiguous, None);
    }
    for later in considered.iter_mut().take(of_step) {
        later.verdict = Verdict::ModifiedEarlier;
    }
    let mut decided = Rule::OnlyOne;
    if of_step > 1 {
        decided = Rule::LastModified;
    } else if standing > 1 {
        decided = Rule::ObjectOrder;
    }
    let winner = &mut considered[0];
    winner.verdict = Verdict::Chosen;
    if winner.candidate.converted.is_some() {
        decided = Rule::ConvertedFollowed;
    }
    (decided, Some(matched(&winner.candidate, rules)))
}

/// Lets the record that a person named stand as chosen, if it is among the candidates.
fn overrule(considered: &mut [Considered], record: &Record) {
    for one in considered.iter_mut() {
        let is_it = same_id(&one.candidate.id, &record.id);
        if is_it {
            one.verdict = Verdict::Chosen;
        } else if one.verdict.holds_number() {
            one.verdict = Verdict::Overridden;
        }
    }
}

/// The best candidate that holds the number and was not chosen.
fn runner_up(considered: &[Considered]) -> Option<RunnerUp> {
    let next =
        considered.iter().find(|c| c.verdict.holds_number() && c.verdict != Verdict::Chosen)?;
    Some(RunnerUp {
        object: next.candidate.object,
        id: next.candidate.id.clone(),
        name: next.candidate.name.clone(),
        verdict: next.verdict,
    })
}
