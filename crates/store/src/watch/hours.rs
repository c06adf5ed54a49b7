//! The calls by hour, added up once, so that a chart of a million calls reads a few hundred rows.
//!
//! Whatever changes a call makes its hour stale in the same transaction; somebody adds the hour up anew later. What is
//! shown is therefore seconds old, but cannot drift.

use crate::batch::{Batch, Column, Kind};
use crate::call::CallState;
use crate::error::Result;
use crate::store::Store;
use crate::value::Statement;

/// An hour in milliseconds.
const HOUR_MS: i64 = 3_600_000;

const CALL_IDS: &[Column] = &[("call_id", Kind::Text)];

/// The calls that were first heard of in one hour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hour {
    /// When it begins, UTC milliseconds.
    pub at: i64,
    /// What they add up to.
    pub sum: HourSum,
}

/// Calls, added up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HourSum {
    /// All of them.
    pub calls: i64,
    /// Their Task is written.
    pub logged: i64,
    /// A rule leaves them out.
    pub ignored: i64,
    /// They were given up.
    pub failed: i64,
    /// Logged on a record.
    pub matched: i64,
    /// Milliseconds to the Task: half of them took no longer.
    pub p50: Option<i64>,
    /// The same for 95 of 100.
    pub p95: Option<i64>,
}

impl Store {
    /// Adds up at most `limit` hours that have changed. Returns how many; 0 when all are up to date.
    ///
    /// # Errors
    /// Any failure of the database; the rest stays stale.
    pub async fn add_up_hours(&self, org_id: &str, limit: i64) -> Result<usize> {
        let sql = "SELECT hour, stale FROM call_hour WHERE org_id = $1 AND stale > 0 ORDER BY hour DESC LIMIT $2";
        let stale = self.database.query(sql, vec![org_id.into(), limit.into()]).await?;
        let count = stale.len();
        for mut row in stale {
            let (hour, stale) = (row.int("hour")?, row.int("stale")?);
            let sum = self.sum_calls(org_id, hour * HOUR_MS, (hour + 1) * HOUR_MS).await?;
            // What changed while we added up stays stale.
            let sql = "UPDATE call_hour SET calls = $4, logged = $5, ignored = $6, failed = $7, matched = $8, p50 = $9, p95 = $10, \
                           stale = stale - $3 WHERE org_id = $1 AND hour = $2";
            let params = vec![
                org_id.into(),
                hour.into(),
                stale.into(),
                sum.calls.into(),
                sum.logged.into(),
                sum.ignored.into(),
                sum.failed.into(),
                sum.matched.into(),
                sum.p50.into(),
                sum.p95.into(),
            ];
            self.database.apply_one(Statement::new(sql, params)).await?;
        }
        Ok(count)
    }

