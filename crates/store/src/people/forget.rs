//! Removes people from the copy: who was deleted or merged away, and who was not seen any more.

use crate::batch::{Batch, Column, Kind};
use crate::error::Result;
use crate::store::Store;
use crate::value::{Statement, Value, affected};

const IDS: &[Column] = &[("record_id", Kind::Text)];

/// How many people one transaction of a sweep removes: what arrives meanwhile has to wait for no more than that.
const SWEPT: i64 = 1_000;

impl Store {
    /// Removes people and their numbers; returns how many were there.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn forget_people(&self, org_id: &str, record_ids: &[&str]) -> Result<u64> {
        self.forget(org_id, record_ids.iter().copied(), i64::MAX).await
    }

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

    /// Removes those of a generation below `generation`.
    async fn forget(
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

    pub(crate) fn forget_numbers(&self, org_id: &str, ids: Value, generation: i64) -> Statement {
        let dialect = self.database.dialect();
        let rows = (dialect.rows_of)("$2", IDS);
        let old = (dialect.numbers_of)("person.tails");
        let sql = format!(
            "WITH {rows} DELETE FROM person_number WHERE org_id = $1 AND (tail, changed_at, record_id) IN \
                 (SELECT CAST(e.value AS BIGINT), person.changed_at, person.record_id \
                  FROM r CROSS JOIN person CROSS JOIN {old} \
                  WHERE person.org_id = $1 AND person.record_id = r.record_id AND person.generation < $3)"
        );
        Statement::new(sql, vec![org_id.into(), ids, generation.into()])
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
