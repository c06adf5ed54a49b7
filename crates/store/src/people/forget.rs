//! Removes people from the copy: who was deleted or merged away.

use crate::batch::Batch;
use crate::error::Result;
use crate::people::list::IDS;
use crate::store::Store;
use crate::value::{Statement, Value, affected};

impl Store {
    /// Removes people and their numbers; returns how many were there.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn forget_people(&self, org_id: &str, record_ids: &[&str]) -> Result<u64> {
        self.forget(org_id, record_ids.iter().copied(), i64::MAX).await
    }

    /// Removes those of a generation below `generation`.
    pub(super) async fn forget(
        &self,
        org_id: &str,
        record_ids: impl Iterator<Item = &str>,
        generation: i64,
    ) -> Result<u64> {
        let mut batch = Batch::new(IDS);
        for record_id in record_ids {
            batch.push([record_id.into()]);
        }
        if batch.is_empty() {
            return Ok(0);
        }
        let ids = batch.into_param();
        let mut statements: Vec<Statement> = self.people_lock(org_id).into_iter().collect();
        statements.push(self.forget_numbers(org_id, ids.clone(), generation));
        statements.push(self.forget_rows(org_id, ids, generation));
        let mut answers = self.database.apply(statements).await?;
        affected(answers.pop().unwrap_or_default())
    }

    pub(crate) fn forget_rows(&self, org_id: &str, ids: Value, generation: i64) -> Statement {
        let rows = (self.database.dialect().rows_of)("$2", IDS);
        let sql = format!(
            "WITH {rows} DELETE FROM person \
             WHERE org_id = $1 AND record_id IN (SELECT record_id FROM r) AND generation < $3"
        );
        Statement::new(sql, vec![org_id.into(), ids, generation.into()])
    }
}
