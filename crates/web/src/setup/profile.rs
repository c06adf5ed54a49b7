//! `/setup/profile`: chooses how calls are written, with the Task of the call that just came.

use std::time::Duration;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::profile::{BUILTIN, Profile, about_in};
use engine::settings::SettingsError;
use serde::Deserialize;

use super::Steps;
use super::preview::Example;
use crate::access::SignedIn;
use crate::settings::Draft;
use crate::shell::{Frame, Place, Visit, back, show as show_page};
use crate::{Shared, unavailable};

/// A page must answer, whatever Salesforce does.
const PATIENCE: Duration = Duration::from_secs(15);

#[derive(Template)]
#[template(path = "setup/profile.html")]
struct Page {
    frame: Frame,
    steps: Steps,
    version: i64,
    sources: Vec<String>,
    source: String,
    profiles: Vec<Choice>,
    example: Option<Example>,
    problem: Option<String>,
}

struct Choice {
    name: String,
    about: String,
    chosen: bool,
}

/// What is chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Entered {
    version: i64,
    source: String,
    profile: String,
}

/// `GET`: also shows another profile than the one that is set.
pub(crate) async fn show(
    State(shared): State<Shared>,
    visit: Visit,
    Query(entered): Query<Entered>,
) -> Response {
    answer(&shared, &visit, entered, None).await
}

/// `POST`: the source follows the profile.
pub(crate) async fn submit(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    Form(entered): Form<Entered>,
) -> Response {
    let kept = async {
        let mut draft = Draft::of(&shared).await?;
        let known = &draft.settings.config.sources;
        if !known.iter().any(|source| source.id == entered.source) {
            return Err(SettingsError::missing("source"));
        }
        draft.set_source(&entered.source, "profile", entered.profile.as_str());
        draft.keep(&signed_in, entered.version, &format!("source {}", entered.source)).await
    };
    match kept.await {
        Ok(_) => back("/setup/live", "settings-said-saved"),
        Err(error) => {
            let problem = error.sentence(visit.reader.language);
            answer(&shared, &visit, entered, Some(problem)).await
        }
    }
}

async fn answer(
    shared: &Shared,
    visit: &Visit,
    entered: Entered,
    problem: Option<String>,
) -> Response {
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    match page(shared, visit, entered, problem).await {
        Ok(page) => (status, show_page(&page)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the profiles cannot be shown");
            unavailable(error.code)
        }
    }
}

async fn page(
    shared: &Shared,
    visit: &Visit,
    entered: Entered,
    problem: Option<String>,
) -> Result<Page, SettingsError> {
    let settings = shared.engine.settings().await?;
    let sources = &settings.config.sources;
    let source = sources.iter().find(|source| source.id == entered.source).or(sources.first());
    let id = source.map(|source| source.id.clone()).unwrap_or_default();
    let set = source.map_or("default", |source| source.profile.as_str());
    let shown = if entered.profile.is_empty() { set } else { &entered.profile };
    let about =
        |name: &str| Profile::builtin(name).map(|profile| profile.about).unwrap_or_default();
    let about = |name: &str| about_in(&about(name), visit.reader.language);
    let builtin = BUILTIN.iter().map(|(name, _)| ((*name).to_owned(), about(name)));
    let own = settings.config.profiles.keys().map(|name| (name.clone(), String::new()));
    let choice = |(name, about): (String, String)| Choice { chosen: name == shown, name, about };
    let looked = tokio::time::timeout(PATIENCE, Example::newest(shared, &id, shown)).await;
    Ok(Page {
        frame: visit.frame(Place::Settings),
        steps: Steps::of(shared, "profile").await?,
        version: settings.version,
        sources: sources.iter().map(|source| source.id.clone()).collect(),
        profiles: builtin.chain(own).map(choice).collect(),
        source: id,
        example: looked.ok().flatten(),
        problem,
    })
}
