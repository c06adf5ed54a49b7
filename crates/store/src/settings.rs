//! The versions of the settings that people make in the console, and the secrets that belong to them.

use secrecy::SecretString;

use crate::error::Result;
use crate::store::Store;
use crate::value::{Row, Statement};

/// One version of the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingVersion {
    /// Its number: 1, 2, …
    pub version: i64,
    /// When it was made, UTC milliseconds.
    pub at: i64,
    /// Who made it.
    pub who: String,
    /// What it was made for, in the words of whoever made it.
    pub note: String,
    /// The settings, whole.
    pub body: String,
}

impl SettingVersion {
    fn from_row(mut row: Row) -> Result<Self> {
        Ok(Self {
            version: row.int("version")?,
            at: row.int("at")?,
            who: row.text("who")?,
            note: row.text("note")?,
            body: row.text("body")?,
        })
    }
}

/// What the next version is to be.
#[derive(Debug, Clone, Default)]
pub struct NewSettings {
    /// The version that it was made from; 0 if there is none yet.
    pub expected: i64,
    /// When, UTC milliseconds.
    pub at: i64,
    /// Who makes it.
    pub who: String,
    /// What for.
    pub note: String,
    /// The settings, whole.
    pub body: String,
    /// Secrets to keep by name, or to forget.
    pub secrets: Vec<(String, Option<SecretString>)>,
    /// Any text that no other change has; two that are made at once are told apart by it.
    pub change: String,
}

impl Store {
    /// Keeps the next version with its secrets, all or nothing. Returns `false`, and has changed nothing, if somebody
    /// else has made a version since `expected`.
    ///
    /// # Errors
    /// [`StoreError::NoKey`](crate::StoreError::NoKey) when there are secrets and no key; any failure of the database.
    pub async fn put_settings(&self, org_id: &str, new: NewSettings) -> Result<bool> {
        let version = new.expected.saturating_add(1);
        let insert = "INSERT INTO setting_version (org_id, version, at, who, note, body, change) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7) \
                      ON CONFLICT (org_id, version) DO NOTHING RETURNING version";
        let mut statements = vec![Statement::new(
            insert,
            vec![
                org_id.into(),
                version.into(),
                new.at.into(),
                new.who.into(),
                new.note.into(),
                new.body.into(),
                new.change.clone().into(),
            ],
        )];
        for (name, secret) in &new.secrets {
            let whose = [org_id.into(), name.as_str().into(), version.into()];
            let mut params = Vec::from(whose);
            params.push(new.change.as_str().into());
            let ours = "EXISTS (SELECT 1 FROM setting_version WHERE org_id = $1 AND version = $3 AND change = $4)";
            statements.push(match secret {
                Some(secret) => {
                    params.push(self.seal(org_id, name, secret)?.into());
                    let sql = format!(
                        "INSERT INTO secret (org_id, name, value) \
                         SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($5 AS TEXT) WHERE {ours} \
                         ON CONFLICT (org_id, name) DO UPDATE SET value = excluded.value"
                    );
                    Statement::new(sql, params)
                }
                None => Statement::new(
                    format!("DELETE FROM secret WHERE org_id = $1 AND name = $2 AND {ours}"),
                    params,
                ),
            });
        }
        let answers = self.database.apply(statements).await?;
        Ok(answers.first().is_some_and(|rows| !rows.is_empty()))
    }

    /// The number of the newest version; 0 if there is none.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn newest_settings(&self, org_id: &str) -> Result<i64> {
        let sql =
            "SELECT COALESCE(MAX(version), 0) AS version FROM setting_version WHERE org_id = $1";
        let rows = self.database.query(sql, vec![org_id.into()]).await?;
        rows.into_iter().next().map_or(Ok(0), |mut row| row.int("version"))
    }

    /// At most `limit` versions before the version `before`, the newest first; `None` begins with the newest of all.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn setting_versions(
        &self,
        org_id: &str,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<SettingVersion>> {
        let sql = "SELECT version, at, who, note, body FROM setting_version \
                   WHERE org_id = $1 AND version < $2 ORDER BY version DESC LIMIT $3";
        let params = vec![org_id.into(), before.unwrap_or(i64::MAX).into(), limit.into()];
        let rows = self.database.query(sql, params).await?;
        rows.into_iter().map(SettingVersion::from_row).collect()
    }
}
