//! `GET /api/v1/calls.csv`: the list as a file for spreadsheets.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::list::{Asked, WantedState, filter, texts};
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Query;
use crate::calls::{csv, export};
use crate::route::Need;
use crate::shell::Words;

const PATH: &str = "/api/v1/calls.csv";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::Export), routes!(file))
}

/// What the file is narrowed down to, as the list, and how it is written.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct AskedFile {
    /// A number however spelt, the end of one, or words of names, subjects and ids. Who may not see personal data finds a call by
    /// its id only.
    #[param(max_length = 200)]
    q: Option<String>,
    /// First heard of at this moment or later, UTC milliseconds.
    from: Option<i64>,
    /// First heard of before this moment, UTC milliseconds.
    until: Option<i64>,
    /// Where it stands.
    #[param(max_items = 20)]
    #[param(inline)]
    state: Vec<WantedState>,
    /// What became of it on the phone, such as `incoming_missed`.
    #[param(schema_with = texts)]
    result: Vec<String>,
    /// What became of the search for its record, such as `ambiguous`.
    #[param(schema_with = texts)]
    matched: Vec<String>,
    /// Who had it.
    #[param(schema_with = texts)]
    agent: Vec<String>,
    /// On which of our numbers.
    #[param(schema_with = texts)]
    line: Vec<String>,
    /// The phone system.
    #[param(schema_with = texts)]
    source: Vec<String>,
    /// The code of what stands in its way.
    #[param(schema_with = texts)]
    error: Vec<String>,
    /// The file's encoding.
    #[param(inline)]
    encoding: FileEncoding,
}

/// How a file is encoded.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum FileEncoding {
    #[default]
    Utf8,
    ShiftJis,
}

/// The list as a file for spreadsheets, its words in the asker's language. No cell of it is a formula, and names and numbers
/// are masked for who may not see personal data. That it was taken is written down.
#[utoipa::path(
    get, path = PATH, operation_id = "export_calls", tag = "Calls", params(AskedFile),
    responses((status = 200, description = "The file.", body = String, content_type = "text/csv"))
)]
async fn file(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Query(asked): Query<AskedFile>,
) -> Result<Response, Fault> {
    let encoding = match asked.encoding {
        FileEncoding::Utf8 => csv::Encoding::Utf8,
        FileEncoding::ShiftJis => csv::Encoding::ShiftJis,
    };
    let filter = filter(
        &shared,
        &signed_in,
        Asked {
            q: asked.q,
            from: asked.from,
            until: asked.until,
            state: asked.state,
            result: asked.result,
            matched: asked.matched,
            agent: asked.agent,
            line: asked.line,
            source: asked.source,
            error: asked.error,
            ..Asked::default()
        },
    );
    let words = Words::new(signed_in.reader.language, &signed_in.reader.zone);
    Ok(export::file(shared, &signed_in, words, (filter, "api".to_owned()), encoding).await)
}
