//! Up to 200 records in one API call, each with an outcome of its own (Salesforce REST API guide,
//! "sObject Collections").

use reqwest::Method;
use serde_json::{Value, json};

use crate::catalogue::ours;
use crate::client::{Call, Client};
use crate::failure::Failure;
use crate::gauges;
use crate::id::SalesforceId;
use crate::query::Record;
use crate::reply::failure_of;
use crate::soql::is_name;

/// Records that one request may write.
pub const MAX_WRITE: usize = 200;
/// Records that one request may read.
pub const MAX_READ: usize = 2000;

/// What became of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordResult {
    /// It is written.
    Done {
        /// Its id.
        id: SalesforceId,
        /// Whether an upsert made it; `None` after a plain create or update.
        created: Option<bool>,
    },
    /// It is not, or nobody knows: see [`Failure::decision`].
    Failed(Failure),
}

impl Client {
    /// Creates or updates records by an external id, which each of them carries. Safe to repeat.
    /// The same external id must not occur twice in one request. Results come in the order of the records.
    ///
    /// # Errors
    /// When the whole request failed.
    pub async fn upsert_collection(
        &self,
        object: &str,
        external_field: &str,
        records: Vec<Record>,
    ) -> Result<Vec<RecordResult>, Failure> {
        names(&[object, external_field])?;
        let path = self.data_path(&format!("/composite/sobjects/{object}/{external_field}"));
        self.write(Method::PATCH, &path, object, records).await
    }

    /// Creates records. Not safe to repeat.
    ///
    /// # Errors
    /// When the whole request failed.
    pub async fn create_collection(
        &self,
        object: &str,
        records: Vec<Record>,
    ) -> Result<Vec<RecordResult>, Failure> {
        names(&[object])?;
        self.write(Method::POST, &self.data_path("/composite/sobjects"), object, records).await
    }

    /// Updates records by the `Id` that each of them carries. Safe to repeat.
    ///
    /// # Errors
    /// When the whole request failed.
    pub async fn update_collection(
        &self,
        object: &str,
        records: Vec<Record>,
    ) -> Result<Vec<RecordResult>, Failure> {
        names(&[object])?;
        self.write(Method::PATCH, &self.data_path("/composite/sobjects"), object, records).await
    }

    /// Reads fields of records by id, in order; `None` for a record that is gone or out of sight.
    ///
    /// # Errors
    /// When the request failed.
    pub async fn retrieve_collection(
        &self,
        object: &str,
        ids: &[SalesforceId],
        fields: &[&str],
    ) -> Result<Vec<Option<Record>>, Failure> {
        names(&[object])?;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        fits(ids.len(), MAX_READ)?;
        let path = self.data_path(&format!("/composite/sobjects/{object}"));
        let body = json!({"ids": ids, "fields": fields});
        let call = Call { method: Method::POST, path: &path, body: Some(&body), writes: false };
        let record = |value| match value {
            Value::Object(record) => Some(Some(record)),
            Value::Null => Some(None),
            _ => None,
        };
        let rows = rows(self.call(call).await?, ids.len()).map_err(Failure::nothing_written)?;
        let records = rows.into_iter().map(record).collect::<Option<_>>();
        records.ok_or_else(|| Failure::unreadable("A record read is none.", None).nothing_written())
    }

    async fn write(
        &self,
        method: Method,
        path: &str,
        object: &str,
        records: Vec<Record>,
    ) -> Result<Vec<RecordResult>, Failure> {
        if records.is_empty() {
            return Ok(Vec::new());
        }
        fits(records.len(), MAX_WRITE)?;
        let count = records.len();
        gauges::count_records(count);
        let typed = records.into_iter().map(|mut record| {
            record.insert("attributes".to_owned(), json!({"type": object}));
            Value::Object(record)
        });
        let body = json!({"allOrNone": false, "records": typed.collect::<Vec<_>>()});
        let reply = self.call(Call { method, path, body: Some(&body), writes: true }).await?;
        Ok(rows(reply, count)?.iter().map(result).collect())
    }
}

/// One row of the reply.
fn result(row: &Value) -> RecordResult {
    let success = row.get("success").and_then(Value::as_bool);
    let errors = row.get("errors").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let id = row.get("id").and_then(Value::as_str).and_then(|id| SalesforceId::parse(id).ok());
    match (success, id) {
        (Some(true), Some(id)) => {
            RecordResult::Done { id, created: row.get("created").and_then(Value::as_bool) }
        }
        (Some(true), None) => {
            RecordResult::Failed(Failure::unreadable("A record was written without an id.", None))
        }
        _ => RecordResult::Failed(
            failure_of(errors, None)
                .unwrap_or_else(|| Failure::unreadable("A record failed without a reason.", None)),
        ),
    }
}

/// The rows of a reply, as many as there were records.
fn rows(reply: Value, count: usize) -> Result<Vec<Value>, Failure> {
    match reply {
        Value::Array(rows) if rows.len() == count => Ok(rows),
        Value::Array(rows) => Err(Failure::unreadable(
            format!("The reply has {} rows for {count} records.", rows.len()),
            None,
        )),
        _ => Err(Failure::unreadable("The reply to a collection is no list.", None)),
    }
}

fn fits(count: usize, max: usize) -> Result<(), Failure> {
    if count <= max {
        return Ok(());
    }
    Err(Failure::ours(ours::REQUEST_TOO_LARGE, format!("{count} records where {max} fit.")))
}

/// Names become part of an address, so they must be names.
pub(crate) fn names(names: &[&str]) -> Result<(), Failure> {
    match names.iter().find(|name| !is_name(name)) {
        None => Ok(()),
        Some(name) => Err(Failure::ours(
            ours::BAD_SETTINGS,
            format!("'{name}' is no name of an object or field."),
        )),
    }
}

#[cfg(test)]
mod tests;
