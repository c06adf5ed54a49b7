//! Writes down what became of claimed calls, unless somebody else has taken them over meanwhile.

use std::collections::HashSet;

use crate::batch::{Batch, Column, Kind};
use crate::call::CallState;
use crate::error::Result;
use crate::list::listing::{self, Listing};
use crate::store::Store;
use crate::value::{Statement, Value};

/// The outcome of one claim. Every field replaces the one in the row. All times are UTC milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The call.
    pub call_id: String,
    /// The epoch of the claim.
    pub epoch: i64,
    /// The version that was worked on.
    pub version: i64,
    /// Where the call stands now.
    pub state: CallState,
    /// When there is something to do again; `None` when there is not.
    pub due_at: Option<i64>,
    /// JSON of the folded call.
    pub folded: Option<String>,
    /// JSON of the match and its reasons.
    pub resolution: Option<String>,
    /// The id of the record in that match, 15 or 18 characters; see [`Store::wake_calls_on`].
    pub record_id: Option<String>,
    /// JSON of the Task that should be.
    pub desired: Option<String>,
    /// JSON of the fields that Salesforce acknowledged.
    pub written: Option<String>,
    /// The Task's id.
    pub task_id: Option<String>,
    /// Failed attempts in a row.
    pub attempts: i64,
    /// When the first of them was made.
    pub first_attempt_at: Option<i64>,
    /// Stays set while the outcome of a create is unknown.
    pub intent_at: Option<i64>,
    /// A stable code of what went wrong.
    pub error_code: Option<String>,
    /// What went wrong, for a person: words, or a sentence as data.
    pub error_text: Option<String>,
    /// The cause that people find it under while it does not get on.
    pub cause: Option<String>,
    /// When the call began.
    pub started_at: Option<i64>,
    /// When its Task was first acknowledged.
    pub task_created_at: Option<i64>,
    /// Milliseconds from the end of the call to its Task.
    pub task_ms: Option<i64>,
    /// JSON of what was done with the call and when.
    pub steps: Option<String>,
    /// What the list of calls finds it by.
    pub listing: Listing,
}

pub(crate) const COLUMNS: &[Column] = &[
    ("call_id", Kind::Text),
    ("epoch", Kind::Int),
    ("version", Kind::Int),
    ("state", Kind::Text),
    ("due_at", Kind::Int),
    ("folded", Kind::Text),
    ("resolution", Kind::Text),
    ("record_id", Kind::Text),
    ("desired", Kind::Text),
    ("written", Kind::Text),
    ("task_id", Kind::Text),
    ("attempts", Kind::Int),
    ("first_attempt_at", Kind::Int),
    ("intent_at", Kind::Int),
    ("error_code", Kind::Text),
    ("error_text", Kind::Text),
    ("cause", Kind::Text),
    ("started_at", Kind::Int),
    ("task_created_at", Kind::Int),
    ("task_ms", Kind::Int),
    ("steps", Kind::Text),
    ("number_key", Kind::Int),
    ("agent", Kind::Text),
    ("owner_id", Kind::Text),
    ("line", Kind::Text),
    ("result", Kind::Text),
    ("matched", Kind::Text),
    ("text", Kind::Text),
];

/// Of the rows `r` those whose claim was still ours a moment ago, in the same transaction.
const OWNED: &str = "call.lease_epoch = r.epoch AND call.listed_version = r.version";

