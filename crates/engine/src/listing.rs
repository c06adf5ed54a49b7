//! Calls and errors as lines of a list: what people see on the terminal.

use domain::call::Call;
use domain::matching::{self, Resolution};
use domain::names::{Names, NamesFrom};
use domain::task::DesiredTask;
use language::{Locale, Sentence};
use serde::Serialize;
use store::{CallFilter, CallRow, CallState, ErrorKind, Pause, Store, StoreError};

use crate::ORG;
use crate::names::KnownNames;
use crate::work::{NOTE, WAITING};

/// One call.
#[derive(Debug, Clone, Serialize)]
pub struct CallLine {
    /// The call's id: `source:call`.
    pub call: String,
    /// When it began, in UTC to the second.
    pub started: String,
    /// What kind of call it was, such as `incoming missed`.
    pub what: String,
    /// The other side's number, or what it is instead.
    pub who: String,
    /// The other side's company, where it is known (F120).
    pub company: Option<String>,
    /// The other side's person, where it is known (F120).
    pub person: Option<String>,
    /// Who said company and person.
    pub names_from: Option<NamesFrom>,
    /// The record that it was matched to, and the rule that decided.
    pub record: String,
    /// waiting, held, logged, ignored or failed.
    pub state: String,
    /// The Task's subject, if there is one to write.
    pub subject: String,
    /// Salesforce id of the Task's owner, if one was chosen.
    pub owner: Option<String>,
    /// Salesforce id of the Task.
    pub task_id: Option<String>,
    /// Code of what stands in the way, or of the rule that ignored the call.
    pub code: Option<String>,
}

impl CallLine {
    /// Company and person in one text; empty where neither is known.
    #[must_use]
    pub fn name(&self) -> String {
        Names { company: self.company.clone(), person: self.person.clone() }.shown()
    }
}

/// One thing that failed and needs a person.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorLine {
    /// `call main:123` or `delivery 0190…`.
    pub what: String,
    /// When, in UTC to the second.
    pub at: String,
    /// Stable code.
    pub code: String,
    /// What happened.
    pub text: String,
    /// Why, and what to do, where the code is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// The command that tries again.
    pub again: String,
}

/// The newest calls, at most `limit`, only those in `state` if one is named, as of `now` (UTC milliseconds).
///
/// # Errors
/// When the store does not answer.
pub async fn calls(
    store: &Store,
    state: Option<&str>,
    limit: i64,
    now: i64,
) -> Result<Vec<CallLine>, StoreError> {
    let filter = CallFilter {
        states: state.and_then(CallState::parse).into_iter().collect(),
        ..CallFilter::default()
    };
    let rows = store.list_calls(ORG, &filter, None, limit).await?.rows;
    let held = pause(store, now).await?.is_some();
    let names = KnownNames::of(store, &rows).await?;
    Ok(rows.iter().map(|row| line(row, held, &names)).collect())
}

/// What failed last, at most `limit`.
///
/// # Errors
/// When the store does not answer.
pub async fn errors(store: &Store, limit: i64) -> Result<Vec<ErrorLine>, StoreError> {
    let rows = store.errors(ORG, limit).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let kind = if row.kind == ErrorKind::Call { "call" } else { "delivery" };
            ErrorLine {
                fix: salesforce::explain(&row.code)
                    .map(|known| format!("{} {}", known.cause, known.fix)),
                again: format!("ringledger replay --kept {}", row.id),
                what: format!("{kind} {}", row.id),
                at: second(row.at),
                code: row.code,
                text: Sentence::read(&row.text).to_string(),
            }
        })
        .collect())
}

/// The org's pause, if it is not over.
pub(crate) async fn pause(store: &Store, now: i64) -> Result<Option<Pause>, StoreError> {
    Ok(store.pause_state(ORG).await?.filter(|pause| pause.until > now))
}

/// The state as people see it: a call that waits only because the org is paused is held.
pub(crate) fn state(row: &CallRow, held: bool) -> String {
    let state = row.state.as_str();
    if held && row.state == CallState::Waiting { "held" } else { state }.to_owned()
}

fn line(row: &CallRow, held: bool, names: &KnownNames) -> CallLine {
    let call: Option<Call> = stored(row.folded.as_deref());
    let english = Locale::default();
    let resolution: Option<Resolution> = stored(row.resolution.as_deref());
    let desired: Option<DesiredTask> = stored(row.desired.as_deref());
    let field = |name: &str| Some(desired.as_ref()?.fields.get(name)?.as_str()?.to_owned());
    let (names, names_from) = call
        .as_ref()
        .and_then(|call| names.of_call(row, call, resolution.as_ref()))
        .map_or_else(Default::default, |(names, from)| (names, Some(from)));
    CallLine {
        call: row.call_id.clone(),
        started: row.started_at.map(second).unwrap_or_default(),
        what: call.as_ref().map(what).unwrap_or_default(),
        who: who(call.as_ref(), resolution.as_ref()),
        company: names.company,
        person: names.person,
        names_from,
        record: resolution
            .as_ref()
            .map(|found| matching::summary(found, &english))
            .unwrap_or_default(),
        state: state(row, held),
        subject: field("Subject").unwrap_or_default(),
        owner: field("OwnerId"),
        task_id: row.task_id.clone(),
        code: row.error_code.clone().filter(|code| code != NOTE && code != WAITING),
    }
}

fn what(call: &Call) -> String {
    serde_json::to_value(call.call_type())
        .ok()
        .and_then(|kind| kind.as_str().map(|kind| kind.replace('_', " ")))
        .unwrap_or_default()
}

fn who(call: Option<&Call>, resolution: Option<&Resolution>) -> String {
    let number = resolution.map(|resolution| &resolution.inquiry.number);
    match number.and_then(|number| number.e164.clone()) {
        Some(e164) => e164,
        None => call.and_then(|call| call.facts.customer_number.clone()).unwrap_or_default(),
    }
}

/// A moment in UTC, to the second.
pub(crate) fn second(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis)
        .map(|at| at.strftime("%Y-%m-%d %H:%M:%S").to_string())
        .unwrap_or_default()
}

fn stored<T: serde::de::DeserializeOwned>(text: Option<&str>) -> Option<T> {
    serde_json::from_str(text?).ok()
}
