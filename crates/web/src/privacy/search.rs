//! The first step: a number is entered, and what is kept of it is counted. The number travels in a form and never in an
//! address, which would stand in histories and logs.

use std::time::Duration;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use engine::{Certificate, EraseError, Remains, Traces};
use serde::Deserialize;

use super::{Counts, counts, trouble};
use crate::Shared;
use crate::access::SignedIn;
use crate::shell::{Frame, Place, Visit, show as show_page};

/// So long a page waits for the counts: everything that is kept is read for them.
const PATIENCE: Duration = Duration::from_secs(15);

/// What the form holds.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Entered {
    pub(super) number: String,
    /// The number once more, by whoever means it.
    pub(super) again: String,
}

#[derive(Template)]
#[template(path = "privacy/search.html")]
struct Page {
    frame: Frame,
    number: String,
    problem: Option<String>,
    certificates: Vec<Certificate>,
}

#[derive(Template)]
#[template(path = "privacy/confirm.html")]
struct Confirm {
    frame: Frame,
    number: String,
    counts: Counts,
    /// There is so much that a page cannot wait for the counts; the certificate will have them.
    uncounted: bool,
    traces: Traces,
    problem: Option<String>,
}

/// `GET /privacy`.
pub(crate) async fn show(State(shared): State<Shared>, visit: Visit) -> Response {
    page(&shared, &visit, String::new(), None).await
}

async fn page(shared: &Shared, visit: &Visit, number: String, problem: Option<&str>) -> Response {
    let frame = visit.frame(Place::Settings);
    match shared.engine.certificates().await {
        Ok(certificates) => {
            let problem = problem.map(|id| frame.words.say(id));
            show_page(&Page { frame, number, problem, certificates })
        }
        Err(error) => trouble(error),
    }
}

/// `POST /privacy`: counts. Whoever looks for a number is written down, without the number.
pub(crate) async fn count(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Form(entered): Form<Entered>,
) -> Response {
    confirm(&shared, &signed_in, &visit, entered.number, None).await
}

/// The page on which the second step is taken.
pub(super) async fn confirm(
    shared: &Shared,
    signed_in: &SignedIn,
    visit: &Visit,
    number: String,
    problem: Option<&str>,
) -> Response {
    if let Err(error) = shared.engine.record(signed_in.deed("privacy.search", "")).await {
        return trouble(error.into());
    }
    let counted = tokio::time::timeout(PATIENCE, shared.engine.traces_of(&number)).await;
    let uncounted = counted.is_err();
    match counted.unwrap_or_else(|_| Ok(Traces::default())) {
        Ok(traces) => {
            let frame = visit.frame(Place::Settings);
            let refused = problem.is_some();
            let problem = problem.map(|id| frame.words.say(id));
            let counts = counts(&traces);
            let page = Confirm { frame, number, counts, uncounted, traces, problem };
            let status = if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            (status, show_page(&page)).into_response()
        }
        Err(EraseError::NotANumber) => {
            let page = page(shared, visit, number, Some("operation-not-a-number")).await;
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
        Err(error) => trouble(error),
    }
}
