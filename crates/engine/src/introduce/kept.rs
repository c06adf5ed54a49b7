//! What came of creating something, as it is kept in the store for whoever asks next.

use domain::candidate::Candidate;
use domain::event::Millis;
use domain::introduce::{Introduced, Outcome};
use domain::matching;
use language::Sentence;
use serde::{Deserialize, Serialize};

use crate::work::Work;

/// How long a result counts before Salesforce is asked again, in milliseconds: as long as a search could miss what was
/// just created. After that, who is not found has been deleted, or has another number.
const FRESH: Millis = 600_000;

/// How long nobody tries again what was refused, in milliseconds: a person has to change something first.
const REST: Millis = 3_600_000;

/// A result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kept {
    /// A Contact, Lead or Account for a number.
    Person {
        /// The record as matching sees it.
        candidate: Box<Candidate>,
        /// Whether it was created or named by a duplicate rule.
        outcome: Outcome,
    },
    /// The id of an Account or a Case, or of a record's new owner.
    Id(String),
    /// Salesforce refused it.
    Refused {
        /// Whether duplicate rules are the reason.
        outcome: Outcome,
        /// Salesforce's code.
        code: String,
        /// The sentence for people, with what to do.
        why: Sentence,
    },
}

impl Kept {
    pub(super) fn read(text: &str) -> Option<Kept> {
        serde_json::from_str(text).ok()
    }

    pub(super) fn text(&self) -> String {
        // A result of ours always has a text; an empty one would be read as none and made anew.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Whether a result of `at` still counts `now`.
    pub(super) fn counts(&self, at: Millis, now: Millis) -> bool {
        let longest = if matches!(self, Kept::Refused { .. }) { REST } else { FRESH };
        now - at < longest
    }

    /// Gives the call to the record, or tells it why there is none. `why` are the reasons.
    pub(super) fn hand(&self, work: &mut Work, why: Vec<Sentence>) {
        let Some(mut resolution) = work.resolution.take() else { return };
        let Some(system) = &work.system else { return };
        work.resolution = Some(match self {
            Kept::Person { candidate, outcome } => {
                let introduced = Introduced { outcome: *outcome, code: None, why };
                let rules = &system.profile.matching;
                matching::introduced(resolution, (**candidate).clone(), rules, introduced)
            }
            Kept::Refused { outcome, code, why: refusal } => {
                let why = vec![refusal.clone()];
                resolution.introduced =
                    Some(Introduced { outcome: *outcome, code: Some(code.clone()), why });
                resolution
            }
            Kept::Id(_) => resolution,
        });
    }
}
