//! Browsers that are signed in.

use super::user::{self, UserRow};
use crate::error::Result;
use crate::store::Store;
use crate::value::{Row, Statement, affected};

/// What a new session begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// SHA-256 of what the cookie holds.
    pub session_id: String,
    /// Whose it is.
    pub user_id: String,
    /// `second_factor` while a code is awaited, else `full`.
    pub stage: String,
    /// Now, UTC milliseconds.
    pub at: i64,
    /// When it ends at the latest, UTC milliseconds.
    pub ends_at: i64,
    /// Where the browser is.
    pub address: Option<String>,
    /// What the browser says it is.
    pub agent: Option<String>,
}

/// One session, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// SHA-256 of what the cookie holds: opens nothing.
    pub session_id: String,
    /// Whose it is.
    pub user_id: String,
    /// `second_factor` while a code is awaited, else `full`.
    pub stage: String,
    /// When it began, UTC milliseconds.
    pub created_at: i64,
    /// When it was last used, UTC milliseconds.
    pub seen_at: i64,
    /// When it ends at the latest, UTC milliseconds.
    pub ends_at: i64,
    /// Where the browser was.
    pub address: Option<String>,
    /// What the browser says it is.
    pub agent: Option<String>,
}

/// A session with the person whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInRow {
    /// The session.
    pub session: SessionRow,
    /// The person.
    pub user: UserRow,
}

const COLUMNS: &str = "s.session_id, s.user_id AS session_user_id, s.stage, s.created_at, s.seen_at, s.ends_at, s.address, s.agent";

fn read(row: &mut Row) -> Result<SessionRow> {
    Ok(SessionRow {
        session_id: row.text("session_id")?,
        user_id: row.text("session_user_id")?,
        stage: row.text("stage")?,
        created_at: row.int("created_at")?,
        seen_at: row.int("seen_at")?,
        ends_at: row.int("ends_at")?,
        address: row.text_or_null("address")?,
        agent: row.text_or_null("agent")?,
    })
}

impl Store {
    /// Begins a session and removes the one that it replaces, if any. A full one is noted as the person's last sign-in.
    ///
    /// # Errors
    /// Any failure of the database; then neither was done.
    pub async fn begin_session(
        &self,
        org_id: &str,
        new: &NewSession,
        replaces: Option<&str>,
    ) -> Result<()> {
        let new = new.clone();
        let mut steps = Vec::new();
        if let Some(old) = replaces {
            let sql = "DELETE FROM session WHERE org_id = $1 AND session_id = $2";
            steps.push(Statement::new(sql, vec![org_id.into(), old.into()]));
        }
        if new.stage == "full" {
            let sql =
                "UPDATE console_user SET signed_in_at = $3 WHERE org_id = $1 AND user_id = $2";
            let params = vec![org_id.into(), new.user_id.as_str().into(), new.at.into()];
            steps.push(Statement::new(sql, params));
        }
        let sql = "INSERT INTO session (org_id, session_id, user_id, stage, created_at, seen_at, ends_at, address, agent) \
                   VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8)";
        let params = vec![
            org_id.into(),
            new.session_id.into(),
            new.user_id.into(),
            new.stage.into(),
            new.at.into(),
            new.ends_at.into(),
            new.address.into(),
            new.agent.into(),
        ];
        steps.push(Statement::new(sql, params));
        self.database.apply(steps).await.map(drop)
    }

    /// The session of this org with this id, if it was used after `idle_since` and has not come to its end, and its
    /// person may sign in. Times are UTC milliseconds.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn session(
        &self,
        org_id: &str,
        session_id: &str,
        idle_since: i64,
        now: i64,
    ) -> Result<Option<SignInRow>> {
        let sql = format!(
            "SELECT {COLUMNS}, {} FROM session s JOIN console_user u ON u.org_id = s.org_id AND u.user_id = s.user_id \
             WHERE s.org_id = $1 AND s.session_id = $2 AND s.seen_at > $3 AND s.ends_at > $4 AND u.disabled_at IS NULL",
            user::COLUMNS
        );
        let params = vec![org_id.into(), session_id.into(), idle_since.into(), now.into()];
        let mut rows = self.database.query(sql, params).await?;
        let Some(row) = rows.first_mut() else { return Ok(None) };
        Ok(Some(SignInRow { session: read(row)?, user: user::read(row)? }))
    }

    /// Notes that a session was used at `now` (UTC milliseconds).
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn touch_session(&self, org_id: &str, session_id: &str, now: i64) -> Result<()> {
        let sql = "UPDATE session SET seen_at = $3 WHERE org_id = $1 AND session_id = $2 AND seen_at < $3";
        let params = vec![org_id.into(), session_id.into(), now.into()];
        self.database.apply_one(Statement::new(sql, params)).await.map(drop)
    }

    /// The sessions of a person that still work, the last used first.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn sessions(
        &self,
        org_id: &str,
        user_id: &str,
        idle_since: i64,
        now: i64,
    ) -> Result<Vec<SessionRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM session s WHERE s.org_id = $1 AND s.user_id = $2 AND s.seen_at > $3 AND s.ends_at > $4 \
             ORDER BY s.seen_at DESC, s.session_id"
        );
        let params = vec![org_id.into(), user_id.into(), idle_since.into(), now.into()];
        self.database.query(sql, params).await?.iter_mut().map(read).collect()
    }

    /// Ends one session of a person. `false` when the person has none of this id.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn end_session(&self, org_id: &str, user_id: &str, session_id: &str) -> Result<bool> {
        let sql = "DELETE FROM session WHERE org_id = $1 AND user_id = $2 AND session_id = $3";
        let params = vec![org_id.into(), user_id.into(), session_id.into()];
        Ok(affected(self.database.apply_one(Statement::new(sql, params)).await?)? > 0)
    }

    /// Ends all sessions of a person, but for the one that is named. Returns how many.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn end_sessions(
        &self,
        org_id: &str,
        user_id: &str,
        but: Option<&str>,
    ) -> Result<u64> {
        let sql = "DELETE FROM session WHERE org_id = $1 AND user_id = $2 AND session_id <> $3";
        let params = vec![org_id.into(), user_id.into(), but.unwrap_or_default().into()];
        affected(self.database.apply_one(Statement::new(sql, params)).await?)
    }

    /// Removes sessions and links whose time is over. Returns how many.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn sweep_sessions(&self, org_id: &str, idle_since: i64, now: i64) -> Result<u64> {
        let sessions = "DELETE FROM session WHERE org_id = $1 AND (seen_at <= $2 OR ends_at <= $3)";
        let links = "DELETE FROM one_time WHERE org_id = $1 AND ends_at <= $2";
        let steps = vec![
            Statement::new(sessions, vec![org_id.into(), idle_since.into(), now.into()]),
            Statement::new(links, vec![org_id.into(), now.into()]),
        ];
        let answers = self.database.apply(steps).await?;
        answers.into_iter().map(affected).sum()
    }
}
