//! One row for each cause that a person should know of, with what people and mails have done about it.

use crate::batch::{Batch, Column, Kind};
use crate::error::Result;
use crate::store::Store;
use crate::value::{Row, Statement, Value, affected};

/// A cause as it was just found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenTrouble {
    /// Its id: follows from kind, code and about.
    pub id: String,
    /// What is struck: `call`, `delivery`, `webhook`, `org`, …
    pub kind: String,
    /// A stable code.
    pub code: String,
    /// A field, a source, an object, or nothing.
    pub about: String,
    /// How many are struck.
    pub count: i64,
    /// Since when, UTC milliseconds.
    pub first_at: i64,
    /// When it was last seen.
    pub last_at: i64,
    /// One of those that are struck.
    pub sample: Option<String>,
    /// The particulars, for a person.
    pub note: Option<String>,
}

/// A cause with what was done about it. All times are UTC milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TroubleRow {
    /// What was found.
    pub seen: SeenTrouble,
    /// Since when it is no more.
    pub over_at: Option<i64>,
    /// When somebody said that they see to it.
    pub acknowledged_at: Option<i64>,
    /// Who.
    pub acknowledged_by: Option<String>,
    /// Until when nobody is told of it.
    pub muted_until: Option<i64>,
    /// Nobody is told of it until more than these are struck.
    pub muted_count: Option<i64>,
    /// When it last stood in a mail.
    pub mailed_at: Option<i64>,
    /// How many were struck by then; 0 when nothing was mailed of this episode.
    pub mailed_count: i64,
}

const SEEN: &[Column] = &[
    ("id", Kind::Text),
    ("kind", Kind::Text),
    ("code", Kind::Text),
    ("about", Kind::Text),
    ("struck", Kind::Int),
    ("first_at", Kind::Int),
    ("last_at", Kind::Int),
    ("sample", Kind::Text),
    ("note", Kind::Text),
];

const COLUMNS: &str = "id, kind, code, about, count, first_at, last_at, sample, note, over_at, acknowledged_at, acknowledged_by, \
    muted_until, muted_count, mailed_at, mailed_count";

impl Store {
    /// Takes in what is wrong now: what is new begins an episode, what is not among it is over, in one transaction.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn see_troubles(&self, org_id: &str, seen: Vec<SeenTrouble>, now: i64) -> Result<()> {
        let mut batch = Batch::new(SEEN);
        for one in seen {
            batch.push([
                one.id.into(),
                one.kind.into(),
                one.code.into(),
                one.about.into(),
                one.count.into(),
                one.first_at.into(),
                one.last_at.into(),
                one.sample.into(),
                one.note.into(),
            ]);
        }
        let rows = (self.database.dialect().rows_of)("$2", SEEN);
        let param = batch.into_param();
        let over = format!(
            "WITH {rows} UPDATE trouble SET over_at = $3, acknowledged_at = NULL, acknowledged_by = NULL, \
                 muted_until = NULL, muted_count = NULL \
             WHERE org_id = $1 AND over_at IS NULL AND id NOT IN (SELECT id FROM r)"
        );
        let again = "trouble.over_at IS NOT NULL";
        let there = format!(
            "WITH {rows} INSERT INTO trouble (org_id, id, kind, code, about, count, first_at, last_at, sample, note, mailed_count) \
             SELECT CAST($1 AS TEXT), id, kind, code, about, struck, first_at, last_at, sample, note, 0 FROM r WHERE true \
             ON CONFLICT (org_id, id) DO UPDATE SET count = excluded.count, \
                 first_at = CASE WHEN {again} OR excluded.first_at < trouble.first_at THEN excluded.first_at ELSE trouble.first_at END, \
                 last_at = excluded.last_at, sample = excluded.sample, note = excluded.note, \
                 mailed_count = CASE WHEN {again} THEN 0 ELSE trouble.mailed_count END, over_at = NULL"
        );
        let statements = vec![
            Statement::new(over, vec![org_id.into(), param.clone(), now.into()]),
            Statement::new(there, vec![org_id.into(), param]),
        ];
        self.database.apply(statements).await.map(drop)
    }

    /// All causes that are known, also those that are over.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn troubles(&self, org_id: &str) -> Result<Vec<TroubleRow>> {
        let sql =
            format!("SELECT {COLUMNS} FROM trouble WHERE org_id = $1 ORDER BY last_at DESC, id");
        let rows = self.database.query(sql, vec![org_id.into()]).await?;
        rows.into_iter().map(row).collect()
    }

    /// One cause by its id.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn trouble(&self, org_id: &str, id: &str) -> Result<Option<TroubleRow>> {
        let sql = format!("SELECT {COLUMNS} FROM trouble WHERE org_id = $1 AND id = $2");
        let rows = self.database.query(sql, vec![org_id.into(), id.into()]).await?;
        rows.into_iter().next().map(row).transpose()
    }

    /// Notes that `who` sees to a cause, or with `None` that nobody does. `false` when there is no such cause now.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn acknowledge_trouble(
        &self,
        org_id: &str,
        id: &str,
        who: Option<&str>,
        now: i64,
    ) -> Result<bool> {
        let sql = "UPDATE trouble SET acknowledged_at = $3, acknowledged_by = $4 \
                   WHERE org_id = $1 AND id = $2 AND over_at IS NULL";
        let at = who.map(|_| now);
        self.change(sql, vec![org_id.into(), id.into(), at.into(), who.into()]).await
    }

    /// Lets a cause be quiet until a time, or until more than `count` are struck, or both; with neither it is heard again.
    /// `false` when there is no such cause now.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn mute_trouble(
        &self,
        org_id: &str,
        id: &str,
        until: Option<i64>,
        count: Option<i64>,
    ) -> Result<bool> {
        let sql = "UPDATE trouble SET muted_until = $3, muted_count = $4 \
                   WHERE org_id = $1 AND id = $2 AND over_at IS NULL";
        self.change(sql, vec![org_id.into(), id.into(), until.into(), count.into()]).await
    }

    /// Forgets causes that have been over since before `before`. Returns how many.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn forget_troubles(&self, org_id: &str, before: i64) -> Result<u64> {
        let sql = "DELETE FROM trouble WHERE org_id = $1 AND over_at < $2";
        let statement = Statement::new(sql, vec![org_id.into(), before.into()]);
        affected(self.database.apply_one(statement).await?)
    }

    async fn change(&self, sql: &str, params: Vec<Value>) -> Result<bool> {
        let rows = self.database.apply_one(Statement::new(sql, params)).await?;
        Ok(affected(rows)? > 0)
    }
}

fn row(mut row: Row) -> Result<TroubleRow> {
    Ok(TroubleRow {
        seen: SeenTrouble {
            id: row.text("id")?,
            kind: row.text("kind")?,
            code: row.text("code")?,
            about: row.text("about")?,
            count: row.int("count")?,
            first_at: row.int("first_at")?,
            last_at: row.int("last_at")?,
            sample: row.text_or_null("sample")?,
            note: row.text_or_null("note")?,
        },
        over_at: row.int_or_null("over_at")?,
        acknowledged_at: row.int_or_null("acknowledged_at")?,
        acknowledged_by: row.text_or_null("acknowledged_by")?,
        muted_until: row.int_or_null("muted_until")?,
        muted_count: row.int_or_null("muted_count")?,
        mailed_at: row.int_or_null("mailed_at")?,
        mailed_count: row.int("mailed_count")?,
    })
}
