//! Everyone that one round's searches named, and who of them holds a number.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::candidate::Candidate;
use domain::matching::{Inquiry, MatchRules};
use domain::number;

use crate::candidates::candidate;
use crate::digits::{digits, end, runs};
use crate::search::{Table, Wanted};

/// Everyone that the org named, found again by the digits of their numbers.
#[derive(Debug, Default)]
pub(crate) struct Found {
    candidates: Vec<Candidate>,
    by_id: HashMap<String, usize>,
    by_digits: HashMap<String, Vec<usize>>,
    /// Who has the number with this key in the copy.
    by_tail: HashMap<i64, Vec<usize>>,
    /// Keys under which there are more than were read.
    crowded: HashSet<i64>,
    /// Records that are there no more.
    gone: HashSet<String>,
    /// Into whom a merged record went.
    merged: HashMap<String, Candidate>,
    /// Requests to Salesforce that it took.
    pub(crate) requests: u64,
}

impl Found {
    pub(crate) fn add(&mut self, table: Table, row: &serde_json::Map<String, serde_json::Value>) {
        let Some(candidate) = candidate(table, row) else { return };
        let Some(place) = self.enter(candidate) else { return };
        let candidate = &self.candidates[place];
        for text in candidate.phones.iter().map(|(_, text)| digits(text)) {
            for run in runs(&text) {
                let places = self.by_digits.entry(run.to_owned()).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
        }
    }

    /// Adds a row of the copy that has the number with the key `tail`.
    pub(crate) fn hold(
        &mut self,
        tail: i64,
        table: Table,
        row: &serde_json::Map<String, serde_json::Value>,
    ) {
        let Some(candidate) = candidate(table, row) else { return };
        let known = self.by_id.get(short(&candidate.id)).copied();
        if let Some(place) = known.or_else(|| self.enter(candidate)) {
            self.by_tail.entry(tail).or_default().push(place);
        }
    }

    /// Notes that more people have the number with the key `tail` than were added.
    pub(crate) fn crowd(&mut self, tail: i64) {
        self.crowded.insert(tail);
    }

    /// Notes that a record is there no more.
    pub(crate) fn lose(&mut self, id: &str) {
        self.gone.insert(short(id).to_owned());
    }

    /// Notes into whom a record was merged.
    pub(crate) fn merge(
        &mut self,
        id: &str,
        table: Table,
        row: &serde_json::Map<String, serde_json::Value>,
    ) {
        self.merged.extend(candidate(table, row).map(|winner| (short(id).to_owned(), winner)));
    }

    /// Says of a Contact which open records belong to it.
    pub(crate) fn open(&mut self, id: &str, case: Option<String>, opportunity: Option<String>) {
        if let Some(place) = self.by_id.get(short(id)) {
            let candidate = &mut self.candidates[*place];
            (candidate.open_case, candidate.open_opportunity) = (case, opportunity);
        }
    }

    /// Whether more people have the number than were looked at.
    pub(crate) fn is_crowded(&self, wanted: &Wanted) -> bool {
        wanted.tail.is_some_and(|tail| self.crowded.contains(&tail))
    }

    /// Whether the record is known to be there no more.
    pub(crate) fn is_gone(&self, id: &str) -> bool {
        self.gone.contains(short(id))
    }

    /// Into whom the record was merged, as far as we know.
    pub(crate) fn stayed(&self, id: &str) -> Option<&Candidate> {
        self.merged.get(short(id))
    }

    /// Enters a candidate, unless it is there; returns its place.
    fn enter(&mut self, candidate: Candidate) -> Option<usize> {
        let place = self.candidates.len();
        let id = short(&candidate.id).to_owned();
        if self.by_id.contains_key(&id) {
            return None;
        }
        self.by_id.insert(id, place);
        self.candidates.push(candidate);
        Some(place)
    }

    /// Those whose stored number is the asked one; where one is stored in a usual spelling, the odd ones
    /// (misplaced hyphens and the like) stand back. Only what this call's own `rules` search counts: others of
    /// the same request may have asked for more.
    pub(crate) fn of(
        &self,
        inquiry: &Inquiry,
        wanted: &Wanted,
        rules: &MatchRules,
    ) -> Vec<Candidate> {
        let by_digits = self.by_digits.get(end(&wanted.digits)).into_iter().flatten();
        let by_tail = wanted.tail.and_then(|tail| self.by_tail.get(&tail)).into_iter().flatten();
        let near: BTreeSet<usize> = by_digits.chain(by_tail).copied().collect();
        let holding = |usual: bool| -> Vec<Candidate> {
            let is_it = |text: &str| {
                let spelt = wanted.spellings.iter().any(|spelling| spelling == text);
                (spelt || !usual) && number::same(text, &inquiry.number, &inquiry.region)
            };
            let candidates = near.iter().map(|place| &self.candidates[*place]);
            candidates.filter(|found| searched(found, rules).any(is_it)).cloned().collect()
        };
        let mut candidates = holding(true);
        if candidates.is_empty() && wanted.odd {
            candidates = holding(false);
        }
        let record = wanted.record.as_deref().and_then(|id| self.by_id.get(short(id)));
        let record = record.map(|place| &self.candidates[*place]);
        candidates
            .extend(record.filter(|record| !candidates.iter().any(|c| c.id == record.id)).cloned());
        candidates
    }
}

/// The numbers of a candidate in those fields that `rules` search.
fn searched<'a>(candidate: &'a Candidate, rules: &'a MatchRules) -> impl Iterator<Item = &'a str> {
    let fields = match rules.step_of(candidate.object) {
        Some(_) => rules.fields_of(candidate.object),
        None => Vec::new(),
    };
    let phones = candidate.phones.iter();
    phones.filter(move |(name, _)| fields.contains(&name.as_str())).map(|(_, text)| text.as_str())
}

/// Ids of 15 and of 18 characters name the same record.
pub(crate) fn short(id: &str) -> &str {
    id.get(..15).unwrap_or(id)
}
