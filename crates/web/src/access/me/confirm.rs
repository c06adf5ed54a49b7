//! Before an account is changed in a way that could shut its person out: whoever sits here knows its password.

use axum::response::Response;
use secrecy::SecretString;
use serde::Deserialize;
use store::{StoreError, UserRow};

use super::{own_row, refused};
use crate::Shared;
use crate::access::SignedIn;
use crate::access::arrival::Arrival;
use crate::access::limit::{self, Door};
use crate::access::password::is_password;
use crate::access::trouble::Trouble;
use crate::shell::Visit;

/// The password, as the forms send it.
#[derive(Debug, Deserialize)]
pub(crate) struct Confirmation {
    pub(super) current: Option<SecretString>,
}

/// The row of who is signed in, if the password is theirs; else the page that says what is wrong. Who has none, and comes
/// by Salesforce, needs none.
pub(super) async fn confirmed(
    shared: &Shared,
    signed_in: &SignedIn,
    visit: &Visit,
    arrival: &Arrival,
    password: Option<&SecretString>,
) -> Result<Result<UserRow, Response>, Trouble> {
    let user = own_row(shared, signed_in).await?;
    match problem(shared, arrival, &user, password).await? {
        Some(problem) => Ok(Err(refused(shared, signed_in, visit, problem).await?)),
        None => Ok(Ok(user)),
    }
}

async fn problem(
    shared: &Shared,
    arrival: &Arrival,
    user: &UserRow,
    password: Option<&SecretString>,
) -> Result<Option<&'static str>, StoreError> {
    let Some(kept) = &user.password_hash else { return Ok(None) };
    let doors = [Door::account(&user.email), Door::address(arrival)];
    if limit::knock(shared, &doors).await?.is_some() {
        return Ok(Some("access-too-often-now"));
    }
    let nothing = SecretString::from(String::new());
    if !is_password(password.unwrap_or(&nothing), Some(kept)).await {
        return Ok(Some("access-wrong-current"));
    }
    limit::open(shared, &doors).await?;
    Ok(None)
}
