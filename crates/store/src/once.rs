//! Things that must happen once, however many calls on however many nodes ask for them, such as creating a person.

use std::collections::{HashMap, HashSet};

use crate::batch::{Batch, Column, Kind};
use crate::error::Result;
use crate::store::Store;
use crate::value::{Row, Rows, Statement, affected};

/// What [`Store::once`] says to one who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// It is the holder's to do.
    Yours {
        /// When an earlier holder, who then fell silent, was about to do it (UTC milliseconds): it may have happened.
        intent_at: Option<i64>,
    },
    /// Somebody else is at it.
    Busy {
        /// When it can be asked again at the latest, UTC milliseconds.
        until: i64,
    },
    /// It has happened.
    Done {
        /// What came of it.
        result: String,
        /// When, UTC milliseconds.
        at: i64,
    },
}

pub(crate) const KEYS: &[Column] = &[("key", Kind::Text)];
pub(crate) const RESULTS: &[Column] = &[("key", Kind::Text), ("result", Kind::Text)];

/// Those of the keys in `r` that a holder may still change. IN, and not FROM, keeps SQLite from walking through the org.
const OWNED: &str =
    "org_id = $1 AND key IN (SELECT key FROM r) AND holder = $2 AND done_at IS NULL";

impl Store {
    /// Whose turn is it? One answer for each key, in their order. What is nobody's, or whose holder has fallen silent
    /// until after its time, becomes `holder`'s until `until`.
    ///
    /// A holder is one piece of work, not a node: who asks again under the same name while its time runs is told
    /// `Busy`, because two rounds of one node must not both go on.
    ///
    /// # Errors
    /// Any failure of the database; keys may be held then, until their time is over.
    pub async fn once(
        &self,
        org_id: &str,
        keys: &[&str],
        holder: &str,
        until: i64,
        now: i64,
    ) -> Result<Vec<Turn>> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let take = self.take_turns(org_id, batch(keys), holder, until, now);
        let look = self.look_at_turns(org_id, batch(keys));
        let mut answers = self.database.apply(vec![take, look]).await?.into_iter();
        let mine = by_key(answers.next(), |row| row.int_or_null("intent_at"))?;
        let all = by_key(answers.next(), read_turn)?;
        let turn = |key: &&str| match (mine.get(*key), all.get(*key)) {
            (Some(&intent_at), _) => Turn::Yours { intent_at },
            (None, Some(turn)) => turn.clone(),
            // It was somebody's a moment ago and is nobody's now.
            (None, None) => Turn::Busy { until: now },
        };
        Ok(keys.iter().map(turn).collect())
    }

    pub(crate) fn take_turns(
        &self,
        org_id: &str,
        keys: Batch,
        holder: &str,
        until: i64,
        now: i64,
    ) -> Statement {
        let rows = (self.database.dialect().rows_of)("$5", keys.columns());
        // Sorted, so that two nodes lock the same keys in the same order.
        let sql = format!(
            "WITH {rows} INSERT INTO once (org_id, key, holder, until) \
             SELECT DISTINCT CAST($1 AS TEXT), key, CAST($2 AS TEXT), CAST($3 AS BIGINT) FROM r WHERE true ORDER BY key \
             ON CONFLICT (org_id, key) DO UPDATE SET holder = excluded.holder, until = excluded.until \
             WHERE once.done_at IS NULL AND once.until <= $4 \
             RETURNING once.key, once.intent_at"
        );
        let keys = keys.into_param();
        Statement::new(sql, vec![org_id.into(), holder.into(), until.into(), now.into(), keys])
    }

    pub(crate) fn look_at_turns(&self, org_id: &str, keys: Batch) -> Statement {
        let rows = (self.database.dialect().rows_of)("$2", keys.columns());
        let sql = format!(
            "WITH {rows} SELECT key, until, result, done_at FROM once \
             WHERE org_id = $1 AND key IN (SELECT key FROM r)"
        );
        Statement::new(sql, vec![org_id.into(), keys.into_param()])
    }

    /// Commits that it is about to happen, before the request leaves. One answer for each key: only where it is `true`
    /// may the request leave; otherwise the holder's time is over.
    ///
    /// # Errors
    /// Any failure of the database; nothing may be sent then.
    pub async fn once_intend(
        &self,
        org_id: &str,
        keys: &[&str],
        holder: &str,
        now: i64,
    ) -> Result<Vec<bool>> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let statement = self.intend_turns(org_id, batch(keys), holder, now);
        let owned = by_key(Some(self.database.apply_one(statement).await?), |_| Ok(()))?;
        Ok(keys.iter().map(|key| owned.contains_key(*key)).collect())
    }

    pub(crate) fn intend_turns(
        &self,
        org_id: &str,
        keys: Batch,
        holder: &str,
        now: i64,
    ) -> Statement {
        let rows = (self.database.dialect().rows_of)("$4", keys.columns());
        let sql = format!(
            "WITH {rows} UPDATE once SET intent_at = $3 WHERE {OWNED} AND +until > $3 RETURNING key"
        );
        Statement::new(sql, vec![org_id.into(), holder.into(), now.into(), keys.into_param()])
    }

    /// Writes down what came of it: a list of keys with their results. One answer for each: `false` where the holder's
    /// time was over and another has taken over, whose result counts.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn once_done(
        &self,
        org_id: &str,
        results: Vec<(String, String)>,
        holder: &str,
        now: i64,
    ) -> Result<Vec<bool>> {
        if results.is_empty() {
            return Ok(Vec::new());
        }
        let mut batch = Batch::new(RESULTS);
        let mut keys = Vec::with_capacity(results.len());
        for (key, result) in results {
            batch.push([key.as_str().into(), result.into()]);
            keys.push(key);
        }
        let statement = self.finish_turns(org_id, batch, holder, now);
        let owned = by_key(Some(self.database.apply_one(statement).await?), |_| Ok(()))?;
        Ok(keys.iter().map(|key| owned.contains_key(key)).collect())
    }

    pub(crate) fn finish_turns(
        &self,
        org_id: &str,
        results: Batch,
        holder: &str,
        now: i64,
    ) -> Statement {
        let rows = (self.database.dialect().rows_of)("$4", results.columns());
        let sql = format!(
            "WITH {rows} UPDATE once SET done_at = $3, result = (SELECT MAX(r.result) FROM r WHERE r.key = once.key) \
             WHERE {OWNED} RETURNING key"
        );
        Statement::new(sql, vec![org_id.into(), holder.into(), now.into(), results.into_param()])
    }

    /// Gives back what did not happen, for others to do at once. An intent stays, so that they look first.
    ///
    /// # Errors
    /// Any failure of the database; the holder's time runs out by itself then.
    pub async fn once_release(&self, org_id: &str, keys: &[&str], holder: &str) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        let statement = self.release_turns(org_id, batch(keys), holder);
        self.database.apply_one(statement).await.map(drop)
    }

    pub(crate) fn release_turns(&self, org_id: &str, keys: Batch, holder: &str) -> Statement {
        let rows = (self.database.dialect().rows_of)("$3", keys.columns());
        let sql = format!("WITH {rows} UPDATE once SET until = 0 WHERE {OWNED}");
        Statement::new(sql, vec![org_id.into(), holder.into(), keys.into_param()])
    }

    /// Gives back what is known not to have happened, for others to do at once and without a look.
    ///
    /// # Errors
    /// Any failure of the database; the holder's time runs out by itself then.
    pub async fn once_undo(&self, org_id: &str, keys: &[&str], holder: &str) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        let statement = self.undo_turns(org_id, batch(keys), holder);
        self.database.apply_one(statement).await.map(drop)
    }

    pub(crate) fn undo_turns(&self, org_id: &str, keys: Batch, holder: &str) -> Statement {
        let rows = (self.database.dialect().rows_of)("$3", keys.columns());
        let sql = format!(
            "WITH {rows} DELETE FROM once WHERE org_id = $1 AND holder = $2 AND done_at IS NULL \
                 AND key IN (SELECT key FROM r)"
        );
        Statement::new(sql, vec![org_id.into(), holder.into(), keys.into_param()])
    }

    /// Lets happen anew what came to these results: a list of keys with the results as they were read. Where
    /// somebody has done it anew already, that stays.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn once_outdated(&self, org_id: &str, results: Vec<(String, String)>) -> Result<()> {
        if results.is_empty() {
            return Ok(());
        }
        let mut batch = Batch::new(RESULTS);
        for (key, result) in results {
            batch.push([key.into(), result.into()]);
        }
        self.database.apply_one(self.outdated_turns(org_id, batch)).await.map(drop)
    }

    pub(crate) fn outdated_turns(&self, org_id: &str, results: Batch) -> Statement {
        let rows = (self.database.dialect().rows_of)("$2", results.columns());
        let sql = format!(
            "WITH {rows} DELETE FROM once WHERE org_id = $1 AND done_at IS NOT NULL \
                 AND (key, result) IN (SELECT key, result FROM r)"
        );
        Statement::new(sql, vec![org_id.into(), results.into_param()])
    }

    /// Removes what was done, or left lying, before `before` (UTC milliseconds; at least 24 hours ago, so that calls
    /// that are tried again for that long still find it); returns how many.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn once_sweep(&self, org_id: &str, before: i64) -> Result<u64> {
        affected(self.database.apply_one(sweep_turns(org_id, before)).await?)
    }
}

