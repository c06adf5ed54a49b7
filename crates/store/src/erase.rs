//! What erasing a person needs: everything that is kept, page by page, and the statements that take it away for good.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::batch::{Batch, Column, Kind};
use crate::error::Result;
use crate::store::Store;
use crate::value::{Row, Statement, Value, affected};

pub(crate) const IDS: &[Column] = &[("id", Kind::Text)];
const MARKS: &[Column] = &[("mark", Kind::Text)];

/// An event as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptEvent {
    /// Its call.
    pub call_id: String,
    /// Its id within the call.
    pub event_id: String,
    /// The delivery that told it.
    pub inbox_id: String,
    /// The event as JSON.
    pub body: String,
}

/// What a delivery holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptBody {
    /// The delivery.
    pub id: String,
    /// Its bytes and its error as one text; bytes that are no text are replaced.
    pub text: String,
}

/// What became of the bytes of deleted rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scrubbed {
    /// They are overwritten in the database's files (SQLite).
    Overwritten,
    /// They lie in the files of a database server, which overwrites them when it needs their place (PostgreSQL).
    WithTheServer,
}

/// A certificate as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certified {
    /// Its id.
    pub id: String,
    /// When the person was erased, UTC milliseconds.
    pub at: i64,
    /// The certificate as JSON.
    pub body: String,
}

impl Store {
    /// A mark for a text that must not be kept itself: the same for the same text, and worthless without the key.
    ///
    /// # Errors
    /// [`crate::StoreError::NoKey`].
    pub fn mark(&self, org_id: &str, text: &str) -> Result<String> {
        self.key("erasure")?.mark(org_id, text)
    }

