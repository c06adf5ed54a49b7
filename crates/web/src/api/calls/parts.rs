//! The parts of a call's description: what stands in its way, its timeline, its Task's fields.

use engine::{CallPage, StepKind};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::calls::{kinds, mask};

/// What stands in a call's way.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CallTrouble {
    /// A stable code: Salesforce's, or our own.
    code: String,
    /// What happened; none where it could name somebody to who may not see that.
    text: Option<String>,
    /// Why it happens, where the code is known.
    cause: Option<String>,
    /// What to do about it, where the code is known.
    fix: Option<String>,
}

pub(super) fn trouble(page: &CallPage, masks: bool) -> Option<CallTrouble> {
    let remark = page.explanation.remark.as_ref()?;
    Some(CallTrouble {
        code: remark.code.clone(),
        // Salesforce's own words can name somebody.
        text: Some(remark.text.clone()).filter(|_| !masks),
        cause: remark.cause.clone(),
        fix: remark.fix.clone(),
    })
}

/// A moment on the way of a call.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CallMoment {
    /// When, UTC milliseconds.
    at: i64,
    /// What: an event of the phone system such as `ringing`, or `webhook_received`, `webhook_read`, `record_chosen`,
    /// `create_sent`, `update_sent`, `accepted`, `refused`.
    what: String,
    /// Who told it, where that was a person in the console.
    by: Option<String>,
    /// Salesforce's error code, where it refused.
    code: Option<String>,
}

pub(super) fn timeline(page: &CallPage) -> Vec<CallMoment> {
    let moment =
        |at: i64, what: &str| CallMoment { at, what: what.to_owned(), by: None, code: None };
    let mut all = Vec::new();
    for told in &page.events {
        if let Some(at) = told.event.at {
            all.push(CallMoment {
                by: told.by.clone(),
                ..moment(at, &kinds::word(&told.event.kind))
            });
        }
    }
    for delivery in &page.deliveries {
        all.push(moment(delivery.received_at, "webhook_received"));
        all.extend(delivery.digested_at.map(|at| moment(at, "webhook_read")));
    }
    for step in &page.steps {
        let what = match step.what {
            StepKind::Resolved => "record_chosen",
            StepKind::CreateSent => "create_sent",
            StepKind::UpdateSent => "update_sent",
            StepKind::Accepted => "accepted",
            StepKind::Refused => "refused",
        };
        all.push(CallMoment { code: step.code.clone(), ..moment(step.at, what) });
    }
    all.sort_by_key(|moment| moment.at);
    all
}

/// A field of the Task.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TaskFieldLine {
    /// API name.
    field: String,
    /// What it should say. A text is masked for who may not see personal data.
    #[schema(value_type = Option<serde_json::Value>)]
    value: Value,
    /// Whether Salesforce has acknowledged exactly this.
    written: bool,
    /// Where it comes from; none for who may not see personal data.
    from: Option<String>,
}

pub(super) fn fields(page: &CallPage, masks: bool) -> Vec<TaskFieldLine> {
    let fields = page.explanation.task.iter().map(|field| TaskFieldLine {
        field: field.field.clone(),
        value: shown(&field.value, masks),
        written: field.written,
        from: Some(field.from.clone()).filter(|_| !masks),
    });
    fields.collect()
}

/// Only texts can name somebody.
pub(in crate::api) fn shown(value: &Value, masks: bool) -> Value {
    match value {
        Value::String(_) if masks => Value::from(mask::HIDDEN),
        other => other.clone(),
    }
}
