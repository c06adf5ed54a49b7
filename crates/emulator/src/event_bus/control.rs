//! The control endpoint of change events: makes a gap as Salesforce sometimes does.

use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use crate::changes::{Change, ChangeKind};
use crate::id;
use crate::org::Org;

/// A gap to announce: what happened to which records, without saying more.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Gap {
    /// The object's API name.
    entity_name: String,
    /// The kind of gap.
    change_type: GapType,
    /// The records; none for an overflow.
    #[serde(default)]
    record_ids: Vec<String>,
}

/// `GAP_CREATE`, `GAP_UPDATE`, …
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum GapType {
    #[serde(rename = "GAP_CREATE")]
    Create,
    #[serde(rename = "GAP_UPDATE")]
    Update,
    #[serde(rename = "GAP_DELETE")]
    Delete,
    #[serde(rename = "GAP_UNDELETE")]
    Undelete,
    #[serde(rename = "GAP_OVERFLOW")]
    Overflow,
}

impl GapType {
    fn kind(self) -> ChangeKind {
        match self {
            Self::Create => ChangeKind::GapCreate,
            Self::Update => ChangeKind::GapUpdate,
            Self::Delete => ChangeKind::GapDelete,
            Self::Undelete => ChangeKind::GapUndelete,
            Self::Overflow => ChangeKind::GapOverflow,
        }
    }
}

/// Routes of this part.
pub(super) fn routes(org: Org) -> Router {
    Router::new().route("/__emulator__/changes/gap", post(make_gap)).with_state(org)
}

async fn make_gap(State(org): State<Org>, gap: Result<Json<Gap>, JsonRejection>) -> Response {
    let done = match gap {
        Ok(Json(gap)) => announce(&org, &gap),
        Err(error) => Err(error.body_text()),
    };
    match done {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => (StatusCode::BAD_REQUEST, Json(json!({"error": error}))).into_response(),
    }
}

fn announce(org: &Org, gap: &Gap) -> Result<(), String> {
    let shape = org
        .0
        .journal
        .shape_of(&org.schema(), &gap.entity_name)
        .map_err(|error| error.to_string())?;
    let shape = shape.ok_or_else(|| format!("the org has no object {:?}", gap.entity_name))?;
    let kind = gap.change_type.kind();
    let record_ids: Option<Vec<String>> =
        gap.record_ids.iter().map(|id| id::normalise(id)).collect();
    let record_ids = record_ids.ok_or("recordIds holds something that is no id")?;
    if record_ids.is_empty() != (kind == ChangeKind::GapOverflow) {
        return Err("a gap names its records in recordIds, an overflow names none".to_owned());
    }
    org.0.journal.commit(vec![Change {
        shape,
        kind,
        record_ids,
        cells: Vec::new(),
        user: org.administrator().user_id,
        origin: "".into(),
        at: org.now(),
    }]);
    Ok(())
}