impl Store {
    /// Completes claims and gives up their leases, in one transaction; tells for each whether it was still owned. What
    /// a zombie hands in is discarded. A call that learned something new since the claim is due again at `now`.
    ///
    /// # Errors
    /// Any failure of the database; the leases run out then and the calls are claimed again.
    pub async fn complete(
        &self,
        org_id: &str,
        completions: Vec<Completion>,
        now: i64,
    ) -> Result<Vec<bool>> {
        if completions.is_empty() {
            return Ok(Vec::new());
        }
        let claims: Vec<(String, i64)> = completions
            .iter()
            .map(|completion| (completion.call_id.clone(), completion.epoch))
            .collect();
        let mut batch = Batch::new(COLUMNS);
        for completion in completions {
            push(&mut batch, completion);
        }
        let batch = batch.into_param();
        let statements = vec![
            self.complete_statement(org_id, batch.clone(), now),
            self.text_statement(org_id, COLUMNS, batch, OWNED),
            // Last: calls first, then hours, so that two nodes never wait for each other.
            self.stale_hours_of(org_id, claims.iter().map(|(call_id, _)| call_id.as_str())),
        ];
        let answers = self.database.apply(statements).await?;
        let owned = answers
            .into_iter()
            .next()
            .unwrap_or_default()
            .into_iter()
            .map(|mut row| Ok((row.text("owned_id")?, row.int("owned_epoch")?)))
            .collect::<Result<HashSet<_>>>()?;
        Ok(claims.iter().map(|claim| owned.contains(claim)).collect())
    }

    pub(crate) fn complete_statement(&self, org_id: &str, batch: Value, now: i64) -> Statement {
        let rows = (self.database.dialect().rows_of)("$3", COLUMNS);
        let newer = "call.version > r.version";
        // The record was merged, converted or deleted meanwhile (`Store::wake_calls_on`).
        let rematch = "call.rematch_version > r.version";
        let listing = listing::SET;
        // The plus keeps SQLite from walking through all leases instead of looking up each call.
        let sql = format!(
            "WITH {rows} UPDATE call SET \
                 state = CASE WHEN {newer} THEN 'waiting' ELSE r.state END, \
                 due_at = CASE WHEN {newer} THEN $2 ELSE r.due_at END, \
                 attempts = CASE WHEN {newer} AND r.state = 'failed' THEN 0 ELSE r.attempts END, \
                 first_attempt_at = CASE WHEN {newer} AND r.state = 'failed' THEN NULL ELSE r.first_attempt_at END, \
                 lease_until = 0, intent_at = r.intent_at, folded = r.folded, \
                 resolution = CASE WHEN {rematch} THEN NULL ELSE r.resolution END, \
                 record_id = CASE WHEN {rematch} THEN NULL ELSE r.record_id END, desired = r.desired, written = r.written, task_id = r.task_id, error_code = r.error_code, \
                 error_text = r.error_text, cause = CASE WHEN {newer} THEN NULL ELSE r.cause END, \
                 started_at = r.started_at, task_created_at = r.task_created_at, task_ms = r.task_ms, updated_at = $2, \
                 steps = r.steps, {listing} \
             FROM r \
             WHERE call.org_id = $1 AND call.call_id = r.call_id AND call.lease_epoch = r.epoch \
                 AND +call.lease_until > 0 \
             RETURNING call.call_id AS owned_id, call.lease_epoch AS owned_epoch"
        );
        Statement::new(sql, vec![org_id.into(), now.into(), batch])
    }
}

fn push(batch: &mut Batch, completion: Completion) {
    let listing = completion.listing;
    batch.push([
        completion.call_id.into(),
        completion.epoch.into(),
        completion.version.into(),
        completion.state.as_str().into(),
        completion.due_at.into(),
        completion.folded.into(),
        completion.resolution.into(),
        completion.record_id.into(),
        completion.desired.into(),
        completion.written.into(),
        completion.task_id.into(),
        completion.attempts.into(),
        completion.first_attempt_at.into(),
        completion.intent_at.into(),
        completion.error_code.into(),
        completion.error_text.into(),
        completion.cause.into(),
        completion.started_at.into(),
        completion.task_created_at.into(),
        completion.task_ms.into(),
        completion.steps.into(),
        listing.number_key.into(),
        listing.agent.into(),
        listing.owner_id.into(),
        listing.line.into(),
        listing.result.into(),
        listing.matched.into(),
        listing.text.into(),
    ]);
}
