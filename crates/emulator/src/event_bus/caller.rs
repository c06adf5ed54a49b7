//! Who calls: the metadata that every call of the Pub/Sub API carries.

use std::sync::Arc;

use tonic::metadata::MetadataMap;

use super::refusal::Refusal;
use crate::faults::RequestFaultKind;
use crate::id;
use crate::org::{Actor, Org};
use crate::records::Sharing;
use crate::schema::{Object, Schema};

/// The user of a call, and the token by which they are known.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub(super) actor: Actor,
    token: String,
}

impl Caller {
    /// Reads the metadata of a call of `method`, after the faults that may strike it.
    pub(super) fn of(org: &Org, method: &str, metadata: &MetadataMap) -> Result<Self, Refusal> {
        let path = format!("/eventbus.v1.PubSub/{method}");
        if org.faults().event_bus_down {
            return Err(Refusal::Unavailable);
        }
        let struck = org.0.faults.strike_request(&path);
        let value = |key: &str| {
            let value = metadata.get(key).and_then(|value| value.to_str().ok());
            value.map(str::trim).filter(|value| !value.is_empty()).ok_or(Refusal::HeadersInvalid)
        };
        let token = value("accesstoken")?;
        value("instanceurl")?;
        match struck {
            None => {}
            Some(RequestFaultKind::SessionExpired) => {
                org.sessions().revoke(token);
            }
            Some(RequestFaultKind::GrantRevoked) => {
                if let Some(grant) = org.sessions().grant_of(token) {
                    org.sessions().revoke_grant(grant);
                }
                org.sessions().revoke(token);
            }
            Some(RequestFaultKind::UnknownException) => return Err(Refusal::Internal),
            Some(_) => return Err(Refusal::Unavailable),
        }
        if id::normalise(value("tenantid")?) != Some(org.id()) {
            return Err(Refusal::HeadersInvalid);
        }
        let user_id = org.sessions().check(token, org.now()).ok_or(Refusal::NotAuthenticated)?;
        Ok(Self { actor: Actor::user(user_id), token: token.to_owned() })
    }

    /// The org's schema as the user may see it now.
    pub(super) fn view(&self, org: &Org) -> Result<Arc<Schema>, Refusal> {
        org.database().view(&self.actor).map_err(|error| {
            tracing::error!(%error, "what a subscriber may see cannot be read");
            Refusal::Internal
        })
    }

    /// Whether the user sees every record of an object, so that its changes may be told (Change Data Capture guide,
    /// "Required Permissions": View All).
    pub(super) fn sees_all(&self, org: &Org, object: &Object) -> Result<bool, Refusal> {
        let sharing = Sharing::of(org, &org.database(), &self.actor);
        sharing.map(|sharing| sharing.sees_all(object)).map_err(|error| {
            tracing::error!(%error, "what a subscriber may see cannot be read");
            Refusal::Internal
        })
    }

    /// Fails once the session has ended, or the bus is down.
    pub(super) fn still_there(&self, org: &Org) -> Result<(), Refusal> {
        if org.faults().event_bus_down {
            return Err(Refusal::Unavailable);
        }
        match org.sessions().check(&self.token, org.now()) {
            Some(user_id) if user_id == self.actor.user_id => Ok(()),
            _ => Err(Refusal::NotAuthenticated),
        }
    }
}
