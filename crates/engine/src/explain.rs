//! Why a call went where it went, as sentences in the reader's language: made from the reasons that were kept when it was decided,
//! never by deciding again.

use domain::call::Call;
use domain::event::CallEvent;
use domain::matching::{self, Resolution};
use domain::owner;
use domain::task::DesiredTask;
use language::{Locale, Part, Sentence, say};
use serde::Serialize;
use serde_json::{Map, Value};
use store::{CallDetail, CallRow, CallState, Pause, Store, StoreError};

use crate::ORG;
use crate::listing::{pause, state};
use crate::names::KnownNames;
use crate::work::NOTE;

/// Everything that is known of one call.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// The call's id: `source:call`.
    pub call: String,
    /// waiting, held, logged, ignored or failed.
    pub state: String,
    /// What stands in the way, or what is worth knowing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<Remark>,
    /// The Task's Salesforce id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_id: Option<String>,
    /// The caller's company and person in one text; empty where neither is known (F120).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub caller: String,
    /// What the phone system said, in order of time.
    pub timeline: Vec<Moment>,
    /// Whose number it is, and why.
    pub record: Vec<String>,
    /// Whose Task it is, and why.
    pub owner: Vec<String>,
    /// The Task's fields and where each comes from.
    pub task: Vec<TaskField>,
    /// Further notes: what was left out, trimmed or left to a person.
    pub notes: Vec<String>,
}

