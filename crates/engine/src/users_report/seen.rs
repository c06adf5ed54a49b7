//! The phone users of many calls, each once, in bounded memory.

use std::collections::HashMap;

use domain::call::Call;
use domain::event::Agent;
use store::CallRow;

/// Phone users that are told apart; a phone system that makes up a new one for each call must not fill the memory.
const MOST: usize = 10_000;

/// A phone user with the calls in which the user took part.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) source: String,
    pub(super) agent: Agent,
    pub(super) calls: u64,
    /// When the last call began, UTC milliseconds.
    pub(super) last: i64,
}

/// Everyone seen so far.
#[derive(Debug, Default)]
pub(super) struct SeenUsers {
    users: Vec<Seen>,
    by_mark: HashMap<String, usize>,
    left_out: u64,
}

impl SeenUsers {
    /// Adds everyone who took part in a call.
    pub(super) fn add(&mut self, row: &CallRow, call: &Call) {
        let facts = &call.facts;
        let answers = call.answers.iter().filter_map(|answer| answer.agent.as_ref());
        let others = [facts.agent.as_ref(), facts.transferred_to.as_ref()];
        let mut present: Vec<usize> = Vec::new();
        for agent in answers.chain(others.into_iter().flatten()) {
            let Some(place) = self.place(&row.source_id, agent) else { continue };
            if !present.contains(&place) {
                present.push(place);
            }
        }
        let began = row.started_at.unwrap_or(row.created_at);
        for place in present {
            let seen = &mut self.users[place];
            seen.calls += 1;
            seen.last = seen.last.max(began);
        }
    }

    /// Everyone, and how many appearances of further ones were left out.
    pub(super) fn into_parts(self) -> (Vec<Seen>, u64) {
        (self.users, self.left_out)
    }

    /// The place of a phone user; `None` for one who says nothing of themselves, and beyond the limit.
    fn place(&mut self, source: &str, agent: &Agent) -> Option<usize> {
        let marks = marks(source, agent);
        if marks.is_empty() {
            return None;
        }
        let known = marks.iter().find_map(|mark| self.by_mark.get(mark)).copied();
        let place = match known {
            Some(place) => place,
            None if self.users.len() >= MOST => {
                self.left_out += 1;
                return None;
            }
            None => {
                let source = source.to_owned();
                self.users.push(Seen { source, agent: Agent::default(), calls: 0, last: i64::MIN });
                self.users.len() - 1
            }
        };
        for mark in marks {
            self.by_mark.entry(mark).or_insert(place);
        }
        complete(&mut self.users[place].agent, agent);
        Some(place)
    }
}

/// By what a phone user is known again: id and e-mail address, else the extension (which may change hands), else
/// the name.
fn marks(source: &str, agent: &Agent) -> Vec<String> {
    let mark = |kind: &str, text: &Option<String>| {
        let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty())?;
        Some(format!("{source}\n{kind}\n{}", text.to_lowercase()))
    };
    let sure: Vec<String> =
        [mark("id", &agent.id), mark("email", &agent.email)].into_iter().flatten().collect();
    if !sure.is_empty() {
        return sure;
    }
    let unsure = mark("extension", &agent.extension).or_else(|| mark("name", &agent.name));
    unsure.into_iter().collect()
}

/// Takes over what was not known yet. The newest calls are read first, so what they said stays.
fn complete(known: &mut Agent, told: &Agent) {
    for (known, told) in [
        (&mut known.id, &told.id),
        (&mut known.name, &told.name),
        (&mut known.email, &told.email),
        (&mut known.extension, &told.extension),
    ] {
        if known.as_deref().is_none_or(|text| text.trim().is_empty()) {
            known.clone_from(told);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agent(id: &str, email: &str, extension: &str) -> Agent {
        let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Agent { id: said(id), name: None, email: said(email), extension: said(extension) }
    }

    #[test]
    fn a_phone_user_is_known_again_by_id_and_email_address() {
        let mut seen = SeenUsers::default();
        let first = seen.place("main", &agent("7", "Mia@example.com", ""));
        assert_eq!(seen.place("main", &agent("", "mia@example.com", "1001")), first);
        assert_eq!(seen.place("main", &agent("7", "", "")), first);
        assert_ne!(seen.place("other", &agent("7", "", "")), first);
        // Her extension alone may be somebody else's by now.
        assert_ne!(seen.place("main", &agent("", "", "1001")), first);
        assert_eq!(seen.place("main", &agent("", " ", "")), None);
        let (users, left_out) = seen.into_parts();
        assert_eq!((users.len(), left_out), (3, 0));
        assert_eq!(users[0].agent.extension.as_deref(), Some("1001"));
    }

    #[test]
    fn the_memory_is_bounded() {
        let mut seen = SeenUsers::default();
        for id in 0..MOST + 5 {
            seen.place("main", &agent(&id.to_string(), "", ""));
        }
        let (users, left_out) = seen.into_parts();
        assert_eq!((users.len(), left_out), (MOST, 5));
    }
}
