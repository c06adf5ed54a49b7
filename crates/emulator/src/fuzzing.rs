//! The readers of untrusted text, shown to the targets in `fuzz/`.

use std::sync::Arc;

use serde_json::json;

use crate::error::ApiError;
use crate::org::{Actor, Org, OrgError, OrgOptions};
use crate::{bulk, sosl};

/// A small org in which queries and searches find something.
#[derive(Debug)]
pub struct Ground {
    org: Org,
    actor: Actor,
}

impl Ground {
    /// Makes the org; its clock stands still, so that an input always does the same.
    ///
    /// # Errors
    /// When the org cannot be made.
    pub fn new() -> Result<Self, OrgError> {
        let org = Org::new(OrgOptions::new(Arc::new(|| 1_730_962_800_000), 1))?;
        let actor = org.administrator();
        for (object, record) in [
            ("Account", json!({"Name": "Acme", "Phone": "03-5550-0100", "AnnualRevenue": 1000})),
            ("Contact", json!({"FirstName": "Ann", "LastName": "Lee", "Phone": "(415) 555-0123"})),
            ("Lead", json!({"LastName": "Roe", "Company": "Initech", "Email": "roe@example.com"})),
            ("Task", json!({"Subject": "Call", "CallDurationInSeconds": 30})),
        ] {
            if let Some(record) = record.as_object() {
                org.create(&actor, object, record.clone()).map_err(OrgError::from)?;
            }
        }
        Ok(Self { org, actor })
    }

    /// The org, for targets that send whole requests.
    #[must_use]
    pub fn org(&self) -> Org {
        self.org.clone()
    }

    /// Reads and runs a query.
    ///
    /// # Errors
    /// Whatever the org answers; a status of 500 is a finding.
    pub fn soql(&self, query: &str) -> Result<(), ApiError> {
        self.org.query(&self.actor, query).map(drop)
    }

    /// Reads and runs a search.
    ///
    /// # Errors
    /// Whatever the org answers; a status of 500 is a finding.
    pub fn sosl(&self, search: &str) -> Result<(), ApiError> {
        sosl::run(&self.org, &self.org.database(), &self.actor, search, "v66.0").map(drop)
    }
}

/// Reads the CSV of a Bulk API job with every delimiter and writes it again; how many rows there were.
#[must_use]
pub fn bulk_csv(text: &[u8]) -> usize {
    bulk::exercise_csv(text)
}
