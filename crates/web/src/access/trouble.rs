//! What a handler answers when the database does not: a page in the reader's language, made where that is known.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use store::StoreError;

/// The database failed while a page was made. Handlers return it with `?`.
#[derive(Debug)]
pub(crate) struct Trouble(StoreError);

/// Marks an answer whose body the layer in front of the handler makes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unmade {
    /// The message that says what is wrong.
    pub(super) message: &'static str,
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Trouble {
        Trouble(error)
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        tracing::error!(error = %self.0, code = self.0.code(), "a page could not be made");
        let lacks_key = matches!(self.0, StoreError::NoKey { .. } | StoreError::WrongKey { .. });
        let message = if lacks_key { "access-no-key" } else { "shell-unavailable" };
        let mut response = StatusCode::SERVICE_UNAVAILABLE.into_response();
        response.extensions_mut().insert(Unmade { message });
        response
    }
}
