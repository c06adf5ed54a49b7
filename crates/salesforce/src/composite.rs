//! Several requests for the price of one API call (Salesforce REST API guide, "Composite").

use std::collections::HashMap;

use serde::Serialize;
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::catalogue::ours;
use crate::client::{Call, Client};
use crate::collections::names;
use crate::failure::Failure;
use crate::id::SalesforceId;
use crate::query::{Record, encode};
use crate::reply::failure_in;
use crate::soql::Soql;

/// Requests that one composite may hold.
pub const MAX_SUBREQUESTS: usize = 25;
/// Of these, queries and collections.
pub const MAX_QUERIES: usize = 5;

/// What a subrequest does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Reads.
    Get,
    /// Creates.
    Post,
    /// Updates or upserts.
    Patch,
    /// Deletes.
    Delete,
}

/// One of the requests of a composite.
///
/// Salesforce replaces `@{reference.field}` in addresses and bodies by results of earlier subrequests.
/// So a text from outside must not stand in `body`: write records with collections instead.
#[derive(Clone, Debug, PartialEq)]
pub struct Subrequest {
    /// What it does.
    pub method: Method,
    /// What follows `/services/data/v66.0`: `/query?q=...`, `/sobjects/Task/00T...`.
    pub path: String,
    /// A name to find the reply by, unique within the composite: letters, digits and `_`.
    pub reference_id: String,
    /// What is sent, as JSON.
    pub body: Option<Value>,
}

impl Subrequest {
    /// A query. At most [`MAX_QUERIES`] fit into a composite.
    #[must_use]
    pub fn query(reference_id: &str, soql: &Soql) -> Self {
        let path = format!("/query?q={}", encode(soql));
        Self { method: Method::Get, path, reference_id: reference_id.to_owned(), body: None }
    }

    /// A query that also finds deleted records, and archived activities. It counts as a query.
    #[must_use]
    pub fn query_all(reference_id: &str, soql: &Soql) -> Self {
        let path = format!("/queryAll?q={}", encode(soql));
        Self { method: Method::Get, path, reference_id: reference_id.to_owned(), body: None }
    }

    /// A new record. Of the texts in it none may come from outside: see [`Subrequest`].
    ///
    /// # Errors
    /// When `object` is no name.
    pub fn create(reference_id: &str, object: &str, record: Record) -> Result<Self, Failure> {
        names(&[object])?;
        let (path, body) = (format!("/sobjects/{object}"), Some(Value::Object(record)));
        Ok(Self { method: Method::Post, path, reference_id: reference_id.to_owned(), body })
    }

    /// Creates or updates a record by an external id; `record` does not carry that field.
    ///
    /// # Errors
    /// When `object` or `external_field` is no name.
    pub fn upsert(
        reference_id: &str,
        object: &str,
        (external_field, value): (&str, &str),
        record: Record,
    ) -> Result<Self, Failure> {
        names(&[object, external_field])?;
        // As a part of a path: there a plus sign is no space.
        let value: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
        let path = format!("/sobjects/{object}/{external_field}/{}", value.replace('+', "%20"));
        let body = Some(Value::Object(record));
        Ok(Self { method: Method::Patch, path, reference_id: reference_id.to_owned(), body })
    }

    /// Removes a record.
    ///
    /// # Errors
    /// When `object` is no name.
    pub fn delete(reference_id: &str, object: &str, id: &SalesforceId) -> Result<Self, Failure> {
        names(&[object])?;
        let path = format!("/sobjects/{object}/{id}");
        let reference_id = reference_id.to_owned();
        Ok(Self { method: Method::Delete, path, reference_id, body: None })
    }

    fn counts_as_query(&self) -> bool {
        ["/query", "/composite/sobjects"].iter().any(|start| self.path.starts_with(start))
    }
}

