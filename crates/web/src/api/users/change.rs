//! `PATCH /api/v1/users/{user}`: another role, another Salesforce user, shut out or let in again.

use axum::extract::State;
use axum::http::StatusCode;
use salesforce::SalesforceId;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::find;
use crate::Shared;
use crate::access::deeds::{self, NotDone};
use crate::access::{Capability, Role, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::{Fault, Problem};
use crate::api::input::{Body, Id};
use crate::route::Need;

const PATH: &str = "/api/v1/users/{user}";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::ManageAccess), routes!(change))
}

/// What is to be different; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UserChange {
    /// `owner`, `admin`, `operations`, `auditor` or `agent`. Their sessions end.
    #[schema(example = "auditor")]
    role: Option<String>,
    /// Whether they are shut out.
    disabled: Option<bool>,
    /// Who they are in Salesforce: an id of 15 or 18 characters; an empty text: nobody.
    #[schema(max_length = 18, example = "")]
    salesforce_user_id: Option<String>,
}

/// Changes what a user may do. The last owner stays one.
#[utoipa::path(
    patch, path = PATH, operation_id = "change_user", tag = "Access", request_body = UserChange,
    params(("user" = String, Path, description = "The user's id.")),
    responses(
        (status = 204, description = "Changed."),
        (status = 409, description = "The last owner, or somebody else's Salesforce user.", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn change(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(id): Id,
    Body(wanted): Body<UserChange>,
) -> Result<StatusCode, Fault> {
    let user = find(&shared, &id).await?;
    let bad = |code: &'static str| Fault::new(StatusCode::BAD_REQUEST, code);
    // Everything is read before anything is changed.
    let role = wanted.role.as_deref().map(|role| Role::parse(role).ok_or("access-bad-role"));
    let role = role.transpose().map_err(|code| bad(code).field("role"))?;
    let salesforce = match wanted.salesforce_user_id.as_deref().map(str::trim) {
        None => None,
        Some("") => Some(None),
        Some(text) => Some(Some(
            SalesforceId::parse(text)
                .map_err(|_| bad("access-bad-salesforce-id").field("salesforce_user_id"))?
                .to_string(),
        )),
    };
    if let Some(salesforce) = salesforce {
        deeds::name_salesforce_user(&shared, &signed_in, &user, salesforce.as_deref())
            .await
            .map_err(fault)?;
    }
    if let Some(role) = role {
        deeds::give_role(&shared, &signed_in, &user, role).await.map_err(fault)?;
    }
    if let Some(disabled) = wanted.disabled {
        deeds::shut_out(&shared, &signed_in, &user, disabled).await.map_err(fault)?;
    }
    Ok(StatusCode::NO_CONTENT)
}

fn fault(not_done: NotDone) -> Fault {
    match not_done {
        NotDone::Refused(code) => Fault::new(StatusCode::CONFLICT, code),
        NotDone::Store(error) => error.into(),
    }
}
