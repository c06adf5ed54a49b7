//! `/privacy/certificates/{id}`: proof of an erasure, to print or to keep as JSON.

use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::{Certificate, Remains};

use super::{Counts, counts, trouble};
use crate::Shared;
use crate::shell::{Frame, Place, Visit, problem, show as show_page};

#[derive(Template)]
#[template(path = "privacy/certificate.html")]
struct Page {
    frame: Frame,
    it: Certificate,
    counts: Counts,
    /// What whoever asked for it is called.
    by: String,
}

/// `GET /privacy/certificates/{id}`.
pub(crate) async fn show(
    State(shared): State<Shared>,
    visit: Visit,
    Path(id): Path<String>,
) -> Response {
    let frame = visit.frame(Place::Settings);
    let it = match find(&shared, &id).await {
        Ok(Some(it)) => it,
        Ok(None) => return problem(frame, StatusCode::NOT_FOUND, "operation-no-certificate"),
        Err(response) => return response,
    };
    let users = match shared.engine.store().users(engine::ORG).await {
        Ok(users) => users,
        Err(error) => return trouble(error.into()),
    };
    let name = users.into_iter().find(|user| user.user_id == it.by).map(|user| user.name);
    let by = name.unwrap_or_else(|| it.by.clone());
    show_page(&Page { frame, counts: counts(&it.erased), it, by })
}

/// `GET /privacy/certificates/{id}/json`.
pub(crate) async fn json(
    State(shared): State<Shared>,
    visit: Visit,
    Path(id): Path<String>,
) -> Response {
    match find(&shared, &id).await {
        Ok(Some(it)) => {
            let name = format!("attachment; filename=\"erasure-{}.json\"", it.id);
            ([(header::CONTENT_DISPOSITION, name)], Json(it)).into_response()
        }
        Ok(None) => {
            let frame = visit.frame(Place::Settings);
            problem(frame, StatusCode::NOT_FOUND, "operation-no-certificate")
        }
        Err(response) => response,
    }
}

async fn find(shared: &Shared, id: &str) -> Result<Option<Certificate>, Response> {
    let all = shared.engine.certificates().await.map_err(trouble)?;
    Ok(all.into_iter().find(|it| it.id == id))
}
