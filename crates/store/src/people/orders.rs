//! What a person wants of the copy, whichever process keeps it: to rest, or to be loaded again.

use crate::error::Result;
use crate::store::Store;
use crate::value::{Statement, Value};

/// The orders that stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PeopleOrders {
    /// Whether loading rests until it is resumed.
    pub paused: bool,
    /// When everyone was last wanted to be loaded again, UTC milliseconds; 0 for never.
    pub again_at: i64,
}

impl Store {
    /// The orders that stand.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn people_orders(&self, org_id: &str) -> Result<PeopleOrders> {
        let sql = "SELECT people_paused, people_again_at FROM org WHERE org_id = $1";
        let mut rows = self.database.query(sql, vec![org_id.into()]).await?;
        let Some(row) = rows.first_mut() else { return Ok(PeopleOrders::default()) };
        let paused = row.int("people_paused")? != 0;
        Ok(PeopleOrders { paused, again_at: row.int("people_again_at")? })
    }

    /// Lets loading rest, or go on, across restarts.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn pause_people(&self, org_id: &str, paused: bool) -> Result<()> {
        self.order_people(org_id, "people_paused", i64::from(paused).into()).await
    }

    /// Wants everyone to be loaded again: loads that began before `at` (UTC milliseconds) do not count any more.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn reload_people(&self, org_id: &str, at: i64) -> Result<()> {
        self.order_people(org_id, "people_again_at", at.into()).await
    }

    async fn order_people(&self, org_id: &str, column: &str, value: Value) -> Result<()> {
        let sql = format!(
            "INSERT INTO org (org_id, paused_until, events_received, api_calls, {column}) VALUES ($1, 0, 0, 0, $2) \
             ON CONFLICT (org_id) DO UPDATE SET {column} = excluded.{column}"
        );
        let params = vec![org_id.into(), value];
        self.database.apply_one(Statement::new(sql, params)).await.map(drop)
    }
}
