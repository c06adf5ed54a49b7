//! Tokens and passwords that Ringledger gets while it runs, such as a refresh token: stored encrypted.

use secrecy::SecretString;

use crate::error::{Result, StoreError};
use crate::key::Key;
use crate::store::Store;
use crate::value::Statement;

impl Store {
    /// Encrypts and stores a secret; replaces the one of the same name.
    ///
    /// # Errors
    /// [`StoreError::NoKey`] when the store was opened without a key; any failure of the database.
    pub async fn secret_put(&self, org_id: &str, name: &str, secret: &SecretString) -> Result<()> {
        let sealed = self.seal(org_id, name, secret)?;
        let sql = "INSERT INTO secret (org_id, name, value) VALUES ($1, $2, $3) \
                   ON CONFLICT (org_id, name) DO UPDATE SET value = excluded.value";
        let params = vec![org_id.into(), name.into(), sealed.into()];
        self.database.apply_one(Statement::new(sql, params)).await.map(drop)
    }

    /// Reads a secret back; `None` when there is none of this name.
    ///
    /// # Errors
    /// [`StoreError::NoKey`], [`StoreError::WrongKey`]; any failure of the database.
    pub async fn secret_get(&self, org_id: &str, name: &str) -> Result<Option<SecretString>> {
        let key = self.key(name)?;
        let sql = "SELECT value FROM secret WHERE org_id = $1 AND name = $2";
        let rows = self.database.query(sql, vec![org_id.into(), name.into()]).await?;
        let Some(mut row) = rows.into_iter().next() else {
            return Ok(None);
        };
        key.open(org_id, name, &row.text("value")?).map(Some)
    }

    /// Forgets a secret. Harmless when there is none; works without the key.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn secret_delete(&self, org_id: &str, name: &str) -> Result<()> {
        let sql = "DELETE FROM secret WHERE org_id = $1 AND name = $2";
        self.database
            .apply_one(Statement::new(sql, vec![org_id.into(), name.into()]))
            .await
            .map(drop)
    }

    /// All secrets whose names begin with `prefix`, by name. None of them without a key: there can be none then.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`]; any failure of the database.
    pub async fn secrets_under(
        &self,
        org_id: &str,
        prefix: &str,
    ) -> Result<Vec<(String, SecretString)>> {
        let Some(key) = self.key.as_deref() else { return Ok(Vec::new()) };
        let sql = "SELECT name, value FROM secret WHERE org_id = $1 ORDER BY name";
        let mut found = Vec::new();
        for mut row in self.database.query(sql, vec![org_id.into()]).await? {
            let name = row.text("name")?;
            if name.starts_with(prefix) {
                let secret = key.open(org_id, &name, &row.text("value")?)?;
                found.push((name, secret));
            }
        }
        Ok(found)
    }

    pub(crate) fn seal(&self, org_id: &str, name: &str, secret: &SecretString) -> Result<String> {
        self.key(name)?.seal(org_id, name, secret, rand::random())
    }

    pub(crate) fn cloned_key(&self) -> Result<std::sync::Arc<Key>> {
        self.key.clone().ok_or_else(|| StoreError::NoKey { name: "backup".to_owned() })
    }

    pub(crate) fn key(&self, name: &str) -> Result<&Key> {
        self.key.as_deref().ok_or_else(|| StoreError::NoKey { name: name.to_owned() })
    }
}
