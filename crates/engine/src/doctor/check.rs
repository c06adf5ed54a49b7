//! What a check of the doctor found, and what to do.

use language::Sentence;
use salesforce::Failure;
use serde::Serialize;

use super::topic::{Finding, Group, Topic, Verdict};

/// One check.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    /// The topic's stable code, such as `D13`.
    pub code: &'static str,
    /// The heading under which it stands.
    pub group: Group,
    /// What was checked.
    #[serde(serialize_with = "language::in_english::one")]
    pub name: Sentence,
    /// How it ended.
    pub verdict: Verdict,
    /// The finding's stable name, where something is to be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finding: Option<&'static str>,
    /// What was found.
    #[serde(serialize_with = "language::in_english::one")]
    pub found: Sentence,
    /// Why it is so and what follows from it, where that is not plain.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(serialize_with = "language::in_english::maybe")]
    pub why: Option<Sentence>,
    /// What to do; nothing if all is well.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(serialize_with = "language::in_english::maybe")]
    pub fix: Option<Sentence>,
}

impl Topic {
    fn check(&self, verdict: Verdict, found: impl Into<Sentence>) -> Check {
        Check {
            code: self.code,
            group: self.group,
            name: self.name(),
            verdict,
            finding: None,
            found: found.into(),
            why: None,
            fix: None,
        }
    }

    /// All is well.
    pub fn good(&self, found: impl Into<Sentence>) -> Check {
        self.check(Verdict::Good, found)
    }

    /// All is well, and this is worth knowing.
    pub fn note(&self, found: impl Into<Sentence>) -> Check {
        self.check(Verdict::Note, found)
    }

    /// Something is to be said. `names` are the arguments of the finding's sentences: `("field", "Type")`.
    pub fn finds(
        &self,
        finding: &Finding,
        found: impl Into<Sentence>,
        names: &[(&'static str, &str)],
    ) -> Check {
        Check {
            finding: Some(finding.id),
            why: Some(filled(finding.cause(), names)),
            fix: Some(filled(finding.fix(), names)),
            ..self.check(finding.verdict, found)
        }
    }

    /// The org does not let us look at `what`, the id of its words. Calls may be written all the same, so this is no failure.
    pub(crate) fn unseen(&self, what: &'static str, failure: &Failure) -> Check {
        Check {
            finding: Some("unseen"),
            why: Some(Sentence::new("doctor-unseen").with("what", Sentence::new(what))),
            ..self.check(
                Verdict::Unseen,
                Sentence::new("doctor-found-cannot-see").with("code", &failure.code),
            )
        }
    }

    /// Salesforce answered with a failure that is not among the findings.
    pub(crate) fn failed(&self, failure: &Failure) -> Check {
        let known = failure.explanation();
        Check {
            finding: Some("failed"),
            why: Some(known.cause),
            fix: Some(known.fix),
            ..self.check(Verdict::Failure, in_words(failure))
        }
    }
}

impl Check {
    /// Whether calls are not written, or not as the profiles say.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        self.verdict == Verdict::Failure
    }
}

/// A failure as Salesforce words it.
pub(crate) fn in_words(failure: &Failure) -> String {
    let message = failure.message.trim();
    if message.is_empty() { failure.code.clone() } else { format!("{}: {message}", failure.code) }
}

/// A sentence about what was found.
fn filled(sentence: Sentence, names: &[(&'static str, &str)]) -> Sentence {
    names.iter().fold(sentence, |sentence, (name, value)| sentence.with(name, *value))
}
