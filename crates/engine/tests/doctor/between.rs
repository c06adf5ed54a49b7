//! What stands between us and the org in a test: it keeps Salesforce from taking back what it should.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

/// Larger than any request of a test, in bytes.
const MOST: usize = 1 << 20;

/// What is done to requests; nothing at first.
#[derive(Clone, Default)]
pub(crate) struct Between(Arc<AtomicBool>);

impl Between {
    /// Makes composite requests commit what should be taken back.
    pub(crate) fn commit_everything(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

pub(crate) async fn pass(State(between): State<Between>, request: Request, next: Next) -> Response {
    let commit = between.0.load(Ordering::Relaxed);
    if !commit || !request.uri().path().ends_with("/composite") {
        return next.run(request).await;
    }
    let (head, body) = request.into_parts();
    let text = String::from_utf8(to_bytes(body, MOST).await.unwrap().to_vec()).unwrap();
    // As long as before, so that the head stays true.
    let text = text.replace("\"allOrNone\":true", "\"allOrNone\":null");
    next.run(Request::from_parts(head, Body::from(text))).await
}