    /// Notes that what these marks stand for must not come back.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn bury(&self, org_id: &str, marks: &[String], at: i64) -> Result<()> {
        if marks.is_empty() {
            return Ok(());
        }
        let mut batch = Batch::new(MARKS);
        let mut sorted: Vec<&String> = marks.iter().collect();
        sorted.sort();
        sorted.dedup();
        sorted.into_iter().for_each(|mark| batch.push([mark.as_str().into()]));
        let rows = (self.database.dialect().rows_of)("$2", MARKS);
        let sql = format!(
            "WITH {rows} INSERT INTO tombstone (org_id, mark, at) \
             SELECT CAST($1 AS TEXT), mark, CAST($3 AS BIGINT) FROM r WHERE true \
             ON CONFLICT (org_id, mark) DO UPDATE SET at = excluded.at"
        );
        let params = vec![org_id.into(), batch.into_param(), at.into()];
        self.database.apply_one(Statement::new(sql, params)).await.map(drop)
    }

    /// Whether anybody was ever erased here.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn has_buried(&self, org_id: &str) -> Result<bool> {
        let sql = "SELECT mark FROM tombstone WHERE org_id = $1 LIMIT 1";
        Ok(!self.database.query(sql, vec![org_id.into()]).await?.is_empty())
    }

    /// Of these marks those that must not come back, each with when it was erased (UTC milliseconds).
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn buried(&self, org_id: &str, marks: &[String]) -> Result<Vec<(String, i64)>> {
        let mut batch = Batch::new(MARKS);
        marks.iter().for_each(|mark| batch.push([mark.as_str().into()]));
        let rows = (self.database.dialect().rows_of)("$2", MARKS);
        let sql = format!(
            "WITH {rows} SELECT mark, at FROM tombstone \
             WHERE org_id = $1 AND mark IN (SELECT mark FROM r)"
        );
        let rows = self.database.query(sql, vec![org_id.into(), batch.into_param()]).await?;
        rows.into_iter().map(|mut row| Ok((row.text("mark")?, row.int("at")?))).collect()
    }

    /// All events behind `after` (call and event id), at most `limit`.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn kept_events(
        &self,
        org_id: &str,
        after: (&str, &str),
        limit: i64,
    ) -> Result<Vec<KeptEvent>> {
        let sql = "SELECT call_id, event_id, inbox_id, body FROM event \
                   WHERE org_id = $1 AND (call_id, event_id) > ($2, $3) ORDER BY call_id, event_id LIMIT $4";
        let params = vec![org_id.into(), after.0.into(), after.1.into(), limit.into()];
        let read = |mut row: Row| {
            Ok(KeptEvent {
                call_id: row.text("call_id")?,
                event_id: row.text("event_id")?,
                inbox_id: row.text("inbox_id")?,
                body: row.text("body")?,
            })
        };
        self.database.query(sql, params).await?.into_iter().map(read).collect()
    }

    /// The bodies of all deliveries behind `after` (an id), at most `limit`; empty ones too.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn kept_bodies(
        &self,
        org_id: &str,
        after: &str,
        limit: i64,
    ) -> Result<Vec<KeptBody>> {
        let sql = "SELECT id, body, body_is_base64, error_text FROM inbox \
                   WHERE org_id = $1 AND id > $2 ORDER BY id LIMIT $3";
        let read = |mut row: Row| {
            let body = row.text("body")?;
            let bytes = BASE64_STANDARD.decode(&body).ok().filter(|_| body.len() > 1);
            let is_base64 = row.int("body_is_base64")? != 0;
            let mut text = match bytes {
                Some(bytes) if is_base64 => String::from_utf8_lossy(&bytes).into_owned(),
                _ => body,
            };
            if let Some(error) = row.text_or_null("error_text")? {
                text.push('\n');
                text.push_str(&error);
            }
            Ok(KeptBody { id: row.text("id")?, text })
        };
        let params = vec![org_id.into(), after.into(), limit.into()];
        self.database.query(sql, params).await?.into_iter().map(read).collect()
    }

    /// Which calls the events are of that were kept of these deliveries: pairs of delivery and call, each once.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn calls_told_by(
        &self,
        org_id: &str,
        inbox_ids: &[&str],
    ) -> Result<Vec<(String, String)>> {
        if inbox_ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows = (self.database.dialect().rows_of)("$2", IDS);
        let sql = format!(
            "WITH {rows} SELECT DISTINCT inbox_id, call_id FROM event \
             WHERE org_id = $1 AND inbox_id IN (SELECT id FROM r)"
        );
        let rows = self.database.query(sql, vec![org_id.into(), ids(inbox_ids)]).await?;
        rows.into_iter().map(|mut row| Ok((row.text("inbox_id")?, row.text("call_id")?))).collect()
    }

    /// Replaces the body of an event; it counts as the same event.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn rewrite_event(&self, org_id: &str, event: KeptEvent) -> Result<()> {
        let sql = "UPDATE event SET body = $4 WHERE org_id = $1 AND call_id = $2 AND event_id = $3";
        let params =
            vec![org_id.into(), event.call_id.into(), event.event_id.into(), event.body.into()];
        self.database.apply_one(Statement::new(sql, params)).await.map(drop)
    }

    /// Empties deliveries that were read: they are still known when they arrive again, but tell nothing any more. One that
    /// nobody has read stays: what it tells of others would be lost. Returns how many.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn empty_deliveries(&self, org_id: &str, inbox_ids: &[&str]) -> Result<u64> {
        if inbox_ids.is_empty() {
            return Ok(0);
        }
        affected(self.database.apply_one(self.empty_statement(org_id, ids(inbox_ids))).await?)
    }

    /// Empties the deliveries `ids` that were read.
    pub(crate) fn empty_statement(&self, org_id: &str, ids: Value) -> Statement {
        let rows = (self.database.dialect().rows_of)("$2", IDS);
        let sql = format!(
            "WITH {rows} UPDATE inbox SET body = '', body_is_base64 = 0, headers = '{{}}', error_code = NULL, \
                 error_text = NULL, state = 1 WHERE org_id = $1 AND id IN (SELECT id FROM r) AND state IN (1, 2)"
        );
        Statement::new(sql, vec![org_id.into(), ids])
    }

    /// Deletes contacts of phone systems with everything that is kept of their sync. Takes pairs of source and contact
    /// id; returns how many contacts there were.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn erase_contacts(&self, org_id: &str, contacts: &[(String, String)]) -> Result<u64> {
        let mut count = 0;
        for (source_id, contact_id) in contacts {
            let params: Vec<Value> =
                vec![org_id.into(), source_id.as_str().into(), contact_id.as_str().into()];
            let statements = [
                "DELETE FROM contact_history WHERE org_id = $1 AND source_id = $2 AND record_id IN \
                     (SELECT record_id FROM contact_link WHERE org_id = $1 AND source_id = $2 AND contact_id = $3)",
                "UPDATE contact_link SET ours = NULL, theirs = NULL, intent = NULL, problem_code = NULL, problem_text = NULL \
                 WHERE org_id = $1 AND source_id = $2 AND contact_id = $3",
                "DELETE FROM contact_link WHERE org_id = $1 AND source_id = $2 AND contact_id = $3 AND NOT EXISTS \
                     (SELECT 1 FROM contact WHERE org_id = $1 AND source_id = $2 AND contact_id = $3 AND gone <> 0)",
                "DELETE FROM contact_number WHERE org_id = $1 AND source_id = $2 AND contact_id = $3",
                "UPDATE contact SET body = '{}' WHERE org_id = $1 AND source_id = $2 AND contact_id = $3 AND gone <> 0",
                "DELETE FROM contact WHERE org_id = $1 AND source_id = $2 AND contact_id = $3 AND gone = 0",
            ]
            .map(|sql| Statement::new(sql, params.clone()));
            let mut answers = self.database.apply(statements.into()).await?;
            for gone in answers.split_off(answers.len().saturating_sub(2)) {
                count += affected(gone)?;
            }
        }
        Ok(count)
    }

    /// Everything that happened once, as key and result, for as long as it is remembered.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn once_all(&self, org_id: &str) -> Result<Vec<(String, Option<String>)>> {
        let sql = "SELECT key, result FROM once WHERE org_id = $1";
        let rows = self.database.query(sql, vec![org_id.into()]).await?;
        rows.into_iter()
            .map(|mut row| Ok((row.text("key")?, row.text_or_null("result")?)))
            .collect()
    }

    /// Forgets that these things happened.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn once_forget(&self, org_id: &str, keys: &[&str]) -> Result<u64> {
        if keys.is_empty() {
            return Ok(0);
        }
        let rows = (self.database.dialect().rows_of)("$2", IDS);
        let sql =
            format!("WITH {rows} DELETE FROM once WHERE org_id = $1 AND key IN (SELECT id FROM r)");
        affected(
            self.database.apply_one(Statement::new(sql, vec![org_id.into(), ids(keys)])).await?,
        )
    }

    /// Keeps a certificate; one with the same id is replaced.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn certify(&self, org_id: &str, certified: Certified) -> Result<()> {
        let sql = "INSERT INTO erasure (org_id, id, at, body) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (org_id, id) DO UPDATE SET at = excluded.at, body = excluded.body";
        let params =
            vec![org_id.into(), certified.id.into(), certified.at.into(), certified.body.into()];
        self.database.apply_one(Statement::new(sql, params)).await.map(drop)
    }

    /// All certificates, the newest first.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn certificates(&self, org_id: &str) -> Result<Vec<Certified>> {
        let sql = "SELECT id, at, body FROM erasure WHERE org_id = $1 ORDER BY at DESC, id";
        let read = |mut row: Row| {
            Ok(Certified { id: row.text("id")?, at: row.int("at")?, body: row.text("body")? })
        };
        self.database.query(sql, vec![org_id.into()]).await?.into_iter().map(read).collect()
    }

    /// Takes away what deleted rows left behind in the database's files, as far as that is ours to do. Others read and
    /// write meanwhile.
    ///
    /// # Errors
    /// [`crate::StoreError::Busy`] while somebody still reads what was there before; can be tried again.
    pub async fn scrub(&self) -> Result<Scrubbed> {
        self.database.scrub().await
    }
}

pub(crate) fn ids(ids: &[&str]) -> Value {
    let mut batch = Batch::new(IDS);
    ids.iter().for_each(|id| batch.push([(*id).into()]));
    batch.into_param()
}
