//! The third step: whose numbers are these? The numbers of all calls of a round go into one request.

use domain::call::Call;
use domain::matching::{self, Asked, Inquiry, Resolution, Rule, Search};
use domain::number::{Number, NumberKind};
use domain::spelling;
use salesforce::{Failure, Subrequest};
use store::StoreError;

use crate::compose::end_before_search;
use crate::conditions::Odd;
use crate::found::{Found, short};
use crate::knowledge::Known;
use crate::search::{Scope, Wanted};
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
            if !work.resolution.as_ref().is_some_and(|known| still_holds(known, &inquiry, &wanted))
            {
                asked.push((work, inquiry, wanted));
            }
        }
        if asked.is_empty() {
            return Ok(());
        }
        let found = match self.search(&asked).await {
            Ok(found) => found,
            Err(failure) => {
                return self.lost(asked.into_iter().map(|(work, ..)| work), &failure).await;
            }
        };
        for (work, inquiry, wanted) in asked {
            let (Some(call), Some(system)) = (&work.call, &work.system) else { continue };
            let candidates = found.of(&inquiry, &wanted, &system.profile.matching);
            let mut resolution =
                matching::choose(&inquiry, candidates, call, &system.profile.matching);
            resolution.asked = Some(Asked::Live).filter(|_| !wanted.is_nothing());
            work.resolution = Some(resolution);
        }
        Ok(())
    }

    async fn search(&self, asked: &[(&mut Work, Inquiry, Wanted)]) -> Result<Found, Failure> {
        let mut all: Vec<Wanted> = asked
            .iter()
            .map(|(_, _, wanted)| wanted.clone())
            .filter(|wanted| !wanted.is_nothing())
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
                wanted.odd && rules.is_some_and(|rules| found.of(inquiry, wanted, rules).is_empty())
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
            number: Number {
                raw,
                kind: NumberKind::Customer,
                e164: None,
                region: None,
                national: None,
                notes: Vec::new(),
            },
            region: String::new(),
            search: Search::Spellings(Vec::new()),
        },
        considered: Vec::new(),
        rule: Rule::NoneFound,
        record: None,
        runner_up: None,
        asked: None,
        names: None,
        introduced: None,
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
            digits: spelling::tail_digits(&inquiry.number),
            odd: system.profile.matching.spellings == spelling::Spellings::Every,
            record,
        },
        Search::Not(_) => Wanted { record, ..Wanted::default() },
    }
}
