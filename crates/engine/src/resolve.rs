//! The third step: whose numbers are these? The numbers of all calls of a round go into one request.

use std::collections::HashMap;

use domain::call::Call;
use domain::candidate::Candidate;
use domain::matching::{self, Inquiry, MatchRules, Resolution, Rule, Search};
use domain::number::{self, Number, NumberKind};
use domain::spelling;
use salesforce::{Failure, Subrequest};
use store::StoreError;

use crate::candidates::candidate;
use crate::compose::end_before_search;
use crate::knowledge::Known;
use crate::search::{Odd, Scope, Table, Wanted};
use crate::work::Work;
use crate::{Engine, PhoneSystem};

impl Engine {
    /// Gives every open call a resolution. One that was made for the same number stays.
    pub(crate) async fn resolve(&self, works: &mut [Work]) -> Result<(), StoreError> {
        let now = self.now();
        let mut asked = Vec::new();
        for work in works.iter_mut().filter(|work| work.open()) {
            let (Some(call), Some(system)) = (&work.call, &work.system) else { continue };
            // Most events only make a call wait: then its number need not even be read.
            if let Some(end) = end_before_search(work, call, system, &unread(call), now) {
                work.end = Some(end);
                continue;
            }
            let inquiry = matching::inquire(call, &system.profile.matching, &system.numbers);
            let pending = matching::choose(&inquiry, Vec::new(), call, &system.profile.matching);
            if let Some(end) = end_before_search(work, call, system, &pending, now) {
                work.end = Some(end);
                continue;
            }
            let wanted = wanted(call, system, &inquiry);
            if !work.resolution.as_ref().is_some_and(|known| still_holds(known, &inquiry, &wanted)) {
                asked.push((work, inquiry, wanted));
            }
        }
        if asked.is_empty() {
            return Ok(());
        }
        let found = match self.search(&asked).await {
            Ok(found) => found,
            Err(failure) => return self.lost(asked.into_iter().map(|(work, ..)| work), &failure).await,
        };
        for (work, inquiry, wanted) in asked {
            let (Some(call), Some(system)) = (&work.call, &work.system) else { continue };
            let candidates = found.of(&inquiry, &wanted, &system.profile.matching);
            work.resolution =
                Some(matching::choose(&inquiry, candidates, call, &system.profile.matching));
        }
        Ok(())
    }

    async fn search(&self, asked: &[(&mut Work, Inquiry, Wanted)]) -> Result<Found, Failure> {
        let mut all: Vec<Wanted> = asked
            .iter()
            .map(|(_, _, wanted)| wanted.clone())
            .filter(|wanted| !wanted.spellings.is_empty() || wanted.record.is_some())
            .collect();
        all.sort_by(|a, b| (&a.spellings, &a.record).cmp(&(&b.spellings, &b.record)));
        all.dedup();
        let mut found = Found::default();
        if all.is_empty() {
            return Ok(found);
        }
        let known = self.known().await?;
        let mut scope = Scope::default();
        for (work, ..) in asked {
            if let Some(system) = &work.system {
                scope.add(&system.profile.matching, &known);
            }
        }
        self.ask(&scope, &all, &known, Odd::IfFew, &mut found).await?;
        let unknown: Vec<Wanted> = asked
            .iter()
            .filter(|(work, inquiry, wanted)| {
                let rules = work.system.as_ref().map(|system| &system.profile.matching);
                !wanted.digits.is_empty()
                    && rules.is_some_and(|rules| found.of(inquiry, wanted, rules).is_empty())
            })
            .map(|(_, _, wanted)| wanted.clone())
            .collect();
        if !unknown.is_empty() && all.len() > crate::search::FEW {
            for some in unknown.chunks(crate::search::MANY_ODD) {
                self.ask(&scope, some, &known, Odd::Only, &mut found).await?;
            }
        }
        Ok(found)
    }

    async fn ask(
        &self,
        scope: &Scope,
        wanted: &[Wanted],
        known: &Known,
        odd: Odd,
        found: &mut Found,
    ) -> Result<(), Failure> {
        for queries in scope.requests(wanted, known, odd).map_err(Failure::from)? {
            let subrequests: Vec<Subrequest> = queries
                .iter()
                .enumerate()
                .map(|(place, (_, soql))| Subrequest::query(&format!("q{place}"), soql))
                .collect();
            let replies = self.0.parts.salesforce.composite(&subrequests, false).await?;
            self.0.health.answered();
            for ((table, _), reply) in queries.iter().zip(replies) {
                for row in self.0.parts.salesforce.records(reply).await? {
                    found.add(*table, &row);
                }
            }
        }
        Ok(())
    }
}

