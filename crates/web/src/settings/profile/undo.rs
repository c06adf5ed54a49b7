//! `POST /settings/history/{version}/undo`: the settings of that version become the newest version.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::Shared;
use crate::access::{Capability, SignedIn};
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
    let keeps_connection = !signed_in.may(Capability::ManageAccess);
    let undone = shared
        .engine
        .undo_settings(number, entered.newest, &signed_in.name, keeps_connection)
        .await;
    match undone {
        Ok(made) => {
            let deed = signed_in.deed("settings.undo", made.to_string()).with(number.to_string());
            if let Err(error) = shared.engine.record(deed).await {
                tracing::error!(%error, "going back could not be written into the audit log");
            }
            back("/settings/history", "profile-said-undone")
        }
        Err(error) => {
            let status = match error.code {
                "changed_meanwhile" => StatusCode::CONFLICT,
                "no_version" => StatusCode::NOT_FOUND,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            super::refusal::answer(frame, status, &error)
        }
    }
}
