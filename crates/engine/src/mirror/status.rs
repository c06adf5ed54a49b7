//! How the copy of the org's people stands, for those who ask: status, doctor, the command line.

use domain::event::Millis;
use language::Sentence;
use serde::Serialize;
use store::{MirrorRow, Store, StoreError};

use super::People;
use crate::ORG;

/// Where people are looked up, and how far the copy is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PeopleStatus {
    /// `mirror` or `live`.
    pub mode: &'static str,
    /// The copy of each object; empty where there is none.
    pub objects: Vec<ObjectStatus>,
}

/// The copy of one object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ObjectStatus {
    /// Its name in Salesforce.
    pub object: String,
    /// `loading`, `ready`, `hidden` from us, or another word for what is going on.
    pub phase: String,
    /// Rows that its last load stored.
    pub loaded: i64,
    /// Rows that the load is going to store, once that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<i64>,
    /// Seconds since it was last known to be as Salesforce has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_seconds: Option<i64>,
    /// What went wrong last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(serialize_with = "language::in_english::maybe")]
    pub error: Option<Sentence>,
}

impl PeopleStatus {
    /// In one sentence for a terminal.
    #[must_use]
    pub fn sentence(&self) -> String {
        if self.mode == "live" {
            return "People are looked up in Salesforce (salesforce.people = \"live\").".to_owned();
        }
        if self.objects.is_empty() {
            return "The copy of the org's people has not been begun.".to_owned();
        }
        let objects: Vec<String> = self.objects.iter().map(ObjectStatus::words).collect();
        format!("Copy of the org's people: {}.", objects.join("; "))
    }
}

impl ObjectStatus {
    fn words(&self) -> String {
        let (object, loaded) = (&self.object, self.loaded);
        let error = self.error.as_ref().map(|error| format!(" ({error})")).unwrap_or_default();
        match (self.phase.as_str(), self.expected, self.age_seconds) {
            ("hidden", ..) => format!("{object} is hidden from us"),
            ("ready", _, Some(age)) => format!("{object} up to date {age} s ago{error}"),
            (phase, Some(expected), _) => {
                format!("{object} {phase}, {loaded} of {expected}{error}")
            }
            (phase, None, _) => format!("{object} {phase}{error}"),
        }
    }
}

/// How `people` are looked up as of `now`, UTC milliseconds.
///
/// # Errors
/// When the store does not answer.
pub async fn people_status(
    store: &Store,
    people: &People,
    now: Millis,
) -> Result<PeopleStatus, StoreError> {
    if people.mirroring().is_none() {
        return Ok(PeopleStatus { mode: "live", objects: Vec::new() });
    }
    let rows = store.mirror(ORG).await?;
    Ok(PeopleStatus {
        mode: "mirror",
        objects: rows.into_iter().map(|row| object_status(row, now)).collect(),
    })
}

fn object_status(row: MirrorRow, now: Millis) -> ObjectStatus {
    ObjectStatus {
        object: row.object,
        phase: row.phase,
        loaded: row.loaded,
        expected: row.expected,
        age_seconds: row.fresh_at.map(|at| now.saturating_sub(at).max(0) / 1000),
        error: row.error_text.as_deref().map(Sentence::read),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_copy_is_told_in_a_sentence() {
        let row = |object: &str, phase: &str| MirrorRow {
            object: object.to_owned(),
            phase: phase.to_owned(),
            ..MirrorRow::default()
        };
        let rows = [
            MirrorRow { fresh_at: Some(1_000), ..row("Contact", "ready") },
            MirrorRow { loaded: 42, expected: Some(100), ..row("Account", "loading") },
            row("Lead", "hidden"),
            MirrorRow {
                error_text: Some("Too many requests.".to_owned()),
                ..row("User", "loading")
            },
        ];
        let objects = rows.into_iter().map(|row| object_status(row, 46_000)).collect();
        assert_eq!(
            PeopleStatus { mode: "mirror", objects }.sentence(),
            "Copy of the org's people: Contact up to date 45 s ago; Account loading, 42 of 100; Lead is hidden from us; \
             User loading (Too many requests.)."
        );
        let live = PeopleStatus { mode: "live", objects: Vec::new() };
        assert!(live.sentence().contains("\"live\""));
    }
}
