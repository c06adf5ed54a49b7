//! Trying again all that one cause has struck: in steps, so that it survives a restart and holds up nobody.

use crate::batch::{Batch, Column, Kind};
use crate::error::{Result, StoreError};
use crate::store::Store;
use crate::value::{Row, Statement, Value, affected};

use super::CauseKind;

/// How far an errand is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrandState {
    /// There are steps left.
    Running,
    /// Everything was set going again.
    Done,
    /// Somebody stopped it; what was set going again goes on.
    Cancelled,
}

impl ErrandState {
    /// The word that stands in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    fn from_column(text: &str) -> Result<Self> {
        [Self::Running, Self::Done, Self::Cancelled]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| StoreError::Unexpected(format!("errand state {text:?}")))
    }
}

/// Somebody's wish to try everything of one cause again. All times are UTC milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    /// Its id.
    pub id: String,
    /// The trouble that it is about.
    pub trouble_id: String,
    /// What is tried again.
    pub kind: CauseKind,
    /// For calls their cause, for deliveries the error's code.
    pub cause: String,
    /// For deliveries their source.
    pub source_id: String,
    /// Who asked for it.
    pub asked_by: String,
    /// When. What fails later is not part of it.
    pub asked_at: i64,
    /// How many there were then.
    pub total: i64,
    /// How many were set going again.
    pub done: i64,
    /// How far it is.
    pub state: ErrandState,
    /// The place of the last one that was set going again: when it had failed or arrived, and its id.
    pub cursor: (i64, String),
    /// When it last went a step.
    pub updated_at: i64,
}

const COLUMNS: &str = "id, trouble_id, kind, code, about, asked_by, asked_at, total, done, cursor_at, cursor_id, state, updated_at";

const IDS: &[Column] = &[("id", Kind::Text)];

