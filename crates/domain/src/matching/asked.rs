//! Where the candidates of a choice came from: Salesforce itself, or a copy of its people.

use language::{Part, Sentence};
use serde::{Deserialize, Serialize};

use super::explain::object_words;
use crate::event::Millis;

/// Who was asked for the candidates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// Salesforce.
    Live,
    /// A copy of the org's people.
    Copy {
        /// How long ago the copy was last known to be up to date, in milliseconds.
        age_ms: Millis,
    },
    /// Salesforce, because the copy could not answer.
    LiveInstead(NoCopy),
}

/// Why a copy of the org's people could not answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoCopy {
    /// It has not been loaded yet, or only in part.
    Loading {
        /// How much of it is there.
        percent: u8,
    },
    /// It was last brought up to date too long ago.
    Old {
        /// How long, in milliseconds.
        age_ms: Millis,
    },
    /// It lacks fields that the profile searches; it is being loaded again.
    Fields {
        /// The object.
        object: String,
    },
}

impl Asked {
    /// The sentence for people.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::Live => Sentence::new("matching-asked-live"),
            Self::Copy { age_ms } => {
                Sentence::new("matching-asked-copy").with("span", span(*age_ms))
            }
            Self::LiveInstead(NoCopy::Loading { percent }) => {
                Sentence::new("matching-asked-loading").with("percent", *percent)
            }
            Self::LiveInstead(NoCopy::Old { age_ms }) => {
                Sentence::new("matching-asked-old").with("span", span(*age_ms))
            }
            Self::LiveInstead(NoCopy::Fields { object }) => {
                Sentence::new("matching-asked-fields").with("object", object_words(object))
            }
        }
    }
}

/// A length of time.
fn span(millis: Millis) -> Part {
    Part::Span { seconds: millis.max(0) / 1000 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_age_of_a_copy_is_told_in_the_unit_that_fits() {
        let told = |age_ms| Asked::Copy { age_ms }.sentence().to_string();
        for (age_ms, words) in [
            (-5, "up to date 0 seconds before"),
            (1_999, "up to date 1 second before"),
            (45_000, "up to date 45 seconds before"),
            (600_000, "up to date 10 minutes before"),
            (7_200_000, "up to date 2 hours before"),
            (259_200_000, "up to date 3 days before"),
        ] {
            assert!(told(age_ms).contains(words), "{}", told(age_ms));
        }
    }

    #[test]
    fn a_copy_that_could_not_answer_says_why() {
        let told = |why| Asked::LiveInstead(why).sentence().to_string();
        assert_eq!(
            told(NoCopy::Loading { percent: 42 }),
            "The copy of the org's people is 42 % loaded, so Salesforce was asked."
        );
        assert!(told(NoCopy::Old { age_ms: 7_200_000 }).contains("2 hours before"));
        assert!(told(NoCopy::Fields { object: "Lead".into() }).contains("lacks fields of Lead"));
    }
}
