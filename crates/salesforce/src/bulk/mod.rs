//! Long query results: a job that Salesforce works off, then its pages as CSV (Bulk API 2.0 guide, "Query").

mod page;

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use url::form_urlencoded;

pub use page::{BulkPage, Rows};

use crate::catalogue::ours;
use crate::client::{Call, Client};
use crate::failure::Failure;
use crate::id::SalesforceId;
use crate::moment::moment;
use crate::reply::Reply;
use crate::soql::Soql;

/// Which rows a bulk query finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkOperation {
    /// Those that are there.
    Query,
    /// Deleted records and archived activities as well.
    QueryAll,
}

/// A bulk query that Salesforce has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkQuery {
    /// The job. It and its results live for seven days.
    pub id: SalesforceId,
    /// When Salesforce took it, by Salesforce's clock, in UTC milliseconds: what was committed before is found.
    pub created_at: i64,
}

/// Where a bulk query stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BulkQueryState {
    /// Salesforce is at work; so many rows are done.
    Working {
        /// Rows so far, as far as Salesforce says.
        rows: u64,
    },
    /// The pages can be read.
    Complete {
        /// Rows of all pages.
        rows: u64,
    },
    /// There is no result and there will be none: start another one.
    Ended(Failure),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Job {
    id: SalesforceId,
    state: String,
    #[serde(default)]
    created_date: Option<String>,
    #[serde(default)]
    number_records_processed: u64,
    #[serde(default)]
    error_message: Option<String>,
}

impl Client {
    /// Gives Salesforce a query to work off. One API call. A reply that is lost leaves at most a job behind that nobody
    /// reads, so that asking again is safe.
    ///
    /// # Errors
    /// `FEATURE_NOT_ENABLED` or `API_ERROR` for what bulk queries cannot do: children, grouping, OFFSET, TYPEOF; and
    /// whatever else Salesforce says of the query.
    pub async fn start_bulk_query(
        &self,
        soql: &Soql,
        operation: BulkOperation,
    ) -> Result<BulkQuery, Failure> {
        let operation = match operation {
            BulkOperation::Query => "query",
            BulkOperation::QueryAll => "queryAll",
        };
        let body = json!({"operation": operation, "query": soql.to_string()});
        let path = self.data_path("/jobs/query");
        let call = Call { method: Method::POST, path: &path, body: Some(&body), writes: false };
        let job = job(self.call(call).await?)?;
        let created_at = job.created_date.as_deref().and_then(moment);
        let created_at = created_at.ok_or_else(|| unreadable("no time at which it was made"))?;
        Ok(BulkQuery { id: job.id, created_at })
    }

    /// Asks where a bulk query stands. One API call.
    ///
    /// # Errors
    /// `NOT_FOUND` for a job that was dropped or that is older than seven days; whatever else Salesforce says.
    pub async fn bulk_query_state(&self, id: &SalesforceId) -> Result<BulkQueryState, Failure> {
        let path = self.data_path(&format!("/jobs/query/{id}"));
        let job = job(self.call(Call::get(&path)).await?)?;
        let rows = job.number_records_processed;
        Ok(match job.state.as_str() {
            "UploadComplete" | "InProgress" | "Open" => BulkQueryState::Working { rows },
            "JobComplete" => BulkQueryState::Complete { rows },
            "Aborted" => BulkQueryState::Ended(ended("It was aborted.".to_owned())),
            "Failed" => BulkQueryState::Ended(ended(job.error_message.unwrap_or_default())),
            _ => return Err(unreadable("a state that is none")),
        })
    }

    /// Reads a page of a finished bulk query: the first one, or the one behind a `locator`. One API call. Salesforce
    /// gives at most `most_rows` rows, and fewer where they are wide.
    ///
    /// # Errors
    /// What [`Failure::ends_bulk_query`] tells apart, and whatever else Salesforce says.
    pub async fn bulk_query_page(
        &self,
        id: &SalesforceId,
        locator: Option<&str>,
        most_rows: u32,
    ) -> Result<BulkPage, Failure> {
        let mut path = self.data_path(&format!("/jobs/query/{id}/results?maxRecords={most_rows}"));
        if let Some(locator) = locator {
            let locator = form_urlencoded::byte_serialize(locator.as_bytes());
            path.push_str("&locator=");
            path.extend(locator);
        }
        let page = self.call_for(Call::get(&path), BulkPage::read).await?;
        if page.locator().is_some() && page.locator() == locator {
            return Err(unreadable("a page that names itself as the next one"));
        }
        Ok(page)
    }

    /// Drops a finished bulk query and its results, which count against the org's limit otherwise. One API call.
    ///
    /// # Errors
    /// `NOT_FOUND` where there is no such job any more; `INVALIDJOBSTATE` while it is being worked off.
    pub async fn drop_bulk_query(&self, id: &SalesforceId) -> Result<(), Failure> {
        let path = self.data_path(&format!("/jobs/query/{id}"));
        let call = Call { method: Method::DELETE, path: &path, body: None, writes: false };
        self.call_for(call, Reply::into_nothing).await
    }
}

impl Failure {
    /// Whether this failure of a bulk query's state or page says that its result is no more: it expired, failed or was
    /// dropped. Reading on is no use then; a new query is.
    #[must_use]
    pub fn ends_bulk_query(&self) -> bool {
        const ENDS: [&str; 4] =
            ["NOT_FOUND", "INVALIDJOBSTATE", "INVALID_QUERY_LOCATOR", ours::BULK_QUERY_ENDED];
        ENDS.contains(&self.code.as_str())
    }
}

fn job(reply: Value) -> Result<Job, Failure> {
    serde_json::from_value(reply).map_err(|error| {
        let message = format!("The description of a bulk query cannot be read: {error}.");
        Failure::unreadable(message, None).nothing_written()
    })
}

fn ended(message: String) -> Failure {
    Failure::ours(ours::BULK_QUERY_ENDED, message)
}

fn unreadable(what: &str) -> Failure {
    Failure::unreadable(format!("A bulk query has {what}."), None).nothing_written()
}

#[cfg(test)]
mod tests;
