//! `/settings/salesforce`, and the same as a step of the setup: how to sign in, and whether it works.

use std::time::Duration;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use engine::settings::{DISCONNECTED, Origin, SettingsError, Unconnected};

use super::form::Entered;
use crate::access::{Capability, SignedIn};
use crate::settings::{Draft, deeds};
use crate::setup::Steps;
use crate::shell::{Frame, Place, Visit, back, show as show_page};
use crate::{Shared, unavailable};

/// How long Salesforce may take to let us in before the page says so.
const PATIENCE: Duration = Duration::from_secs(15);

#[derive(Template)]
#[template(path = "settings/salesforce/page.html")]
struct Page {
    frame: Frame,
    steps: Option<Steps>,
    /// Where the form is sent.
    path: &'static str,
    entered: Entered,
    connected: bool,
    /// Whether the person can connect.
    connects: bool,
    /// Whether a consumer secret and a private key are kept.
    has_secret: bool,
    has_key: bool,
    /// Who fixed the connection outside of the console.
    locked: Option<String>,
    disconnected: bool,
    callback: String,
    problem: Option<String>,
}

/// What the page is shown with besides what is set.
#[derive(Debug, Default)]
struct Shown {
    entered: Option<Entered>,
    problem: Option<String>,
    /// Whether signing in with what is set has just failed. What was refused before that says nothing of the connection.
    failed: bool,
}

/// `GET /settings/salesforce`.
pub(crate) async fn show(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
) -> Response {
    answer(&shared, &visit, &signed_in, false, Shown::default()).await
}

/// `GET /setup/salesforce`.
pub(crate) async fn show_step(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
) -> Response {
    answer(&shared, &visit, &signed_in, true, Shown::default()).await
}

/// `POST /settings/salesforce`.
pub(crate) async fn submit(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    Form(entered): Form<Entered>,
) -> Response {
    connect(&shared, &visit, &signed_in, entered, false).await
}

/// `POST /setup/salesforce`.
pub(crate) async fn submit_step(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    Form(entered): Form<Entered>,
) -> Response {
    connect(&shared, &visit, &signed_in, entered, true).await
}

/// Keeps what was entered and tries it. Where a person has to sign in, the page then shows the way.
async fn connect(
    shared: &Shared,
    visit: &Visit,
    signed_in: &SignedIn,
    entered: Entered,
    step: bool,
) -> Response {
    let kept = async {
        let mut draft = Draft::of(shared).await?;
        entered.put(&mut draft)?;
        draft.keep(signed_in, entered.version, "salesforce").await
    };
    if let Err(error) = kept.await {
        let problem = Some(error.sentence(visit.reader.language));
        let shown = Shown { entered: Some(entered), problem, failed: false };
        return answer(shared, visit, signed_in, step, shown).await;
    }
    let path = if step { "/setup/salesforce" } else { "/settings/salesforce" };
    if !shared.engine.is_connected().await.unwrap_or(false) {
        return back(path, "settings-said-log-in");
    }
    let problem = match tokio::time::timeout(PATIENCE, deeds::connect(shared, signed_in)).await {
        Ok(Ok(connected)) if connected.restored => return back(path, "settings-said-restored"),
        Ok(Ok(_)) => return back(path, "settings-said-connected"),
        Ok(Err(error)) => in_words(&error, visit),
        Err(_) => visit.bare_frame().words.say("settings-salesforce-hangs"),
    };
    let shown = Shown { entered: None, problem: Some(problem), failed: true };
    answer(shared, visit, signed_in, step, shown).await
}

fn in_words(error: &Unconnected, visit: &Visit) -> String {
    match error {
        Unconnected::Salesforce(failure) => {
            failure.sentence().say(&visit.bare_frame().words.locale)
        }
        Unconnected::Settings(error) => error.sentence(visit.reader.language),
        Unconnected::Store(error) => error.to_string(),
    }
}

/// The page after something was refused.
pub(super) async fn refused(
    shared: &Shared,
    visit: &Visit,
    signed_in: &SignedIn,
    entered: Option<Entered>,
    error: &SettingsError,
) -> Response {
    let problem = Some(error.sentence(visit.reader.language));
    answer(shared, visit, signed_in, false, Shown { entered, problem, failed: false }).await
}

async fn answer(
    shared: &Shared,
    visit: &Visit,
    signed_in: &SignedIn,
    step: bool,
    shown: Shown,
) -> Response {
    let status =
        if shown.problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    match page(shared, visit, signed_in, step, shown).await {
        Ok(page) => (status, show_page(&page)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the connection cannot be shown");
            unavailable(error.code)
        }
    }
}

async fn page(
    shared: &Shared,
    visit: &Visit,
    signed_in: &SignedIn,
    step: bool,
    shown: Shown,
) -> Result<Page, SettingsError> {
    let settings = shared.engine.settings().await?;
    let salesforce = &settings.config.salesforce;
    let disconnected = shared.engine.is_held_for(DISCONNECTED).await?;
    let locked = shared.engine.locked("salesforce.client_id").map(|origin| match origin {
        Origin::File(name) | Origin::Environment(name) => name,
    });
    let steps = if step { Some(Steps::of(shared, "salesforce").await?) } else { None };
    Ok(Page {
        frame: visit.frame(Place::Settings),
        steps,
        path: if step { "/setup/salesforce" } else { "/settings/salesforce" },
        entered: shown.entered.unwrap_or_else(|| Entered::of(salesforce, settings.version)),
        // What has just failed, or was ended, is not shown as connected because its settings are kept.
        connected: shared.engine.is_connected().await? && !shown.failed && !disconnected,
        connects: signed_in.may(Capability::ManageAccess),
        has_secret: !salesforce.client_secret.is_empty()
            || !salesforce.client_secret_file.is_empty(),
        has_key: !salesforce.private_key.is_empty() || !salesforce.private_key_file.is_empty(),
        locked,
        disconnected,
        callback: format!("{}/oauth/callback", shared.edge.public_url.trim_end_matches('/')),
        problem: shown.problem,
    })
}
