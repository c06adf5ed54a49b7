//! Tokens that work once: the setup's link, invitations, recovery codes.

use crate::error::Result;
use crate::store::Store;
use crate::value::{Statement, affected};

impl Store {
    /// Keeps tokens, by their SHA-256; those of the same kind that the person had before end.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn give_tokens(
        &self,
        org_id: &str,
        kind: &str,
        user_id: &str,
        token_ids: &[String],
        ends_at: i64,
    ) -> Result<()> {
        let sql = "DELETE FROM one_time WHERE org_id = $1 AND kind = $2 AND user_id = $3";
        let old = Statement::new(sql, vec![org_id.into(), kind.into(), user_id.into()]);
        let mut steps = vec![old];
        for id in token_ids {
            steps.push(insert(org_id, id, kind, Some(user_id), ends_at));
        }
        self.database.apply(steps).await.map(drop)
    }

    /// Keeps a link of the setup, by the SHA-256 of its token; those of other nodes go on working.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn give_setup_token(&self, org_id: &str, token_id: &str, ends_at: i64) -> Result<()> {
        self.database.apply_one(insert(org_id, token_id, "setup", None, ends_at)).await.map(drop)
    }

    /// Whether a token of this kind works at `now`, and whose it is; it goes on working.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn look_at_token(
        &self,
        org_id: &str,
        kind: &str,
        token_id: &str,
        now: i64,
    ) -> Result<Option<Option<String>>> {
        let sql = "SELECT user_id FROM one_time \
                   WHERE org_id = $1 AND token_id = $2 AND kind = $3 AND ends_at > $4";
        let params = vec![org_id.into(), token_id.into(), kind.into(), now.into()];
        let mut rows = self.database.query(sql, params).await?;
        rows.first_mut().map(|row| row.text_or_null("user_id")).transpose()
    }

    /// Uses up a person's token. `false` when it does not work, or somebody was faster.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn use_token(
        &self,
        org_id: &str,
        kind: &str,
        user_id: &str,
        token_id: &str,
        now: i64,
    ) -> Result<bool> {
        let sql = "DELETE FROM one_time \
                   WHERE org_id = $1 AND token_id = $2 AND kind = $3 AND user_id = $4 AND ends_at > $5";
        let params = vec![org_id.into(), token_id.into(), kind.into(), user_id.into(), now.into()];
        Ok(affected(self.database.apply_one(Statement::new(sql, params)).await?)? > 0)
    }

    /// How many of a person's tokens of this kind are left at `now`.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn tokens_left(
        &self,
        org_id: &str,
        kind: &str,
        user_id: &str,
        now: i64,
    ) -> Result<i64> {
        let sql = "SELECT COUNT(*) AS tokens FROM one_time \
                   WHERE org_id = $1 AND user_id = $2 AND kind = $3 AND ends_at > $4";
        let params = vec![org_id.into(), user_id.into(), kind.into(), now.into()];
        let mut rows = self.database.query(sql, params).await?;
        rows.first_mut().map_or(Ok(0), |row| row.int("tokens"))
    }

    /// Asks for a second factor from `since` on (UTC milliseconds), or no more. Codes of steps up to `step` are used up.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn set_second_factor(
        &self,
        org_id: &str,
        user_id: &str,
        since: Option<i64>,
        step: Option<i64>,
    ) -> Result<()> {
        let sql = "UPDATE console_user SET totp_since = $3, totp_step = $4 WHERE org_id = $1 AND user_id = $2";
        let params = vec![org_id.into(), user_id.into(), since.into(), step.into()];
        self.database.apply_one(Statement::new(sql, params)).await.map(drop)
    }

    /// Uses up the code of a time step. `false` when that step, or a later one, was used already (RFC 6238, 5.2).
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn use_step(&self, org_id: &str, user_id: &str, step: i64) -> Result<bool> {
        let sql = "UPDATE console_user SET totp_step = $3 WHERE org_id = $1 AND user_id = $2 \
                   AND (totp_step IS NULL OR totp_step < $3)";
        let params = vec![org_id.into(), user_id.into(), step.into()];
        Ok(affected(self.database.apply_one(Statement::new(sql, params)).await?)? > 0)
    }
}

fn insert(
    org_id: &str,
    token_id: &str,
    kind: &str,
    user_id: Option<&str>,
    ends_at: i64,
) -> Statement {
    let sql = "INSERT INTO one_time (org_id, token_id, kind, user_id, ends_at) VALUES ($1, $2, $3, $4, $5)";
    let params = vec![org_id.into(), token_id.into(), kind.into(), user_id.into(), ends_at.into()];
    Statement::new(sql, params)
}
