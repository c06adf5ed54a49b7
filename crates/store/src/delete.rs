//! Deletes calls with everything that is kept of them, so that nothing of a call stays without it.

use crate::erase::{IDS, ids};
use crate::error::Result;
use crate::store::Store;
use crate::value::{Statement, Value, affected};

/// Calls that were deleted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deleted {
    /// How many.
    pub calls: u64,
    /// The Tasks that they had, as it was known in the moment of deleting.
    pub tasks: Vec<String>,
    /// How many may have a Task of which we do not know: a create had left, and its outcome was not known.
    pub unknown_tasks: u64,
}

impl Store {
    /// Deletes calls with their events, whatever they still had to do.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn erase_calls(&self, org_id: &str, call_ids: &[&str]) -> Result<Deleted> {
        self.delete_calls(org_id, call_ids, None).await
    }

    /// Deletes calls with their events, of these the ones that are as `only` says.
    pub(crate) async fn delete_calls(
        &self,
        org_id: &str,
        call_ids: &[&str],
        only: Option<&str>,
    ) -> Result<Deleted> {
        if call_ids.is_empty() {
            return Ok(Deleted::default());
        }
        let of = |sql| Statement::new(sql, vec![org_id.into(), ids(call_ids)]);
        let statements = vec![
            self.hold_calls(org_id, ids(call_ids)),
            // Calls first, then hours, as in a completion; and while the calls still say which hours those are.
            self.stale_hours_of(org_id, call_ids.iter().copied()),
            of(self.delete_sql("call_text", only)),
            of(self.delete_sql("event", only)),
            of(self.delete_sql("call", only)),
        ];
        let mut answers = self.database.apply(statements).await?;
        let mut deleted =
            Deleted { calls: affected(answers.pop().unwrap_or_default())?, ..Deleted::default() };
        for mut row in answers.into_iter().next().unwrap_or_default() {
            match (row.text_or_null("task_id")?, row.int_or_null("intent_at")?) {
                (Some(task_id), _) => deleted.tasks.push(task_id),
                (None, Some(_)) => deleted.unknown_tasks += 1,
                (None, None) => {}
            }
        }
        Ok(deleted)
    }

    /// Reads the Tasks of the calls `ids` and keeps these rows from changing until the transaction ends, which keeps events
    /// from being added too.
    pub(crate) fn hold_calls(&self, org_id: &str, ids: Value) -> Statement {
        let dialect = self.database.dialect();
        let rows = (dialect.rows_of)("$2", IDS);
        let sql = format!(
            "WITH {rows} SELECT call_id, task_id, intent_at FROM call \
             WHERE org_id = $1 AND call_id IN (SELECT id FROM r){}",
            dialect.hold_calls
        );
        Statement::new(sql, vec![org_id.into(), ids])
    }

    /// Deletes what belongs to the calls in `r`, of those that are as `only` says.
    pub(crate) fn delete_sql(&self, table: &str, only: Option<&str>) -> String {
        let rows = (self.database.dialect().rows_of)("$2", IDS);
        let of_calls = |key: &str| {
            let only = only.unwrap_or("true");
            format!(
                "({key}) IN (SELECT {key} FROM call WHERE org_id = $1 AND call_id IN (SELECT id FROM r) AND {only})"
            )
        };
        let which = match (table, only) {
            // The words of a call lie in order of its age.
            ("call_text", _) => of_calls("created_at, call_id"),
            // Also those whose call is gone.
            ("event", None) => "call_id IN (SELECT id FROM r)".to_owned(),
            // A call that somebody was told of just now, for the first time, stays with its event.
            ("call", _) => format!(
                "{} AND NOT EXISTS (SELECT 1 FROM event WHERE event.org_id = call.org_id AND event.call_id = call.call_id)",
                of_calls("call_id")
            ),
            _ => of_calls("call_id"),
        };
        format!("WITH {rows} DELETE FROM {table} WHERE org_id = $1 AND {which}")
    }
}
