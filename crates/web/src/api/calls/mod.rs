//! Calls: the list, one call with its reasons, and what people say of it or do with it.

mod comment;
mod csv;
mod line;
mod list;
mod memo;
mod one;
mod parts;
mod people;
mod record;
mod remembered;
mod replay;
mod retry;
mod task;
mod webhooks;

use axum::http::StatusCode;
use engine::{CallPage, SayError};
pub(super) use parts::shown;

use super::endpoint::Endpoint;
use super::fault::Fault;
use crate::Shared;
use crate::access::SignedIn;
use crate::calls::own;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        list::endpoint(),
        csv::endpoint(),
        one::endpoint(),
        webhooks::endpoint(),
        task::endpoint(),
        retry::endpoint(),
        replay::endpoint(),
        memo::endpoint(),
        comment::endpoint(),
        people::endpoint(),
        record::endpoint(),
        remembered::endpoint(),
        remembered::endpoint_forget(),
    ]
}

fn no_such_call() -> Fault {
    Fault::new(StatusCode::NOT_FOUND, "api-no-such-call")
}

/// The call, if the asker may see it; one of others is as good as none.
async fn seen(shared: &Shared, signed_in: &SignedIn, id: &str) -> Result<CallPage, Fault> {
    own::seen(shared, signed_in, id).await?.ok_or_else(no_such_call)
}

/// Why what somebody said of a call was not taken.
fn not_said(error: SayError) -> Fault {
    match error {
        SayError::Store(error) => Fault::from(error),
        SayError::NoSuchCall => no_such_call(),
        SayError::Empty => Fault::new(StatusCode::BAD_REQUEST, "api-text-empty"),
        SayError::TooLong => Fault::new(StatusCode::BAD_REQUEST, "api-text-too-long"),
        SayError::NotARecord => Fault::new(StatusCode::BAD_REQUEST, "api-no-record-id"),
        SayError::NoNumber => Fault::new(StatusCode::CONFLICT, "api-no-number"),
    }
}
