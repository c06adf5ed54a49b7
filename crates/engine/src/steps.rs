//! What was done with a call and when: the part of its way that no other column tells.

use domain::event::Millis;
use salesforce::RecordResult;
use serde::{Deserialize, Serialize};

/// Steps that are kept of a call: the first ones tell how it began, the last ones where it stands.
const FIRST: usize = 10;
const LAST: usize = 30;

/// One thing that was done with a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// When, UTC milliseconds.
    pub at: Millis,
    /// What.
    pub what: StepKind,
    /// How many fields were sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<usize>,
    /// Salesforce's error code, where it refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// The record was chosen.
    Resolved,
    /// A request to create the Task left.
    CreateSent,
    /// A request to change the Task left.
    UpdateSent,
    /// Salesforce took it.
    Accepted,
    /// Salesforce refused it.
    Refused,
}

/// What a request is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sent {
    Create,
    Update,
}

impl Step {
    pub(crate) fn resolved(at: Millis) -> Step {
        Step { at, what: StepKind::Resolved, fields: None, code: None }
    }

    pub(crate) fn sent(at: Millis, sent: Sent, fields: usize) -> Step {
        let what = match sent {
            Sent::Create => StepKind::CreateSent,
            Sent::Update => StepKind::UpdateSent,
        };
        Step { at, what, fields: Some(fields), code: None }
    }

    pub(crate) fn answered(at: Millis, result: &RecordResult) -> Step {
        let (what, code) = match result {
            RecordResult::Done { .. } => (StepKind::Accepted, None),
            RecordResult::Failed(failure) => (StepKind::Refused, Some(failure.code.clone())),
        };
        Step { at, what, fields: None, code }
    }
}

/// The steps that a call's row holds.
pub(crate) fn read(stored: Option<&str>) -> Vec<Step> {
    stored.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

/// The steps of before and of this round as JSON; of very many those in the middle are left out.
pub(crate) fn joined(before: Option<&str>, now: &[Step]) -> Option<String> {
    if now.is_empty() {
        return before.map(str::to_owned);
    }
    let mut all = read(before);
    all.extend_from_slice(now);
    if all.len() > FIRST + LAST {
        all.drain(FIRST..all.len() - LAST);
    }
    serde_json::to_string(&all).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_and_the_end_of_many_steps_are_kept() {
        let steps: Vec<Step> = (0..100).map(Step::resolved).collect();
        let (early, late) = steps.split_at(60);
        let text = joined(joined(None, early).as_deref(), late).unwrap();
        let kept: Vec<Millis> = read(Some(&text)).iter().map(|step| step.at).collect();
        assert_eq!(kept.len(), FIRST + LAST);
        assert_eq!((kept[0], kept[FIRST - 1]), (0, 9));
        assert_eq!((kept[FIRST], kept[FIRST + LAST - 1]), (70, 99));
        assert_eq!(joined(Some(&text), &[]), Some(text.clone()));
    }

    #[test]
    fn steps_of_another_version_are_as_good_as_none() {
        assert!(read(Some(r#"[{"at":1,"what":"danced"}]"#)).is_empty());
    }
}
