//! What is known of one call while a round carries it from the store to Salesforce and back.

use std::sync::Arc;

use domain::call::Call;
use domain::event::{CallEvent, Millis};
use domain::matching::Resolution;
use domain::task::DesiredTask;
use domain::update;
use language::Sentence;
use serde_json::{Map, Value};
use store::{CallRow, StoreError};

use crate::search::Table;
use crate::steps::Step;
use crate::{Engine, ORG, PhoneSystem};

/// The code of a remark that needs nobody.
pub(crate) const NOTE: &str = "note";

/// The code of what a call waits for.
pub(crate) const WAITING: &str = "waiting";

/// The code of an org's own validation rules.
const VALIDATION: &str = "FIELD_CUSTOM_VALIDATION_EXCEPTION";

/// Characters of a cause at most.
const LONGEST_CAUSE: usize = 200;

/// Fields of a Task by API name.
pub(crate) type Fields = Map<String, Value>;

/// One claimed call on its way. `end` is set once, by the step that has the last word in this round.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) claimed: CallRow,
    pub(crate) system: Option<Arc<PhoneSystem>>,
    pub(crate) call: Option<Call>,
    pub(crate) resolution: Option<Resolution>,
    pub(crate) desired: Option<DesiredTask>,
    /// What Salesforce last acknowledged.
    pub(crate) written: Fields,
    pub(crate) task_id: Option<String>,
    /// When Salesforce first acknowledged the Task, UTC milliseconds.
    pub(crate) task_created_at: Option<Millis>,
    pub(crate) intent_at: Option<Millis>,
    /// A record that the Task was written on is there no more: deleted, or merged into another one.
    pub(crate) gone: bool,
    /// What was mended on the way, in case it does not help.
    pub(crate) trouble: Option<Trouble>,
    /// What this round has done with the call.
    pub(crate) steps: Vec<Step>,
    pub(crate) end: Option<End>,
}

/// How a round ends for a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// What is written equals what should be; the note is for people, where there is something to say.
    Logged(Option<Trouble>),
    /// By rule there is nothing to write.
    Ignored(Trouble),
    /// Nothing to do before this moment (or before the next event), and why.
    Waiting(Option<Millis>, Trouble),
    /// Come back at this moment; no attempt is counted.
    Later(Millis),
    /// Its request was lost, which says nothing of the call: try again soon.
    Lost(Trouble),
    /// It failed, and may succeed when tried again.
    Retry(Trouble),
    /// It failed and needs a person.
    Failed(Trouble),
}

/// What happened, with a stable code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub(crate) code: String,
    pub(crate) said: Sentence,
    /// What tells it from others of the same code: the fields at fault, the rule that refused; often nothing.
    pub(crate) about: String,
}

impl Trouble {
    pub(crate) fn new(code: &str, said: impl Into<Sentence>) -> Trouble {
        Trouble { code: code.to_owned(), said: said.into(), about: String::new() }
    }
}

impl From<&salesforce::Failure> for Trouble {
    fn from(failure: &salesforce::Failure) -> Trouble {
        // The text of a validation rule is the only name that it has here.
        let about = match failure.fields.join(",") {
            none if none.is_empty() && failure.code == VALIDATION => failure.message.clone(),
            fields => fields,
        };
        Trouble { code: failure.code.clone(), said: failure.message.clone().into(), about }
    }
}

impl Trouble {
    /// The cause that people find a call under: code and particulars, in so many characters at most.
    pub(crate) fn cause(&self) -> String {
        let cause = format!("{} {}", self.code, self.about.replace(char::is_whitespace, " "));
        cause.trim_end().chars().take(LONGEST_CAUSE).collect()
    }
}

impl Work {
    /// Whether the next step has anything to do for the call.
    pub(crate) fn open(&self) -> bool {
        self.end.is_none()
    }

    pub(crate) fn id(&self) -> &str {
        &self.claimed.call_id
    }

    /// When the call began, as far as its events tell.
    pub(crate) fn started_at(&self) -> Option<Millis> {
        self.call.as_ref().and_then(|call| call.facts.started_at.or(call.first_at))
    }

    /// The Contacts, Accounts and Leads that the Task was written on.
    pub(crate) fn written_people(&self) -> impl Iterator<Item = String> {
        let ids =
            ["WhoId", "WhatId"].into_iter().filter_map(|field| self.written.get(field)?.as_str());
        ids.filter(|id| Table::of_id(id).is_some()).map(str::to_owned)
    }

