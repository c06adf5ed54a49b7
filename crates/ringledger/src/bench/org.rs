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
    pub(crate) async fn set_faults(&self, unavailable: f64, locked: f64, latency_ms: u64) -> Result<()> {
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

    /// Every Task of a call.
    pub(crate) async fn count(&self) -> Result<Counted> {
        let mut counted = Counted::default();
        for arrival in self.arrivals().await? {
            let (Some(call), Some(at)) = (arrival["call"].as_str(), arrival["created_at"].as_i64()) else {
                continue;
            };
            let entry = counted.tasks.entry(call.to_owned()).or_insert((0, at));
            entry.0 += 1;
            entry.1 = entry.1.min(at);
        }
        Ok(counted)
    }

    async fn arrivals(&self) -> Result<Vec<Value>> {
        self.client
            .get(format!("http://{}/__emulator__/arrivals", self.address))
            .send()
            .await?
            .error_for_status()?
            .json()
            .await
            .context("the org's answer is no list")
    }
}
