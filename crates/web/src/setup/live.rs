//! `/setup/live`: what would be written if it began now, and the button that begins it.

use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use engine::preview::{DryRun, PreviewError};
use engine::settings::{NOT_LIVE, SettingsError};

use super::Steps;
use super::preview::Example;
use crate::access::SignedIn;
use crate::settings::deeds;
use crate::shell::{Frame, Place, Visit, back, show as show_page};
use crate::{Shared, unavailable};

/// A page must answer, whatever Salesforce does.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Template)]
#[template(path = "setup/live.html")]
struct Page {
    frame: Frame,
    steps: Steps,
    run: Option<DryRun>,
    example: Option<Example>,
    problem: Option<String>,
    connected: bool,
    live: bool,
}

impl Page {
    /// The other figures, each with the message that names it.
    fn facts(&self, run: &DryRun) -> Vec<(&'static str, String)> {
        let figures = [
            ("setup-run-calls", run.calls),
            ("setup-run-ignored", run.ignored),
            ("setup-run-waiting", run.waiting),
            ("setup-run-created", run.created),
        ];
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let locale = &self.frame.words.locale;
        figures.into_iter().map(|(id, count)| (id, locale.number(number(count)))).collect()
    }

    /// The one sentence that counts.
    fn sentence(&self, run: &DryRun) -> String {
        let words = &self.frame.words;
        let count = |number: usize| language::Argument::from(number);
        language::say_with(
            words.language,
            "setup-dry-run",
            &[
                ("tasks", count(run.would_write)),
                ("matched", count(run.matched)),
                ("calls", run.api_calls.into()),
            ],
        )
    }
}

/// `GET`.
pub(crate) async fn show(State(shared): State<Shared>, visit: Visit) -> Response {
    match page(&shared, &visit).await {
        Ok(page) => show_page(&page),
        Err(error) => {
            tracing::error!(%error, "what would be written cannot be shown");
            unavailable(error.code)
        }
    }
}

/// `POST`: writing begins.
pub(crate) async fn submit(State(shared): State<Shared>, signed_in: SignedIn) -> Response {
    match deeds::go_live(&shared, &signed_in).await {
        Ok(()) => back("/", "setup-said-live"),
        Err(error) => {
            tracing::error!(%error, "writing could not begin");
            unavailable(error.code())
        }
    }
}

async fn page(shared: &Shared, visit: &Visit) -> Result<Page, SettingsError> {
    let frame = visit.frame(Place::Settings);
    let connected = shared.engine.is_connected().await?;
    let (run, problem) = if connected {
        match tokio::time::timeout(PATIENCE, shared.engine.dry_run()).await {
            Ok(Ok(run)) => (Some(run), None),
            Ok(Err(error)) => (None, Some(in_words(&error, &frame))),
            Err(_) => (None, Some(frame.words.say("settings-salesforce-hangs"))),
        }
    } else {
        (None, None)
    };
    Ok(Page {
        steps: Steps::of(shared, "live").await?,
        example: run.as_ref().and_then(|run| run.examples.iter().find_map(Example::of)),
        run,
        problem,
        connected,
        live: !shared.engine.is_held_for(NOT_LIVE).await?,
        frame,
    })
}

fn in_words(error: &PreviewError, frame: &Frame) -> String {
    match error {
        PreviewError::Salesforce(failure) => failure.sentence().say(&frame.words.locale),
        PreviewError::NoSource(_) | PreviewError::Store(_) => frame.words.say("shell-unavailable"),
    }
}
