//! `/setup/phone`: chooses the phone system, says where it has to send to, and listens for the first event.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use engine::settings::SettingsError;
use serde::Deserialize;

use super::Steps;
use super::heard::Heard;
use crate::access::SignedIn;
use crate::settings::Draft;
use crate::settings::sources::{Entered, KINDS, Kind};
use crate::shell::{Frame, Place, Visit, back, show as show_page};
use crate::{Shared, unavailable};

#[derive(Template)]
#[template(path = "setup/phone.html")]
struct Page {
    frame: Frame,
    steps: Steps,
    entered: Entered,
    kinds: &'static [Kind],
    /// The sources that there are, with their addresses.
    heard: Vec<Heard>,
    /// Whether the form for another one is shown.
    form: bool,
    problem: Option<String>,
}

impl Page {
    /// A new source has nothing that could be fixed.
    fn is_locked(&self, _key: &str) -> bool {
        false
    }
}

/// Whether another phone system is to be added.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    more: Option<String>,
}

/// `GET`.
pub(crate) async fn show(
    State(shared): State<Shared>,
    visit: Visit,
    Query(wanted): Query<Wanted>,
) -> Response {
    answer(&shared, &visit, None, None, wanted.more.is_some()).await
}

/// `POST`: adds the source. It answers at once.
pub(crate) async fn submit(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    Form(mut entered): Form<Entered>,
) -> Response {
    if entered.id.trim().is_empty() {
        entered.id.clone_from(&entered.kind);
    }
    let kept = async {
        let mut draft = Draft::of(&shared).await?;
        entered.put(&mut draft, true)?;
        draft.keep(&signed_in, entered.version, &format!("source {}", entered.id.trim())).await
    };
    match kept.await {
        Ok(_) => back("/setup/phone", "setup-said-listening"),
        Err(error) => {
            let problem = error.sentence(visit.reader.language);
            answer(&shared, &visit, Some(entered), Some(problem), true).await
        }
    }
}

async fn answer(
    shared: &Shared,
    visit: &Visit,
    entered: Option<Entered>,
    problem: Option<String>,
    more: bool,
) -> Response {
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    match page(shared, visit, entered, problem, more).await {
        Ok(page) => (status, show_page(&page)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the phone systems cannot be shown");
            unavailable(error.code)
        }
    }
}

async fn page(
    shared: &Shared,
    visit: &Visit,
    entered: Option<Entered>,
    problem: Option<String>,
    more: bool,
) -> Result<Page, SettingsError> {
    let settings = shared.engine.settings().await?;
    let fresh = || Entered {
        version: settings.version,
        kind: KINDS.first().map(|kind| kind.kind.to_owned()).unwrap_or_default(),
        region: region(visit).to_owned(),
        time_zone: if visit.reader.zone.is_empty() {
            "UTC".to_owned()
        } else {
            visit.reader.zone.clone()
        },
        ..Entered::default()
    };
    let heard = Heard::all(shared, visit, &settings).await?;
    Ok(Page {
        frame: visit.frame(Place::Settings),
        steps: Steps::of(shared, "phone").await?,
        entered: entered.unwrap_or_else(fresh),
        kinds: &KINDS,
        form: more || heard.is_empty(),
        heard,
        problem,
    })
}

/// Where most people of a language are: a first guess, which the form shows.
fn region(visit: &Visit) -> &'static str {
    match visit.reader.language {
        language::Language::English => "US",
        language::Language::Japanese => "JP",
        language::Language::French => "FR",
        language::Language::Indonesian => "ID",
    }
}
