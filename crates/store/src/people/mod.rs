//! A copy of the org's people: whose number it is, found without a request.

pub(crate) mod forget;
pub(crate) mod keep;
pub(crate) mod list;
pub(crate) mod lookup;
pub(crate) mod numbers;
mod orders;
pub(crate) mod sweep;

use crate::error::{Result, StoreError};
use crate::value::{Row, Rows};

pub use keep::KeptPeople;
pub use lookup::Held;
pub use orders::PeopleOrders;

/// A record of Salesforce that has phone numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Its id, 18 characters.
    pub record_id: String,
    /// The object whose row it is: `Contact`, `Account`, `Lead` or `User`.
    pub object: String,
    /// When it last changed in Salesforce, UTC milliseconds.
    pub changed_at: i64,
    /// The row as Salesforce gives it, a JSON object.
    pub body: String,
    /// The keys under which its numbers are looked up.
    pub tails: Vec<i64>,
}

const COLUMNS: &str =
    "person.record_id, person.object, person.changed_at, person.body, person.tails";

impl Person {
    fn from_row(mut row: Row) -> Result<Self> {
        let tails = row.text("tails")?;
        Ok(Self {
            record_id: row.text("record_id")?,
            object: row.text("object")?,
            changed_at: row.int("changed_at")?,
            body: row.text("body")?,
            tails: serde_json::from_str(&tails)
                .map_err(|error| StoreError::Unexpected(format!("a list of numbers: {error}")))?,
        })
    }

    fn from_rows(rows: Rows) -> Result<Vec<Self>> {
        rows.into_iter().map(Self::from_row).collect()
    }
}
