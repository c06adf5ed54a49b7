//! `/mail/unsubscribe/{token}`: ends the mails to the address that the token names. Looking at the page changes nothing,
//! because mail programs look at links by themselves; the button does, and so does the one click of RFC 8058.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use engine::ORG;

use crate::Shared;
use crate::access::{Arrival, Trouble as PageTrouble};
use crate::shell::{Frame, Visit, problem, show as show_page};

#[derive(Template)]
#[template(path = "mail/unsubscribe.html")]
struct Page {
    frame: Frame,
    token: String,
    address: String,
    done: bool,
}

/// `GET /mail/unsubscribe/{token}`.
pub(super) async fn ask(
    State(shared): State<Shared>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, PageTrouble> {
    let address = shared.engine.unsubscribing(&token).await?;
    Ok(answer(&visit, token, address, false))
}

/// `POST /mail/unsubscribe/{token}`.
pub(super) async fn end(
    State(shared): State<Shared>,
    visit: Visit,
    arrival: Arrival,
    Path(token): Path<String>,
) -> Result<Response, PageTrouble> {
    let address = shared.engine.unsubscribing(&token).await?;
    // Whoever has the link can send this again and again: only what changes something is written down.
    if let Some(address) = &address
        && !shared.engine.store().unsubscribed(ORG).await?.contains(address)
    {
        let mark = shared.engine.mark_of_address(address)?;
        shared.engine.record(arrival.deed("mail", "mail.unsubscribe", &mark)).await?;
        shared.engine.unsubscribe(&token).await?;
    }
    Ok(answer(&visit, token, address, true))
}

fn answer(visit: &Visit, token: String, address: Option<String>, done: bool) -> Response {
    let frame = visit.bare_frame();
    match address {
        Some(address) => show_page(&Page { frame, token, address, done }),
        None => problem(frame, StatusCode::NOT_FOUND, "mail-no-such-link"),
    }
}
