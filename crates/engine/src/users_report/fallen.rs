//! Calls whose owner is the fallback only because the rules before it found nobody.

use std::collections::HashMap;

use domain::owner::{Directory, OwnerChoice, OwnerRule};
use language::Sentence;
use serde::Serialize;
use store::CallRow;

use crate::listing::second;

/// Causes that are told apart.
const MOST: usize = 500;

/// Calls that are named for each cause.
const EXAMPLES: usize = 3;

/// Calls of one source that fell to the fallback owner for one cause.
#[derive(Debug, Clone, Serialize)]
pub struct Fallen {
    /// The source by its id.
    pub source: String,
    /// The rule that caught them: the profile's fallback user, the integration user, or none at all.
    pub rule: OwnerRule,
    /// Name of the owner; `None` where the choice was left to Salesforce.
    pub owner: Option<String>,
    /// What each of the rules before found instead.
    #[serde(serialize_with = "language::in_english::each")]
    pub why: Vec<Sentence>,
    /// How many calls.
    pub calls: u64,
    /// When the last of them began, in UTC to the second.
    pub last: String,
    /// The newest of them, by their ids.
    pub examples: Vec<String>,
}

/// What makes two calls fall for the same cause.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Cause {
    source: String,
    rule: OwnerRule,
    owner_id: Option<String>,
    why: Vec<Sentence>,
}

#[derive(Debug, Default)]
struct Count {
    calls: u64,
    last: i64,
    examples: Vec<String>,
}

/// All of them so far.
#[derive(Debug, Default)]
pub(super) struct FallenCalls {
    causes: HashMap<Cause, Count>,
    left_out: u64,
}

impl FallenCalls {
    /// Adds a call if it fell.
    pub(super) fn add(&mut self, row: &CallRow, choice: &OwnerChoice) {
        let Some(why) = cause(choice) else { return };
        let cause = Cause {
            source: row.source_id.clone(),
            rule: choice.rule,
            owner_id: choice.user_id.clone(),
            why,
        };
        if self.causes.len() >= MOST && !self.causes.contains_key(&cause) {
            self.left_out += 1;
            return;
        }
        let count = self.causes.entry(cause).or_default();
        count.calls += 1;
        count.last = count.last.max(row.started_at.unwrap_or(row.created_at));
        if count.examples.len() < EXAMPLES {
            count.examples.push(row.call_id.clone());
        }
    }

    /// The causes, the most frequent first, and how many calls are not among them.
    pub(super) fn into_parts(self, directory: &Directory) -> (Vec<Fallen>, u64) {
        let name = |id: String| directory.by_id(&id).map_or(id, |user| user.name.clone());
        let mut causes: Vec<(Cause, Count)> = self.causes.into_iter().collect();
        causes.sort_by(|(a, x), (b, y)| {
            (y.calls, y.last, &a.source, &a.why).cmp(&(x.calls, x.last, &b.source, &b.why))
        });
        let fallen = causes.into_iter().map(|(cause, count)| Fallen {
            source: cause.source,
            rule: cause.rule,
            owner: cause.owner_id.map(name),
            why: cause.why,
            calls: count.calls,
            last: second(count.last),
            examples: count.examples,
        });
        (fallen.collect(), self.left_out)
    }
}

/// What the rules before the fallback found; `None` where the owner was meant to be who it is.
fn cause(choice: &OwnerChoice) -> Option<Vec<Sentence>> {
    let fallback = matches!(
        choice.rule,
        OwnerRule::FallbackUser | OwnerRule::IntegrationUser | OwnerRule::Unset
    );
    let before = choice.steps.iter().take_while(|step| step.rule != choice.rule);
    let why: Vec<Sentence> = before.map(|step| step.outcome.clone()).collect();
    Some(why).filter(|why| fallback && !why.is_empty())
}

#[cfg(test)]
mod tests {
    use domain::owner::Step;

    use super::*;

    fn choice(rules: &[OwnerRule]) -> OwnerChoice {
        let step = |rule: &OwnerRule| Step { rule: *rule, outcome: format!("{rule:?}").into() };
        let rule = *rules.last().unwrap();
        OwnerChoice { user_id: None, rule, steps: rules.iter().map(step).collect() }
    }

    #[test]
    fn only_what_the_rules_before_did_not_find_is_fallen() {
        use OwnerRule::{Email, FallbackUser, IntegrationUser, RecordOwner, Unset};
        assert_eq!(cause(&choice(&[IntegrationUser])), None, "missed calls, by design");
        assert_eq!(cause(&choice(&[Unset])), None, "calls without a record, by design");
        assert_eq!(cause(&choice(&[Email, RecordOwner])), None, "found");
        assert_eq!(cause(&choice(&[Email, FallbackUser])), Some(vec!["Email".into()]));
        let nobody = OwnerChoice { rule: Unset, ..choice(&[Email, RecordOwner]) };
        assert_eq!(cause(&nobody), Some(vec!["Email".into(), "RecordOwner".into()]));
    }
}
