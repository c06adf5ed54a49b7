//! What people do about a trouble: see to it, let it be quiet, try all of it again. Each deed goes to the audit log first.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use engine::ErrandError;
use serde::Deserialize;

use super::deeds::written_down;
use crate::Shared;
use crate::access::{SignedIn, Trouble as PageTrouble};
use crate::shell::back;

const HOUR: i64 = 3_600_000;

/// How long a trouble is to be quiet.
#[derive(Debug, Deserialize)]
pub(super) struct Mute {
    span: String,
}

/// The page of the trouble, with a notice; what is over needs nobody.
fn after(id: &str, done: bool, said: &str) -> Response {
    let encoded: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
    back(&format!("/errors/{encoded}"), if done { said } else { "errors-said-over" })
}

/// `POST /errors/{trouble}/acknowledge`.
pub(super) async fn acknowledge(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, PageTrouble> {
    let done = written_down(&shared, &signed_in, "errors.acknowledge", &id).await?
        && shared.engine.acknowledge(&id, Some(&signed_in.name)).await?;
    Ok(after(&id, done, "errors-said-acknowledged"))
}

/// `POST /errors/{trouble}/release`.
pub(super) async fn release(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, PageTrouble> {
    let done = written_down(&shared, &signed_in, "errors.release", &id).await?
        && shared.engine.acknowledge(&id, None).await?;
    Ok(after(&id, done, "errors-said-released"))
}

/// `POST /errors/{trouble}/mute`.
pub(super) async fn mute(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Form(mute): Form<Mute>,
) -> Result<Response, PageTrouble> {
    let span = match mute.span.as_str() {
        "week" => Some(7 * 24 * HOUR),
        "day" => Some(24 * HOUR),
        "more" => None,
        _ => Some(HOUR),
    };
    let done = written_down(&shared, &signed_in, "errors.mute", &id).await?
        && shared.engine.mute(&id, span).await?;
    Ok(after(&id, done, "errors-said-muted"))
}

/// `POST /errors/{trouble}/unmute`.
pub(super) async fn unmute(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, PageTrouble> {
    let done = written_down(&shared, &signed_in, "errors.unmute", &id).await?
        && shared.engine.unmute(&id).await?;
    Ok(after(&id, done, "errors-said-unmuted"))
}

/// `POST /errors/{trouble}/retry`.
pub(super) async fn retry(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, PageTrouble> {
    if !written_down(&shared, &signed_in, "errors.retry", &id).await? {
        return Ok(after(&id, false, ""));
    }
    match shared.engine.retry_all(&id, &signed_in.name).await {
        Ok(_) => Ok(after(&id, true, "errors-said-retrying")),
        Err(ErrandError::Nothing) => Ok(after(&id, false, "")),
        Err(ErrandError::Store(error)) => Err(error.into()),
    }
}

/// `POST /errors/{trouble}/cancel`.
pub(super) async fn cancel(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, PageTrouble> {
    let done = written_down(&shared, &signed_in, "errors.cancel", &id).await?
        && shared.engine.cancel_errand(&id).await?;
    Ok(after(&id, done, "errors-said-cancelled"))
}
