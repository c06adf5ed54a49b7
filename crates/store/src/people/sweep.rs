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
        let mut after = String::new();
        loop {
            let statement = unseen_statement(org_id, object, generation, &after);
            let rows = self.database.query(statement.sql, statement.params).await?;
            let ids = rows
                .into_iter()
                .map(|mut row| row.text("record_id"))
                .collect::<Result<Vec<_>>>()?;
            let Some(last) = ids.last() else {
                return Ok(swept);
            };
            after.clone_from(last);
            swept += self.forget(org_id, ids.iter().map(String::as_str), generation).await?;
        }
    }
}

pub(crate) fn unseen_statement(
    org_id: &str,
    object: &str,
    generation: i64,
    after: &str,
) -> Statement {
    let sql = "SELECT record_id FROM person \
               WHERE org_id = $1 AND object = $2 AND record_id > $4 AND generation < $3 \
               ORDER BY record_id LIMIT $5";
    let params = vec![org_id.into(), object.into(), generation.into(), after.into(), SWEPT.into()];
    Statement::new(sql, params)
}
