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
    /// Headers of this part alone: name and value, see [`Subrequest::with_header`].
    pub headers: Vec<(&'static str, &'static str)>,
}

impl Subrequest {
    /// A query. At most [`MAX_QUERIES`] fit into a composite.
    #[must_use]
    pub fn query(reference_id: &str, soql: &Soql) -> Self {
        let path = format!("/query?q={}", encode(soql));
        Self::new(Method::Get, path, reference_id, None)
    }

    /// A new record of which texts come from outside: a name that a caller or a phone system chose. What
    /// Salesforce would take for a reference in them is broken up.
    ///
    /// # Errors
    /// When `object` is no name.
    pub fn create_as_told(
        reference_id: &str,
        object: &str,
        record: Record,
    ) -> Result<Self, Failure> {
        let harmless = record.into_iter().map(|(field, value)| (field, without_references(value)));
        Self::create(reference_id, object, harmless.collect())
    }

    /// The same request with a header of its own, such as `Sforce-Duplicate-Rule-Header`. The headers of the
    /// composite itself do not reach its parts (Salesforce REST API guide, "Composite Subrequest").
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    /// A query that also finds deleted records, and archived activities. It counts as a query.
    #[must_use]
    pub fn query_all(reference_id: &str, soql: &Soql) -> Self {
        let path = format!("/queryAll?q={}", encode(soql));
        Self::new(Method::Get, path, reference_id, None)
    }

    /// A new record. Of the texts in it none may come from outside: see [`Subrequest`].
    ///
    /// # Errors
    /// When `object` is no name.
    pub fn create(reference_id: &str, object: &str, record: Record) -> Result<Self, Failure> {
        names(&[object])?;
        let (path, body) = (format!("/sobjects/{object}"), Some(Value::Object(record)));
        Ok(Self::new(Method::Post, path, reference_id, body))
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
        Ok(Self::new(Method::Patch, path, reference_id, body))
    }

    /// Removes a record.
    ///
    /// # Errors
    /// When `object` is no name.
    pub fn delete(reference_id: &str, object: &str, id: &SalesforceId) -> Result<Self, Failure> {
        names(&[object])?;
        let path = format!("/sobjects/{object}/{id}");
        Ok(Self::new(Method::Delete, path, reference_id, None))
    }

    /// A request without headers of its own.
    pub(crate) fn new(
        method: Method,
        path: String,
        reference_id: &str,
        body: Option<Value>,
    ) -> Self {
        let reference_id = reference_id.to_owned();
        Self { method, path, reference_id, body, headers: Vec::new() }
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

    /// The records that a duplicate rule found instead of saving the new one (`DUPLICATES_DETECTED`), in
    /// Salesforce's order. The key was misspelled until version 60 (Salesforce REST API guide, "Manage Duplicate
    /// Records").
    #[must_use]
    pub fn duplicates(&self) -> Vec<SalesforceId> {
        let list = |value: &Value, key: &str| value.get(key).and_then(Value::as_array).cloned();
        let errors = self.body.as_array().into_iter().flatten();
        let found = errors.filter_map(|error| {
            error.get("duplicateResult").or_else(|| error.get("duplicateResut"))
        });
        let results = found.filter_map(|found| list(found, "matchResults")).flatten();
        let records = results.filter_map(|result| list(&result, "matchRecords")).flatten();
        records
            .filter_map(|record| {
                SalesforceId::parse(record.get("record")?.get("Id")?.as_str()?).ok()
            })
            .collect()
    }
}

/// A value of which no text holds the beginning of a reference, `@{`: a full-width sign takes the place of the `@`, so
/// that the text stays as long as its field allows.
fn without_references(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.replace("@{", "\u{FF20}{")),
        other => other,
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
        if !request.headers.is_empty() {
            part["httpHeaders"] = request.headers.iter().copied().collect();
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