impl Store {
    /// Keeps a new errand, unless one about the same trouble is running: then that one's id is returned.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn begin_errand(&self, org_id: &str, errand: &Errand) -> Result<String> {
        let sql = "INSERT INTO errand (org_id, id, trouble_id, kind, code, about, asked_by, asked_at, total, done, cursor_at, \
                       cursor_id, state, updated_at) \
                   SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT), CAST($6 AS TEXT), \
                       CAST($7 AS TEXT), CAST($8 AS BIGINT), CAST($9 AS BIGINT), 0, 0, '', 'running', CAST($8 AS BIGINT) \
                   WHERE NOT EXISTS (SELECT 1 FROM errand WHERE org_id = $1 AND trouble_id = $3 AND state = 'running')";
        let params: Vec<Value> = vec![
            org_id.into(),
            errand.id.as_str().into(),
            errand.trouble_id.as_str().into(),
            kind(errand.kind).into(),
            errand.cause.as_str().into(),
            errand.source_id.as_str().into(),
            errand.asked_by.as_str().into(),
            errand.asked_at.into(),
            errand.total.into(),
        ];
        self.database.apply_one(Statement::new(sql, params)).await?;
        let running = self.last_errand(org_id, &errand.trouble_id).await?;
        Ok(running.map_or_else(|| errand.id.clone(), |errand| errand.id))
    }

    /// The errands that have steps left, the oldest first.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn running_errands(&self, org_id: &str) -> Result<Vec<Errand>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM errand WHERE org_id = $1 AND state = 'running' ORDER BY asked_at, id"
        );
        self.database.query(sql, vec![org_id.into()]).await?.into_iter().map(row).collect()
    }

    /// The last errand about a trouble: the running one, if there is one.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn last_errand(&self, org_id: &str, trouble_id: &str) -> Result<Option<Errand>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM errand WHERE org_id = $1 AND trouble_id = $2 \
             ORDER BY CASE WHEN state = 'running' THEN 0 ELSE 1 END, asked_at DESC, id DESC LIMIT 1"
        );
        let rows = self.database.query(sql, vec![org_id.into(), trouble_id.into()]).await?;
        rows.into_iter().next().map(row).transpose()
    }

    /// Sets the next `limit` of an errand going again, in one transaction with its progress. Returns how many; 0 ends
    /// the errand. Does nothing when it was cancelled.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn errand_step(
        &self,
        org_id: &str,
        errand: &Errand,
        limit: i64,
        now: i64,
    ) -> Result<usize> {
        let picked = self.next_of_errand(org_id, errand, limit).await?;
        let Some((cursor_at, cursor_id)) = picked.last().cloned() else {
            let sql = "UPDATE errand SET state = 'done', updated_at = $3 WHERE org_id = $1 AND id = $2 AND state = 'running'";
            let params = vec![org_id.into(), errand.id.as_str().into(), now.into()];
            return self.database.apply_one(Statement::new(sql, params)).await.map(|_| 0);
        };
        let count = picked.len();
        let hours = self.stale_hours_of(org_id, picked.iter().map(|(_, id)| id.as_str()));
        let mut batch = Batch::new(IDS);
        for (_, id) in picked {
            batch.push([id.into()]);
        }
        let rows = (self.database.dialect().rows_of)("$2", IDS);
        let running = "EXISTS (SELECT 1 FROM errand WHERE errand.org_id = $1 AND errand.id = $3 AND errand.state = 'running')";
        let mut params = vec![org_id.into(), batch.into_param(), errand.id.as_str().into()];
        let again = match errand.kind {
            CauseKind::Call => {
                params.push(now.into());
                format!(
                    "WITH {rows} UPDATE call SET state = 'waiting', due_at = $4, updated_at = $4, attempts = 0, \
                         first_attempt_at = NULL, error_code = NULL, error_text = NULL, cause = NULL \
                     FROM r WHERE call.org_id = $1 AND call.call_id = r.id AND call.state = 'failed' AND {running}"
                )
            }
            CauseKind::Delivery => format!(
                "WITH {rows} UPDATE inbox SET state = 3, error_code = NULL, error_text = NULL \
                 FROM r WHERE inbox.org_id = $1 AND inbox.id = r.id AND inbox.state = 2 AND {running}"
            ),
        };
        let progress = "UPDATE errand SET done = done + $3, cursor_at = $4, cursor_id = $5, updated_at = $6 \
                        WHERE org_id = $1 AND id = $2 AND state = 'running'";
        let done = i64::try_from(count).unwrap_or(i64::MAX);
        let progress_params = vec![
            org_id.into(),
            errand.id.as_str().into(),
            done.into(),
            cursor_at.into(),
            cursor_id.into(),
            now.into(),
        ];
        let mut statements =
            vec![Statement::new(again, params), Statement::new(progress, progress_params)];
        if errand.kind == CauseKind::Call {
            statements.push(hours);
        }
        self.database.apply(statements).await?;
        Ok(count)
    }

    /// What comes next, with its place.
    async fn next_of_errand(
        &self,
        org_id: &str,
        errand: &Errand,
        limit: i64,
    ) -> Result<Vec<(i64, String)>> {
        let (sql, mut params) = match errand.kind {
            CauseKind::Call => (
                "SELECT updated_at AS at, call_id AS id FROM call WHERE org_id = $1 AND cause = $2 AND state = 'failed' \
                     AND updated_at <= $3 AND (updated_at, call_id) > ($4, $5) ORDER BY updated_at, call_id LIMIT $6",
                vec![org_id.into(), errand.cause.as_str().into(), errand.asked_at.into()],
            ),
            CauseKind::Delivery => (
                "SELECT received_at AS at, id FROM inbox WHERE org_id = $1 AND error_code = $2 AND source_id = $3 \
                     AND state = 2 AND (received_at, id) > ($4, $5) ORDER BY received_at, id LIMIT $6",
                vec![org_id.into(), errand.cause.as_str().into(), errand.source_id.as_str().into()],
            ),
        };
        let (at, id) = &errand.cursor;
        params.extend([(*at).into(), id.as_str().into(), limit.into()]);
        let rows = self.database.query(sql, params).await?;
        rows.into_iter().map(|mut row| Ok((row.int("at")?, row.text("id")?))).collect()
    }

    /// Stops an errand; what it has set going again goes on. `false` when it is not running.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn cancel_errand(&self, org_id: &str, id: &str, now: i64) -> Result<bool> {
        let sql = "UPDATE errand SET state = 'cancelled', updated_at = $3 \
                   WHERE org_id = $1 AND id = $2 AND state = 'running'";
        let params = vec![org_id.into(), id.into(), now.into()];
        Ok(affected(self.database.apply_one(Statement::new(sql, params)).await?)? > 0)
    }

    /// Whether at least `most` calls are due at `now`.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn is_busy(&self, org_id: &str, most: i64, now: i64) -> Result<bool> {
        let sql = "SELECT COUNT(*) AS waiting FROM (SELECT 1 FROM call WHERE org_id = $1 AND due_at <= $2 LIMIT $3) AS due";
        let params = vec![org_id.into(), now.into(), most.into()];
        let rows = self.database.query(sql, params).await?;
        rows.into_iter().next().map_or(Ok(false), |mut row| Ok(row.int("waiting")? >= most))
    }
}

fn kind(kind: CauseKind) -> &'static str {
    match kind {
        CauseKind::Call => "call",
        CauseKind::Delivery => "delivery",
    }
}

fn row(mut row: Row) -> Result<Errand> {
    let is_call = row.text("kind")? == "call";
    Ok(Errand {
        id: row.text("id")?,
        trouble_id: row.text("trouble_id")?,
        kind: if is_call { CauseKind::Call } else { CauseKind::Delivery },
        cause: row.text("code")?,
        source_id: row.text("about")?,
        asked_by: row.text("asked_by")?,
        asked_at: row.int("asked_at")?,
        total: row.int("total")?,
        done: row.int("done")?,
        cursor: (row.int("cursor_at")?, row.text("cursor_id")?),
        state: ErrandState::from_column(&row.text("state")?)?,
        updated_at: row.int("updated_at")?,
    })
}
