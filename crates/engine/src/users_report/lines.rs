//! Lines of the table of phone users that lead to nobody.

use domain::owner::lines_on;
use language::Sentence;
use serde::Serialize;

use super::judge::today;
use super::paste::toml_line;
use crate::Engine;
use crate::knowledge::Known;

/// A line that holds today, and whose Salesforce user cannot own a Task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LostLine {
    /// The source whose profile or file has the line.
    pub source: String,
    /// The line as it stands in a profile.
    pub line: String,
    /// What is wrong, and what to do.
    #[serde(serialize_with = "language::in_english::one")]
    pub why: Sentence,
}

impl Engine {
    /// The lines of all sources that lead to nobody.
    pub(super) fn lost_lines(&self, known: &Known) -> Vec<LostLine> {
        let mut lost = Vec::new();
        for (source, system) in &self.in_use().phone_systems {
            let day = today(system, known, self.now()).date();
            for line in lines_on(&system.profile.owner.users, day) {
                let why = match known.directory.named(&line.salesforce) {
                    Some(user) if user.active => continue,
                    Some(user) => Sentence::new("owner-line-inactive").with("user", &user.name),
                    None => Sentence::new("owner-line-unknown").with("user", &line.salesforce),
                };
                lost.push(LostLine { source: source.clone(), line: toml_line(line), why });
            }
        }
        lost
    }
}
