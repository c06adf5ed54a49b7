//! SOAP requests: whatever the body, the org answers, and never that it failed itself. The word SESSION in an input
//! stands for a session that is valid.

#![no_main]

use std::sync::LazyLock;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use emulator::fuzzing::Ground;
use libfuzzer_sys::fuzz_target;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt as _;

struct Target {
    ground: Ground,
    session: String,
    runtime: Runtime,
}

static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let ground = Ground::new().expect("the org can be made");
    let org = ground.org();
    let session = org.sessions().issue(&org.administrator().user_id, None, org.now());
    let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
    Target { ground, session, runtime }
});

fuzz_target!(|input: &str| {
    let (path, body) = match input.split_once('\n') {
        Some(("m", body)) => ("/services/Soap/m/66.0", body),
        Some(("c", body)) => ("/services/Soap/c/66.0", body),
        Some((_, body)) => ("/services/Soap/u/66.0", body),
        None => ("/services/Soap/u/66.0", input),
    };
    let request = Request::post(path)
        .header("content-type", "text/xml; charset=UTF-8")
        .header("soapaction", "\"\"")
        .body(Body::from(body.replace("SESSION", &TARGET.session)))
        .expect("a request");
    let router = emulator::router(TARGET.ground.org());
    let answer = TARGET.runtime.block_on(router.oneshot(request)).expect("an answer");
    // SOAP faults have the status 500; the text of a fault of the emulator itself is its own.
    if answer.status() == StatusCode::INTERNAL_SERVER_ERROR {
        let body = TARGET.runtime.block_on(axum::body::to_bytes(answer.into_body(), 1 << 24));
        let body = body.expect("a body");
        let text = String::from_utf8_lossy(&body);
        assert!(!text.contains("UNKNOWN_EXCEPTION"), "{text}");
    }
});