pub(crate) fn sweep_turns(org_id: &str, before: i64) -> Statement {
    let sql = "DELETE FROM once WHERE org_id = $1 AND until < $2 AND (done_at IS NULL OR done_at < $2) \
                   AND (intent_at IS NULL OR intent_at < $2)";
    Statement::new(sql, vec![org_id.into(), before.into()])
}

/// Each key once, in order, as the one who locks them should have them.
fn batch(keys: &[&str]) -> Batch {
    let mut batch = Batch::new(KEYS);
    let mut seen = HashSet::new();
    for key in keys.iter().filter(|key| seen.insert(**key)) {
        batch.push([(*key).into()]);
    }
    batch
}

fn read_turn(row: &mut Row) -> Result<Turn> {
    let until = row.int("until")?;
    Ok(match (row.text_or_null("result")?, row.int_or_null("done_at")?) {
        (Some(result), Some(at)) => Turn::Done { result, at },
        _ => Turn::Busy { until },
    })
}

fn by_key<T>(
    rows: Option<Rows>,
    read: impl Fn(&mut Row) -> Result<T>,
) -> Result<HashMap<String, T>> {
    let mut found = HashMap::new();
    for mut row in rows.unwrap_or_default() {
        found.insert(row.text("key")?, read(&mut row)?);
    }
    Ok(found)
}
