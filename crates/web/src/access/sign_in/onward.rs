//! A page that goes on by itself to another one of this site. The second request comes from this site, so that browsers
//! send the session's cookie (`SameSite=Strict`), which they do not on the way from another one.

use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::Response;

use crate::shell::{Frame, Visit, show};

#[derive(Template)]
#[template(path = "access/sign_in/onward.html")]
struct Page {
    frame: Frame,
    to: String,
}

/// The page; `to` is a path of ours.
pub(crate) fn onward(visit: &Visit, to: &str) -> Response {
    let mut response = show(&Page { frame: visit.bare_frame(), to: to.to_owned() });
    if let Ok(refresh) = HeaderValue::from_str(&format!("0; url={to}")) {
        response.headers_mut().insert(header::REFRESH, refresh);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
