//! People by their ids, page by page, and how many there are.

use crate::batch::{Batch, Column, Kind};
use crate::error::Result;
use crate::people::{COLUMNS, Person};
use crate::store::Store;
use crate::value::Statement;

pub(crate) const IDS: &[Column] = &[("record_id", Kind::Text)];

impl Store {
    /// The people with these ids, in order of their ids. Those who are not here are missing.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn people_by_id(&self, org_id: &str, record_ids: &[&str]) -> Result<Vec<Person>> {
        let mut batch = Batch::new(IDS);
        for &record_id in record_ids {
            batch.push([record_id.into()]);
        }
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        let statement = self.by_id_statement(org_id, batch);
        Person::from_rows(self.database.query(statement.sql, statement.params).await?)
    }

    pub(crate) fn by_id_statement(&self, org_id: &str, ids: Batch) -> Statement {
        let rows = (self.database.dialect().rows_of)("$2", ids.columns());
        let sql = format!(
            "WITH {rows} SELECT {COLUMNS} FROM person \
             WHERE org_id = $1 AND record_id IN (SELECT record_id FROM r) ORDER BY record_id"
        );
        Statement::new(sql, vec![org_id.into(), ids.into_param()])
    }

    /// The people of an object in order of their ids, at most `limit` after the id `after`.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn people_page(
        &self,
        org_id: &str,
        object: &str,
        after: Option<&str>,
        limit: i64,
    ) -> Result<Vec<Person>> {
        let statement = page_statement(org_id, object, after, limit);
        Person::from_rows(self.database.query(statement.sql, statement.params).await?)
    }

    /// How many people of each object are here, by the object's name.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn count_people(&self, org_id: &str) -> Result<Vec<(String, i64)>> {
        let sql = "SELECT object, COUNT(*) AS count FROM person WHERE org_id = $1 \
                   GROUP BY object ORDER BY object";
        let rows = self.database.query(sql, vec![org_id.into()]).await?;
        rows.into_iter().map(|mut row| Ok((row.text("object")?, row.int("count")?))).collect()
    }
}

pub(crate) fn page_statement(
    org_id: &str,
    object: &str,
    after: Option<&str>,
    limit: i64,
) -> Statement {
    let sql = format!(
        "SELECT {COLUMNS} FROM person WHERE org_id = $1 AND object = $2 AND record_id > $3 \
         ORDER BY record_id LIMIT $4"
    );
    let after = after.unwrap_or_default();
    Statement::new(sql, vec![org_id.into(), object.into(), after.into(), limit.into()])
}
