//! What would be written if writing began now: the calls that wait, judged by the settings in force, without a trace.

use std::collections::BTreeSet;

use domain::task::Verdict;
use serde::Serialize;
use store::{CallFilter, CallState};

use super::{MOST_CALLS, Outcome, PreviewError, TaskView, WhatIf};
use crate::{Engine, ORG};

/// Examples of Tasks that are shown.
const EXAMPLES: usize = 5;

/// What would become of the calls that wait.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DryRun {
    /// Calls that were looked at.
    pub calls: usize,
    /// Tasks that would be written.
    pub would_write: usize,
    /// Those of them that hang on a record.
    pub matched: usize,
    /// Records that would be created, each number counted once.
    pub created: usize,
    /// Calls that a rule leaves out.
    pub ignored: usize,
    /// Calls that are not over, or that cannot be read yet.
    pub waiting: usize,
    /// Requests to Salesforce's API that writing them would cost, look-ups included.
    pub api_calls: u64,
    /// Some of the Tasks, the newest first.
    pub examples: Vec<WhatIf>,
    /// Whether there are more calls than were looked at.
    pub more: bool,
}

impl Engine {
    /// Judges the calls that wait, the newest first. Nothing is kept and nothing is written; Salesforce may be asked
    /// whose numbers they are.
    ///
    /// # Errors
    /// When the store or Salesforce does not answer.
    pub async fn dry_run(&self) -> Result<DryRun, PreviewError> {
        let filter = CallFilter { states: vec![CallState::Waiting], ..CallFilter::default() };
        let limit = i64::try_from(MOST_CALLS).unwrap_or(i64::MAX);
        let page = self.store().list_calls(ORG, &filter, None, limit).await?;
        let waiting: BTreeSet<String> = page.rows.into_iter().map(|row| row.call_id).collect();
        let judged = self.what_if_systems(&self.phone_systems(), MOST_CALLS).await?;
        let calls: Vec<WhatIf> =
            judged.calls.into_iter().filter(|call| waiting.contains(&call.call)).collect();
        let batch = u64::try_from(self.in_use().delivery.batch).unwrap_or(1).max(1);
        Ok(counted(calls, judged.api_requests, batch, waiting.len() == MOST_CALLS))
    }
}

fn counted(calls: Vec<WhatIf>, looked_up: u64, batch: u64, more: bool) -> DryRun {
    let mut run = DryRun { calls: calls.len(), api_calls: looked_up, more, ..DryRun::default() };
    let mut created = BTreeSet::new();
    for call in calls {
        match &call.after {
            Outcome::Write(task) => {
                run.would_write += 1;
                run.matched += usize::from(hangs_on_record(task));
                created.extend(task.creates.as_ref().map(|record| record.number.clone()));
            }
            Outcome::Not(Verdict::Ignore { .. }) => run.ignored += 1,
            Outcome::Not(_) | Outcome::Unreadable { .. } => run.waiting += 1,
        }
        if matches!(call.after, Outcome::Write(_)) && run.examples.len() < EXAMPLES {
            run.examples.push(call);
        }
    }
    run.created = created.len();
    run.api_calls += u64::try_from(run.would_write).unwrap_or(0).div_ceil(batch);
    run.api_calls += u64::from(!created.is_empty());
    run
}

fn hangs_on_record(task: &TaskView) -> bool {
    let set = |field: &str| task.fields.get(field).is_some_and(|shown| !shown.value.is_null());
    task.creates.is_none() && (set("WhoId") || set("WhatId"))
}
