//! `POST /settings/salesforce/disconnect` (F7).

use axum::extract::State;
use axum::response::Response;

use super::page;
use crate::Shared;
use crate::access::SignedIn;
use crate::settings::deeds;
use crate::shell::{Visit, back};

/// Ends the connection. Salesforce may be asked for ten seconds at most.
pub(crate) async fn submit(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
) -> Response {
    match deeds::disconnect(&shared, &signed_in).await {
        Ok(done) if done.revoked => back("/settings/salesforce", "settings-said-disconnected"),
        Ok(_) => back("/settings/salesforce", "settings-said-forgotten"),
        Err(error) => page::refused(&shared, &visit, &signed_in, None, &error).await,
    }
}
