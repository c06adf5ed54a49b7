//! `GET /settings`: what there is to set, and how it stands.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use engine::settings::{NOT_LIVE, PAUSED_BY_PERSON, SettingsError};
use language::Sentence;
use store::Pause;

use crate::access::{Capability, SignedIn};
use crate::shell::{Frame, Place, Visit, show as show_page};
use crate::{Shared, unavailable};

#[derive(Template)]
#[template(path = "settings/index.html")]
struct Page {
    frame: Frame,
    configures: bool,
    erases: bool,
    connected: bool,
    login_url: String,
    sources: Vec<String>,
    version: i64,
    held: Option<Pause>,
}

impl Page {
    fn is_held_by(&self, code: &str) -> bool {
        self.held.as_ref().is_some_and(|held| held.code == code)
    }

    /// Why nothing is written.
    fn reason(&self) -> String {
        let text = self.held.as_ref().map(|held| held.text.as_str()).unwrap_or_default();
        Sentence::read(text).say(&self.frame.words.locale)
    }

    /// Who stopped it and when.
    fn stopped(&self) -> String {
        let held = self.held.as_ref();
        let by = held.and_then(|held| held.by.clone()).unwrap_or_default();
        let since = held.and_then(|held| held.since).unwrap_or_default();
        let words = &self.frame.words;
        words.with2("settings-paused-by", "name", by, "time", words.locale.moment(since))
    }
}

/// The page.
pub(crate) async fn show(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
) -> Response {
    match page(&shared, &visit, &signed_in).await {
        Ok(page) => show_page(&page),
        Err(error) => {
            tracing::error!(%error, "the settings cannot be shown");
            unavailable(error.code)
        }
    }
}

async fn page(shared: &Shared, visit: &Visit, signed_in: &SignedIn) -> Result<Page, SettingsError> {
    let settings = shared.engine.settings().await?;
    Ok(Page {
        frame: visit.frame(Place::Settings),
        configures: signed_in.may(Capability::Configure),
        erases: signed_in.may(Capability::Erase),
        connected: shared.engine.is_connected().await?,
        login_url: settings.config.salesforce.login_url.clone(),
        sources: settings.config.sources.iter().map(|source| source.id.clone()).collect(),
        version: settings.version,
        held: shared.engine.held().await?,
    })
}
