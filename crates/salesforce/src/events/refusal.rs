//! What the Pub/Sub API refuses, as failures: by Salesforce's own code in the trailers, else by the gRPC status.

use tonic::{Code, Status};

use crate::catalogue::{explain, ours};
use crate::failure::Failure;

/// The trailer with Salesforce's code (Pub/Sub API guide, "Handle Errors").
const ERROR_CODE: &str = "error-code";

/// Whether the place after which a subscription was to go on is unknown to Salesforce, or no longer known.
pub(super) fn is_place_lost(status: &Status) -> bool {
    error_code(status).is_some_and(|code| code.contains(".replayid."))
}

/// The failure that a status stands for. Nothing is ever written over the Pub/Sub API.
pub(super) fn failure(status: &Status) -> Failure {
    let code = error_code(status).unwrap_or_default();
    if explain(code).is_some() {
        return Failure::new(code, status.message(), Vec::new(), None).nothing_written();
    }
    let ours = match status.code() {
        Code::Unauthenticated => ours::EVENTS_NOT_SIGNED_IN,
        Code::ResourceExhausted => ours::EVENTS_LIMIT,
        Code::PermissionDenied
        | Code::NotFound
        | Code::InvalidArgument
        | Code::FailedPrecondition
        | Code::OutOfRange
        | Code::Unimplemented => ours::EVENTS_REFUSED,
        _ => ours::EVENTS_UNAVAILABLE,
    };
    let code = if code.is_empty() { format!("{:?}", status.code()) } else { code.to_owned() };
    Failure::ours(ours, format!("{code}: {}", status.message()))
}

fn error_code(status: &Status) -> Option<&str> {
    status.metadata().get(ERROR_CODE)?.to_str().ok()
}