/// A remark with its stable code.
#[derive(Debug, Clone, Serialize)]
pub struct Remark {
    /// The code.
    pub code: String,
    /// What happened.
    pub text: String,
    /// Why it happens, where the code is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// What to do about it, where the code is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

/// One thing that the phone system said.
#[derive(Debug, Clone, Serialize)]
pub struct Moment {
    /// When, in UTC; empty where the phone system does not say.
    pub at: String,
    /// What.
    pub event: String,
}

/// One field of the Task.
#[derive(Debug, Clone, Serialize)]
pub struct TaskField {
    /// API name.
    pub field: String,
    /// What it should say.
    pub value: Value,
    /// Whether Salesforce has acknowledged exactly this.
    pub written: bool,
    /// Where it comes from.
    pub from: String,
}

/// What a name led to.
#[derive(Debug, Clone)]
pub enum Explained {
    /// The call.
    Call(Box<Explanation>),
    /// There is no such call.
    Unknown,
    /// Several sources have such a call: these.
    Several(Vec<String>),
}

/// Explains the call that `name` means: its id, or the part behind the source where that is enough.
///
/// # Errors
/// When the store does not answer.
pub async fn explain(
    store: &Store,
    name: &str,
    now: i64,
    locale: &Locale,
) -> Result<Explained, StoreError> {
    let pause = pause(store, now).await?;
    let found = store.find_call(ORG, name).await?;
    let [id] = found.as_slice() else {
        return Ok(if found.is_empty() { Explained::Unknown } else { Explained::Several(found) });
    };
    Ok(match store.call(ORG, id).await? {
        Some(detail) => {
            let names = KnownNames::of(store, std::slice::from_ref(&detail.row)).await?;
            Explained::Call(Box::new(explanation(&detail, pause.as_ref(), &names, locale)))
        }
        None => Explained::Unknown,
    })
}

pub(crate) fn explanation(
    detail: &CallDetail,
    pause: Option<&Pause>,
    names: &KnownNames,
    locale: &Locale,
) -> Explanation {
    let row = &detail.row;
    let mut events: Vec<CallEvent> =
        detail.events.iter().filter_map(|event| serde_json::from_str(&event.body).ok()).collect();
    events.sort_by_key(|event| (event.at, event.kind));
    let call: Option<Call> = domain::call::fold(&events);
    let resolution: Option<Resolution> = stored(row.resolution.as_deref());
    let desired: Option<DesiredTask> = stored(row.desired.as_deref());
    let written: Map<String, Value> = stored(row.written.as_deref()).unwrap_or_default();
    let oddities = call.iter().flat_map(|call| &call.oddities).map(|oddity| oddity.sentence());
    let mut notes: Vec<Sentence> = oddities.collect();
    notes.extend(desired.iter().flat_map(|desired| desired.notes.clone()));
    // What keeps everything from being written keeps this call too, whatever was noted of it before.
    let pause = pause.filter(|_| row.state == CallState::Waiting);
    if pause.is_some() && row.error_code.as_deref() != Some(NOTE) {
        notes.extend(row.error_text.as_deref().map(Sentence::read));
    }
    let told = |resolution| matching::sentences(resolution, locale);
    let owned = |desired: &DesiredTask| owner::sentences(&desired.owner, locale);
    Explanation {
        call: row.call_id.clone(),
        state: state(row, pause.is_some()),
        remark: match pause {
            Some(pause) => Some(remark(&pause.code, &held(pause), locale)),
            None => own_remark(row, locale),
        },
        task_id: row.task_id.clone(),
        caller: caller(row, call.as_ref(), resolution.as_ref(), names),
        timeline: events.iter().map(|event| moment(event, locale)).collect(),
        record: resolution.as_ref().map(told).unwrap_or_default(),
        owner: desired.as_ref().map(owned).unwrap_or_default(),
        task: desired.as_ref().map(|desired| fields(desired, &written, locale)).unwrap_or_default(),
        notes: notes.iter().map(|note| note.say(locale)).collect(),
    }
}

fn caller(
    row: &CallRow,
    call: Option<&Call>,
    resolution: Option<&Resolution>,
    names: &KnownNames,
) -> String {
    let names = call.and_then(|call| names.of_call(row, call, resolution));
    names.map(|(names, _)| names.shown()).unwrap_or_default()
}

/// What stands in the way of this call alone.
fn own_remark(row: &CallRow, locale: &Locale) -> Option<Remark> {
    // A note stands among the notes.
    let code = row.error_code.as_deref().filter(|code| *code != NOTE)?;
    Some(remark(code, &Sentence::read(row.error_text.as_deref().unwrap_or_default()), locale))
}

/// Why nothing is written: until when, or until somebody ends that.
fn held(pause: &Pause) -> Sentence {
    let why = Sentence::read(&pause.text);
    if pause.until == store::FOREVER {
        return why;
    }
    Sentence::new("engine-paused").with("at", Part::Moment { at: pause.until }).with("why", why)
}

fn remark(code: &str, text: &Sentence, locale: &Locale) -> Remark {
    let known = salesforce::explain(code);
    Remark {
        code: code.to_owned(),
        text: text.say(locale),
        cause: known.as_ref().map(|known| known.cause.say(locale)),
        fix: known.as_ref().map(|known| known.fix.say(locale)),
    }
}

fn fields(desired: &DesiredTask, written: &Map<String, Value>, locale: &Locale) -> Vec<TaskField> {
    desired
        .fields
        .iter()
        .map(|(field, value)| TaskField {
            field: field.clone(),
            value: value.clone(),
            written: written.get(field) == Some(value),
            from: desired.origins.get(field).map(|from| from.say(locale)).unwrap_or_default(),
        })
        .collect()
}

fn moment(event: &CallEvent, locale: &Locale) -> Moment {
    let at = event.at.and_then(|at| jiff::Timestamp::from_millisecond(at).ok());
    let kind = serde_json::to_value(event.kind).ok();
    let kind = kind.as_ref().and_then(Value::as_str).unwrap_or_default().replace('_', "-");
    Moment {
        at: at.map(|at| at.to_string()).unwrap_or_default(),
        event: say(locale.language, &format!("engine-event-{kind}")),
    }
}

fn stored<T: serde::de::DeserializeOwned>(text: Option<&str>) -> Option<T> {
    serde_json::from_str(text?).ok()
}
