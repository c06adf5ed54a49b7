//! Everyone that one round's searches named, and who of them holds a number.

use std::collections::HashMap;

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
}

impl Found {
    pub(crate) fn add(&mut self, table: Table, row: &serde_json::Map<String, serde_json::Value>) {
        let Some(candidate) = candidate(table, row) else { return };
        let place = self.candidates.len();
        if self.by_id.contains_key(short(&candidate.id)) {
            return;
        }
        self.by_id.insert(short(&candidate.id).to_owned(), place);
        for text in candidate.phones.iter().map(|(_, text)| digits(text)) {
            for run in runs(&text) {
                let places = self.by_digits.entry(run.to_owned()).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
        }
        self.candidates.push(candidate);
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
        let near = self.by_digits.get(end(&wanted.digits)).map(Vec::as_slice).unwrap_or_default();
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
