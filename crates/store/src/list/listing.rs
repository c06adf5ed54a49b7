//! What a call is found by, written beside what it was made from, and filled in for calls that nobody has carried yet.

use crate::batch::{Batch, Column, Kind};
use crate::call::{self, CallRow};
use crate::error::Result;
use crate::store::Store;
use crate::value::{Statement, Value, affected};

/// What the list of calls finds a call by. Everything follows from its events and its match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The key of the other side's number.
    pub number_key: Option<i64>,
    /// Who had the call.
    pub agent: Option<String>,
    /// Whose the Task is: a Salesforce user id of 18 characters.
    pub owner_id: Option<String>,
    /// Our number or its name.
    pub line: Option<String>,
    /// What became of the call, such as `incoming_missed`.
    pub result: Option<String>,
    /// What became of the search for its record, such as `matched`.
    pub matched: Option<String>,
    /// What a text is looked for in, in lower case.
    pub text: String,
}

/// A call whose listing was made anew while nobody carried it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relisted {
    /// The call.
    pub call_id: String,
    /// The version that it says.
    pub version: i64,
    /// JSON of the folded call; `None` leaves what is there.
    pub folded: Option<String>,
    /// When the call began, UTC milliseconds; `None` leaves what is there.
    pub started_at: Option<i64>,
    /// What it is found by.
    pub listing: Listing,
}

/// To follow SET: the columns of `call` from the rows `r` of a batch.
pub(crate) const SET: &str = "number_key = r.number_key, agent = r.agent, owner_id = r.owner_id, line = r.line, result = r.result, \
    matched = r.matched, listed_version = r.version";

pub(crate) const RELISTED: &[Column] = &[
    ("call_id", Kind::Text),
    ("version", Kind::Int),
    ("folded", Kind::Text),
    ("started_at", Kind::Int),
    ("number_key", Kind::Int),
    ("agent", Kind::Text),
    ("owner_id", Kind::Text),
    ("line", Kind::Text),
    ("result", Kind::Text),
    ("matched", Kind::Text),
    ("text", Kind::Text),
];

impl Store {
    /// Calls whose listing is behind what is known of them and that have not changed since `before` (UTC
    /// milliseconds), at most `limit`: those of before there was a list, and those that wait for a paused org.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn unlisted(&self, org_id: &str, before: i64, limit: i64) -> Result<Vec<CallRow>> {
        let statement = unlisted_statement(org_id, before, limit);
        CallRow::from_rows(self.database.query(statement.sql, statement.params).await?)
    }

    /// Writes listings, where no newer one was written meanwhile; returns how many.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn relist(&self, org_id: &str, relisted: Vec<Relisted>) -> Result<u64> {
        if relisted.is_empty() {
            return Ok(0);
        }
        let mut batch = Batch::new(RELISTED);
        for one in relisted {
            let listing = one.listing;
            batch.push([
                one.call_id.into(),
                one.version.into(),
                one.folded.into(),
                one.started_at.into(),
                listing.number_key.into(),
                listing.agent.into(),
                listing.owner_id.into(),
                listing.line.into(),
                listing.result.into(),
                listing.matched.into(),
                listing.text.into(),
            ]);
        }
        let batch = batch.into_param();
        let statements = vec![
            self.relist_statement(org_id, batch.clone()),
            self.text_statement(org_id, RELISTED, batch, "call.listed_version = r.version"),
        ];
        let answers = self.database.apply(statements).await?;
        affected(answers.into_iter().next().unwrap_or_default())
    }

    pub(crate) fn relist_statement(&self, org_id: &str, batch: Value) -> Statement {
        let rows = (self.database.dialect().rows_of)("$2", RELISTED);
        let sql = format!(
            "WITH {rows} UPDATE call SET {SET}, folded = COALESCE(r.folded, call.folded), \
                 started_at = COALESCE(r.started_at, call.started_at) \
             FROM r WHERE call.org_id = $1 AND call.call_id = r.call_id AND +call.listed_version < r.version"
        );
        Statement::new(sql, vec![org_id.into(), batch])
    }

    /// Writes the texts of a batch's rows for which `still` holds.
    pub(crate) fn text_statement(
        &self,
        org_id: &str,
        columns: &[Column],
        batch: Value,
        still: &str,
    ) -> Statement {
        let rows = (self.database.dialect().rows_of)("$2", columns);
        // CROSS JOIN keeps SQLite from walking through all calls instead of looking up each.
        let sql = format!(
            "WITH {rows} INSERT INTO call_text (org_id, created_at, call_id, text) \
             SELECT call.org_id, call.created_at, call.call_id, r.text FROM r CROSS JOIN call \
             WHERE call.org_id = $1 AND call.call_id = r.call_id AND {still} \
             ON CONFLICT (org_id, created_at, call_id) DO UPDATE SET text = excluded.text \
             WHERE call_text.text <> excluded.text"
        );
        Statement::new(sql, vec![org_id.into(), batch])
    }
}

pub(crate) fn unlisted_statement(org_id: &str, before: i64, limit: i64) -> Statement {
    let sql = format!(
        "SELECT {} FROM call WHERE org_id = $1 AND listed_version < version AND updated_at <= $2 \
         ORDER BY updated_at LIMIT $3",
        call::COLUMNS
    );
    Statement::new(sql, vec![org_id.into(), before.into(), limit.into()])
}
