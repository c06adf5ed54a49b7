//! Reads kept deliveries back, byte for byte as they arrived.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::error::{Result, StoreError};
use crate::store::Store;
use crate::value::{Row, Statement, Value};

/// How far a delivery has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// Kept, but not yet looked into.
    New,
    /// Its events stand with their calls.
    Digested,
    /// It could not be understood; the error says why.
    Failed,
    /// Somebody asked that it be looked into again: what it tells then replaces what it told before.
    Replayed,
}

impl DeliveryState {
    pub(crate) fn number(self) -> i64 {
        match self {
            Self::New => 0,
            Self::Digested => 1,
            Self::Failed => 2,
            Self::Replayed => 3,
        }
    }

    fn from_number(number: i64) -> Result<Self> {
        [Self::New, Self::Digested, Self::Failed, Self::Replayed]
            .into_iter()
            .find(|state| state.number() == number)
            .ok_or_else(|| StoreError::Unexpected(format!("inbox state {number}")))
    }
}

/// A webhook request as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its id, ordered by arrival.
    pub id: String,
    /// The source that it came to.
    pub source_id: String,
    /// When its first copy arrived, UTC milliseconds.
    pub received_at: i64,
    /// The content type, as it came.
    pub content_type: String,
    /// JSON of the kept headers.
    pub headers: String,
    /// The body's bytes.
    pub body: Vec<u8>,
    /// How often the same bytes arrived.
    pub copies: i64,
    /// How far it has come.
    pub state: DeliveryState,
    /// When it was last looked into, UTC milliseconds.
    pub digested_at: Option<i64>,
    /// A stable code, when it failed.
    pub error_code: Option<String>,
    /// What a person should know, when it failed.
    pub error_text: Option<String>,
}

pub(crate) const COLUMNS: &str = "id, source_id, received_at, content_type, headers, body, body_is_base64, copies, \
                                  state, digested_at, error_code, error_text";

impl Delivery {
    pub(crate) fn from_row(mut row: Row) -> Result<Self> {
        let body = row.text("body")?;
        let body = if row.int("body_is_base64")? == 0 {
            body.into_bytes()
        } else {
            let decoded = BASE64_STANDARD.decode(body);
            decoded.map_err(|_| StoreError::Unexpected("a body that is not base64".to_owned()))?
        };
        Ok(Self {
            id: row.text("id")?,
            source_id: row.text("source_id")?,
            received_at: row.int("received_at")?,
            content_type: row.text("content_type")?,
            headers: row.text("headers")?,
            body,
            copies: row.int("copies")?,
            state: DeliveryState::from_number(row.int("state")?)?,
            digested_at: row.int_or_null("digested_at")?,
            error_code: row.text_or_null("error_code")?,
            error_text: row.text_or_null("error_text")?,
        })
    }
}

impl Store {
    /// The deliveries that nobody has looked into, or that are to be read again, in order of arrival, at most `limit`.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn undigested(&self, org_id: &str, limit: i64) -> Result<Vec<Delivery>> {
        let statement = undigested_statement(org_id, limit);
        self.deliveries(statement.sql, statement.params).await
    }

    /// One delivery, to show or to try again.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn delivery(&self, org_id: &str, id: &str) -> Result<Option<Delivery>> {
        let sql = format!("SELECT {COLUMNS} FROM inbox WHERE org_id = $1 AND id = $2");
        Ok(self.deliveries(sql, vec![org_id.into(), id.into()]).await?.pop())
    }

    pub(crate) async fn deliveries(
        &self,
        sql: String,
        params: Vec<Value>,
    ) -> Result<Vec<Delivery>> {
        self.database.query(sql, params).await?.into_iter().map(Delivery::from_row).collect()
    }
}

pub(crate) fn undigested_statement(org_id: &str, limit: i64) -> Statement {
    let sql = format!(
        "SELECT {COLUMNS} FROM inbox WHERE org_id = $1 AND state IN (0, 3) ORDER BY id LIMIT $2"
    );
    Statement::new(sql, vec![org_id.into(), limit.into()])
}
