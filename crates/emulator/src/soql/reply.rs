//! How a query is to be answered, and the answer.

use serde_json::{Map, Value, json};

/// The most rows of a page, and the number unless the client asks for fewer (Salesforce REST API guide).
const LARGEST_PAGE: usize = 2_000;

/// The fewest rows of a page.
const SMALLEST_PAGE: usize = 200;

/// How a query is to be answered.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// Such as `v66.0`.
    pub(crate) version: String,
    /// Whether deleted records count (`queryAll`).
    pub(crate) all_rows: bool,
    /// Rows of a page; `None` means all rows at once.
    pub(crate) page: Option<usize>,
}

impl Options {
    /// Every row at once, for use inside the emulator.
    pub(crate) fn everything() -> Self {
        Self { version: "v66.0".to_owned(), all_rows: false, page: None }
    }

    /// As the API answers; `asked` is the client's batch size.
    pub(crate) fn api(version: &str, all_rows: bool, asked: Option<usize>) -> Self {
        let page = asked.unwrap_or(LARGEST_PAGE);
        Self {
            version: version.to_owned(),
            all_rows,
            page: Some(page.clamp(SMALLEST_PAGE, LARGEST_PAGE)),
        }
    }
}

/// The answer to a query.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryReply {
    /// How many rows there are, on all pages.
    pub total_size: usize,
    /// Whether this is the last page.
    pub done: bool,
    /// Path of the next page.
    pub next_records_url: Option<String>,
    /// The rows of this page.
    pub records: Vec<Value>,
}

impl QueryReply {
    /// The reply's body.
    #[must_use]
    pub fn body(self) -> Value {
        let mut body = Map::new();
        body.insert("totalSize".to_owned(), json!(self.total_size));
        body.insert("done".to_owned(), json!(self.done));
        if let Some(url) = self.next_records_url {
            body.insert("nextRecordsUrl".to_owned(), Value::String(url));
        }
        body.insert("records".to_owned(), Value::Array(self.records));
        Value::Object(body)
    }
}
