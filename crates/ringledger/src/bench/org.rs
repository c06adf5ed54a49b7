//! The org as the bench sees it: beside Salesforce's own paths, so that looking costs no API request.

use std::collections::HashMap;

use anyhow::{Context, Result};
use serde_json::{Value, json};

/// A way to the org's control endpoint.
#[derive(Clone)]
pub(crate) struct Org {
    client: reqwest::Client,
    address: String,
}

/// What stands in the org.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    /// Tasks by call id, and when the first of each was created (UTC milliseconds).
    pub(crate) tasks: HashMap<String, (usize, i64)>,
}

impl Org {
    pub(crate) fn new(address: &str) -> Org {
        Org { client: reqwest::Client::new(), address: address.to_owned() }
    }

    /// Makes things go wrong from now on.
    pub(crate) async fn set_faults(
        &self,
        unavailable: f64,
        locked: f64,
        latency_ms: u64,
    ) -> Result<()> {
        let mut requests = Vec::new();
        if unavailable > 0.0 {
            for kind in ["unavailable_json", "unavailable_html"] {
                requests.push(json!({"kind": kind, "probability": unavailable / 2.0}));
            }
        }
        let faults = json!({
            "seed": 1, "latency_ms": latency_ms, "requests": requests, "lock_row_probability": locked
        });
        self.client
            .put(format!("http://{}/__emulator__/faults", self.address))
            .json(&faults)
            .send()
            .await?
            .error_for_status()?;
        Ok(())
    }

    /// Requests that the org has counted against its allowance.
    pub(crate) async fn api_calls(&self) -> Result<i64> {
        let stats: Value = self
            .client
            .get(format!("http://{}/__emulator__/stats", self.address))
            .send()
            .await?
            .error_for_status()?
            .json()
            .await?;
        stats["api_calls"].as_i64().context("the org's figures have no api_calls")
    }

    /// Every Task that carries a call's id in `field`.
    pub(crate) async fn count(&self, field: &str) -> Result<Counted> {
        let soql = format!("SELECT {field}, CreatedDate FROM Task WHERE {field} != null");
        let reply: Value = self
            .client
            .post(format!("http://{}/__emulator__/query", self.address))
            .json(&json!({"soql": soql}))
            .send()
            .await?
            .error_for_status()?
            .json()
            .await?;
        let tasks = reply["records"].as_array().context("the org's answer has no records")?;
        let mut counted = Counted::default();
        for task in tasks {
            let call = task[field].as_str().context("a Task without its call's id")?;
            let created: jiff::Timestamp =
                task["CreatedDate"].as_str().context("a Task without CreatedDate")?.parse()?;
            let at = created.as_millisecond();
            let entry = counted.tasks.entry(call.to_owned()).or_insert((0, at));
            entry.0 += 1;
            entry.1 = entry.1.min(at);
        }
        Ok(counted)
    }
}
