//! A call as a line of the list.

use engine::ListedCall;
use serde::Serialize;
use utoipa::ToSchema;

use crate::calls::{kinds, mask};

/// A call in the list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CallInList {
    /// The call's id, `source:call`.
    call: String,
    /// The phone system that told of it.
    source: String,
    /// When it was first heard of, UTC milliseconds.
    heard_at: i64,
    /// When it began, UTC milliseconds.
    started_at: Option<i64>,
    /// What became of it on the phone, such as `incoming_missed`; none until its events are read.
    result: Option<String>,
    /// The other side's number: in E.164 where it has that form, else as it came. Masked: `+81 ••• 23`.
    number: Option<String>,
    /// The other side's company, where it is known. Masked: `•••`.
    company: Option<String>,
    /// The other side's person, where it is known. Masked: `•••`.
    person: Option<String>,
    /// Who had the call.
    agent: Option<String>,
    /// On which of our numbers.
    line: Option<String>,
    /// Seconds of conversation.
    talk_seconds: Option<i64>,
    /// What became of the search for its record: `matched`, `none`, `ambiguous`, `named`, `created` or `not_searched`.
    matched: Option<String>,
    /// Its record.
    record: Option<CallRecord>,
    /// `waiting`, `held` (it waits only because the org is paused), `logged`, `ignored` or `failed`.
    state: &'static str,
    /// The Task's subject. Masked: `•••`.
    subject: Option<String>,
    /// The Task's Salesforce id.
    task_id: Option<String>,
    /// The code of what stands in the way, or of the rule that ignored it.
    code: Option<String>,
}

/// The record that a call belongs to.
#[derive(Debug, Serialize, ToSchema)]
struct CallRecord {
    /// `Contact`, `Lead`, `Account` …
    object: String,
    /// Its Salesforce id.
    id: String,
    /// Its name. Masked: `•••`.
    name: Option<String>,
}

pub(super) fn line(call: &ListedCall, masks: bool) -> CallInList {
    let personal = |text: &Option<String>| match text {
        Some(_) if masks => Some(mask::HIDDEN.to_owned()),
        other => other.clone(),
    };
    let record = |(object, id, name): &(String, String, Option<String>)| CallRecord {
        object: object.clone(),
        id: id.clone(),
        name: personal(name),
    };
    CallInList {
        call: call.call_id.clone(),
        source: call.source_id.clone(),
        heard_at: call.heard_at,
        started_at: call.started_at,
        result: call.kind.as_ref().map(kinds::word),
        number: call.number.as_ref().map(|number| match masks {
            true => mask::number(number),
            false => number.clone(),
        }),
        company: personal(&call.names.company),
        person: personal(&call.names.person),
        agent: call.agent.clone(),
        line: call.line.clone(),
        talk_seconds: call.talk_seconds,
        matched: call.matched.clone(),
        record: call.record.as_ref().map(record),
        state: if call.held { "held" } else { call.state.as_str() },
        subject: personal(&call.subject),
        task_id: call.task_id.clone(),
        code: call.code.clone(),
    }
}
