//! `POST /privacy/disclose`: everything that is kept of a person, as a file to hand to them.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use engine::EraseError;

use super::search::{Entered, confirm};
use super::trouble;
use crate::Shared;
use crate::access::SignedIn;
use crate::shell::Visit;

/// The file. Its name does not hold the number.
pub(crate) async fn disclose(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Form(entered): Form<Entered>,
) -> Response {
    let by = signed_in.deed("privacy.disclose", "");
    match shared.engine.disclose(&entered.number, by).await {
        Ok(told) => {
            let name = "attachment; filename=\"disclosure.json\"";
            ([(header::CONTENT_DISPOSITION, name)], Json(told)).into_response()
        }
        Err(EraseError::NotANumber) => {
            confirm(&shared, &signed_in, &visit, entered.number, None).await
        }
        Err(error) => trouble(error),
    }
}
