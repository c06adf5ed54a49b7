//! What is known of a call, as pairs of a name and a value.

use domain::event::Agent;
use engine::CallPage;

use super::{kinds, mask};
use crate::shell::Words;

/// A name and its value.
pub(super) struct Fact {
    pub(super) name: String,
    pub(super) value: String,
}

/// The facts of a call; what is not known is left out.
pub(super) fn facts(words: &Words, page: &CallPage, masks: bool) -> Vec<Fact> {
    let mut all = Vec::new();
    let mut add = |id: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            all.push(Fact { name: words.say(id), value });
        }
    };
    let line = &page.line;
    let hidden = |text: String| if masks { mask::HIDDEN.to_owned() } else { text };
    add("calls-csv-number", Some(kinds::number(words, line, masks)));
    add("calls-csv-company", line.names.company.clone().map(hidden));
    add("calls-csv-person", line.names.person.clone().map(hidden));
    add("calls-column-kind", line.kind.map(|kind| kinds::kind(words, kind)));
    add("calls-column-agent", line.agent.clone());
    add("calls-csv-line", line.line.clone());
    add("calls-filter-source", Some(line.source_id.clone()));
    let Some(call) = &page.call else { return all };
    let facts = &call.facts;
    let moment = |at: Option<i64>| at.map(|at| words.locale.moment_exact(at));
    add("calls-fact-began", moment(facts.started_at));
    add("calls-fact-answered", moment(facts.answered_at));
    add("calls-fact-ended", moment(facts.ended_at));
    let length = |seconds: Option<i64>| seconds.map(|seconds| words.locale.duration(seconds));
    add("calls-column-talk", length(call.talk_seconds()));
    add("calls-fact-waited", length(call.waiting_seconds().filter(|seconds| *seconds > 0)));
    add("calls-fact-missed-reason", facts.missed_reason.clone());
    add("calls-fact-tags", Some(call.tags_of_all.join(", ")).map(|tags| shown(tags, masks)));
    add("calls-fact-transferred", facts.transferred_to.as_ref().and_then(name));
    all
}

/// A text that may name somebody; an empty one stays empty.
fn shown(text: String, masks: bool) -> String {
    if masks && !text.is_empty() { mask::HIDDEN.to_owned() } else { text }
}

fn name(agent: &Agent) -> Option<String> {
    agent.name.clone().or_else(|| agent.email.clone())
}
