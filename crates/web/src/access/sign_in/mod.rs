//! The ways in and out: password, second factor, invitation, Salesforce.

mod code;
mod invitation;
mod onward;
mod out;
mod password;
mod salesforce;

pub(super) use invitation::INVITATION;
pub(in crate::access) use onward::onward;
pub(crate) use salesforce::finish;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use store::{StoreError, UserRow};

use super::arrival::Arrival;
use super::session::{self, Stage};
use crate::Shared;
use crate::route::{Need, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/login", Need::Nobody, password::show),
        Route::post("/login", Need::Nobody, password::submit),
        Route::get("/login/code", Need::Nobody, code::show),
        Route::post("/login/code", Need::Nobody, code::submit),
        Route::get("/login/salesforce", Need::Nobody, salesforce::begin),
        Route::post("/logout", Need::Nobody, out::submit),
        Route::get("/invitation/{token}", Need::Nobody, invitation::show),
        Route::post("/invitation/{token}", Need::Nobody, invitation::submit),
    ]
}

/// Lets a person in who has proved who they are: to a code if they have a second factor, else to where they wanted to go.
async fn let_in(
    shared: &Shared,
    arrival: &Arrival,
    user: &UserRow,
    next: &str,
    by: &str,
) -> Result<Response, StoreError> {
    let (stage, to) = match user.totp_since {
        Some(_) => (Stage::SecondFactor, with_next("/login/code", next)),
        None => (Stage::Full, local(next).to_owned()),
    };
    if stage == Stage::Full {
        shared
            .engine
            .record(arrival.deed(&user.user_id, "access.sign_in", &user.user_id).with(by))
            .await?;
    }
    let before = arrival.token.as_deref();
    let browser = arrival.browser.clone();
    let cookie = session::begin(shared, &user.user_id, stage, browser, before).await?;
    let headers = [(header::LOCATION, to), (header::SET_COOKIE, cookie)];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

/// `path` with where to go afterwards.
pub(super) fn with_next(path: &str, next: &str) -> String {
    if local(next) == "/" {
        return path.to_owned();
    }
    let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("{path}?next={next}")
}

/// Only a path of ours: "//host" and "/\host" lead elsewhere.
fn local(next: &str) -> &str {
    let ours = next.starts_with('/')
        && !next[1..].starts_with(['/', '\\'])
        && next.bytes().all(|byte| byte.is_ascii_graphic());
    if ours { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        for elsewhere in [
            "//x.example.com",
            "/\\x.example.com",
            "https://x.example.com",
            "",
            "x",
            "/a\nb",
            "/\tb",
            "/é",
        ] {
            assert_eq!(local(elsewhere), "/", "{elsewhere:?}");
        }
        assert_eq!(with_next("/login", "/calls?a=1&b=2"), "/login?next=%2Fcalls%3Fa%3D1%26b%3D2");
        assert_eq!(with_next("/login", "//x.example.com"), "/login");
    }
}
