//! The third step: whose numbers are these? The numbers of all calls of a round go into one request.

use std::collections::BTreeSet;
use std::time::Instant;

use domain::call::Call;
use domain::matching::{self, Asked, Inquiry, MatchRules, Resolution, Rule, Search};
use domain::number::{self, Number, NumberKind};
use domain::spelling;
use domain::task::Verdict;
use language::Sentence;
use salesforce::{Failure, Subrequest};
use store::StoreError;

use crate::compose::{before_search, end};
use crate::conditions::Odd;
use crate::found::{Found, short};
use crate::gauges;
use crate::knowledge::Known;
use crate::search::{Scope, Wanted};
use crate::steps::Step;
use crate::work::Work;
use crate::{Engine, ORG, PhoneSystem};

/// An open call, its number, and what to ask for.
pub(crate) type Question<'a> = (&'a mut Work, Inquiry, Wanted);

/// A number that is looked for, and by which rules.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sought<'a> {
    pub(crate) inquiry: &'a Inquiry,
    pub(crate) wanted: &'a Wanted,
    pub(crate) rules: &'a MatchRules,
}

/// What a round's questions led to.
pub(crate) struct Answer {
    pub(crate) found: Found,
    pub(crate) asked: Asked,
}

impl Default for Answer {
    fn default() -> Answer {
        Answer { found: Found::default(), asked: Asked::Live }
    }
}

impl Engine {
    /// Gives every open call a resolution. One that was made for the same number stays.
    pub(crate) async fn resolve(&self, works: &mut [Work]) -> Result<(), StoreError> {
        let now = self.now();
        let mut readable = Vec::new();
        for work in works.iter_mut().filter(|work| work.open()) {
            match question(work, now) {
                None => {}
                Some(Ok((inquiry, _))) => readable.push((work, inquiry)),
                Some(Err(verdict)) => work.end = end(verdict),
            }
        }
        let mut asked = self.questions(readable).await?;
        if asked.is_empty() {
            return Ok(());
        }
        let began = Instant::now();
        let answer = match self.answer(&mut asked).await? {
            Ok(answer) => answer,
            Err(failure) => {
                return self.lost(asked.into_iter().map(|(work, ..)| work), &failure).await;
            }
        };
        for (work, inquiry, wanted) in asked {
            work.resolution = answer.resolution(work, &inquiry, &wanted);
            gauges::time_match(work.resolution.as_ref(), began.elapsed());
            work.steps.push(Step::resolved(now));
        }
        Ok(())
    }

