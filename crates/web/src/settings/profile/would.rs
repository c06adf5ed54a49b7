//! What a change would have done to the last calls, as a page shows it.

use domain::call::CallType;
use domain::outcome::{IgnoreRule, Verdict};
use engine::preview::{
    FieldChange, NEW_RECORD, Outcome, Shown, Summary, TaskView, WhatIf, WhatIfs,
};
use serde_json::Value;

use super::key::type_id;
use crate::shell::Words;

/// Calls that are shown.
const MOST: usize = 50;
/// Longest text of a field.
const TEXT: usize = 600;
/// What stands in place of what may not be seen.
const MASK: &str = "•••";

/// The comparison.
pub(super) struct WouldView {
    pub(super) summary: String,
    pub(super) cost: String,
    pub(super) none: bool,
    /// Message and count.
    pub(super) figures: Vec<(&'static str, String)>,
    pub(super) calls: Vec<CallView>,
    pub(super) more: Option<String>,
}

/// A call that comes out differently.
pub(super) struct CallView {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) at: String,
    pub(super) changes: Vec<ChangeView>,
    pub(super) creates: Option<String>,
}

/// A field that differs.
pub(super) struct ChangeView {
    pub(super) field: String,
    pub(super) before: String,
    pub(super) after: String,
}

/// The comparison as a page shows it; `masks` hides what names a person.
pub(super) fn view(words: &Words, what_ifs: &WhatIfs, masks: bool) -> WouldView {
    let Summary { calls, same, changed, added, removed, created } = what_ifs.summary();
    let differing: Vec<&WhatIf> = what_ifs.calls.iter().filter(|call| call.differs()).collect();
    let more = differing.len().saturating_sub(MOST);
    let cost = i64::try_from(what_ifs.api_requests).unwrap_or(i64::MAX);
    WouldView {
        summary: words.with("profile-would-summary", "count", calls),
        cost: words.with("profile-would-cost", "count", cost),
        none: calls == 0,
        figures: [
            ("profile-would-same", same),
            ("profile-would-changed", changed),
            ("profile-would-added", added),
            ("profile-would-removed", removed),
            ("profile-would-created", created),
        ]
        .map(|(id, count)| (id, number(words, count)))
        .into(),
        calls: differing.into_iter().take(MOST).map(|call| one(words, call, masks)).collect(),
        more: (more > 0).then(|| words.with("profile-would-more", "count", more)),
    }
}

fn one(words: &Words, call: &WhatIf, masks: bool) -> CallView {
    let kind = call.kind.map(|kind| words.say(&type_id(kind))).unwrap_or_default();
    let changes = if call.changed.is_empty() {
        vec![ChangeView {
            field: words.say("profile-would-task"),
            before: outcome(words, &call.before, masks),
            after: outcome(words, &call.after, masks),
        }]
    } else {
        call.changed.iter().map(|change| field(words, change, masks)).collect()
    };
    CallView {
        id: call.call.clone(),
        kind,
        at: call.started_at.map(|at| words.locale.moment(at)).unwrap_or_default(),
        changes,
        creates: call.after.task().and_then(|task| creates(words, task, masks)),
    }
}

fn creates(words: &Words, task: &TaskView, masks: bool) -> Option<String> {
    let new = task.creates.as_ref()?;
    let object = words.say(&format!("profile-object-{}", new.object.to_lowercase()));
    let name = if masks { MASK } else { new.name.as_str() };
    Some(words.with2("profile-would-creates", "object", object, "name", name))
}

fn outcome(words: &Words, outcome: &Outcome, masks: bool) -> String {
    match outcome {
        Outcome::Write(_) if masks => MASK.to_owned(),
        Outcome::Write(task) => {
            task.fields.get("Subject").map(|it| shown(words, it)).unwrap_or_default()
        }
        Outcome::Not(Verdict::Ignore { rule, .. }) => words.say(ignored(*rule)),
        Outcome::Not(_) => words.say("profile-not-yet"),
        Outcome::Unreadable { code, .. } => {
            words.with("profile-not-readable", "code", code.as_str())
        }
    }
}

fn ignored(rule: IgnoreRule) -> &'static str {
    match rule {
        IgnoreRule::CallType => "profile-not-type",
        IgnoreRule::Timing => "profile-not-timing",
        IgnoreRule::Event => "profile-not-event",
        IgnoreRule::Withheld => "profile-not-withheld",
        IgnoreRule::UnknownNumber => "profile-not-unknown-number",
        IgnoreRule::Continuation => "profile-not-continuation",
    }
}

fn field(words: &Words, change: &FieldChange, masks: bool) -> ChangeView {
    // These say nothing of a person, and what they say matters to whoever sets the rules.
    let open =
        ["Status", "ActivityDate", "CallType", "CallDurationInSeconds", "Type", "TaskSubtype"];
    let hidden = masks && !open.contains(&change.field.as_str());
    let value = |value: &Option<Shown>| match value {
        Some(_) if hidden => MASK.to_owned(),
        Some(value) => shown(words, value),
        None => words.say("profile-empty-value"),
    };
    ChangeView {
        field: change.field.clone(),
        before: value(&change.before),
        after: value(&change.after),
    }
}

fn shown(words: &Words, shown: &Shown) -> String {
    let value = match &shown.value {
        Value::String(id) if id == NEW_RECORD => words.say("profile-new-record"),
        Value::String(text) => text.clone(),
        Value::Bool(flag) => words.say(if *flag { "profile-yes" } else { "profile-no" }),
        other => other.to_string(),
    };
    let text =
        shown.name.as_ref().map_or_else(|| value.clone(), |name| format!("{name} ({value})"));
    let mut short: String = text.chars().take(TEXT).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn number(words: &Words, count: usize) -> String {
    words.locale.number(i64::try_from(count).unwrap_or(i64::MAX))
}

/// The name of a type of calls.
pub(super) fn kind_name(words: &Words, kind: CallType) -> String {
    words.say(&type_id(kind))
}