/// The reply to one subrequest.
#[derive(Clone, Debug, PartialEq)]
pub struct Subreply {
    /// HTTP status of this part.
    pub status: u16,
    /// JSON of this part; `Null` where there is none.
    pub body: Value,
    /// The name of the subrequest.
    pub reference_id: String,
}

impl Subreply {
    /// The failure of this part, if it failed.
    #[must_use]
    pub fn failure(&self) -> Option<Failure> {
        if (200..300).contains(&self.status) {
            return None;
        }
        let unreadable = || {
            Failure::unreadable("A part of a composite failed without a reason.", Some(self.status))
        };
        Some(failure_in(&self.body, Some(self.status)).unwrap_or_else(unreadable))
    }
}

impl Client {
    /// Sends up to [`MAX_SUBREQUESTS`] requests as one API call. Replies come in the order of the requests.
    /// With `all_or_none` a failure undoes everything.
    ///
    /// # Errors
    /// When the whole request failed; each part has its own [`Subreply::failure`].
    pub async fn composite(
        &self,
        requests: &[Subrequest],
        all_or_none: bool,
    ) -> Result<Vec<Subreply>, Failure> {
        if requests.is_empty() {
            return Ok(Vec::new());
        }
        let queries = requests.iter().filter(|request| request.counts_as_query()).count();
        if requests.len() > MAX_SUBREQUESTS || queries > MAX_QUERIES {
            let message =
                format!("A composite of {} requests with {queries} queries.", requests.len());
            return Err(Failure::ours(ours::REQUEST_TOO_LARGE, message));
        }
        let writes = requests.iter().any(|request| request.method != Method::Get);
        let parts: Vec<Value> = requests.iter().map(|request| self.part(request)).collect();
        let body = json!({"allOrNone": all_or_none, "compositeRequest": parts});
        let replies = self.call_composite(&body, writes).await?;
        let mut by_name: HashMap<_, _> =
            replies.into_iter().map(|reply| (reply.reference_id.clone(), reply)).collect();
        let in_order = requests.iter().map(|request| by_name.remove(&request.reference_id));
        in_order.collect::<Option<_>>().ok_or_else(|| broken("lacks a part", writes))
    }

    /// The records of a subrequest that was a query, with their further pages (one more API call each).
    ///
    /// # Errors
    /// The failure of the part, or of reading on.
    pub async fn records(&self, reply: Subreply) -> Result<Vec<Record>, Failure> {
        match reply.failure() {
            Some(failure) => Err(failure.nothing_written()),
            None => self.all_pages(reply.body).await,
        }
    }

    fn part(&self, request: &Subrequest) -> Value {
        let mut part = json!({
            "method": request.method,
            "url": self.data_path(&request.path),
            "referenceId": request.reference_id,
        });
        if let Some(body) = &request.body {
            part["body"] = body.clone();
        }
        part
    }

    pub(crate) async fn call_composite(
        &self,
        body: &Value,
        writes: bool,
    ) -> Result<Vec<Subreply>, Failure> {
        let path = self.data_path("/composite");
        let call = Call { method: reqwest::Method::POST, path: &path, body: Some(body), writes };
        let mut reply = self.call(call).await?;
        let parts = reply.get_mut("compositeResponse").and_then(Value::as_array_mut);
        let parts = parts.map(std::mem::take).unwrap_or_default().into_iter();
        parts
            .map(subreply)
            .collect::<Option<_>>()
            .ok_or_else(|| broken("has a part without a name or a status", writes))
    }
}

fn subreply(mut part: Value) -> Option<Subreply> {
    Some(Subreply {
        status: part.get("httpStatusCode")?.as_u64()?.try_into().ok()?,
        reference_id: part.get("referenceId")?.as_str()?.to_owned(),
        body: part.get_mut("body").map(Value::take).unwrap_or_default(),
    })
}

fn broken(what: &str, writes: bool) -> Failure {
    let failure = Failure::unreadable(format!("A composite reply {what}."), None);
    if writes { failure } else { failure.nothing_written() }
}

#[cfg(test)]
mod tests;
