//! Looks in Salesforce itself before somebody is created: where an answer was lost, or a copy said that nobody holds the
//! number.

use std::collections::BTreeSet;

use domain::candidate::Candidate;
use domain::introduce::{Introduced, Outcome, found_after_all};
use domain::matching::{self, Asked, Rule, Verdict};
use salesforce::Failure;
use store::StoreError;

use super::kept::Kept;
use super::turns::Turns;
use super::wishes::{Wish, at};
use crate::Engine;
use crate::found::short;
use crate::resolve::wanted;
use crate::search::Wanted;
use crate::work::Work;

impl Engine {
    /// Whether the wish's calls were told by a copy of the org's people that nobody holds the number.
    pub(super) fn is_told_by_copy(&self, wish: &Wish, works: &mut [Work]) -> bool {
        wish.of(works).any(|work| {
            let asked = work.resolution.as_ref().and_then(|found| found.asked.as_ref());
            matches!(asked, Some(Asked::Copy { .. }))
        })
    }

    /// Asks Salesforce for the numbers of `wishes`; beside each stands whether a request for it was lost. Returns those
    /// that nobody holds.
    pub(super) async fn look(
        &self,
        works: &mut [Work],
        wishes: Vec<(Wish, bool)>,
        turns: &Turns<'_>,
    ) -> Result<Vec<Wish>, StoreError> {
        if wishes.is_empty() {
            return Ok(Vec::new());
        }
        let all: BTreeSet<usize> =
            wishes.iter().flat_map(|(wish, _)| wish.places.clone()).collect();
        if let Err(failure) = self.resolve_live(at(works, all.iter().copied().collect())).await {
            let keys: Vec<&str> = wishes.iter().map(|(wish, _)| wish.key.as_str()).collect();
            turns.release(&keys).await?;
            self.lost(at(works, all.into_iter().collect()), &failure).await?;
            return Ok(Vec::new());
        }
        let (mut missing, mut done) = (Vec::new(), Vec::new());
        for (wish, lost) in wishes {
            let found: Vec<Candidate> = wish.of(works).filter_map(|work| chosen(work)).collect();
            let nobody = wish.of(works).all(|work| {
                work.resolution.as_ref().is_none_or(|found| found.rule == Rule::NoneFound)
            });
            match found.into_iter().next() {
                Some(candidate) if lost => {
                    wish.of(works).for_each(tell);
                    let candidate = Box::new(candidate);
                    let kept = Kept::Person { candidate, outcome: Outcome::Created };
                    done.push((wish.key, kept));
                }
                // Only the copy had not heard of it: now it has, and the others find it there.
                Some(candidate) => {
                    self.copy_found(candidate).await?;
                    turns.undo(&[wish.key.as_str()]).await?;
                }
                None if nobody => missing.push(wish),
                // Several hold it now: then it is nobody's to create.
                None => turns.undo(&[wish.key.as_str()]).await?,
            }
        }
        turns.done(done).await?;
        Ok(missing)
    }

    /// Asks Salesforce itself for the numbers of these calls, whatever a copy says.
    async fn resolve_live<'w>(
        &self,
        works: impl Iterator<Item = &'w mut Work>,
    ) -> Result<(), Failure> {
        let mut asked = Vec::new();
        for work in works {
            let (Some(call), Some(system)) = (&work.call, &work.system) else { continue };
            let inquiry = matching::inquire(call, &system.profile.matching, &system.numbers);
            let wanted = wanted(call, system, &inquiry);
            asked.push((work, inquiry, wanted));
        }
        let found = self.search_live(&asked).await?;
        for (work, inquiry, wanted) in asked {
            let (Some(call), Some(system)) = (&work.call, &work.system) else { continue };
            let rules = &system.profile.matching;
            let candidates = found.of(&inquiry, &wanted, rules);
            let mut resolution = matching::choose(&inquiry, candidates, call, rules);
            resolution.asked = Some(Asked::Live);
            work.resolution = Some(resolution);
        }
        Ok(())
    }

    /// A record that a duplicate rule named, as matching sees it; `None` where it may not be seen.
    pub(super) async fn record_by_id(
        &self,
        works: &mut [Work],
        wish: &Wish,
        id: &str,
    ) -> Result<Option<Candidate>, Failure> {
        let Some(work) = wish.of(works).next() else { return Ok(None) };
        let Some(inquiry) = work.resolution.as_ref().map(|found| found.inquiry.clone()) else {
            return Ok(None);
        };
        let Some(system) = work.system.clone() else { return Ok(None) };
        let wanted = Wanted { record: Some(id.to_owned()), ..Wanted::default() };
        let asked = [(work, inquiry, wanted)];
        let found = self.search_live(&asked).await?;
        let [(_, inquiry, wanted)] = &asked;
        let mut seen = found.of(inquiry, wanted, &system.profile.matching).into_iter();
        Ok(seen.find(|candidate| short(&candidate.id) == short(id)))
    }
}

/// The record that the call belongs to.
fn chosen(work: &Work) -> Option<Candidate> {
    let considered = &work.resolution.as_ref()?.considered;
    let chosen = considered.iter().find(|one| one.verdict == Verdict::Chosen);
    chosen.map(|one| one.candidate.clone())
}

/// Says that the record was found after all.
fn tell(work: &mut Work) {
    let Some(candidate) = chosen(work) else { return };
    if let Some(resolution) = &mut work.resolution {
        let object = format!("{:?}", candidate.object);
        let why = vec![found_after_all(&object, &candidate.name, &candidate.id)];
        resolution.introduced = Some(Introduced { outcome: Outcome::Created, code: None, why });
    }
}
