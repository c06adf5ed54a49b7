//! Forgets what has been kept for long enough, in steps that are small enough to hold up nobody.

use crate::error::Result;
use crate::store::Store;
use crate::value::{Statement, affected};

impl Store {
    /// Drops the bodies of deliveries that arrived before `before` (UTC milliseconds), at most `limit` of them, and goes
    /// on where the last step ended. What they were told apart by stays, so that a repeated delivery is still known. One
    /// that has not been read yet ends the step. Returns how many were looked at.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn drop_bodies(&self, org_id: &str, before: i64, limit: i64) -> Result<u64> {
        let until = "SELECT bodies_until FROM retention WHERE org_id = $1";
        let mut rows = self.database.query(until, vec![org_id.into()]).await?;
        let after = rows.first_mut().map(|row| row.text("bodies_until")).transpose()?;
        let after = after.unwrap_or_default();
        let page = page_statement(org_id, &after, limit);
        let mut last = None;
        let mut seen = 0;
        for mut row in self.database.query(page.sql, page.params).await? {
            let unread = matches!(row.int("state")?, 0 | 3);
            if unread || row.int("received_at")? >= before {
                break;
            }
            last = Some(row.text("id")?);
            seen += 1;
        }
        let Some(last) = last else { return Ok(0) };
        // One that failed could not be read again without its body: it leaves the error list.
        let drop = "UPDATE inbox SET body = '', body_is_base64 = 0, headers = '{}', error_text = NULL, state = 1 \
                    WHERE org_id = $1 AND id > $2 AND id <= $3 AND received_at < $4 AND state IN (1, 2)";
        let note = "INSERT INTO retention (org_id, bodies_until) VALUES ($1, $2) \
                    ON CONFLICT (org_id) DO UPDATE SET bodies_until = excluded.bodies_until";
        let params = vec![org_id.into(), after.into(), last.as_str().into(), before.into()];
        let statements = vec![
            Statement::new(drop, params),
            Statement::new(note, vec![org_id.into(), last.into()]),
        ];
        self.database.apply(statements).await?;
        Ok(seen)
    }

    /// Deletes the oldest deliveries that arrived before `before` (UTC milliseconds), at most `limit`; from then on the
    /// same bytes would be new. Returns how many.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn drop_deliveries(&self, org_id: &str, before: i64, limit: i64) -> Result<u64> {
        affected(self.database.apply_one(deliveries_statement(org_id, before, limit)).await?)
    }

    /// Deletes the oldest calls that were first heard of before `before` (UTC milliseconds), with their events, at most
    /// `limit`; not those that have something to do. Returns how many.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn drop_calls(&self, org_id: &str, before: i64, limit: i64) -> Result<u64> {
        let old = old_calls_statement(org_id, before, limit);
        let rows = self.database.query(old.sql, old.params).await?;
        let ids =
            rows.into_iter().map(|mut row| row.text("call_id")).collect::<Result<Vec<_>>>()?;
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let only = Some("due_at IS NULL AND lease_until = 0");
        Ok(self.delete_calls(org_id, &ids, only).await?.calls)
    }

    /// Deletes the oldest replaced texts of contacts, at most `limit`; returns how many.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn drop_contact_history(&self, org_id: &str, before: i64, limit: i64) -> Result<u64> {
        let sql = "DELETE FROM contact_history WHERE (org_id, source_id, at, record_id, field) IN \
                   (SELECT org_id, source_id, at, record_id, field FROM contact_history \
                    WHERE org_id = $1 AND at < $2 LIMIT $3)";
        let params = vec![org_id.into(), before.into(), limit.into()];
        affected(self.database.apply_one(Statement::new(sql, params)).await?)
    }
}

pub(crate) fn page_statement(org_id: &str, after: &str, limit: i64) -> Statement {
    let sql = "SELECT id, state, received_at FROM inbox WHERE org_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    Statement::new(sql, vec![org_id.into(), after.into(), limit.into()])
}

/// Ids are in order of arrival, so the oldest are found at the beginning.
pub(crate) fn deliveries_statement(org_id: &str, before: i64, limit: i64) -> Statement {
    let sql = "DELETE FROM inbox WHERE org_id = $1 AND received_at < $2 AND state IN (1, 2) AND id IN \
               (SELECT id FROM inbox WHERE org_id = $1 ORDER BY id LIMIT $3)";
    Statement::new(sql, vec![org_id.into(), before.into(), limit.into()])
}

pub(crate) fn old_calls_statement(org_id: &str, before: i64, limit: i64) -> Statement {
    let sql = "SELECT call_id FROM call WHERE org_id = $1 AND created_at < $2 AND due_at IS NULL AND lease_until = 0 \
               ORDER BY created_at, call_id LIMIT $3";
    Statement::new(sql, vec![org_id.into(), before.into(), limit.into()])
}
