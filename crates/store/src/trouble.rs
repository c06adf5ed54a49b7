//! What failed, all in one list, and the buttons that try it again.

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

/// What [`Store::retry_all_failed`] has set going again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Retried {
    /// Calls.
    pub calls: usize,
    /// Deliveries.
    pub deliveries: usize,
}

const RETRY_CALL: &str = "UPDATE call SET state = $3, due_at = $2, updated_at = $2, attempts = 0, \
    first_attempt_at = NULL, error_code = NULL, error_text = NULL, cause = NULL \
    WHERE org_id = $1 AND state = $4";

const REPLAY_DELIVERY: &str =
    "UPDATE inbox SET state = $2, error_code = NULL, error_text = NULL WHERE org_id = $1";

impl Store {
    /// Failed deliveries and failed calls, newest first, at most `limit`.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn errors(&self, org_id: &str, limit: i64) -> Result<Vec<ErrorRow>> {
        let sql = "SELECT 0 AS is_call, id, source_id, received_at AS failed_at, error_code, error_text FROM inbox \
                       WHERE org_id = $1 AND state = 2 \
                   UNION ALL \
                   SELECT 1, call_id, source_id, updated_at, error_code, error_text FROM call \
                       WHERE org_id = $1 AND state = 'failed' \
                   ORDER BY failed_at DESC, id DESC LIMIT $2";
        let rows = self.database.query(sql, vec![org_id.into(), limit.into()]).await?;
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
        Ok(!self.database.apply_one(Statement::new(sql, params)).await?.is_empty())
    }

    /// Tries everything again that failed, calls and deliveries, in one transaction.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn retry_all_failed(&self, org_id: &str, now: i64) -> Result<Retried> {
        let calls = format!("{RETRY_CALL} RETURNING call_id");
        let deliveries = format!("{REPLAY_DELIVERY} AND state = $3 RETURNING id");
        let states =
            [DeliveryState::Replayed, DeliveryState::Failed].map(|state| state.number().into());
        let [replayed, failed] = states;
        let answers = self
            .database
            .apply(vec![
                Statement::new(calls, retry_params(org_id, now)),
                Statement::new(deliveries, vec![org_id.into(), replayed, failed]),
            ])
            .await?;
        let count = |place: usize| answers.get(place).map_or(0, Vec::len);
        Ok(Retried { calls: count(0), deliveries: count(1) })
    }
}

fn retry_params(org_id: &str, now: i64) -> Vec<Value> {
    let states = [CallState::Waiting, CallState::Failed].map(CallState::as_str);
    vec![org_id.into(), now.into(), states[0].into(), states[1].into()]
}
