//! Runs SOQL and reads all pages of its results.

use serde_json::{Map, Value, json};
use url::form_urlencoded;

use crate::client::{Call, Client};
use crate::failure::Failure;
use crate::soql::Soql;

/// A record as Salesforce writes it: fields by name, and `attributes` with its type.
pub type Record = Map<String, Value>;

/// Salesforce refuses addresses and headers of more than 16,384 bytes together (414, 431).
const MAX_ADDRESS: usize = 12_000;

impl Client {
    /// Runs a query and reads all its pages. One API call a page of up to 2,000 records.
    ///
    /// # Errors
    /// Whatever Salesforce says; no outcome is unknown, as nothing is written.
    pub async fn query(&self, soql: &Soql) -> Result<Vec<Record>, Failure> {
        let path = self.data_path(&format!("/query?q={}", encode(soql)));
        if path.len() <= MAX_ADDRESS {
            let page = self.call(Call::get(&path)).await?;
            return self.all_pages(page).await;
        }
        // Too long for an address, but not for a body: the only query of a composite.
        let body =
            json!({"compositeRequest": [{"method": "GET", "url": path, "referenceId": "query"}]});
        let replies = self.call_composite(&body, false).await?;
        match replies.into_iter().next() {
            Some(reply) => self.records(reply).await,
            None => Err(Failure::unreadable("A composite reply is empty.", None).nothing_written()),
        }
    }

    /// Runs a short query on the objects of set-up, such as `ValidationRule` (Tooling API guide). One API call.
    ///
    /// # Errors
    /// Whatever Salesforce says: many users may not ask.
    pub async fn query_setup(&self, soql: &Soql) -> Result<Vec<Record>, Failure> {
        let path = self.data_path(&format!("/tooling/query?q={}", encode(soql)));
        let page = self.call(Call::get(&path)).await.map_err(Failure::nothing_written)?;
        self.all_pages(page).await
    }

    /// The records of a page and of those that follow it.
    pub(crate) async fn all_pages(&self, mut page: Value) -> Result<Vec<Record>, Failure> {
        let mut records = Vec::new();
        let mut last_address = String::new();
        loop {
            let list = page
                .get_mut("records")
                .and_then(Value::as_array_mut)
                .ok_or_else(|| no_result("no records"))?;
            for record in list.drain(..) {
                match record {
                    Value::Object(record) => records.push(record),
                    _ => return Err(no_result("a record that is none")),
                }
            }
            let Some(address) = page.get("nextRecordsUrl").and_then(Value::as_str) else {
                return match page.get("done") {
                    Some(Value::Bool(true)) => Ok(records),
                    _ => Err(no_result("no address of its next page")),
                };
            };
            if address == last_address {
                return Err(no_result("its own address as the next page's"));
            }
            last_address = address.to_owned();
            page = self.call(Call::get(&last_address)).await?;
        }
    }
}

/// A query as a part of an address.
pub(crate) fn encode(soql: &Soql) -> String {
    form_urlencoded::byte_serialize(soql.to_string().as_bytes()).collect()
}

fn no_result(what: &str) -> Failure {
    Failure::unreadable(format!("A query's reply has {what}."), None).nothing_written()
}
