//! What failed, all in one list, and the buttons that try it again.

use crate::batch::{Batch, Column, Kind};
use crate::call::CallState;
use crate::delivery::DeliveryState;
use crate::error::Result;
use crate::store::Store;
use crate::value::{Statement, Value};

/// What an [`ErrorRow`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// A delivery that could not be understood; see [`Store::replay_delivery`].
    Delivery,
    /// A call that was given up; see [`Store::retry_call`].
    Call,
}

/// A failure that a person has to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorRow {
    /// What failed.
    pub kind: ErrorKind,
    /// The id of the delivery or the call.
    pub id: String,
    /// Its source.
    pub source_id: String,
    /// When the delivery arrived or the call was given up, UTC milliseconds.
    pub at: i64,
    /// A stable code.
    pub code: String,
    /// What happened, why, and what to do next.
    pub text: String,
}

const IDS: &[Column] = &[("id", Kind::Text)];

const RETRY_CALL: &str = "UPDATE call SET state = $3, due_at = $2, updated_at = $2, attempts = 0, \
    first_attempt_at = NULL, error_code = NULL, error_text = NULL, cause = NULL \
    WHERE org_id = $1 AND state = $4";

/// One whose body is forgotten (retention, erasure) stays read as it was: there is nothing to read again. One that came
/// without a body stands in the error list.
const REPLAY_DELIVERY: &str = "UPDATE inbox SET state = $2, error_code = NULL, error_text = NULL \
    WHERE org_id = $1 AND (body <> '' OR state = 2)";

impl Store {
    /// Failed deliveries and failed calls, newest first, at most `limit`.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn errors(&self, org_id: &str, limit: i64) -> Result<Vec<ErrorRow>> {
        let statement = errors_statement(org_id, limit);
        let rows = self.database.query(statement.sql, statement.params).await?;
        rows.into_iter()
            .map(|mut row| {
                let is_call = row.int("is_call")? == 1;
                Ok(ErrorRow {
                    kind: if is_call { ErrorKind::Call } else { ErrorKind::Delivery },
                    id: row.text("id")?,
                    source_id: row.text("source_id")?,
                    at: row.int("failed_at")?,
                    code: row.text_or_null("error_code")?.unwrap_or_default(),
                    text: row.text_or_null("error_text")?.unwrap_or_default(),
                })
            })
            .collect()
    }

    /// Has a delivery looked into once more, whatever came of it before. `false` when there is no such delivery.
    /// What it tells then replaces what it told before, see [`Store::digested`]; told alike it changes nothing.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn replay_delivery(&self, org_id: &str, id: &str) -> Result<bool> {
        let sql = format!("{REPLAY_DELIVERY} AND id = $3 RETURNING id");
        let params = vec![org_id.into(), DeliveryState::Replayed.number().into(), id.into()];
        Ok(!self.database.apply_one(Statement::new(sql, params)).await?.is_empty())
    }

    /// Gives a failed call fresh attempts, the first at `now`. `false` when it has not failed.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn retry_call(&self, org_id: &str, call_id: &str, now: i64) -> Result<bool> {
        let sql = format!("{RETRY_CALL} AND call_id = $5 RETURNING call_id");
        let mut params = retry_params(org_id, now);
        params.push(call_id.into());
        let statements = vec![
            Statement::new(sql, params),
            self.stale_hours_of(org_id, std::iter::once(call_id)),
        ];
        let answers = self.database.apply(statements).await?;
        Ok(answers.first().is_some_and(|retried| !retried.is_empty()))
    }

    /// Tries the next failed calls again, at most `limit`, the oldest first: those behind the place `after`, which is where
    /// a step before ended. Returns how many, and where it ended; `None` at the end.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn retry_failed_calls(
        &self,
        org_id: &str,
        after: &(i64, String),
        limit: i64,
        now: i64,
    ) -> Result<(usize, Option<(i64, String)>)> {
        let page = "SELECT created_at, call_id AS id FROM call WHERE org_id = $1 AND state = 'failed' \
                        AND (created_at, call_id) > ($2, $3) ORDER BY created_at, call_id LIMIT $4";
        let params = vec![org_id.into(), after.0.into(), after.1.as_str().into(), limit.into()];
        let mut picked = Vec::new();
        for mut row in self.database.query(page, params).await? {
            picked.push((row.int("created_at")?, row.text("id")?));
        }
        let last = picked.last().cloned();
        let rows = (self.database.dialect().rows_of)("$5", IDS);
        let sql =
            format!("WITH {rows} {RETRY_CALL} AND call_id IN (SELECT id FROM r) RETURNING call_id");
        let mut params = retry_params(org_id, now);
        let hours = self.stale_hours_of(org_id, picked.iter().map(|(_, id)| id.as_str()));
        params.push(ids(picked.into_iter().map(|(_, id)| id)));
        let answers = self.database.apply(vec![Statement::new(sql, params), hours]).await?;
        Ok((answers.first().map_or(0, Vec::len), last))
    }

    /// Has the next deliveries looked into once more that could not be read, at most `limit`, the oldest first: those behind
    /// the id `after`. Returns how many, and the id of the last; `None` at the end.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn replay_failed_deliveries(
        &self,
        org_id: &str,
        after: &str,
        limit: i64,
    ) -> Result<(usize, Option<String>)> {
        let page =
            "SELECT id FROM inbox WHERE org_id = $1 AND state = 2 AND id > $2 ORDER BY id LIMIT $3";
        let mut picked = Vec::new();
        for mut row in
            self.database.query(page, vec![org_id.into(), after.into(), limit.into()]).await?
        {
            picked.push(row.text("id")?);
        }
        let last = picked.last().cloned();
        let rows = (self.database.dialect().rows_of)("$4", IDS);
        let sql = format!(
            "WITH {rows} {REPLAY_DELIVERY} AND state = $3 AND id IN (SELECT id FROM r) RETURNING id"
        );
        let [replayed, failed] =
            [DeliveryState::Replayed, DeliveryState::Failed].map(|state| state.number().into());
        let params = vec![org_id.into(), replayed, failed, ids(picked.into_iter())];
        Ok((self.database.apply_one(Statement::new(sql, params)).await?.len(), last))
    }
}

pub(crate) fn errors_statement(org_id: &str, limit: i64) -> Statement {
    // Each side's last ones first, from its index: of a hundred thousand only those are read. Ids of deliveries are in order of time.
    let sql = "SELECT * FROM (SELECT 0 AS is_call, id, source_id, received_at AS failed_at, error_code, error_text FROM inbox \
                   WHERE org_id = $1 AND state = 2 ORDER BY id DESC LIMIT $2) AS deliveries \
               UNION ALL \
               SELECT * FROM (SELECT 1 AS is_call, call_id AS id, source_id, updated_at AS failed_at, error_code, error_text FROM call \
                   WHERE org_id = $1 AND state = 'failed' ORDER BY updated_at DESC, call_id DESC LIMIT $2) AS calls \
               ORDER BY failed_at DESC, id DESC LIMIT $2";
    Statement::new(sql, vec![org_id.into(), limit.into()])
}

fn ids(ids: impl Iterator<Item = String>) -> Value {
    let mut batch = Batch::new(IDS);
    ids.for_each(|id| batch.push([id.into()]));
    batch.into_param()
}

fn retry_params(org_id: &str, now: i64) -> Vec<Value> {
    let states = [CallState::Waiting, CallState::Failed].map(CallState::as_str);
    vec![org_id.into(), now.into(), states[0].into(), states[1].into()]
}
