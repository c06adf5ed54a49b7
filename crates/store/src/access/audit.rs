//! What people and programs did: rows that are only ever added, each tied to the one before by its hash.

use crate::error::Result;
use crate::store::Store;
use crate::value::{Row, Statement, Value};

/// The end of an org's chain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditHead {
    /// The place of the last row; 0 before the first.
    pub place: i64,
    /// The last row's hash; empty before the first.
    pub hash: String,
}

/// One deed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditRow {
    /// 1, 2, 3, … without gaps.
    pub place: i64,
    /// When, UTC milliseconds.
    pub at: i64,
    /// Who: a person's or a key's id, or a command.
    pub who: String,
    /// What, as a stable name such as `calls.retry`.
    pub what: String,
    /// About what: an id.
    pub about: String,
    /// What was there before.
    pub before: Option<String>,
    /// What is there now.
    pub after: Option<String>,
    /// From which address.
    pub address: Option<String>,
    /// The request in the log.
    pub request_id: Option<String>,
    /// The hash over this row and the hash of the row before.
    pub hash: String,
}

/// Which deeds to show; what is absent does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// By whom.
    pub who: Option<String>,
    /// What; `calls.` finds all that begin with it.
    pub what: Option<String>,
    /// About what.
    pub about: Option<String>,
    /// Not before, UTC milliseconds.
    pub from: Option<i64>,
    /// Before, UTC milliseconds.
    pub until: Option<i64>,
}

const COLUMNS: &str = "place, at, who, what, about, before, after, address, request_id, hash";

fn read(row: &mut Row) -> Result<AuditRow> {
    Ok(AuditRow {
        place: row.int("place")?,
        at: row.int("at")?,
        who: row.text("who")?,
        what: row.text("what")?,
        about: row.text("about")?,
        before: row.text_or_null("before")?,
        after: row.text_or_null("after")?,
        address: row.text_or_null("address")?,
        request_id: row.text_or_null("request_id")?,
        hash: row.text("hash")?,
    })
}

impl Store {
    /// The end of the org's chain.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn audit_head(&self, org_id: &str) -> Result<AuditHead> {
        let sql = "SELECT place, hash FROM audit_head WHERE org_id = $1";
        let mut rows = self.database.query(sql, vec![org_id.into()]).await?;
        let Some(row) = rows.first_mut() else { return Ok(AuditHead::default()) };
        Ok(AuditHead { place: row.int("place")?, hash: row.text("hash")? })
    }

    /// Adds rows behind `head`, in order. `false` when somebody else was faster: read the head anew, then.
    ///
    /// # Errors
    /// Any failure of the database; nothing was added then.
    pub async fn audit_append(
        &self,
        org_id: &str,
        head: &AuditHead,
        rows: &[AuditRow],
    ) -> Result<bool> {
        let Some(last) = rows.last() else { return Ok(true) };
        // Whoever is second waits for the first one's row of the head, and then finds another hash there.
        let sql = "INSERT INTO audit_head (org_id, place, hash) \
                   SELECT CAST($1 AS TEXT), CAST($2 AS BIGINT), CAST($3 AS TEXT) \
                   WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.org_id = $1 AND a.place > $4) \
                   ON CONFLICT (org_id) DO UPDATE SET place = excluded.place, hash = excluded.hash \
                   WHERE audit_head.place = $4 AND audit_head.hash = $5 RETURNING place";
        let params = vec![
            org_id.into(),
            last.place.into(),
            last.hash.as_str().into(),
            head.place.into(),
            head.hash.as_str().into(),
        ];
        let mut steps = vec![Statement::new(sql, params)];
        steps.extend(rows.iter().map(|row| insert(org_id, row, last)));
        let answers = self.database.apply(steps).await?;
        Ok(answers.first().is_some_and(|moved| !moved.is_empty()))
    }

    /// The newest deeds that pass the filter, at most `limit`, before the place `before` if it is given.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn audit_page(
        &self,
        org_id: &str,
        filter: &AuditFilter,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<AuditRow>> {
        let mut sql = format!("SELECT {COLUMNS} FROM audit WHERE org_id = $1");
        let mut params: Vec<Value> = vec![org_id.into()];
        let mut and = |condition: &str, value: Value| {
            params.push(value);
            sql.push_str(" AND ");
            sql.push_str(&condition.replace('?', &format!("${}", params.len())));
        };
        let filter = filter.clone();
        if let Some(who) = filter.who {
            and("who = ?", who.into());
        }
        if let Some(what) = filter.what {
            let begins = "substr(what, 1, length(CAST(? AS TEXT))) = ?";
            and(if what.ends_with('.') { begins } else { "what = ?" }, what.into());
        }
        if let Some(about) = filter.about {
            and("about = ?", about.into());
        }
        if let Some(from) = filter.from {
            and("at >= ?", from.into());
        }
        if let Some(until) = filter.until {
            and("at < ?", until.into());
        }
        if let Some(before) = before {
            and("place < ?", before.into());
        }
        and("true ORDER BY place DESC LIMIT ?", limit.into());
        self.database.query(sql, params).await?.iter_mut().map(read).collect()
    }

    /// Deeds in the order of the chain, behind the place `after`, at most `limit`.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn audit_chain(&self, org_id: &str, after: i64, limit: i64) -> Result<Vec<AuditRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM audit WHERE org_id = $1 AND place > $2 ORDER BY place LIMIT $3"
        );
        let params = vec![org_id.into(), after.into(), limit.into()];
        self.database.query(sql, params).await?.iter_mut().map(read).collect()
    }
}

/// Adds a row if the head has become `last`'s.
fn insert(org_id: &str, row: &AuditRow, last: &AuditRow) -> Statement {
    let sql = format!(
        "INSERT INTO audit (org_id, {COLUMNS}) \
         SELECT CAST($1 AS TEXT), CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS TEXT), CAST($5 AS TEXT), \
             CAST($6 AS TEXT), CAST($7 AS TEXT), CAST($8 AS TEXT), CAST($9 AS TEXT), CAST($10 AS TEXT), CAST($11 AS TEXT) \
         WHERE EXISTS (SELECT 1 FROM audit_head h WHERE h.org_id = $1 AND h.place = $12 AND h.hash = $13) \
         ON CONFLICT DO NOTHING"
    );
    let row = row.clone();
    let params = vec![
        org_id.into(),
        row.place.into(),
        row.at.into(),
        row.who.into(),
        row.what.into(),
        row.about.into(),
        row.before.into(),
        row.after.into(),
        row.address.into(),
        row.request_id.into(),
        row.hash.into(),
        last.place.into(),
        last.hash.as_str().into(),
    ];
    Statement::new(sql, params)
}
