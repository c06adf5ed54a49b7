//! What an owner does to a user: role, shutting out, ending sessions and second factor, the Salesforce user.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use engine::ORG;
use serde::Deserialize;
use store::UserRow;

use super::list::page;
use crate::Shared;
use crate::access::trouble::Trouble;
use crate::access::{Role, SignedIn, totp};
use crate::shell::{Place, Visit, back, problem};

/// Another role.
#[derive(Debug, Deserialize)]
pub(crate) struct NewRole {
    role: String,
}

/// The Salesforce user.
#[derive(Debug, Deserialize)]
pub(crate) struct NewSalesforce {
    salesforce_user_id: String,
}

/// Who it is, or the page that says that there is nobody.
async fn find(
    shared: &Shared,
    visit: &Visit,
    id: &str,
) -> Result<Result<UserRow, Response>, Trouble> {
    let user = shared.engine.store().user(ORG, id).await?;
    let nobody =
        || problem(visit.frame(Place::Users), StatusCode::NOT_FOUND, "access-no-such-user");
    Ok(user.ok_or_else(nobody))
}

async fn wrong(
    shared: &Shared,
    signed_in: &SignedIn,
    visit: &Visit,
    id: &'static str,
) -> Result<Response, Trouble> {
    let page = page(shared, signed_in, visit, Some(id)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// `POST /users/{user}/role`. Their sessions end, so that none goes on with rights of before.
pub(crate) async fn role(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Path(id): Path<String>,
    Form(new): Form<NewRole>,
) -> Result<Response, Trouble> {
    let user = match find(&shared, &visit, &id).await? {
        Ok(user) => user,
        Err(page) => return Ok(page),
    };
    let Some(role) = Role::parse(&new.role) else {
        return wrong(&shared, &signed_in, &visit, "access-bad-role").await;
    };
    if role.name() == user.role {
        return Ok(back("/users", "access-said-saved"));
    }
    let deed = signed_in.deed("access.role", &*id).changing(user.role, role.name());
    shared.engine.record(deed).await?;
    if !shared.engine.store().set_role(ORG, &id, role.name()).await? {
        return wrong(&shared, &signed_in, &visit, "access-last-owner").await;
    }
    shared.engine.store().end_sessions(ORG, &id, None).await?;
    Ok(back("/users", "access-said-saved"))
}

/// `POST /users/{user}/salesforce`.
pub(crate) async fn salesforce(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Path(id): Path<String>,
    Form(new): Form<NewSalesforce>,
) -> Result<Response, Trouble> {
    let user = match find(&shared, &visit, &id).await? {
        Ok(user) => user,
        Err(page) => return Ok(page),
    };
    let to = match new.salesforce_user_id.trim() {
        "" => None,
        id => match salesforce::SalesforceId::parse(id) {
            Ok(id) => Some(id.to_string()),
            Err(_) => return wrong(&shared, &signed_in, &visit, "access-bad-salesforce-id").await,
        },
    };
    let before = user.salesforce_user_id.unwrap_or_default();
    let deed = signed_in
        .deed("access.salesforce_user", &*id)
        .changing(before, to.as_deref().unwrap_or_default());
    shared.engine.record(deed).await?;
    if !shared.engine.store().set_salesforce_user(ORG, &id, to.as_deref()).await? {
        return wrong(&shared, &signed_in, &visit, "access-salesforce-taken").await;
    }
    Ok(back("/users", "access-said-saved"))
}

/// `POST /users/{user}/disable`.
pub(crate) async fn disable(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    if let Err(page) = find(&shared, &visit, &id).await? {
        return Ok(page);
    }
    shared.engine.record(signed_in.deed("access.disable_user", &*id)).await?;
    if !shared.engine.store().set_disabled(ORG, &id, Some(shared.engine.now())).await? {
        return wrong(&shared, &signed_in, &visit, "access-last-owner").await;
    }
    Ok(back("/users", "access-said-disabled"))
}

/// `POST /users/{user}/enable`.
pub(crate) async fn enable(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    if let Err(page) = find(&shared, &visit, &id).await? {
        return Ok(page);
    }
    shared.engine.record(signed_in.deed("access.enable_user", &*id)).await?;
    shared.engine.store().set_disabled(ORG, &id, None).await?;
    Ok(back("/users", "access-said-saved"))
}

/// `POST /users/{user}/end-sessions`.
pub(crate) async fn end_sessions(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    shared.engine.record(signed_in.deed("access.end_sessions", &*id)).await?;
    shared.engine.store().end_sessions(ORG, &id, None).await?;
    Ok(back("/users", "access-said-sessions-ended"))
}

/// `POST /users/{user}/end-second-factor`: for who has lost the app and the codes on paper.
pub(crate) async fn end_second_factor(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    shared.engine.record(signed_in.deed("access.second_factor", &*id).with("off")).await?;
    totp::end(&shared.engine, &id).await?;
    Ok(back("/users", "access-said-factor-off"))
}
