//! The last calls under other settings: both are judged anew from the same candidates, so that what differs comes
//! from the settings alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::matching::Inquiry;
use domain::profile::Profile;
use domain::task::Verdict;
use language::Sentence;
use store::{CallRow, StoreError};

use super::change::changes;
use super::compose::outcome;
use super::{MOST_CALLS, Outcome, PreviewError, WhatIf, WhatIfs};
use crate::resolve::question;
use crate::search::Wanted;
use crate::work::{End, Work};
use crate::{Engine, ORG, PhoneSystem};

/// A call and the two ways to judge it.
pub(super) struct Case {
    pub(super) work: Work,
    /// By the settings in force, and by the others.
    pub(super) sides: [Side; 2],
}

/// One way to judge a call.
pub(super) struct Side {
    pub(super) system: Arc<PhoneSystem>,
    /// Whose number is asked for; `None` where no record changes the verdict.
    pub(super) question: Option<(Inquiry, Wanted)>,
    /// The verdict that holds whatever record the call belongs to.
    pub(super) verdict: Option<Verdict>,
}

impl Engine {
    /// The last `calls` calls of a source, judged by another profile.
    ///
    /// # Errors
    /// When there is no such source, or the store or Salesforce does not answer.
    pub async fn what_if(
        &self,
        source_id: &str,
        profile: &Profile,
        calls: usize,
    ) -> Result<WhatIfs, PreviewError> {
        let system = self.system_of(source_id)?;
        let other = Arc::new(system.with_profile(profile.clone()));
        self.what_if_systems(&BTreeMap::from([(source_id.to_owned(), other)]), calls).await
    }

    /// The last `calls` calls of some sources together, judged by these phone systems in place of those in force.
    /// A source that is not configured yet has no calls.
    ///
    /// # Errors
    /// When the store or Salesforce does not answer.
    pub async fn what_if_systems(
        &self,
        others: &BTreeMap<String, Arc<PhoneSystem>>,
        calls: usize,
    ) -> Result<WhatIfs, PreviewError> {
        let calls = calls.min(MOST_CALLS);
        let mut rows = Vec::new();
        for source_id in others.keys() {
            rows.extend(self.last_calls(source_id, calls).await?);
        }
        rows.sort_by(|a, b| (b.created_at, &b.call_id).cmp(&(a.created_at, &a.call_id)));
        rows.truncate(calls);
        if rows.is_empty() {
            return Ok(WhatIfs::default());
        }
        let known = self.known_or_old().await?;
        let cases = self.cases(rows, others).await?;
        let (cases, api_requests) = self.find_candidates(cases, &known).await?;
        let now = self.now();
        let calls = cases.into_iter().map(|(case, resolutions)| {
            let Case { mut work, sides } = case;
            let [before, after] = sides;
            let [first, second] = resolutions;
            let before = outcome(&mut work, before, first, &known, now);
            let after = outcome(&mut work, after, second, &known, now);
            what_if(&work, before, after)
        });
        Ok(WhatIfs { calls: calls.collect(), api_requests })
    }

    /// The newest calls of a source.
    pub(super) async fn last_calls(
        &self,
        source_id: &str,
        calls: usize,
    ) -> Result<Vec<CallRow>, StoreError> {
        let limit = i64::try_from(calls).unwrap_or(i64::MAX);
        self.0.store.last_calls(ORG, source_id, limit).await
    }

    pub(super) fn system_of(&self, source_id: &str) -> Result<Arc<PhoneSystem>, PreviewError> {
        let system = self.in_use().phone_systems.get(source_id).cloned();
        system.ok_or_else(|| PreviewError::NoSource(source_id.to_owned()))
    }

    async fn cases(
        &self,
        rows: Vec<CallRow>,
        others: &BTreeMap<String, Arc<PhoneSystem>>,
    ) -> Result<Vec<Case>, PreviewError> {
        let now = self.now();
        let works = self.fold(rows).await?;
        let cases = works.into_iter().filter_map(|mut work| {
            let after = others.get(&work.claimed.source_id)?.clone();
            let before = work.system.clone().unwrap_or_else(|| after.clone());
            // As if its Task were still to be written: a Task that exists is kept whatever the rules say.
            work.task_created_at = None;
            let sides = [before, after].map(|system| side(&mut work, system, now));
            Some(Case { work, sides })
        });
        Ok(cases.collect())
    }
}

impl PhoneSystem {
    /// The same phone system with calls that follow another profile.
    pub(super) fn with_profile(&self, profile: Profile) -> PhoneSystem {
        PhoneSystem {
            source: self.source,
            settings: self.settings.clone(),
            profile,
            numbers: self.numbers.clone(),
            facts: self.facts.clone(),
        }
    }
}

fn side(work: &mut Work, system: Arc<PhoneSystem>, now: i64) -> Side {
    work.system = Some(system.clone());
    let (question, verdict) = match question(work, now) {
        Some(Ok(question)) => (Some(question), None),
        Some(Err(verdict)) => (None, Some(verdict)),
        None => (None, None),
    };
    Side { system, question, verdict }
}

fn what_if(work: &Work, before: Outcome, after: Outcome) -> WhatIf {
    let call = work.call.as_ref();
    WhatIf {
        call: work.claimed.call_id.clone(),
        source: work.claimed.source_id.clone(),
        kind: call.map(domain::call::Call::call_type),
        started_at: call.and_then(|call| call.facts.started_at.or(call.first_at)),
        customer: call.and_then(|call| call.facts.customer_number.clone()),
        changed: changes(&before, &after),
        before,
        after,
    }
}

/// Why a call cannot be judged.
pub(super) fn unreadable(work: &Work) -> Outcome {
    let (code, text) = match &work.end {
        Some(End::Failed(trouble) | End::Ignored(trouble)) => {
            (trouble.code.clone(), trouble.said.clone())
        }
        _ => ("event_unreadable".to_owned(), Sentence::from("")),
    };
    Outcome::Unreadable { code, text }
}
