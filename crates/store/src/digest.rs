//! Turns deliveries into events of calls: a really new event makes its call due, a repeated one changes nothing.

use crate::batch::{Batch, Column, Kind};
use crate::delivery::DeliveryState;
use crate::error::Result;
use crate::store::Store;
use crate::value::{Statement, Value};

/// An event of a call, as a source read it out of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// The call's id, `source:call`.
    pub call_id: String,
    /// The source of the call.
    pub source_id: String,
    /// A digest of what the event says, so that the same said twice is one event.
    pub event_id: String,
    /// When it happened by the phone system's clock, UTC milliseconds; not every event says.
    pub at: Option<i64>,
    /// The kind of event, for people.
    pub kind: String,
    /// The event as JSON.
    pub body: String,
}

/// Why a delivery or a call failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// A stable code.
    pub code: String,
    /// What happened, why, and what to do next.
    pub text: String,
}

/// What came of looking into a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digested {
    /// The delivery.
    pub inbox_id: String,
    /// Its events (none for one that says nothing about a call), or why it could not be read.
    pub outcome: std::result::Result<Vec<NewEvent>, Failure>,
}

pub(crate) const EVENTS: &[Column] = &[
    ("call_id", Kind::Text),
    ("source_id", Kind::Text),
    ("event_id", Kind::Text),
    ("inbox_id", Kind::Text),
    ("at", Kind::Int),
    ("kind", Kind::Text),
    ("body", Kind::Text),
];

pub(crate) const CALLS: &[Column] =
    &[("call_id", Kind::Text), ("source_id", Kind::Text), ("event_id", Kind::Text)];

pub(crate) const DELIVERIES: &[Column] = &[
    ("id", Kind::Text),
    ("state", Kind::Int),
    ("error_code", Kind::Text),
    ("error_text", Kind::Text),
];

impl Store {
    /// Stores what deliveries said, in one transaction. A call that learned something new becomes due at `now` and
    /// its version grows; a call that had failed starts again with fresh attempts.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn digested(&self, org_id: &str, outcomes: Vec<Digested>, now: i64) -> Result<()> {
        let mut calls = Batch::new(CALLS);
        let mut events = Batch::new(EVENTS);
        let mut deliveries = Batch::new(DELIVERIES);
        for digested in outcomes {
            let inbox_id = digested.inbox_id;
            let (state, failure) = match digested.outcome {
                Err(failure) => (DeliveryState::Failed, Some(failure)),
                Ok(found) => {
                    for event in found {
                        push_event(&mut calls, &mut events, event, &inbox_id);
                    }
                    (DeliveryState::Digested, None)
                }
            };
            let (code, text) = failure.map(|failure| (failure.code, failure.text)).unzip();
            deliveries.push([inbox_id.into(), state.number().into(), code.into(), text.into()]);
        }
        if deliveries.is_empty() {
            return Ok(());
        }
        let mut statements = Vec::with_capacity(3);
        if !events.is_empty() {
            // Calls first: once the events stand there, nobody can tell any more which were new.
            statements.push(self.wake_calls(org_id, calls, now));
            statements.push(self.insert_events(org_id, events));
        }
        statements.push(self.mark_deliveries(org_id, deliveries));
        self.database.apply(statements).await.map(drop)
    }

    pub(crate) fn wake_calls(&self, org_id: &str, calls: Batch, now: i64) -> Statement {
        let rows = (self.database.dialect().rows_of)("$3", calls.columns());
        // Sorted, so that two nodes lock the same calls in the same order.
        let sql = format!(
            "WITH {rows} INSERT INTO call (org_id, call_id, source_id, state, version, due_at, lease_epoch, lease_until, attempts, \
                 created_at, updated_at) \
             SELECT CAST($1 AS TEXT), call_id, MIN(source_id), 'waiting', 1, CAST($2 AS BIGINT), 0, 0, 0, \
                 CAST($2 AS BIGINT), CAST($2 AS BIGINT) \
             FROM r \
             WHERE NOT EXISTS (SELECT 1 FROM event \
                 WHERE event.org_id = $1 AND event.call_id = r.call_id AND event.event_id = r.event_id) \
             GROUP BY call_id ORDER BY call_id \
             ON CONFLICT (org_id, call_id) DO UPDATE SET \
                 version = call.version + 1, \
                 due_at = CASE WHEN call.due_at < excluded.due_at THEN call.due_at ELSE excluded.due_at END, \
                 attempts = CASE WHEN call.state = 'failed' THEN 0 ELSE call.attempts END, \
                 first_attempt_at = CASE WHEN call.state = 'failed' THEN NULL ELSE call.first_attempt_at END, \
                 state = 'waiting', updated_at = excluded.updated_at"
        );
        Statement::new(sql, vec![org_id.into(), now.into(), calls.into_param()])
    }

    pub(crate) fn insert_events(&self, org_id: &str, events: Batch) -> Statement {
        let rows = (self.database.dialect().rows_of)("$2", events.columns());
        let sql = format!(
            "WITH {rows} INSERT INTO event (org_id, call_id, event_id, inbox_id, at, kind, body) \
             SELECT CAST($1 AS TEXT), call_id, event_id, inbox_id, at, kind, body FROM r WHERE true \
             ON CONFLICT (org_id, call_id, event_id) DO NOTHING"
        );
        Statement::new(sql, vec![org_id.into(), events.into_param()])
    }

    pub(crate) fn mark_deliveries(&self, org_id: &str, deliveries: Batch) -> Statement {
        let rows = (self.database.dialect().rows_of)("$2", deliveries.columns());
        let sql = format!(
            "WITH {rows} UPDATE inbox SET state = r.state, error_code = r.error_code, error_text = r.error_text \
             FROM r WHERE inbox.org_id = $1 AND inbox.id = r.id"
        );
        Statement::new(sql, vec![org_id.into(), deliveries.into_param()])
    }
}

fn push_event(calls: &mut Batch, events: &mut Batch, event: NewEvent, inbox_id: &str) {
    let call_id = Value::from(event.call_id);
    let source_id = Value::from(event.source_id);
    let event_id = Value::from(event.event_id);
    calls.push([call_id.clone(), source_id.clone(), event_id.clone()]);
    events.push([
        call_id,
        source_id,
        event_id,
        inbox_id.into(),
        event.at.into(),
        event.kind.into(),
        event.body.into(),
    ]);
}