    /// Makes the hours of calls stale: they have changed.
    pub(crate) fn stale_hours_of<'a>(
        &self,
        org_id: &str,
        call_ids: impl Iterator<Item = &'a str>,
    ) -> Statement {
        let mut batch = Batch::new(CALL_IDS);
        for call_id in call_ids {
            batch.push([call_id.into()]);
        }
        let rows = (self.database.dialect().rows_of)("$2", CALL_IDS);
        // CROSS JOIN keeps SQLite from walking through all calls instead of looking up those of the batch.
        let calls = "r CROSS JOIN call WHERE call.org_id = $1 AND call.call_id = r.call_id";
        Statement::new(stale_sql(&rows, calls), vec![org_id.into(), batch.into_param()])
    }

    /// The hours from `since` on, in order, as they were last added up; hours without calls are missing.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn hours(&self, org_id: &str, since: i64) -> Result<Vec<Hour>> {
        let sql = "SELECT hour, calls, logged, ignored, failed, matched, p50, p95 FROM call_hour \
                   WHERE org_id = $1 AND hour >= $2 ORDER BY hour";
        let rows = self.database.query(sql, vec![org_id.into(), since.div_euclid(HOUR_MS).into()]);
        rows.await?
            .into_iter()
            .map(|mut row| {
                Ok(Hour {
                    at: row.int("hour")? * HOUR_MS,
                    sum: HourSum {
                        calls: row.int("calls")?,
                        logged: row.int("logged")?,
                        ignored: row.int("ignored")?,
                        failed: row.int("failed")?,
                        matched: row.int("matched")?,
                        p50: row.int_or_null("p50")?,
                        p95: row.int_or_null("p95")?,
                    },
                })
            })
            .collect()
    }

    /// Adds up the calls that were first heard of at `since` or later and before `until` (UTC milliseconds), one by one:
    /// for a short time.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn sum_calls(&self, org_id: &str, since: i64, until: i64) -> Result<HourSum> {
        let statement = sum_statement(org_id, since, until);
        let mut sum = HourSum::default();
        let mut times = Vec::new();
        for mut row in self.database.query(statement.sql, statement.params).await? {
            sum.calls += 1;
            match CallState::from_column(&row.text("state")?)? {
                CallState::Logged => {
                    sum.logged += 1;
                    sum.matched += row.int("matched")?;
                }
                CallState::Ignored => sum.ignored += 1,
                CallState::Failed => sum.failed += 1,
                CallState::Waiting => {}
            }
            times.extend(row.int_or_null("task_ms")?);
        }
        times.sort_unstable();
        sum.p50 = percentile(&times, 50);
        sum.p95 = percentile(&times, 95);
        Ok(sum)
    }
}

/// Makes the hours of calls stale. `calls` follows FROM and may read the rows `r`; `$1` is the org.
pub(crate) fn stale_sql(rows: &str, calls: &str) -> String {
    // Sorted, so that two nodes lock the same hours in the same order.
    format!(
        "WITH {rows} INSERT INTO call_hour (org_id, hour, calls, logged, ignored, failed, matched, stale) \
         SELECT CAST($1 AS TEXT), call.created_at / {HOUR_MS} AS hour, 0, 0, 0, 0, 0, 1 \
         FROM {calls} GROUP BY call.created_at / {HOUR_MS} ORDER BY hour \
         ON CONFLICT (org_id, hour) DO UPDATE SET stale = call_hour.stale + 1"
    )
}

pub(crate) fn sum_statement(org_id: &str, since: i64, until: i64) -> Statement {
    let sql = "SELECT state, CASE WHEN record_id IS NULL THEN 0 ELSE 1 END AS matched, task_ms FROM call \
               WHERE org_id = $1 AND created_at >= $2 AND created_at < $3";
    Statement::new(sql, vec![org_id.into(), since.into(), until.into()])
}

/// Makes the hour of `now` stale: calls were heard of.
pub(crate) fn stale_hour(org_id: &str, now: i64) -> Statement {
    let sql = "INSERT INTO call_hour (org_id, hour, calls, logged, ignored, failed, matched, stale) \
               VALUES ($1, $2, 0, 0, 0, 0, 0, 1) \
               ON CONFLICT (org_id, hour) DO UPDATE SET stale = call_hour.stale + 1";
    Statement::new(sql, vec![org_id.into(), now.div_euclid(HOUR_MS).into()])
}

/// The smallest of the sorted values that `percent` of 100 do not exceed.
fn percentile(sorted: &[i64], percent: usize) -> Option<i64> {
    let place = (sorted.len() * percent).div_ceil(100).checked_sub(1)?;
    sorted.get(place).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_occurred() {
        assert_eq!(percentile(&[], 50), None);
        assert_eq!(percentile(&[7], 95), Some(7));
        let hundred: Vec<i64> = (1..=100).collect();
        assert_eq!((percentile(&hundred, 50), percentile(&hundred, 95)), (Some(50), Some(95)));
        assert_eq!(percentile(&[1, 2, 3], 50), Some(2));
    }
}
