//! Who may be behind the numbers of the calls: from the copy of the org's people, from what was found when the calls
//! were written, and only then from Salesforce.

use std::collections::BTreeSet;

use domain::candidate::Candidate;
use domain::event::Millis;
use domain::matching::{self, Asked, Inquiry, MatchRules, Resolution};
use store::StoreError;

use super::PreviewError;
use super::what_if::{Case, Side};
use crate::found::Found;
use crate::knowledge::Known;
use crate::resolve::{Answer, Sought};
use crate::search::{Scope, Wanted};
use crate::{Engine, ORG};

/// What each side of a case makes of the candidates; `None` where it needs none.
pub(super) type Resolutions = [Option<Resolution>; 2];

impl Engine {
    /// Gives each side of the cases its resolution. Returns what that cost in requests to Salesforce.
    pub(super) async fn find_candidates(
        &self,
        cases: Vec<Case>,
        known: &Known,
    ) -> Result<(Vec<(Case, Resolutions)>, u64), PreviewError> {
        let scope = scope(&cases, known);
        let newest = self.store().setting_versions(ORG, None, 1).await?;
        let since = newest.first().map_or(0, |version| version.at);
        let copied = self.copied(&cases, &scope).await?;
        let from_copy = copied.is_some();
        let mut answer = match copied {
            Some(answer) => answer,
            None => {
                let sought: Vec<Sought<'_>> =
                    cases.iter().flat_map(|case| unanswered(case, since)).collect();
                let found = if sought.is_empty() {
                    Found::default()
                } else {
                    self.search(&sought, &scope).await?
                };
                Answer { found, asked: Asked::Live }
            }
        };
        if from_copy && scope.wants_open_records() {
            self.add_open_records(&cases, &scope, &mut answer).await?;
        }
        let requests = answer.found.requests;
        let resolved = cases.into_iter().map(|mut case| {
            let stored = !from_copy && unanswered(&case, since).is_empty();
            let resolutions = resolutions(&mut case, &answer, stored.then_some(since));
            (case, resolutions)
        });
        Ok((resolved.collect(), requests))
    }

    /// Everyone in the copy whom the calls may mean; `None` where there is no copy that can answer.
    async fn copied(&self, cases: &[Case], scope: &Scope) -> Result<Option<Answer>, StoreError> {
        let in_use = self.in_use();
        let Some(mirroring) = in_use.people.mirroring() else { return Ok(None) };
        let Ok(age_ms) = self.copy(mirroring, scope).await? else { return Ok(None) };
        let before = cases.iter().flat_map(|case| case.work.written_people()).collect();
        let wanted: Vec<Wanted> = questions(cases).map(|(_, wanted)| wanted.clone()).collect();
        let found = self.look_up(&wanted, &before).await?;
        Ok(Some(Answer { found, asked: Asked::Copy { age_ms } }))
    }

    /// The open Cases and Opportunities of the Contacts, which no copy holds.
    async fn add_open_records(
        &self,
        cases: &[Case],
        scope: &Scope,
        answer: &mut Answer,
    ) -> Result<(), PreviewError> {
        let mut contacts = BTreeSet::new();
        for case in cases {
            for side in &case.sides {
                let (Some((inquiry, wanted)), Some(call)) = (&side.question, &case.work.call)
                else {
                    continue;
                };
                let rules = &side.system.profile.matching;
                let candidates = answer.found.of(inquiry, wanted, rules);
                let record = matching::choose(inquiry, candidates, call, rules).record;
                contacts.extend(record.and_then(|it| it.who_id).filter(|id| id.starts_with("003")));
            }
        }
        Ok(self.ask_for_open_records(scope, &contacts, &mut answer.found).await?)
    }
}

fn questions(cases: &[Case]) -> impl Iterator<Item = &(Inquiry, Wanted)> {
    cases.iter().flat_map(|case| &case.sides).filter_map(|side| side.question.as_ref())
}

/// What both sides of all cases may look at.
fn scope(cases: &[Case], known: &Known) -> Scope {
    let mut scope = Scope::default();
    for side in cases.iter().flat_map(|case| &case.sides) {
        if side.question.is_some() {
            scope.add(&side.system.profile.matching, known);
        }
    }
    scope
}

/// What Salesforce must be asked for: both sides of a case if one needs it, so that they see the same people.
fn unanswered(case: &Case, since: Millis) -> Vec<Sought<'_>> {
    let asks = |side: &Side| {
        side.question.as_ref().is_some_and(|(inquiry, wanted)| {
            !wanted.is_nothing() && stored_for(case, side, inquiry, since).is_none()
        })
    };
    if !case.sides.iter().any(asks) {
        return Vec::new();
    }
    let questions = case.sides.iter().filter_map(|side| Some((side.question.as_ref()?, side)));
    let sought = questions.map(|((inquiry, wanted), side)| Sought {
        inquiry,
        wanted,
        rules: &side.system.profile.matching,
    });
    sought.collect()
}

fn resolutions(case: &mut Case, answer: &Answer, since: Option<Millis>) -> Resolutions {
    let stored = [0, 1].map(|place| {
        let side = &case.sides[place];
        let (inquiry, wanted) = side.question.as_ref()?;
        let candidates = stored_for(case, side, inquiry, since?);
        let call = case.work.call.as_ref().filter(|_| !wanted.is_nothing())?;
        let rules = &side.system.profile.matching;
        Some(matching::choose(inquiry, candidates?, call, rules))
    });
    let mut place = 0;
    stored.map(|resolution| {
        let side = &case.sides[place];
        place += 1;
        let (inquiry, wanted) = side.question.as_ref()?;
        case.work.system = Some(side.system.clone());
        resolution.or_else(|| answer.resolution(&case.work, inquiry, wanted))
    })
}

/// The candidates that were found when the call was last looked up, where the same search would find no others now.
/// What was looked up before the settings in force were made, at `since`, may have been searched by other rules.
fn stored_for(
    case: &Case,
    side: &Side,
    inquiry: &Inquiry,
    since: Millis,
) -> Option<Vec<Candidate>> {
    let earlier = case.work.resolution.as_ref()?;
    let [in_force, _] = &case.sides;
    let all = case.work.claimed.updated_at >= since
        && earlier.unlisted == 0
        && earlier.asked.is_some()
        && earlier.inquiry == *inquiry;
    let covered = covers(&in_force.system.profile.matching, &side.system.profile.matching);
    let candidates = || earlier.considered.iter().map(|one| one.candidate.clone()).collect();
    (all && covered).then(candidates)
}

/// Whether a search by the rules `searched` has found everyone whom `rules` look for.
fn covers(searched: &MatchRules, rules: &MatchRules) -> bool {
    let objects = rules.objects.iter().all(|object| {
        searched.step_of(*object).is_some()
            && rules
                .fields_of(*object)
                .iter()
                .all(|field| searched.fields_of(*object).contains(field))
    });
    let links = rules.link_open.iter().all(|link| searched.link_open.contains(link));
    objects && links && rules.spellings == searched.spellings
}
