//! Removes from the copy whom a finished load has not seen any more.

use crate::error::Result;
use crate::store::Store;
use crate::value::Statement;

/// How many people one transaction of a sweep removes: what arrives meanwhile has to wait for no more than that.
const SWEPT: i64 = 1_000;

impl Store {
    /// Removes the people of an object whom the load `generation` and those after it have not seen; returns how many.
    /// For the end of a load. Many small transactions: interrupted, it goes on when it is called again.
    ///
    /// # Errors
    /// Any failure of the database; some people may be removed then.
    pub async fn sweep_people(&self, org_id: &str, object: &str, generation: i64) -> Result<u64> {
        let mut swept = 0;
        loop {
            let statement = unseen_statement(org_id, object, generation);
            let rows = self.database.query(statement.sql, statement.params).await?;
            let ids = rows
                .into_iter()
                .map(|mut row| row.text("record_id"))
                .collect::<Result<Vec<_>>>()?;
            if ids.is_empty() {
                return Ok(swept);
            }
            swept += self.forget(org_id, ids.iter().map(String::as_str), generation).await?;
        }
    }
}

/// At most `SWEPT` people whom newer loads have not seen. Removed or seen, none of them is found again.
pub(crate) fn unseen_statement(org_id: &str, object: &str, generation: i64) -> Statement {
    let sql = "SELECT record_id FROM person \
               WHERE org_id = $1 AND object = $2 AND generation < $3 LIMIT $4";
    Statement::new(sql, vec![org_id.into(), object.into(), generation.into(), SWEPT.into()])
}
