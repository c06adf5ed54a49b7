//! Which calls have something to do, and who may do it: claims under a lease with an epoch.

use std::collections::HashMap;

use crate::batch::{Batch, Column, Kind};
use crate::call::{self, CallRow};
use crate::error::Result;
use crate::store::Store;
use crate::value::Statement;

pub(crate) const OWNED: &[Column] = &[("call_id", Kind::Text), ("epoch", Kind::Int)];
const CALL_IDS: &[Column] = &[("call_id", Kind::Text)];

impl Store {
    /// Claims calls that are due, the longest due first, and holds them for `lease_ms` milliseconds. While the org is
    /// paused nothing is claimed.
    ///
    /// # Errors
    /// Any failure of the database; nothing was claimed then, or the lease runs out.
    pub async fn claim(
        &self,
        org_id: &str,
        now: i64,
        limit: i64,
        lease_ms: i64,
    ) -> Result<Vec<CallRow>> {
        let statement = self.claim_statement(org_id, now, limit, lease_ms);
        let mut calls = CallRow::from_rows(self.database.apply_one(statement).await?)?;
        calls.sort_by(|a, b| (a.due_at, &a.call_id).cmp(&(b.due_at, &b.call_id)));
        Ok(calls)
    }

    pub(crate) fn claim_statement(
        &self,
        org_id: &str,
        now: i64,
        limit: i64,
        lease_ms: i64,
    ) -> Statement {
        // MATERIALIZED: PostgreSQL must not run the selection again for each row that it updates.
        let sql = format!(
            "WITH picked AS MATERIALIZED ( \
                 SELECT call_id AS picked_id FROM call \
                 WHERE org_id = $1 AND due_at <= $2 AND lease_until <= $2 \
                     AND NOT EXISTS (SELECT 1 FROM org WHERE org.org_id = $1 AND paused_until > $2) \
                     AND NOT EXISTS (SELECT 1 FROM hold WHERE hold.org_id = $1) \
                 ORDER BY due_at LIMIT $3{skip_locked}) \
             UPDATE call SET lease_until = $4, lease_epoch = lease_epoch + 1 \
             FROM picked WHERE org_id = $1 AND call_id = picked_id \
             RETURNING {columns}",
            skip_locked = self.database.dialect().skip_locked,
            columns = call::COLUMNS,
        );
        let until = now.saturating_add(lease_ms);
        let params = vec![org_id.into(), now.into(), limit.into(), until.into()];
        Statement::new(sql, params)
    }

    /// Ends the leases of a serving process that is no more, so that its calls, and what one node does for all, need
    /// not wait for them to run out. For the start of the serving process; does nothing where other nodes may hold leases.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn take_over(&self, org_id: &str) -> Result<()> {
        if self.database.dialect().many_nodes {
            return Ok(());
        }
        let calls = "UPDATE call SET lease_until = 0, lease_epoch = lease_epoch + 1 \
                     WHERE org_id = $1 AND lease_until > 0";
        let statements = [calls, "DELETE FROM lease WHERE org_id = $1"]
            .map(|sql| Statement::new(sql, vec![org_id.into()]));
        self.database.apply(statements.into()).await.map(drop)
    }

    /// When the next claim can find something: a call becomes due, or a lease or the pause runs out. `None` when
    /// nothing is due at any time, or somebody has to let it go on first.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn next_due(&self, org_id: &str, now: i64) -> Result<Option<i64>> {
        let sql = "SELECT \
            (SELECT due_at FROM call WHERE org_id = $1 AND due_at IS NOT NULL AND lease_until <= $2 \
                 ORDER BY due_at LIMIT 1) AS due_at, \
            (SELECT lease_until FROM call WHERE org_id = $1 AND due_at IS NOT NULL AND lease_until > $2 \
                 AND lease_until > 0 ORDER BY lease_until LIMIT 1) AS lease_until, \
            (SELECT paused_until FROM org WHERE org_id = $1) AS paused_until, \
            (SELECT code FROM hold WHERE org_id = $1 LIMIT 1) AS held_code";
        let rows = self.database.query(sql, vec![org_id.into(), now.into()]).await?;
        let Some(mut row) = rows.into_iter().next() else {
            return Ok(None);
        };
        let due = [row.int_or_null("due_at")?, row.int_or_null("lease_until")?];
        if row.text_or_null("held_code")?.is_some() {
            return Ok(None);
        }
        let paused_until = row.int_or_null("paused_until")?.unwrap_or(0);
        Ok(due.into_iter().flatten().min().map(|at| at.max(paused_until)))
    }

    /// The events of calls as JSON, those of a call in order of their ids. A call without events is missing.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn events_of(
        &self,
        org_id: &str,
        call_ids: &[&str],
    ) -> Result<HashMap<String, Vec<String>>> {
        let mut batch = Batch::new(CALL_IDS);
        for &call_id in call_ids {
            batch.push([call_id.into()]);
        }
        let rows = (self.database.dialect().rows_of)("$2", batch.columns());
        let sql = format!(
            "WITH {rows} SELECT call_id, body FROM event \
             WHERE org_id = $1 AND call_id IN (SELECT call_id FROM r) ORDER BY call_id, event_id"
        );
        let mut events: HashMap<String, Vec<String>> = HashMap::new();
        for mut row in self.database.query(sql, vec![org_id.into(), batch.into_param()]).await? {
            events.entry(row.text("call_id")?).or_default().push(row.text("body")?);
        }
        Ok(events)
    }

    /// Commits that creates are about to leave, before they do, so that after a crash an unknown outcome is
    /// visible. Takes call ids with the epochs of their claims; returns the ids of the calls that are still owned:
    /// only those may be sent.
    ///
    /// # Errors
    /// Any failure of the database; nothing may be sent then.
    pub async fn intend(
        &self,
        org_id: &str,
        owned: &[(&str, i64)],
        now: i64,
    ) -> Result<Vec<String>> {
        let mut batch = Batch::new(OWNED);
        for &(call_id, epoch) in owned {
            batch.push([call_id.into(), epoch.into()]);
        }
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        let statement = self.intend_statement(org_id, batch, now);
        let rows = self.database.apply_one(statement).await?;
        rows.into_iter().map(|mut row| row.text("owned_id")).collect()
    }

    pub(crate) fn intend_statement(&self, org_id: &str, batch: Batch, now: i64) -> Statement {
        let rows = (self.database.dialect().rows_of)("$3", batch.columns());
        // The plus keeps SQLite from walking through all leases instead of looking up each call.
        let sql = format!(
            "WITH {rows} UPDATE call SET intent_at = $2, updated_at = $2 FROM r \
             WHERE call.org_id = $1 AND call.call_id = r.call_id AND call.lease_epoch = r.epoch \
                 AND +call.lease_until > 0 \
             RETURNING call.call_id AS owned_id"
        );
        Statement::new(sql, vec![org_id.into(), now.into(), batch.into_param()])
    }
}
