//! Requests that are not let in: nothing of them is stored, and phone systems learn whether to come again.

use axum::body::Body;
use axum::http::Request;
use futures_util::FutureExt as _;
use futures_util::stream::pending;
use store::StoreOptions;
use tower::ServiceExt as _;

use crate::sending::{MAX_BODY, ask, ask_of, post, post_kept, post_signed, service, signed};
use crate::stage::phones::{ALL, BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    a_wrong_secret_is_401_and_nothing_is_stored,
    an_unknown_source_is_404,
    a_body_that_is_too_large_is_413,
    a_length_that_is_too_large_is_413_before_the_body_is_read,
    bodies_that_never_end_fill_a_budget_and_not_the_memory,
    a_full_store_is_503_and_the_sender_may_come_again,
);

async fn nothing_is_stored(stage: &Stage) {
    let status = stage.status().await;
    assert_eq!((status.events_received, status.unread, status.unreadable), (0, 0, 0), "{status:?}");
    assert!(stage.store.undigested(engine::ORG, 10).await.unwrap().is_empty());
}

async fn a_wrong_secret_is_401_and_nothing_is_stored(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    for phone in ALL {
        let mut system = phone.system();
        system.settings.secrets = vec!["whsec_c29tZWJvZHkgZWxzZXMgc2VjcmV0IGVudGlyZWx5".into()];
        let body = &stage.bodies(phone.id, &call_from(1, BEN))[0];
        let wrong = system.source.sign(body, &system.settings, "msg_1", stage.clock.now()).unwrap();
        let answer = post_signed(&stage, phone.id, wrong).await;
        assert_eq!(answer.status, 401, "{}", phone.id);
        assert!(!answer.body.contains("mismatch"), "no reason for the caller: {}", answer.body);

        let bare =
            Request::post(format!("/hooks/{}", phone.id)).body(Body::from(body.clone())).unwrap();
        assert_eq!(ask(&stage, bare).await.status, 401, "{}", phone.id);
    }
    nothing_is_stored(&stage).await;
}

async fn an_unknown_source_is_404(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let body = &stage.bodies("desk", &call_from(1, BEN))[0];
    for source in ["attic", "desk2", "DESK", "..%2Fdesk"] {
        let answer = post_signed(&stage, source, signed(&stage, "desk", body)).await;
        assert_eq!(answer.status, 404, "{source}");
    }
    nothing_is_stored(&stage).await;
}

async fn a_body_that_is_too_large_is_413(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let large = vec![b' '; MAX_BODY + 1];
    assert_eq!(post(&stage, "desk", &large).await.status, 413);
    nothing_is_stored(&stage).await;
    assert_eq!(post(&stage, "desk", &large[..MAX_BODY]).await.status, 200);
    assert_eq!(stage.settle().await.unreadable, 1);
}

/// A request whose body never comes to its end.
fn endless(length: Option<usize>) -> Request<Body> {
    let mut request = Request::post("/hooks/desk");
    if let Some(length) = length {
        request = request.header("content-length", length);
    }
    request.body(Body::from_stream(pending::<std::io::Result<Vec<u8>>>())).unwrap()
}

async fn a_length_that_is_too_large_is_413_before_the_body_is_read(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let answer = ask(&stage, endless(Some(MAX_BODY + 1))).now_or_never();
    assert_eq!(answer.expect("nothing is waited for").status, 413);
    nothing_is_stored(&stage).await;
}

async fn bodies_that_never_end_fill_a_budget_and_not_the_memory(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let service = service(&stage);
    // 64 MiB, half of it announced, half of it of unknown length.
    let mut unfinished: Vec<_> = (0..64)
        .map(|at| Box::pin(service.clone().oneshot(endless((at % 2 == 0).then_some(MAX_BODY)))))
        .collect();
    for request in &mut unfinished {
        assert!(request.now_or_never().is_none(), "it should wait for its body");
    }
    let small = || Request::post("/hooks/desk").header("content-length", 2).body("{}".into());
    let answer = ask_of(service.clone(), small().unwrap()).await;
    assert_eq!((answer.status.as_u16(), answer.retry_after.as_deref()), (503, Some("5")));
    nothing_is_stored(&stage).await;
    drop(unfinished);
    let answer = ask_of(service, small().unwrap()).await;
    assert_eq!(answer.status, 401, "there is room again, so the missing proof is what counts");
}

async fn a_full_store_is_503_and_the_sender_may_come_again(place: &Place) {
    let store = StoreOptions { queue_bytes: 2_048, ..StoreOptions::default() };
    let stage = Stage::open(place, Plan { store, ..Plan::default() }).await;
    let answer = post(&stage, "desk", vec![b' '; 4_096]).await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.retry_after.as_deref(), Some("5"));
    nothing_is_stored(&stage).await;
    for body in stage.bodies("desk", &call_from(1, BEN)) {
        post_kept(&stage, "desk", body).await;
    }
    assert_eq!(stage.settle().await.logged, 1);
}
