//! Settings: the document that people change in the console, its versions, and what a change would do.

mod change;
mod check;
mod export;
mod import;
mod read;
mod undo;
mod version;
mod versions;
mod what_if;

use axum::http::StatusCode;
use engine::settings::{Change, SettingsError};
use language::Language;
use serde::Serialize;
use toml::Table;
use utoipa::ToSchema;

use super::endpoint::Endpoint;
use super::fault::Fault;
use crate::Shared;
use crate::access::SignedIn;
use crate::settings::deeds;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        read::endpoint(),
        change::endpoint(),
        check::endpoint(),
        what_if::endpoint(),
        export::endpoint(),
        import::endpoint(),
        versions::endpoint(),
        version::endpoint(),
        undo::endpoint(),
    ]
}

/// The version that a change has made.
#[derive(Debug, Serialize, ToSchema)]
struct NewVersion {
    /// Its number.
    version: i64,
}

/// Changes the settings as they are now; returns the new version.
async fn changed(shared: &Shared, signed_in: &SignedIn, change: Change) -> Result<i64, Fault> {
    let done = async {
        let before = shared.engine.settings().await?;
        deeds::change(shared, signed_in, &before.document, change).await
    };
    done.await.map_err(|error| fault(&error, signed_in.reader.language))
}

/// What is wrong with settings, in the words of the engine.
pub(super) fn fault(error: &SettingsError, language: Language) -> Fault {
    let status = match error.code {
        "store" => StatusCode::SERVICE_UNAVAILABLE,
        "changed_meanwhile" => StatusCode::CONFLICT,
        "no_version" => StatusCode::NOT_FOUND,
        "connection" => StatusCode::FORBIDDEN,
        _ => StatusCode::BAD_REQUEST,
    };
    Fault::new(status, error.message_id()).said(error.sentence(language)).field(error.path.clone())
}

/// A document as it came in JSON.
fn table(document: serde_json::Map<String, serde_json::Value>) -> Result<Table, Fault> {
    Table::try_from(document).map_err(|error| {
        let fault = Fault::new(StatusCode::BAD_REQUEST, "api-bad-field").field("document");
        fault.reason(error.to_string())
    })
}
