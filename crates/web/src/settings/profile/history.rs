//! `/settings/history`: every version of the settings, with who made it, when and what for.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use engine::settings::diff;
use toml::Table;

use crate::shell::{Frame, Place, Visit, show as show_page};
use crate::{Shared, unavailable};

/// Keys that are named in the list.
const NAMED: usize = 3;

/// A version in the list.
struct Row {
    version: i64,
    when: String,
    who: String,
    note: String,
    keys: String,
}

#[derive(Template)]
#[template(path = "settings/profile/history.html")]
struct Page {
    frame: Frame,
    rows: Vec<Row>,
}

/// Answers with the list.
pub(super) async fn show(State(shared): State<Shared>, visit: Visit) -> Response {
    let versions = match shared.engine.setting_versions().await {
        Ok(versions) => versions,
        Err(error) => {
            tracing::error!(%error, "the versions of the settings cannot be read");
            return unavailable(error.code());
        }
    };
    let frame = visit.frame(Place::Settings);
    let documents: Vec<Table> =
        versions.iter().map(|version| version.body.parse().unwrap_or_default()).collect();
    let rows = versions.iter().enumerate().map(|(place, version)| {
        let before = documents.get(place + 1).cloned().unwrap_or_default();
        Row {
            version: version.version,
            when: frame.words.locale.moment(version.at),
            who: version.who.clone(),
            note: version.note.clone(),
            keys: keys(&before, &documents[place]),
        }
    });
    let rows = rows.collect();
    show_page(&Page { frame, rows })
}

/// The first of the keys that differ.
fn keys(old: &Table, new: &Table) -> String {
    let lines = diff(old, new);
    let mut named: Vec<String> = lines.iter().take(NAMED).map(|line| line.path.clone()).collect();
    if lines.len() > NAMED {
        named.push(format!("+{}", lines.len() - NAMED));
    }
    named.join(", ")
}
