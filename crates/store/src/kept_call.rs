//! What calls hold about people, to be looked through and rewritten.

use crate::error::Result;
use crate::store::Store;
use crate::value::{Row, Statement, Value, affected};

/// The columns of a call in which texts about people stand.
const TEXTS: [&str; 7] =
    ["folded", "resolution", "desired", "written", "error_text", "cause", "text"];

/// What a call's row holds about people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptCall {
    /// The call.
    pub call_id: String,
    /// Its Task in Salesforce.
    pub task_id: Option<String>,
    /// The record that it was matched with.
    pub record_id: Option<String>,
    /// When a create was about to leave whose outcome may be unknown.
    pub intent_at: Option<i64>,
    /// Its texts: call, match, Task as it should be, Task as it is, error, its cause, and what it is looked for by.
    pub texts: [Option<String>; 7],
    /// What its row was like when it was read.
    pub seen: Seen,
}

impl KeptCall {
    /// Whether it may have a Task of which we do not know: a create has left, and nobody knows what became of it.
    #[must_use]
    pub fn is_task_unknown(&self) -> bool {
        self.intent_at.is_some() && self.task_id.is_none()
    }
}

/// What tells whether a call's row has changed since it was read: whatever changes it changes one of these.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    version: i64,
    epoch: i64,
    lease_until: i64,
    updated_at: i64,
}

impl Seen {
    /// Whether somebody held the call.
    #[must_use]
    pub fn is_claimed(&self) -> bool {
        self.lease_until > 0
    }
}

impl Store {
    /// What all calls behind `after` (an id) hold about people, at most `limit`.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn kept_calls(&self, org_id: &str, after: &str, limit: i64) -> Result<Vec<KeptCall>> {
        let sql =
            format!("{} AND call.call_id > $2 ORDER BY call.call_id LIMIT $3", select_calls());
        let params = vec![org_id.into(), after.into(), limit.into()];
        self.database.query(sql, params).await?.into_iter().map(read).collect()
    }

    /// What one call holds about people.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn kept_call(&self, org_id: &str, call_id: &str) -> Result<Option<KeptCall>> {
        let sql = format!("{} AND call.call_id = $2", select_calls());
        let rows = self.database.query(sql, vec![org_id.into(), call_id.into()]).await?;
        rows.into_iter().next().map(read).transpose()
    }

    /// Replaces what a call's row holds about people, if the row is still as it was read; else nothing is changed and the
    /// answer is `false`: what was written there meanwhile is newer than these texts. Whoever has claimed the call loses
    /// the claim: what they hold is as it was before, and the call is due again at once.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn rewrite_call(&self, org_id: &str, call: KeptCall) -> Result<bool> {
        let [folded, resolution, desired, written, error, cause, text] = call.texts;
        let seen = call.seen;
        let unchanged: [Value; 6] = [
            org_id.into(),
            call.call_id.into(),
            seen.version.into(),
            seen.epoch.into(),
            seen.lease_until.into(),
            seen.updated_at.into(),
        ];
        let is_unchanged = "org_id = $1 AND call_id = $2 AND version = $3 AND lease_epoch = $4 AND lease_until = $5 \
                            AND updated_at = $6";
        // Held first, so that both statements below find the row in one state.
        let held = format!(
            "SELECT call_id FROM call WHERE org_id = $1 AND call_id = $2{}",
            self.database.dialect().hold_calls
        );
        let words = format!(
            "UPDATE call_text SET text = $7 WHERE org_id = $1 AND call_id = $2 \
                 AND created_at = (SELECT created_at FROM call WHERE {is_unchanged})"
        );
        let row = format!(
            "UPDATE call SET folded = $7, resolution = $8, desired = $9, written = $10, error_text = $11, \
                 cause = $12, \
                 lease_epoch = CASE WHEN lease_until > 0 THEN lease_epoch + 1 ELSE lease_epoch END, lease_until = 0 \
             WHERE {is_unchanged}"
        );
        let of = |values: Vec<Value>| [unchanged.to_vec(), values].concat();
        let texts = [folded, resolution, desired, written, error, cause].map(Value::from);
        let statements = vec![
            Statement::new(held, unchanged[..2].to_vec()),
            Statement::new(words, of(vec![text.unwrap_or_default().into()])),
            Statement::new(row, of(texts.into())),
        ];
        let mut answers = self.database.apply(statements).await?;
        Ok(affected(answers.pop().unwrap_or_default())? > 0)
    }
}

fn select_calls() -> String {
    format!(
        "SELECT call.call_id, task_id, record_id, intent_at, version, lease_epoch, lease_until, updated_at, {} \
         FROM call LEFT JOIN call_text ON call_text.org_id = call.org_id \
             AND call_text.created_at = call.created_at AND call_text.call_id = call.call_id \
         WHERE call.org_id = $1",
        TEXTS.join(", ")
    )
}

fn read(mut row: Row) -> Result<KeptCall> {
    let mut texts = [const { None }; TEXTS.len()];
    for (text, column) in texts.iter_mut().zip(TEXTS) {
        *text = row.text_or_null(column)?;
    }
    Ok(KeptCall {
        call_id: row.text("call_id")?,
        task_id: row.text_or_null("task_id")?,
        record_id: row.text_or_null("record_id")?,
        intent_at: row.int_or_null("intent_at")?,
        texts,
        seen: Seen {
            version: row.int("version")?,
            epoch: row.int("lease_epoch")?,
            lease_until: row.int("lease_until")?,
            updated_at: row.int("updated_at")?,
        },
    })
}
