//! `POST /settings/history/{version}/undo`: the settings of that version become the newest version.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::Shared;
use crate::access::SignedIn;
use crate::settings::deeds;
use crate::shell::{Place, Visit, back, problem};

/// What the form sends.
#[derive(Debug, Deserialize)]
pub(super) struct Entered {
    /// The newest version when the page was made.
    newest: i64,
}

/// Goes back.
pub(super) async fn submit(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Path(version): Path<String>,
    Form(entered): Form<Entered>,
) -> Response {
    let frame = visit.frame(Place::Settings);
    let Ok(number) = version.parse::<i64>() else {
        return problem(frame, StatusCode::NOT_FOUND, "profile-no-version");
    };
    match deeds::undo(&shared, &signed_in, number, entered.newest).await {
        Ok(_) => back("/settings/history", "profile-said-undone"),
        Err(error) => {
            let status = match error.code {
                "changed_meanwhile" => StatusCode::CONFLICT,
                "no_version" => StatusCode::NOT_FOUND,
                "store" => StatusCode::SERVICE_UNAVAILABLE,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            super::refusal::answer(frame, status, &error)
        }
    }
}