    /// What is still to be asked for works of which the number was read.
    async fn questions<'a>(
        &self,
        readable: Vec<(&'a mut Work, Inquiry)>,
    ) -> Result<Vec<Question<'a>>, StoreError> {
        let numbers: Vec<&str> =
            readable.iter().filter_map(|(_, inquiry)| inquiry.number.e164.as_deref()).collect();
        let remembered = self.0.store.remembered_for(ORG, &numbers).await?;
        let mut asked = Vec::new();
        for (work, mut inquiry) in readable {
            let (Some(call), Some(system)) = (&work.call, &work.system) else { continue };
            // What is remembered is for calls to come: late news must not move the Tasks of earlier ones.
            if work.task_id.is_none() {
                let number = inquiry.number.e164.as_ref();
                inquiry.remembered =
                    number.and_then(|number| Some(remembered.get(number)?.record_id.clone()));
            }
            let wanted = wanted(call, system, &inquiry);
            let holds = |known: &Resolution| {
                still_holds(known, &inquiry, &wanted) && !somebody_is_missing(known, system)
            };
            if !work.resolution.as_ref().is_some_and(holds) {
                asked.push((work, inquiry, wanted));
            }
        }
        Ok(asked)
    }

    /// Asks the copy of the org's people where it can answer, else Salesforce.
    async fn answer(
        &self,
        asked: &mut [Question<'_>],
    ) -> Result<Result<Answer, Failure>, StoreError> {
        let mut answer = Answer::default();
        if asked.iter().all(|(.., wanted)| wanted.is_nothing()) {
            return Ok(Ok(answer));
        }
        let scope = match self.scope(asked).await {
            Ok(scope) => scope,
            Err(failure) => return Ok(Err(failure)),
        };
        if let Some(mirroring) = self.in_use().people.mirroring() {
            match self.copy(mirroring, &scope).await? {
                Ok(age_ms) => {
                    let before =
                        asked.iter().flat_map(|(work, ..)| work.written_people()).collect();
                    let wanted: Vec<Wanted> =
                        asked.iter().map(|(.., wanted)| wanted.clone()).collect();
                    answer.found = self.look_up(&wanted, &before).await?;
                    answer.asked = Asked::Copy { age_ms };
                    return Ok(self.complete_answer(asked, &scope, answer).await);
                }
                Err(why) => answer.asked = Asked::LiveInstead(why),
            }
        }
        Ok(self.search(&sought(asked), &scope).await.map(|found| Answer { found, ..answer }))
    }

    /// Asks Salesforce itself, whatever the copy says.
    pub(crate) async fn search_live(&self, asked: &[Question<'_>]) -> Result<Found, Failure> {
        let scope = self.scope(asked).await?;
        self.search(&sought(asked), &scope).await
    }

    /// Which objects and fields the calls may look at.
    async fn scope(&self, asked: &[Question<'_>]) -> Result<Scope, Failure> {
        let known = self.known().await?;
        let mut scope = Scope::default();
        for (work, ..) in asked {
            if let Some(system) = &work.system {
                scope.add(&system.profile.matching, &known);
            }
        }
        Ok(scope)
    }

    /// Adds to what the copy says what it does not hold, and tells works whose record is gone.
    async fn complete_answer(
        &self,
        asked: &mut [Question<'_>],
        scope: &Scope,
        mut answer: Answer,
    ) -> Result<Answer, Failure> {
        let mut contacts = BTreeSet::new();
        for (work, inquiry, wanted) in asked.iter_mut() {
            let gone = work.written_people().any(|id| answer.found.is_gone(&id));
            work.gone = gone;
            let links =
                work.system.as_ref().is_some_and(|s| !s.profile.matching.link_open.is_empty());
            if !(links && scope.wants_open_records()) {
                continue;
            }
            let resolution = answer.resolution(work, inquiry, wanted);
            let record = resolution.and_then(|resolution| resolution.record);
            contacts
                .extend(record.and_then(|record| record.who_id).filter(|id| id.starts_with("003")));
        }
        self.ask_for_open_records(scope, &contacts, &mut answer.found).await?;
        Ok(answer)
    }

    /// Asks Salesforce for all of them together.
    pub(crate) async fn search(
        &self,
        sought: &[Sought<'_>],
        scope: &Scope,
    ) -> Result<Found, Failure> {
        let wanted = sought.iter().map(|one| one.wanted).filter(|wanted| !wanted.is_nothing());
        let mut all: Vec<Wanted> = wanted.cloned().collect();
        all.sort_by(|a, b| (&a.spellings, &a.record).cmp(&(&b.spellings, &b.record)));
        all.dedup();
        let mut found = Found::default();
        let known = self.known().await?;
        self.ask(scope, &all, &known, Odd::IfFew, &mut found).await?;
        let is_unknown =
            |one: &&Sought<'_>| found.of(one.inquiry, one.wanted, one.rules).is_empty();
        let unknown = sought.iter().filter(|one| one.wanted.odd).filter(is_unknown);
        let unknown: Vec<Wanted> = unknown.map(|one| one.wanted.clone()).collect();
        if !unknown.is_empty() && all.len() > crate::search::FEW {
            for some in unknown.chunks(crate::search::MANY_ODD) {
                self.ask(scope, some, &known, Odd::Only, &mut found).await?;
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
            let replies = self.in_use().salesforce.composite(&subrequests, false).await?;
            self.0.health.answered();
            found.requests += 1;
            for ((table, _), reply) in queries.iter().zip(replies) {
                for row in self.in_use().salesforce.records(reply).await? {
                    found.add(*table, &row);
                }
            }
        }
        Ok(())
    }
}

impl Answer {
    /// What it means for one call.
    pub(crate) fn resolution(
        &self,
        work: &Work,
        inquiry: &Inquiry,
        wanted: &Wanted,
    ) -> Option<Resolution> {
        let (Some(call), Some(system)) = (&work.call, &work.system) else { return None };
        let rules = &system.profile.matching;
        let candidates = self.found.of(inquiry, wanted, rules);
        let mut resolution = matching::choose(inquiry, candidates, call, rules);
        if let Some(winner) = work.written_people().find_map(|id| self.found.stayed(&id)) {
            resolution = matching::merged_into(resolution, winner, rules);
        }
        if self.found.is_crowded(wanted) {
            resolution.notes.push(Sentence::new("matching-crowded"));
        }
        resolution.asked = Some(self.asked.clone()).filter(|_| !wanted.is_nothing());
        Some(resolution)
    }
}

/// The numbers of the calls and the rules of their profiles.
fn sought<'a>(asked: &'a [Question<'_>]) -> Vec<Sought<'a>> {
    let with_rules = |(work, inquiry, wanted): &'a Question<'_>| {
        let rules = &work.system.as_ref()?.profile.matching;
        Some(Sought { inquiry, wanted, rules })
    };
    asked.iter().filter_map(with_rules).collect()
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
            remembered: None,
        },
        considered: Vec::new(),
        unlisted: 0,
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
    } || wanted.record == inquiry.remembered;
    earlier.inquiry == *inquiry && same_record
}

/// Whether somebody would be created because nobody was found a while ago: then it must be looked again.
fn somebody_is_missing(earlier: &Resolution, system: &PhoneSystem) -> bool {
    earlier.rule == Rule::NoneFound && system.profile.create.creates()
}

/// Whose number to ask for on behalf of a call, or the verdict where no record would change it; `None` for a call
/// that this round cannot carry further.
pub(crate) fn question(work: &Work, now: i64) -> Option<Result<(Inquiry, Wanted), Verdict>> {
    let (Some(call), Some(system)) = (&work.call, &work.system) else { return None };
    // Most events only make a call wait: then its number need not even be read.
    if let Some(verdict) = before_search(work, call, system, &unread(call), now) {
        return Some(Err(verdict));
    }
    let mut inquiry = matching::inquire(call, &system.profile.matching, &system.numbers);
    let earlier = work.resolution.as_ref();
    inquiry.remembered = earlier.and_then(|earlier| earlier.inquiry.remembered.clone());
    let pending = matching::choose(&inquiry, Vec::new(), call, &system.profile.matching);
    if let Some(verdict) = before_search(work, call, system, &pending, now) {
        return Some(Err(verdict));
    }
    let wanted = wanted(call, system, &inquiry);
    Some(Ok((inquiry, wanted)))
}

/// What to ask the org for on behalf of one call.
pub(crate) fn wanted(call: &Call, system: &PhoneSystem, inquiry: &Inquiry) -> Wanted {
    let record = matching::named_record(call, inquiry, &system.profile.matching);
    let record = record.map(str::to_owned);
    match &inquiry.search {
        Search::Spellings(spellings) => Wanted {
            spellings: spellings.clone(),
            tail: number::tail(&inquiry.number),
            digits: spelling::tail_digits(&inquiry.number),
            odd: system.profile.matching.spellings == spelling::Spellings::Every,
            record,
        },
        Search::Not(_) => Wanted { record, ..Wanted::default() },
    }
}
