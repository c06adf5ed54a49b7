//! What an owner does to a user: role, shutting out, ending sessions and second factor, the Salesforce user.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use engine::ORG;
use serde::Deserialize;
use store::UserRow;

use super::deeds::{self, NotDone};
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

async fn answer(
    shared: &Shared,
    signed_in: &SignedIn,
    visit: &Visit,
    done: Result<(), NotDone>,
    said: &str,
) -> Result<Response, Trouble> {
    match done {
        Ok(()) => Ok(back("/users", said)),
        Err(NotDone::Refused(why)) => wrong(shared, signed_in, visit, why).await,
        Err(NotDone::Store(error)) => Err(error.into()),
    }
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
    let done = deeds::give_role(&shared, &signed_in, &user, role).await;
    answer(&shared, &signed_in, &visit, done, "access-said-saved").await
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
    let done = deeds::name_salesforce_user(&shared, &signed_in, &user, to.as_deref()).await;
    answer(&shared, &signed_in, &visit, done, "access-said-saved").await
}

/// `POST /users/{user}/disable`.
pub(crate) async fn disable(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    let user = match find(&shared, &visit, &id).await? {
        Ok(user) => user,
        Err(page) => return Ok(page),
    };
    let done = deeds::shut_out(&shared, &signed_in, &user, true).await;
    answer(&shared, &signed_in, &visit, done, "access-said-disabled").await
}

/// `POST /users/{user}/enable`.
pub(crate) async fn enable(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    let user = match find(&shared, &visit, &id).await? {
        Ok(user) => user,
        Err(page) => return Ok(page),
    };
    let done = deeds::shut_out(&shared, &signed_in, &user, false).await;
    answer(&shared, &signed_in, &visit, done, "access-said-saved").await
}

/// `POST /users/{user}/end-sessions`.
pub(crate) async fn end_sessions(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    if let Err(page) = find(&shared, &visit, &id).await? {
        return Ok(page);
    }
    shared.engine.record(signed_in.deed("access.end_sessions", &*id)).await?;
    shared.engine.store().end_sessions(ORG, &id, None).await?;
    Ok(back("/users", "access-said-sessions-ended"))
}

/// `POST /users/{user}/end-second-factor`: for who has lost the app and the codes on paper.
pub(crate) async fn end_second_factor(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    if let Err(page) = find(&shared, &visit, &id).await? {
        return Ok(page);
    }
    shared.engine.record(signed_in.deed("access.second_factor", &*id).with("off")).await?;
    totp::end(&shared.engine, &id).await?;
    Ok(back("/users", "access-said-factor-off"))
}
