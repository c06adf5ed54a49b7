//! Who sends a request, as every handler is given them.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::response::Response;
use engine::Deed;
use language::Locale;
use store::SessionRow;

use super::{Capability, Role, Scope, check};
use crate::Shared;
use crate::shell::{Place, Reader, Visitor};

/// Somebody who has proved who they are: a person with a session, or a program with a key.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    /// The person's id; `key:` and the key's id for a program.
    pub(crate) user_id: String,
    pub(crate) name: String,
    /// Empty for a program.
    pub(crate) email: String,
    /// Who this is in Salesforce, if that is known (18 characters).
    pub(crate) salesforce_user_id: Option<String>,
    pub(crate) reader: Reader,
    pub(crate) rights: Rights,
    /// The session; none for a program.
    pub(crate) session: Option<SessionRow>,
    /// Where the request came from.
    pub(crate) address: Option<String>,
    pub(crate) request_id: String,
}

/// Where somebody's capabilities come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rights {
    Role(Role),
    Scopes(Vec<Scope>),
}

/// Whose calls an agent sees: their own, by either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Own {
    pub(crate) salesforce_user_id: Option<String>,
    pub(crate) email: String,
}

impl SignedIn {
    /// Whether this is allowed.
    pub(crate) fn may(&self, capability: Capability) -> bool {
        match &self.rights {
            Rights::Role(role) => role.may(capability),
            Rights::Scopes(scopes) => scopes.iter().any(|scope| scope.gives(capability)),
        }
    }

    /// Whether names and numbers are to be masked.
    pub(crate) fn masks(&self) -> bool {
        !self.may(Capability::SeePersonal)
    }

    /// Whose calls may be seen: none but these, if there is something.
    pub(crate) fn own_only(&self) -> Option<Own> {
        (self.role() == Some(Role::Agent)).then(|| Own {
            salesforce_user_id: self.salesforce_user_id.clone(),
            email: self.email.clone(),
        })
    }

    /// The role; none for a program.
    pub(crate) fn role(&self) -> Option<Role> {
        match &self.rights {
            Rights::Role(role) => Some(*role),
            Rights::Scopes(_) => None,
        }
    }

    /// What the layout needs to know of them.
    pub(crate) fn visitor(&self) -> Visitor {
        let sees = |place: &Place| match place {
            Place::Home | Place::Account => true,
            Place::Calls => self.may(Capability::SeeCalls),
            Place::Errors => self.may(Capability::SeeErrors),
            Place::Settings => self.may(Capability::ReadSettings),
            Place::Users => self.may(Capability::ManageAccess),
            Place::Audit => self.may(Capability::ReadAudit),
        };
        Visitor {
            name: self.name.clone(),
            reader: self.reader.clone(),
            places: Place::BAR.into_iter().filter(sees).collect(),
        }
    }

    /// How they read dates, numbers and sentences.
    pub(crate) fn locale(&self) -> Locale {
        Locale::new(self.reader.language, &self.reader.zone)
    }

    /// What they are about to do, for the audit log.
    pub(crate) fn deed(&self, what: &str, about: impl Into<String>) -> Deed {
        Deed {
            who: self.user_id.clone(),
            what: what.to_owned(),
            about: about.into(),
            from_address: self.address.clone(),
            request_id: Some(self.request_id.clone()),
            ..Deed::default()
        }
    }
}

impl FromRequestParts<Shared> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<SignedIn, Response> {
        // The layer in front of the handler has put it there, if the route needs somebody.
        parts.extensions.get().cloned().ok_or_else(|| check::nobody(parts))
    }
}

impl OptionalFromRequestParts<Shared> for SignedIn {
    type Rejection = Response;

    /// On routes that need nobody: who it is all the same.
    async fn from_request_parts(
        parts: &mut Parts,
        shared: &Shared,
    ) -> Result<Option<SignedIn>, Response> {
        match parts.extensions.get::<SignedIn>() {
            Some(known) => Ok(Some(known.clone())),
            None => check::identify(shared, parts).await,
        }
    }
}
