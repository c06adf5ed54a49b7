//! A call as a line of the list, with everything that a page or a file needs to write it in any language.

use domain::call::{Call, CallType};
use domain::event::Millis;
use domain::matching::Resolution;
use domain::names::Names;
use domain::number::NumberKind;
use domain::task::DesiredTask;
use store::{CallRow, CallState};

use super::stored;
use crate::listed;
use crate::names::KnownNames;
use crate::work::{NOTE, WAITING};

/// A call in the list.
#[derive(Debug, Clone)]
pub struct ListedCall {
    /// The call's id, `source:call`.
    pub call_id: String,
    /// The phone system that told of it.
    pub source_id: String,
    /// When we first heard of it, UTC milliseconds.
    pub heard_at: Millis,
    /// When it began, UTC milliseconds.
    pub started_at: Option<Millis>,
    /// What became of it on the phone; `None` until its events are read.
    pub kind: Option<CallType>,
    /// The other side's number: in E.164 where it has that form, else as it came.
    pub number: Option<String>,
    /// What the number is, where that is known.
    pub number_kind: Option<NumberKind>,
    /// The other side's company and person, as far as known (F120).
    pub names: Names,
    /// Who had the call.
    pub agent: Option<String>,
    /// On which of our numbers.
    pub line: Option<String>,
    /// Seconds of conversation.
    pub talk_seconds: Option<i64>,
    /// What became of the search for its record; `None` until there was one.
    pub matched: Option<String>,
    /// Its record's object, id and name.
    pub record: Option<(String, String, Option<String>)>,
    /// Where it stands.
    pub state: CallState,
    /// Whether it waits only because the org is paused.
    pub held: bool,
    /// The Task's subject.
    pub subject: Option<String>,
    /// The Task's Salesforce id.
    pub task_id: Option<String>,
    /// The code of what stands in the way, or of the rule that ignored it.
    pub code: Option<String>,
    /// The place in the list.
    pub cursor: String,
}

impl ListedCall {
    /// The line of `row`, whose events make up `call`.
    pub(super) fn of(
        row: &CallRow,
        call: Option<&Call>,
        paused: bool,
        names: &KnownNames,
    ) -> ListedCall {
        let resolution: Option<Resolution> = stored(row.resolution.as_deref());
        let desired: Option<DesiredTask> = stored(row.desired.as_deref());
        let subject = desired.as_ref().and_then(|desired| desired.fields.get("Subject")?.as_str());
        let number = resolution.as_ref().map(|resolution| &resolution.inquiry.number);
        let facts = call.map(|call| &call.facts);
        let line = facts.and_then(|facts| facts.line.as_ref());
        let named = call.and_then(|call| names.of_call(row, call, resolution.as_ref()));
        let record = resolution.as_ref().and_then(|resolution| resolution.record.clone());
        ListedCall {
            call_id: row.call_id.clone(),
            source_id: row.source_id.clone(),
            heard_at: row.created_at,
            started_at: row.started_at,
            kind: call.map(Call::call_type),
            number: number
                .and_then(|number| number.e164.clone())
                .or_else(|| facts.and_then(|facts| facts.customer_number.clone()))
                .filter(|number| !number.trim().is_empty()),
            number_kind: number.map(|number| number.kind),
            names: named.map(|(names, _)| names).unwrap_or_default(),
            agent: facts.and_then(|facts| {
                let agent = facts.agent.as_ref()?;
                agent.name.clone().or_else(|| listed::agent(agent))
            }),
            line: line.and_then(|line| line.name.clone().or_else(|| line.number.clone())),
            talk_seconds: call.and_then(Call::talk_seconds),
            matched: resolution.as_ref().map(|found| listed::matched(found).to_owned()),
            record: record.map(|record| (record.object, record.id, record.name)),
            state: row.state,
            held: paused && row.state == CallState::Waiting,
            subject: subject.map(str::to_owned),
            task_id: row.task_id.clone(),
            code: row.error_code.clone().filter(|code| code != NOTE && code != WAITING),
            cursor: row.cursor(),
        }
    }
}
