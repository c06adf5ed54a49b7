//! What stands between us and the org in a test: it answers for a part of Salesforce that the emulator has not,
//! or keeps Salesforce from taking back what it should.

use std::sync::{Arc, Mutex};

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;

/// Larger than any request of a test, in bytes.
const MOST: usize = 1 << 20;

/// What is done to requests; nothing at first.
#[derive(Clone, Default)]
pub(crate) struct Between(Arc<Mutex<Deeds>>);

#[derive(Default)]
struct Deeds {
    tooling: Option<Value>,
    commit_everything: bool,
}

impl Between {
    /// Answers queries of the Tooling API with this.
    pub(crate) fn answer_tooling(&self, reply: Value) {
        self.0.lock().unwrap().tooling = Some(reply);
    }

    /// Makes composite requests commit what should be taken back.
    pub(crate) fn commit_everything(&self) {
        self.0.lock().unwrap().commit_everything = true;
    }
}

pub(crate) async fn pass(State(between): State<Between>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let (tooling, commit) = {
        let deeds = between.0.lock().unwrap();
        (deeds.tooling.clone(), deeds.commit_everything)
    };
    match tooling {
        Some(reply) if path.ends_with("/tooling/query") => {
            return axum::Json(reply).into_response();
        }
        _ => {}
    }
    if !commit || !path.ends_with("/composite") {
        return next.run(request).await;
    }
    let (head, body) = request.into_parts();
    let text = String::from_utf8(to_bytes(body, MOST).await.unwrap().to_vec()).unwrap();
    // As long as before, so that the head stays true.
    let text = text.replace("\"allOrNone\":true", "\"allOrNone\":null");
    next.run(Request::from_parts(head, Body::from(text))).await
}
