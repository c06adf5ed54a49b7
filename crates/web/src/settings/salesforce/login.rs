//! `GET /settings/salesforce/login`: sends the administrator's browser to Salesforce.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::access::SignedIn;
use crate::{Shared, unavailable};

/// Begins a connection; an earlier link ends. A link and no form: browsers let no form of ours lead to another site.
pub(crate) async fn go(State(shared): State<Shared>, signed_in: SignedIn) -> Response {
    let begun = async {
        shared.engine.record(signed_in.deed("salesforce.login", "")).await?;
        shared.engine.begin_connect(&shared.edge.public_url).await
    };
    match begun.await {
        Ok(link) => (StatusCode::SEE_OTHER, [(header::LOCATION, link)]).into_response(),
        Err(error) => {
            tracing::error!(%error, "no link to Salesforce could be made");
            unavailable("database")
        }
    }
}
