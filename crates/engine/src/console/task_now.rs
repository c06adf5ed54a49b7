//! The Task as it stands in Salesforce at this moment, beside what we wrote: one API call, when somebody asks.

use domain::event::Millis;
use domain::update;
use salesforce::soql::{Condition, InvalidSoql, Soql};
use salesforce::{Failure, SalesforceId, moment};
use serde_json::{Map, Value};
use store::StoreError;

use super::stored;
use crate::candidates::text;
use crate::knowledge::Known;
use crate::{Engine, ORG};

/// The Task now.
#[derive(Debug, Clone)]
pub struct TaskNow {
    /// The fields that we wrote, in alphabetical order.
    pub fields: Vec<FieldNow>,
    /// The owner's name.
    pub owner: Option<String>,
    /// The name of the Contact or Lead.
    pub who: Option<String>,
    /// The name of the other record.
    pub what: Option<String>,
    /// Who changed it last.
    pub changed_by: Option<String>,
    /// When that was, UTC milliseconds.
    pub changed_at: Option<Millis>,
}

/// One field.
#[derive(Debug, Clone)]
pub struct FieldNow {
    /// Its API name.
    pub field: String,
    /// What we wrote last.
    pub ours: Value,
    /// What it says now.
    pub now: Value,
    /// Whether it still says what we wrote.
    pub is_ours: bool,
}

/// Why the Task cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum TaskNowError {
    /// There is no such call.
    #[error("There is no such call.")]
    NoSuchCall,
    /// The call has no Task.
    #[error("The call has no Task yet.")]
    NoTask,
    /// The Task was deleted, or we may not see it.
    #[error("The Task was deleted in Salesforce, or is hidden from us.")]
    Gone,
    /// Salesforce does not answer, or refuses.
    #[error(transparent)]
    Salesforce(#[from] Box<Failure>),
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl TaskNowError {
    /// A stable code.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::NoSuchCall => "no_such_call",
            Self::NoTask => "no_task",
            Self::Gone => "task_deleted",
            Self::Salesforce(failure) => &failure.code,
            Self::Store(error) => error.code(),
        }
    }
}

/// Names beside the ids, each with what it needs to be there.
const BESIDE: [&str; 5] =
    ["LastModifiedDate", "LastModifiedBy.Name", "Owner.Name", "Who.Name", "What.Name"];

impl Engine {
    /// Asks Salesforce for a call's Task.
    ///
    /// # Errors
    /// When there is no such call or Task, or Salesforce or the store does not answer.
    pub async fn task_now(&self, call_id: &str) -> Result<TaskNow, TaskNowError> {
        let detail = self.0.store.call(ORG, call_id).await?;
        let row = detail.ok_or(TaskNowError::NoSuchCall)?.row;
        let id = row.task_id.as_deref().and_then(|id| SalesforceId::parse(id).ok());
        let id = id.ok_or(TaskNowError::NoTask)?;
        let written: Map<String, Value> = stored(row.written.as_deref()).unwrap_or_default();
        let known = self.known().await.map_err(Box::new)?;
        let soql = question(id, &written, &known).map_err(|error| Box::new(error.into()))?;
        let found = self.in_use().salesforce.query(&soql).await.map_err(Box::new)?;
        self.count_api_calls().await;
        let task = found.into_iter().next().ok_or(TaskNowError::Gone)?;
        Ok(TaskNow {
            fields: written
                .iter()
                .filter_map(|(field, ours)| field_now(field, ours, &task))
                .collect(),
            owner: name(&task, "Owner"),
            who: name(&task, "Who"),
            what: name(&task, "What"),
            changed_by: name(&task, "LastModifiedBy"),
            changed_at: text(&task, "LastModifiedDate").and_then(|at| moment(&at)),
        })
    }
}

fn question(
    id: SalesforceId,
    written: &Map<String, Value>,
    known: &Known,
) -> Result<Soql, InvalidSoql> {
    let ours = written.keys().map(String::as_str).filter(|field| known.has("Task", field));
    let fields: Vec<&str> = ours.chain(BESIDE).collect();
    Ok(Soql::select("Task", fields)?.filter(Condition::eq("Id", id)?))
}

fn field_now(field: &str, ours: &Value, task: &Map<String, Value>) -> Option<FieldNow> {
    let now = task.get(field)?.clone();
    Some(FieldNow {
        field: field.to_owned(),
        is_ours: update::same_value(ours, &now),
        ours: ours.clone(),
        now,
    })
}

fn name(task: &Map<String, Value>, relationship: &str) -> Option<String> {
    text(task.get(relationship)?.as_object()?, "Name")
}
