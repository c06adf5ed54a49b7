//! Who may use the console.

mod add;
mod change;
mod end_sessions;
mod invite;
mod list;
mod second_factor;

use axum::http::StatusCode;
use engine::ORG;
use serde::Serialize;
use store::UserRow;
use utoipa::ToSchema;

use super::endpoint::Endpoint;
use super::fault::Fault;
use crate::Shared;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        list::endpoint(),
        add::endpoint(),
        change::endpoint(),
        invite::endpoint(),
        end_sessions::endpoint(),
        second_factor::endpoint(),
    ]
}

/// The link by which somebody chooses a password. Who asked for it passes it on.
#[derive(Debug, Serialize, ToSchema)]
struct Invitation {
    /// The user's id.
    id: String,
    /// The link; it works once.
    link: String,
    /// Until when it works, UTC milliseconds.
    ends_at: i64,
}

async fn find(shared: &Shared, id: &str) -> Result<UserRow, Fault> {
    let user = shared.engine.store().user(ORG, id).await?;
    user.ok_or_else(|| Fault::new(StatusCode::NOT_FOUND, "access-no-such-user"))
}
