//! Keys with which programs use the JSON API.

use crate::error::Result;
use crate::store::Store;
use crate::value::{Row, Statement, affected};

/// A key, without its secret.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApiKeyRow {
    /// Its public name in lists and in the audit log.
    pub key_id: String,
    /// SHA-256 of the key.
    pub digest: String,
    /// What a person calls it.
    pub name: String,
    /// What it may do, separated by spaces.
    pub scopes: String,
    /// The person who made it.
    pub created_by: String,
    /// When it was made, UTC milliseconds.
    pub created_at: i64,
    /// When it ends, UTC milliseconds; none: when it is revoked.
    pub ends_at: Option<i64>,
    /// When it was last used, UTC milliseconds.
    pub used_at: Option<i64>,
    /// When it was revoked, UTC milliseconds.
    pub revoked_at: Option<i64>,
}

impl ApiKeyRow {
    /// Whether its time was over at `now` (UTC milliseconds).
    #[must_use]
    pub fn is_over(&self, now: i64) -> bool {
        self.ends_at.is_some_and(|at| at <= now)
    }
}

const COLUMNS: &str =
    "key_id, digest, name, scopes, created_by, created_at, ends_at, used_at, revoked_at";

fn read(row: &mut Row) -> Result<ApiKeyRow> {
    Ok(ApiKeyRow {
        key_id: row.text("key_id")?,
        digest: row.text("digest")?,
        name: row.text("name")?,
        scopes: row.text("scopes")?,
        created_by: row.text("created_by")?,
        created_at: row.int("created_at")?,
        ends_at: row.int_or_null("ends_at")?,
        used_at: row.int_or_null("used_at")?,
        revoked_at: row.int_or_null("revoked_at")?,
    })
}

impl Store {
    /// Keeps a new key.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn add_api_key(&self, org_id: &str, key: &ApiKeyRow) -> Result<()> {
        let key = key.clone();
        let sql = format!(
            "INSERT INTO api_key (org_id, {COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        );
        let params = vec![
            org_id.into(),
            key.key_id.into(),
            key.digest.into(),
            key.name.into(),
            key.scopes.into(),
            key.created_by.into(),
            key.created_at.into(),
            key.ends_at.into(),
            key.used_at.into(),
            key.revoked_at.into(),
        ];
        self.database.apply_one(Statement::new(sql, params)).await.map(drop)
    }

    /// The key with this SHA-256, if it works at `now` (UTC milliseconds).
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn api_key(&self, org_id: &str, digest: &str, now: i64) -> Result<Option<ApiKeyRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM api_key WHERE org_id = $1 AND digest = $2 AND revoked_at IS NULL \
             AND (ends_at IS NULL OR ends_at > $3)"
        );
        let params = vec![org_id.into(), digest.into(), now.into()];
        self.database.query(sql, params).await?.first_mut().map(read).transpose()
    }

    /// All keys, also those that are over, the newest first.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn api_keys(&self, org_id: &str) -> Result<Vec<ApiKeyRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM api_key WHERE org_id = $1 ORDER BY created_at DESC, key_id"
        );
        self.database.query(sql, vec![org_id.into()]).await?.iter_mut().map(read).collect()
    }

    /// Notes that a key was used at `now` (UTC milliseconds).
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn touch_api_key(&self, org_id: &str, key_id: &str, now: i64) -> Result<()> {
        let sql = "UPDATE api_key SET used_at = $3 WHERE org_id = $1 AND key_id = $2";
        let params = vec![org_id.into(), key_id.into(), now.into()];
        self.database.apply_one(Statement::new(sql, params)).await.map(drop)
    }

    /// Ends a key at `now` (UTC milliseconds). `false` when there is none of this id that was not ended before.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn revoke_api_key(&self, org_id: &str, key_id: &str, now: i64) -> Result<bool> {
        let sql = "UPDATE api_key SET revoked_at = $3 WHERE org_id = $1 AND key_id = $2 AND revoked_at IS NULL";
        let params = vec![org_id.into(), key_id.into(), now.into()];
        Ok(affected(self.database.apply_one(Statement::new(sql, params)).await?)? > 0)
    }
}