    /// The fields that the Task should have.
    pub(crate) fn fields(&self) -> Fields {
        let fields = self.desired.iter().flat_map(|desired| &desired.fields);
        fields.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// The fields that we last meant the Task to have: after a lost answer they may stand there.
    pub(crate) fn meant_before(&self) -> Fields {
        let meant: Option<DesiredTask> = stored(self.claimed.desired.as_deref());
        meant.into_iter().flat_map(|desired| desired.fields).collect()
    }

    pub(crate) fn last_trouble(&self) -> Trouble {
        self.trouble
            .clone()
            .unwrap_or_else(|| Trouble::new("not_written", Sentence::new("engine-not-written")))
    }

    /// Salesforce has `wanted` now, but for what a person `kept`: the round is over for the call.
    pub(crate) fn acknowledge(&mut self, wanted: &Fields, kept: &[String]) {
        self.written = update::merge_written(&self.written, wanted, kept);
        let Some(desired) = &mut self.desired else { return };
        if !kept.is_empty() {
            let note = Sentence::new("task-fields-kept").with("fields", kept.join(", "));
            desired.notes.push(note);
        }
        // A refusal to create somebody keeps its code: the list of calls and `explain` say what to do about it.
        let introduced = self.resolution.as_ref().and_then(|found| found.introduced.as_ref());
        let code = introduced.and_then(|introduced| introduced.code.as_deref()).unwrap_or(NOTE);
        let remark = (!desired.notes.is_empty())
            .then(|| Trouble::new(code, Sentence::All(desired.notes.clone())));
        self.end = Some(End::Logged(remark));
    }
}

impl Engine {
    /// Loads the claimed calls' events and folds each call anew: the fold has no memory to go stale.
    pub(crate) async fn fold(&self, claimed: Vec<CallRow>) -> Result<Vec<Work>, StoreError> {
        let ids: Vec<&str> = claimed.iter().map(|call| call.call_id.as_str()).collect();
        let mut events = self.0.store.events_of(ORG, &ids).await?;
        let works = claimed.into_iter().map(|claimed| {
            let bodies = events.remove(&claimed.call_id).unwrap_or_default();
            self.unfold(claimed, &bodies)
        });
        let mut works: Vec<Work> = works.collect();
        self.inherit(&mut works).await?;
        Ok(works)
    }

    fn unfold(&self, claimed: CallRow, bodies: &[String]) -> Work {
        let system = self.in_use().phone_systems.get(&claimed.source_id).cloned();
        let events: Result<Vec<CallEvent>, _> =
            bodies.iter().map(|body| serde_json::from_str(body)).collect();
        let (call, end) = match (&system, events) {
            (None, _) => (None, Some(End::Failed(source_missing(&claimed.source_id)))),
            (_, Err(error)) => (None, Some(End::Failed(unreadable(&error)))),
            (Some(_), Ok(events)) => match domain::call::fold(&events) {
                Some(call) => (Some(call), None),
                None => (None, Some(told_no_longer(claimed.task_id.is_some()))),
            },
        };
        Work {
            resolution: stored(claimed.resolution.as_deref()),
            written: stored(claimed.written.as_deref()).unwrap_or_default(),
            task_id: claimed.task_id.clone(),
            task_created_at: claimed.task_created_at,
            intent_at: claimed.intent_at,
            gone: false,
            desired: None,
            trouble: None,
            steps: Vec::new(),
            claimed,
            system,
            call,
            end,
        }
    }
}

/// JSON that we stored ourselves; another version's shape is as good as none, for all of it can be made again.
fn stored<T: serde::de::DeserializeOwned>(text: Option<&str>) -> Option<T> {
    serde_json::from_str(text?).ok()
}

/// All events of a call are gone: its deliveries were read again, and tell of another one now.
fn told_no_longer(has_task: bool) -> End {
    let code = "told_no_longer";
    if has_task {
        return End::Failed(Trouble::new(code, Sentence::new("engine-told-no-longer-task")));
    }
    End::Ignored(Trouble::new(code, Sentence::new("engine-told-no-longer")))
}

fn source_missing(source_id: &str) -> Trouble {
    Trouble::new("source_missing", Sentence::new("engine-source-missing").with("source", source_id))
}

fn unreadable(error: &serde_json::Error) -> Trouble {
    Trouble::new(
        "event_unreadable",
        Sentence::new("engine-event-unreadable").with("error", error.to_string()),
    )
}
