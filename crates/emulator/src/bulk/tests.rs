//! Bulk jobs through the router, as a client sees them.

mod ingest;
mod query;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, header};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::org::{Org, OrgOptions};

/// 2024-11-07 07:00 UTC.
const NOW: i64 = 1_730_962_800_000;

const BASE: &str = "/services/data/v66.0";

struct Client {
    org: Org,
    router: Router,
    token: String,
    clock: Arc<AtomicI64>,
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// Code and message of a refusal.
    fn refusal(&self) -> (u16, String, String) {
        let body = self.json();
        let text = |name: &str| body[0][name].as_str().unwrap_or_default().to_owned();
        (self.status, text("errorCode"), text("message"))
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Client {
    /// An org whose Account has the external id `Key__c`.
    fn new(change: impl FnOnce(&mut OrgOptions)) -> Self {
        let clock = Arc::new(AtomicI64::new(NOW));
        let hand = Arc::clone(&clock);
        let mut options = OrgOptions::new(Arc::new(move || hand.load(Ordering::Relaxed)), 1);
        let key = serde_json::from_value(json!({
            "name": "Key__c", "label": "Key", "type": "string", "length": 40, "flags": "CUNFSG",
            "external_id": true, "unique": true, "id_lookup": true
        }));
        options.extra_fields = vec![("Account".to_owned(), key.unwrap())];
        change(&mut options);
        let org = Org::new(options).unwrap();
        let token = org.sessions().issue(&org.administrator().user_id, None, NOW);
        Self { router: crate::rest::routes(org.clone()), org, token, clock }
    }

    async fn send(&self, method: &str, path: &str, kind: &str, body: impl Into<Body>) -> Answer {
        let path = match path.starts_with("/services") || path.starts_with("services") {
            true => format!("/{}", path.trim_start_matches('/')),
            false => format!("{BASE}{path}"),
        };
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, kind)
            .body(body.into())
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    async fn json(&self, method: &str, path: &str, body: Value) -> Answer {
        self.send(method, path, "application/json; charset=utf-8", body.to_string()).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "", Body::empty()).await
    }

    /// Makes a job, uploads rows and closes it; returns its path.
    async fn ingest(&self, description: Value, rows: impl Into<Body>) -> String {
        let answer = self.json("POST", "/jobs/ingest", description).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let body = answer.json();
        let content = body["contentUrl"].as_str().unwrap();
        let answer = self.send("PUT", content, "text/csv", rows).await;
        assert_eq!((answer.status, answer.text.as_str()), (201, ""));
        let path = format!("/jobs/ingest/{}", body["id"].as_str().unwrap());
        let answer = self.json("PATCH", &path, json!({"state": "UploadComplete"})).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.json()["state"], "UploadComplete");
        path
    }

    /// The values of the first column of a query.
    fn values(&self, query: &str) -> Vec<Value> {
        let reply = self.org.query(&self.org.administrator(), query).unwrap();
        let values = reply.records.iter().map(|record| {
            let mut entries = record.as_object().unwrap().iter();
            entries.find(|(name, _)| *name != "attributes").unwrap().1.clone()
        });
        values.collect()
    }

    fn load(&self, object: &str, records: Vec<Value>) -> Vec<String> {
        let records = records.into_iter().map(|record| record.as_object().unwrap().clone());
        self.org.load(object, records.collect()).unwrap()
    }
}
