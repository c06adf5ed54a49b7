//! The profile that a page is about, and the settings that it was read from.

use axum::http::StatusCode;
use axum::response::Response;

use super::book::{Book, Entry, whose};
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::shell::{Place, Visit, problem};
use crate::unavailable;

/// A profile, and who looks at it.
pub(super) struct Chosen {
    pub(super) book: Book,
    pub(super) entry: Entry,
    /// Who fixed it outside of the console.
    pub(super) locked: Option<String>,
    pub(super) may_change: bool,
    pub(super) masks: bool,
}

impl Chosen {
    /// The profile of this name.
    pub(super) async fn find(
        shared: &Shared,
        signed_in: &SignedIn,
        visit: &Visit,
        name: &str,
    ) -> Result<Chosen, Response> {
        let book = book(shared).await?;
        let Some(entry) = book.entry(name) else {
            let frame = visit.frame(Place::Settings);
            return Err(problem(frame, StatusCode::NOT_FOUND, "profile-no-such"));
        };
        let locked = shared.engine.locked(&format!("profile.{name}"));
        let locked = locked.as_ref().map(whose);
        let may_change = signed_in.may(Capability::Configure) && locked.is_none();
        Ok(Chosen { book, entry, locked, may_change, masks: signed_in.masks() })
    }
}

/// The profiles as they are now.
pub(super) async fn book(shared: &Shared) -> Result<Book, Response> {
    match shared.engine.settings().await {
        Ok(settings) => Ok(Book { settings }),
        Err(error) => {
            tracing::error!(%error, "the settings cannot be read");
            Err(unavailable(error.code))
        }
    }
}
