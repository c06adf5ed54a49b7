//! Whom we owe a mail about what, until a mail server has taken it; and who wants none.

use crate::error::Result;
use crate::store::Store;
use crate::value::{Statement, affected};

/// What a recipient is still to be told. All times are UTC milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailDue {
    /// The recipient's address.
    pub recipient: String,
    /// JSON list of the ids of the troubles.
    pub troubles: String,
    /// Grows when something is added: what was added while a mail was on its way is owed still.
    pub version: i64,
    /// Since when it is owed.
    pub since: i64,
    /// When to try (again).
    pub due_at: i64,
    /// How often the mail server did not take it.
    pub attempts: i64,
    /// Why not, as a stable code.
    pub error_code: Option<String>,
    /// Why not, for a person.
    pub error_text: Option<String>,
}

impl Store {
    /// Owes each recipient a mail about troubles, and notes that it was mailed of them at `now` with so many struck, in
    /// one transaction. `lists` holds for each recipient its version as it was read (0: it had none) and all it is owed.
    ///
    /// # Errors
    /// Any failure of the database; nothing is owed then.
    pub async fn owe_mails(
        &self,
        org_id: &str,
        lists: &[(String, String)],
        told: &[(String, i64)],
        now: i64,
    ) -> Result<()> {
        let mut statements = Vec::with_capacity(lists.len() + told.len());
        for (recipient, troubles) in lists {
            let sql = "INSERT INTO mail_due (org_id, recipient, troubles, version, since, due_at, attempts) \
                       VALUES ($1, $2, $3, 1, $4, $4, 0) \
                       ON CONFLICT (org_id, recipient) DO UPDATE SET troubles = excluded.troubles, version = mail_due.version + 1";
            let params = vec![
                org_id.into(),
                recipient.as_str().into(),
                troubles.as_str().into(),
                now.into(),
            ];
            statements.push(Statement::new(sql, params));
        }
        for (id, count) in told {
            let sql = "UPDATE trouble SET mailed_at = $3, mailed_count = $4 WHERE org_id = $1 AND id = $2";
            let params = vec![org_id.into(), id.as_str().into(), now.into(), (*count).into()];
            statements.push(Statement::new(sql, params));
        }
        self.database.apply(statements).await.map(drop)
    }

    /// Everything that is owed, by recipient.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn mails_owed(&self, org_id: &str) -> Result<Vec<MailDue>> {
        let sql = "SELECT recipient, troubles, version, since, due_at, attempts, error_code, error_text FROM mail_due \
                   WHERE org_id = $1 ORDER BY recipient";
        let rows = self.database.query(sql, vec![org_id.into()]).await?;
        rows.into_iter()
            .map(|mut row| {
                Ok(MailDue {
                    recipient: row.text("recipient")?,
                    troubles: row.text("troubles")?,
                    version: row.int("version")?,
                    since: row.int("since")?,
                    due_at: row.int("due_at")?,
                    attempts: row.int("attempts")?,
                    error_code: row.text_or_null("error_code")?,
                    error_text: row.text_or_null("error_text")?,
                })
            })
            .collect()
    }

    /// The recipient was told of these troubles at `now`; only what was added since `version` is owed still. The time until they may be mailed again begins now: a mail that the server did not take for an hour must not be
    /// followed by the next at once.
    ///
    /// # Errors
    /// Any failure of the database; the same is told again then.
    pub async fn mail_sent(
        &self,
        org_id: &str,
        recipient: &str,
        version: i64,
        troubles: &[&str],
        now: i64,
    ) -> Result<()> {
        let sql = "DELETE FROM mail_due WHERE org_id = $1 AND recipient = $2 AND version = $3";
        let params = vec![org_id.into(), recipient.into(), version.into()];
        let mut statements = vec![Statement::new(sql, params)];
        let owed = self.mails_owed(org_id).await?;
        let added = |mail: &MailDue| mail.recipient == recipient && mail.version != version;
        if let Some(mail) = owed.into_iter().find(added) {
            let list: Vec<String> = serde_json::from_str(&mail.troubles).unwrap_or_default();
            let rest = list.into_iter().filter(|id| !troubles.contains(&id.as_str()));
            let rest = serde_json::Value::from_iter(rest).to_string();
            let sql = "UPDATE mail_due SET troubles = $4, attempts = 0, due_at = $5, error_code = NULL, error_text = NULL, \
                           version = version + 1 WHERE org_id = $1 AND recipient = $2 AND version = $3";
            let params =
                vec![org_id.into(), recipient.into(), mail.version.into(), rest.into(), now.into()];
            statements.push(Statement::new(sql, params));
        }
        for &id in troubles {
            let sql = "UPDATE trouble SET mailed_at = $3 WHERE org_id = $1 AND id = $2 AND mailed_at < $3";
            statements.push(Statement::new(sql, vec![org_id.into(), id.into(), now.into()]));
        }
        self.database.apply(statements).await.map(drop)
    }

    /// The mail server did not take the mail; it is tried again at `due_at`.
    ///
    /// # Errors
    /// Any failure of the database; it is tried again at once then.
    pub async fn mail_failed(
        &self,
        org_id: &str,
        recipient: &str,
        due_at: i64,
        code: &str,
        text: &str,
    ) -> Result<()> {
        let sql = "UPDATE mail_due SET attempts = attempts + 1, due_at = $3, error_code = $4, error_text = $5 \
                   WHERE org_id = $1 AND recipient = $2";
        let params = vec![org_id.into(), recipient.into(), due_at.into(), code.into(), text.into()];
        self.database.apply_one(Statement::new(sql, params)).await.map(drop)
    }

    /// Nothing is owed to a recipient any more: it is none any longer.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn forget_mail(&self, org_id: &str, recipient: &str) -> Result<()> {
        let sql = "DELETE FROM mail_due WHERE org_id = $1 AND recipient = $2";
        let params = vec![org_id.into(), recipient.into()];
        self.database.apply_one(Statement::new(sql, params)).await.map(drop)
    }

    /// Sends an address nothing any more.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn unsubscribe(&self, org_id: &str, recipient: &str, now: i64) -> Result<()> {
        let sql = "INSERT INTO mail_unsubscribed (org_id, recipient, at) VALUES ($1, $2, $3) \
                   ON CONFLICT (org_id, recipient) DO NOTHING";
        let due = "DELETE FROM mail_due WHERE org_id = $1 AND recipient = $2";
        let statements = vec![
            Statement::new(sql, vec![org_id.into(), recipient.into(), now.into()]),
            Statement::new(due, vec![org_id.into(), recipient.into()]),
        ];
        self.database.apply(statements).await.map(drop)
    }

    /// Sends to an address again. `false` when it was not unsubscribed.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn subscribe(&self, org_id: &str, recipient: &str) -> Result<bool> {
        let sql = "DELETE FROM mail_unsubscribed WHERE org_id = $1 AND recipient = $2";
        let params = vec![org_id.into(), recipient.into()];
        Ok(affected(self.database.apply_one(Statement::new(sql, params)).await?)? > 0)
    }

    /// The addresses that want nothing any more.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn unsubscribed(&self, org_id: &str) -> Result<Vec<String>> {
        let sql = "SELECT recipient FROM mail_unsubscribed WHERE org_id = $1 ORDER BY recipient";
        let rows = self.database.query(sql, vec![org_id.into()]).await?;
        rows.into_iter().map(|mut row| row.text("recipient")).collect()
    }
}
