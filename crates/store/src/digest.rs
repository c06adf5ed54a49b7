//! Turns deliveries into events of calls: a really new event makes its call due, a repeated one changes nothing.

use std::collections::HashSet;

use crate::batch::{Batch, Column, Kind};
use crate::delivery::DeliveryState;
use crate::error::Result;
use crate::store::Store;
use crate::value::{Statement, Value};
use crate::watch::stale_hour;

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
    /// Whether its body tells of somebody who was erased, and goes at once.
    pub emptied: bool,
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

pub(crate) const IDS: &[Column] = &[("id", Kind::Text)];

/// What a replayed delivery tells now: a row for each event, and one without an event for each delivery.
pub(crate) const TOLD: &[Column] =
    &[("inbox_id", Kind::Text), ("call_id", Kind::Text), ("event_id", Kind::Text)];

/// To follow FROM: the events that deliveries told before and do not tell now. `$1` is the org, `r` has [`TOLD`].
/// CROSS JOIN keeps SQLite from walking through all events of the org instead of looking up those of each delivery.
const WITHDRAWN: &str = "(SELECT DISTINCT inbox_id FROM r) AS again \
    CROSS JOIN event JOIN call ON call.org_id = event.org_id AND call.call_id = event.call_id \
    WHERE event.org_id = $1 AND event.inbox_id = again.inbox_id AND NOT EXISTS (SELECT 1 FROM r WHERE r.inbox_id = event.inbox_id \
        AND r.call_id = event.call_id AND r.event_id = event.event_id)";