/// A resolution before the number was read: it stands for any customer's.
fn unread(call: &Call) -> Resolution {
    let raw = call.facts.customer_number.clone().unwrap_or_default();
    Resolution {
        inquiry: Inquiry {
            number: Number { raw, kind: NumberKind::Customer, e164: None, region: None, national: None, notes: Vec::new() },
            region: String::new(),
            search: Search::Spellings(Vec::new()),
        },
        considered: Vec::new(),
        rule: Rule::NoneFound,
        record: None,
        runner_up: None,
        notes: Vec::new(),
    }
}

/// Whether an earlier choice was made for the same number and the same picked record.
fn still_holds(earlier: &Resolution, inquiry: &Inquiry, wanted: &Wanted) -> bool {
    let same_record = match (&wanted.record, &earlier.record) {
        (None, _) => true,
        (Some(wanted), Some(chosen)) => short(&chosen.id) == short(wanted),
        (Some(_), None) => false,
    };
    earlier.inquiry == *inquiry && same_record
}

/// What to ask the org for on behalf of one call.
fn wanted(call: &Call, system: &PhoneSystem, inquiry: &Inquiry) -> Wanted {
    let record = call.facts.picked_record.clone().or_else(|| call.facts.clicked_record.clone());
    match &inquiry.search {
        Search::Spellings(spellings) => Wanted {
            spellings: spellings.clone(),
            digits: match system.profile.matching.spellings {
                spelling::Spellings::Every => spelling::tail_digits(&inquiry.number),
                spelling::Spellings::Strict => String::new(),
            },
            record,
        },
        Search::Not(_) => Wanted { record, ..Wanted::default() },
    }
}

/// Everyone that the org named, found again by the digits of their numbers.
#[derive(Debug, Default)]
struct Found {
    candidates: Vec<Candidate>,
    by_id: HashMap<String, usize>,
    by_digits: HashMap<String, Vec<usize>>,
}

/// Digits at the end of a number that are enough to find those worth comparing.
const TAIL: usize = 6;

impl Found {
    fn add(&mut self, table: Table, row: &serde_json::Map<String, serde_json::Value>) {
        let Some(candidate) = candidate(table, row) else { return };
        let place = self.candidates.len();
        if self.by_id.contains_key(short(&candidate.id)) {
            return;
        }
        self.by_id.insert(short(&candidate.id).to_owned(), place);
        let mut keys: Vec<String> =
            candidate.phones.iter().flat_map(|(_, text)| windows(&digits(text))).collect();
        keys.sort();
        keys.dedup();
        for key in keys {
            self.by_digits.entry(key).or_default().push(place);
        }
        self.candidates.push(candidate);
    }

    /// Those whose stored number is the asked one; where one is stored in a usual spelling, the odd ones
    /// (misplaced hyphens and the like) stand back. Only what this call's own `rules` search counts: others of
    /// the same request may have asked for more.
    fn of(&self, inquiry: &Inquiry, wanted: &Wanted, rules: &MatchRules) -> Vec<Candidate> {
        let tail = tail(&digits(inquiry.number.e164.as_deref().unwrap_or_default()));
        let near = self.by_digits.get(&tail).map(Vec::as_slice).unwrap_or_default();
        let holders: Vec<&Candidate> = near
            .iter()
            .map(|place| &self.candidates[*place])
            .filter(|candidate| {
                searched(candidate, rules).any(|text| number::same(text, &inquiry.number, &inquiry.region))
            })
            .collect();
        let usual: Vec<&Candidate> = holders
            .iter()
            .copied()
            .filter(|candidate| searched(candidate, rules).any(|text| wanted.spellings.iter().any(|s| s == text)))
            .collect();
        let odd_counts = usual.is_empty() && !wanted.digits.is_empty();
        let mut candidates: Vec<Candidate> =
            if odd_counts { holders } else { usual }.into_iter().cloned().collect();
        let record = wanted.record.as_deref().and_then(|id| self.by_id.get(short(id)));
        let record = record.map(|place| &self.candidates[*place]);
        candidates.extend(record.filter(|record| !candidates.iter().any(|c| c.id == record.id)).cloned());
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
fn short(id: &str) -> &str {
    id.get(..15).unwrap_or(id)
}

fn digits(text: &str) -> String {
    text.chars()
        .filter_map(|character| match character {
            '0'..='9' => Some(character),
            '０'..='９' => char::from_u32(u32::from(character) - u32::from('０') + u32::from('0')),
            _ => None,
        })
        .collect()
}

fn tail(digits: &str) -> String {
    digits[digits.len().saturating_sub(TAIL)..].to_owned()
}

/// Every run of [`TAIL`] digits: a field may hold an extension or a second number behind the one we look for.
fn windows(digits: &str) -> Vec<String> {
    if digits.len() < TAIL {
        return vec![digits.to_owned()];
    }
    (0..=digits.len() - TAIL).map(|start| digits[start..start + TAIL].to_owned()).collect()
}
