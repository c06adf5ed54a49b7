//! The frame around pages as browsers get it.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use tower::ServiceExt as _;

use super::*;

async fn ask(request: Request<Body>) -> (StatusCode, Response, String) {
    let router: Router = Router::new().fallback(no_such_page);
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    (parts.status, Response::from_parts(parts, Body::empty()), text)
}

fn request(name: header::HeaderName, value: &str) -> Request<Body> {
    Request::builder().uri("/nowhere").header(name, value).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn a_stranger_reads_what_the_browser_asks_for() {
    let (status, _, page) = ask(request(header::ACCEPT_LANGUAGE, "ja")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(page.contains("<html lang=\"ja\""), "{page}");
    assert!(page.contains("ページが見つかりません"), "{page}");
}

#[tokio::test]
async fn a_chosen_language_goes_before_the_browsers() {
    let (_, _, page) = ask(request(header::COOKIE, "a=b; ringledger_language=fr")).await;
    assert!(page.contains("<html lang=\"fr\""), "{page}");
}

#[tokio::test]
async fn only_a_notice_is_shown_as_a_notice() {
    let visit = |query: &str| {
        let uri = format!("/nowhere?said={query}");
        Request::builder().uri(uri).body(Body::empty()).unwrap()
    };
    for odd in ["shell-close", "x-said-%3Cscript%3E", "nothing-said-of-this"] {
        let (_, _, page) = ask(visit(odd)).await;
        assert!(!page.contains("role=\"status\""), "{odd}: {page}");
    }
}
