//! Requests to the service's own router, and what it answers.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use sources::SignedRequest;
use tower::ServiceExt as _;
use web::{Edge, Router, router};

use crate::stage::Stage;

/// How the outside reaches the service.
pub(crate) const PUBLIC_URL: &str = "http://127.0.0.1:8080";

/// Largest body that is taken, in bytes.
pub(crate) const MAX_BODY: usize = 1_048_576;

/// An answer of the service.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) retry_after: Option<String>,
    pub(crate) body: String,
}

/// The service's routes on a stage.
pub(crate) fn service(stage: &Stage) -> Router {
    let edge = Edge {
        max_body_bytes: MAX_BODY,
        public_url: PUBLIC_URL.to_owned(),
        keep: true,
        access: web::access::AccessSettings::default(),
    };
    router(stage.engine.clone(), edge)
}

/// Sends any request.
pub(crate) async fn ask(stage: &Stage, request: Request<Body>) -> Answer {
    ask_of(service(stage), request).await
}

/// Sends a request to routes that others may be using.
pub(crate) async fn ask_of(service: Router, request: Request<Body>) -> Answer {
    let response = service.oneshot(request).await.unwrap();
    let retry_after =
        response.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
    let status = response.status();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    Answer { status, retry_after, body: String::from_utf8(body.to_vec()).unwrap() }
}

/// Gets a page.
pub(crate) async fn get(stage: &Stage, path: &str) -> Answer {
    ask(stage, Request::get(path).body(Body::empty()).unwrap()).await
}

/// Posts a webhook that is signed already.
pub(crate) async fn post_signed(stage: &Stage, source: &str, signed: SignedRequest) -> Answer {
    let query = if signed.query.is_empty() { String::new() } else { format!("?{}", signed.query) };
    let mut request = Request::post(format!("/hooks/{source}{query}"));
    for (name, value) in &signed.headers {
        request = request.header(name, value);
    }
    let answer = ask(stage, request.body(Body::from(signed.body)).unwrap()).await;
    stage.count_told(i64::from(answer.status == StatusCode::OK));
    answer
}

/// Signs a body as the phone system would.
pub(crate) fn signed(stage: &Stage, source: &str, body: &[u8]) -> SignedRequest {
    let system = stage.phone(source).system();
    system.source.sign(body, &system.settings, "msg_1", stage.clock.now()).unwrap()
}

/// Posts a body as the phone system would.
pub(crate) async fn post(stage: &Stage, source: &str, body: impl AsRef<[u8]>) -> Answer {
    post_signed(stage, source, signed(stage, source, body.as_ref())).await
}

/// Posts a body that must be kept.
pub(crate) async fn post_kept(stage: &Stage, source: &str, body: impl AsRef<[u8]>) {
    let answer = post(stage, source, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
}
