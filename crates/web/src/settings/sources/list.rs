//! `GET /settings/sources`: the phone systems, and when each was last heard.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use engine::SourceHeard;
use engine::settings::SettingsError;
use engine::settings::config::Source;

use crate::access::{Capability, SignedIn};
use crate::shell::{Frame, Place, Visit, show as show_page};
use crate::{Shared, unavailable};

#[derive(Template)]
#[template(path = "settings/sources/list.html")]
struct Page {
    frame: Frame,
    configures: bool,
    now: i64,
    rows: Vec<Row>,
}

struct Row {
    source: Source,
    heard: Option<SourceHeard>,
}

impl Page {
    /// How long ago; `None` for one that was never heard.
    fn ago(&self, heard: &SourceHeard) -> Option<String> {
        heard.heard_at.map(|at| self.frame.words.locale.ago(at, self.now))
    }

    /// Webhooks that were taken and refused.
    fn counts(&self, heard: &SourceHeard) -> [String; 2] {
        [heard.taken, heard.refused].map(|count| self.frame.words.locale.number(count))
    }
}

/// The page.
pub(crate) async fn show(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
) -> Response {
    let page = async {
        let settings = shared.engine.settings().await?;
        let heard = shared.engine.sources_heard().await?;
        let row = |source: &Source| Row {
            heard: heard.iter().find(|heard| heard.id == source.id).cloned(),
            source: source.clone(),
        };
        Ok::<Page, SettingsError>(Page {
            frame: visit.frame(Place::Settings),
            configures: signed_in.may(Capability::Configure),
            now: shared.engine.now(),
            rows: settings.config.sources.iter().map(row).collect(),
        })
    };
    match page.await {
        Ok(page) => show_page(&page),
        Err(error) => {
            tracing::error!(%error, "the phone systems cannot be shown");
            unavailable(error.code)
        }
    }
}
