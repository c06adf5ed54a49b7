//! Whose number it is because a person said so.

use std::collections::HashMap;

use crate::batch::{Batch, Column, Kind};
use crate::error::Result;
use crate::store::Store;
use crate::value::{Row, Statement};

/// A number and the record that a person chose for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// The number, E.164.
    pub number: String,
    /// Its key, by which it is found for erasure.
    pub number_key: i64,
    /// The record's Salesforce id.
    pub record_id: String,
    /// The record's name, as it was then.
    pub name: Option<String>,
    /// Who said so.
    pub who: String,
    /// When, UTC milliseconds.
    pub at: i64,
}

pub(crate) const NUMBERS: &[Column] = &[("number", Kind::Text)];

const COLUMNS: &str = "number, number_key, record_id, name, who, at";

impl Remembered {
    fn from_row(mut row: Row) -> Result<Self> {
        Ok(Self {
            number: row.text("number")?,
            number_key: row.int("number_key")?,
            record_id: row.text("record_id")?,
            name: row.text_or_null("name")?,
            who: row.text("who")?,
            at: row.int("at")?,
        })
    }
}

impl Store {
    /// Remembers whose number it is, in place of what was remembered before.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn remember(&self, org_id: &str, one: Remembered) -> Result<()> {
        let sql = "INSERT INTO remembered (org_id, number, number_key, record_id, name, who, at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) \
                   ON CONFLICT (org_id, number) DO UPDATE SET number_key = excluded.number_key, \
                       record_id = excluded.record_id, name = excluded.name, who = excluded.who, at = excluded.at";
        let params = vec![
            org_id.into(),
            one.number.into(),
            one.number_key.into(),
            one.record_id.into(),
            one.name.into(),
            one.who.into(),
            one.at.into(),
        ];
        self.database.apply_one(Statement::new(sql, params)).await.map(drop)
    }

    /// The records that are remembered for these numbers (E.164), by number.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn remembered_for(
        &self,
        org_id: &str,
        numbers: &[&str],
    ) -> Result<HashMap<String, Remembered>> {
        if numbers.is_empty() {
            return Ok(HashMap::new());
        }
        let mut batch = Batch::new(NUMBERS);
        for &number in numbers {
            batch.push([number.into()]);
        }
        let statement = self.remembered_statement(org_id, batch);
        let rows = self.database.query(statement.sql, statement.params).await?;
        let all = rows.into_iter().map(Remembered::from_row).collect::<Result<Vec<_>>>()?;
        Ok(all.into_iter().map(|one| (one.number.clone(), one)).collect())
    }

    pub(crate) fn remembered_statement(&self, org_id: &str, numbers: Batch) -> Statement {
        let rows = (self.database.dialect().rows_of)("$2", numbers.columns());
        let sql = format!(
            "WITH {rows} SELECT {COLUMNS} FROM remembered \
             WHERE org_id = $1 AND number IN (SELECT number FROM r)"
        );
        Statement::new(sql, vec![org_id.into(), numbers.into_param()])
    }

    /// What is remembered, in order of the numbers, at most `limit` after the number `after`.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn remembered(
        &self,
        org_id: &str,
        after: Option<&str>,
        limit: i64,
    ) -> Result<Vec<Remembered>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM remembered WHERE org_id = $1 AND number > $2 ORDER BY number LIMIT $3"
        );
        let params = vec![org_id.into(), after.unwrap_or_default().into(), limit.into()];
        let rows = self.database.query(sql, params).await?;
        rows.into_iter().map(Remembered::from_row).collect()
    }

    /// Forgets whose number it is; `false` when nothing was remembered.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn forget_remembered(&self, org_id: &str, number: &str) -> Result<bool> {
        let sql = "DELETE FROM remembered WHERE org_id = $1 AND number = $2 RETURNING number";
        let statement = Statement::new(sql, vec![org_id.into(), number.into()]);
        Ok(!self.database.apply_one(statement).await?.is_empty())
    }
}