impl Store {
    /// Stores what deliveries said, in one transaction. A call that learned something new becomes due at `now` and
    /// its version grows; a call that had failed starts again with fresh attempts.
    ///
    /// What a replayed delivery ([`Store::replay_delivery`]) tells replaces what it told before: the call that an event is
    /// taken from becomes due as well. One that cannot be read any more takes nothing back. An event that several
    /// deliveries told belongs to the first of them only: it stays until that one is replayed, and goes with it even if
    /// the others, read again, would still tell it; so after a mistake in the configuration replay all of them.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn digested(&self, org_id: &str, outcomes: Vec<Digested>, now: i64) -> Result<()> {
        let told_again = self.told_again(org_id, &outcomes).await?;
        let mut told_of = Batch::new(IDS);
        let mut calls = Batch::new(CALLS);
        let mut events = Batch::new(EVENTS);
        let mut deliveries = Batch::new(DELIVERIES);
        let mut emptied = Batch::new(IDS);
        for digested in outcomes {
            let inbox_id = digested.inbox_id;
            if digested.emptied {
                emptied.push([inbox_id.as_str().into()]);
            }
            let (state, failure) = match digested.outcome {
                Err(failure) => (DeliveryState::Failed, Some(failure)),
                Ok(found) => {
                    for event in found {
                        told_of.push([event.call_id.as_str().into()]);
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
        let mut statements = Vec::with_capacity(8);
        if !told_again.is_empty() {
            // Before the new events: one that is told by another delivery of this batch is stored again.
            let told_again = told_again.into_param();
            statements.push(self.wake_losers(org_id, told_again.clone(), now));
            statements.push(self.withdraw_events(org_id, told_again));
        }
        let heard = !events.is_empty();
        if heard {
            // Whoever is just deleting one of these calls would not see an event that comes meanwhile. The calls are held, and
            // only then it is asked what of all this is new.
            if self.database.dialect().many_nodes {
                statements.push(self.hold_calls(org_id, told_of.into_param()));
            }
            // Calls first: once the events stand there, nobody can tell any more which were new.
            statements.push(self.wake_calls(org_id, calls, now));
            statements.push(self.insert_events(org_id, events));
        }
        statements.push(self.mark_deliveries(org_id, deliveries, now));
        if !emptied.is_empty() {
            statements.push(self.empty_statement(org_id, emptied.into_param()));
        }
        // Last, as in a completion: calls first, then hours, so that two nodes never wait for each other.
        if heard {
            statements.push(stale_hour(org_id, now));
        }
        self.database.apply(statements).await.map(drop)
    }

    /// What the replayed ones of these deliveries tell now; empty nearly always.
    async fn told_again(&self, org_id: &str, outcomes: &[Digested]) -> Result<Batch> {
        let mut ids = Batch::new(IDS);
        for digested in outcomes {
            ids.push([digested.inbox_id.as_str().into()]);
        }
        let mut told = Batch::new(TOLD);
        if ids.is_empty() {
            return Ok(told);
        }
        let statement = self.replayed_among(org_id, ids);
        let rows = self.database.query(statement.sql, statement.params).await?;
        let replayed =
            rows.into_iter().map(|mut row| row.text("id")).collect::<Result<HashSet<_>>>()?;
        for digested in outcomes.iter().filter(|digested| replayed.contains(&digested.inbox_id)) {
            let Ok(events) = &digested.outcome else { continue };
            let inbox_id = digested.inbox_id.as_str();
            told.push([inbox_id.into(), Value::Null, Value::Null]);
            for event in events {
                told.push([
                    inbox_id.into(),
                    event.call_id.as_str().into(),
                    event.event_id.as_str().into(),
                ]);
            }
        }
        Ok(told)
    }

    pub(crate) fn replayed_among(&self, org_id: &str, ids: Batch) -> Statement {
        let rows = (self.database.dialect().rows_of)("$2", ids.columns());
        // Served by an index of the replayed only, which is empty nearly always.
        let sql = format!(
            "WITH {rows} SELECT id FROM inbox WHERE org_id = $1 AND state = 3 AND id IN (SELECT id FROM r)"
        );
        Statement::new(sql, vec![org_id.into(), ids.into_param()])
    }

    pub(crate) fn wake_losers(&self, org_id: &str, told: Value, now: i64) -> Statement {
        let losers =
            format!("(SELECT event.call_id, call.source_id FROM {WITHDRAWN}) AS loser WHERE true");
        self.wake(org_id, &losers, TOLD, told, now)
    }

    pub(crate) fn withdraw_events(&self, org_id: &str, told: Value) -> Statement {
        let rows = (self.database.dialect().rows_of)("$2", TOLD);
        let sql = format!(
            "WITH {rows} DELETE FROM event WHERE (org_id, call_id, event_id) IN \
                 (SELECT event.org_id, event.call_id, event.event_id FROM {WITHDRAWN})"
        );
        Statement::new(sql, vec![org_id.into(), told])
    }

    pub(crate) fn wake_calls(&self, org_id: &str, calls: Batch, now: i64) -> Statement {
        let learners = "r WHERE NOT EXISTS (SELECT 1 FROM event \
            WHERE event.org_id = $1 AND event.call_id = r.call_id AND event.event_id = r.event_id)";
        self.wake(org_id, learners, calls.columns(), calls.into_param(), now)
    }

    /// Makes calls due, new ones too. `calls` follows FROM, yields `call_id` and `source_id`, and may read the rows `r`.
    fn wake(
        &self,
        org_id: &str,
        calls: &str,
        columns: &[Column],
        param: Value,
        now: i64,
    ) -> Statement {
        let rows = (self.database.dialect().rows_of)("$3", columns);
        // Sorted, so that two nodes lock the same calls in the same order.
        let sql = format!(
            "WITH {rows} INSERT INTO call (org_id, call_id, source_id, state, version, due_at, lease_epoch, lease_until, attempts, \
                 created_at, updated_at) \
             SELECT CAST($1 AS TEXT), call_id, MIN(source_id), 'waiting', 1, CAST($2 AS BIGINT), 0, 0, 0, \
                 CAST($2 AS BIGINT), CAST($2 AS BIGINT) \
             FROM {calls} GROUP BY call_id ORDER BY call_id \
             ON CONFLICT (org_id, call_id) DO UPDATE SET \
                 version = call.version + 1, \
                 due_at = CASE WHEN call.due_at < excluded.due_at THEN call.due_at ELSE excluded.due_at END, \
                 attempts = CASE WHEN call.state = 'failed' THEN 0 ELSE call.attempts END, \
                 first_attempt_at = CASE WHEN call.state = 'failed' THEN NULL ELSE call.first_attempt_at END, \
                 cause = NULL, state = 'waiting', updated_at = excluded.updated_at"
        );
        Statement::new(sql, vec![org_id.into(), now.into(), param])
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

    pub(crate) fn mark_deliveries(&self, org_id: &str, deliveries: Batch, now: i64) -> Statement {
        let rows = (self.database.dialect().rows_of)("$2", deliveries.columns());
        let sql = format!(
            "WITH {rows} UPDATE inbox SET state = r.state, error_code = r.error_code, error_text = r.error_text, digested_at = $3 \
             FROM r WHERE inbox.org_id = $1 AND inbox.id = r.id"
        );
        Statement::new(sql, vec![org_id.into(), deliveries.into_param(), now.into()])
    }
}

pub(crate) fn push_event(calls: &mut Batch, events: &mut Batch, event: NewEvent, inbox_id: &str) {
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
