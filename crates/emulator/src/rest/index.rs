//! `/services/data/vX`: where everything is, and who asks.

use serde_json::{Map, Value, json};

use super::dispatch::{Call, allow};
use super::message::{Reply, Request};
use crate::error::ApiError;

/// The resources, by the names that are their paths as well.
const RESOURCES: [&str; 10] = [
    "composite",
    "parameterizedSearch",
    "search",
    "query",
    "queryAll",
    "limits",
    "sobjects",
    "recent",
    "tooling",
    "jobs",
];

impl Call<'_> {
    pub(super) fn index(&self, request: &Request) -> Result<Reply, ApiError> {
        allow(request, &["GET", "HEAD"])?;
        let base = format!("/services/data/{}", request.version);
        let mut index: Map<String, Value> = RESOURCES
            .into_iter()
            .map(|name| (name.to_owned(), json!(format!("{base}/{name}"))))
            .collect();
        // Clients that were given nothing but a token learn from here whose it is.
        let identity = format!("{}/id/{}/{}", request.instance, self.org.id(), self.actor.user_id);
        index.insert("identity".to_owned(), json!(identity));
        Ok(Reply::ok(Value::Object(index)))
    }
}
