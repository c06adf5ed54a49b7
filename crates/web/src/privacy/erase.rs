//! `POST /privacy/erase`: the second step.

use std::time::Duration;

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use domain::number::{NumberPlan, read};

use super::search::{Entered, confirm};
use super::trouble;
use crate::Shared;
use crate::access::SignedIn;
use crate::shell::{Visit, back};

/// How long a page waits for the certificate, well before the service gives a request up.
const PATIENCE: Duration = Duration::from_secs(20);

/// Erases, and leads to the certificate.
pub(crate) async fn erase(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Form(entered): Form<Entered>,
) -> Response {
    if !is_same(&entered.number, &entered.again) {
        let problem = Some("operation-not-the-same");
        return confirm(&shared, &signed_in, &visit, entered.number, problem).await;
    }
    let (engine, by) = (shared.engine.clone(), signed_in.deed("privacy.erase", ""));
    // A task of its own: a browser that goes away must not leave somebody half erased.
    let number = entered.number.clone();
    let erasing = tokio::spawn(async move { engine.erase(&number, by).await });
    match tokio::time::timeout(PATIENCE, erasing).await {
        Ok(Ok(Ok(certificate))) => {
            back(&format!("/privacy/certificates/{}", certificate.id), "operation-said-erased")
        }
        Ok(Ok(Err(engine::EraseError::NotANumber))) => {
            confirm(&shared, &signed_in, &visit, entered.number, None).await
        }
        Ok(Ok(Err(error))) => trouble(error),
        Ok(Err(_)) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        // It goes on, and its certificate is listed there.
        Err(_) => back("/privacy", "operation-said-erasing"),
    }
}

/// Whether both are one number, however they are spelt.
fn is_same(number: &str, again: &str) -> bool {
    let e164 = |text: &str| read(Some(text.trim()), &NumberPlan::default()).e164;
    e164(number).is_some_and(|number| e164(again).as_ref() == Some(&number))
}
