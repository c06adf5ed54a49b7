//! What only one node does at a time, such as reading the org's changes.

use crate::error::Result;
use crate::store::Store;
use crate::value::Statement;

impl Store {
    /// Takes the lease `name`, or renews it, until `until` (UTC milliseconds). `false` while another holder has it.
    ///
    /// # Errors
    /// Any failure of the database; the lease may be taken then, until it runs out.
    pub async fn take_lease(
        &self,
        org_id: &str,
        name: &str,
        holder: &str,
        until: i64,
        now: i64,
    ) -> Result<bool> {
        let sql = "INSERT INTO lease (org_id, name, holder, until) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (org_id, name) DO UPDATE SET holder = excluded.holder, until = excluded.until \
                   WHERE lease.holder = excluded.holder OR lease.until <= $5 RETURNING name";
        let params = vec![org_id.into(), name.into(), holder.into(), until.into(), now.into()];
        Ok(!self.database.apply_one(Statement::new(sql, params)).await?.is_empty())
    }

    /// Gives the lease back early. Does nothing where another holds it.
    ///
    /// # Errors
    /// Any failure of the database; the lease runs out by itself then.
    pub async fn drop_lease(&self, org_id: &str, name: &str, holder: &str) -> Result<()> {
        let sql = "DELETE FROM lease WHERE org_id = $1 AND name = $2 AND holder = $3";
        let params = vec![org_id.into(), name.into(), holder.into()];
        self.database.apply_one(Statement::new(sql, params)).await.map(drop)
    }
}
