//! An agent sees their own calls and no others; and what is found tells nobody what they may not see.

use axum::http::StatusCode;
use axum::response::Response;
use engine::CallPage;
use jiff::tz::TimeZone;
use store::{CallFilter, OwnCalls, StoreError};

use super::query::ListQuery;
use crate::access::SignedIn;
use crate::shell::{Place, Visit, problem};
use crate::{Shared, unavailable};

/// The longest text that is looked for, in characters.
const LONGEST: usize = 200;

/// Whose calls the list may show; `None` is everybody's.
pub(crate) fn own(signed_in: &SignedIn) -> Option<OwnCalls> {
    signed_in.own_only().map(|own| OwnCalls {
        agent: own.email.trim().to_lowercase(),
        owner_id: own.salesforce_user_id,
    })
}

/// What the list's address means for who asks; `None` where it makes no sense.
pub(super) fn filter(
    shared: &Shared,
    signed_in: &SignedIn,
    query: &ListQuery,
    zone: &TimeZone,
) -> Option<CallFilter> {
    let mut filter = CallFilter { own: own(signed_in), ..query.filter(zone)? };
    look(shared, signed_in, &mut filter, &query.q);
    Some(filter)
}

/// Lets `filter` look for what was typed. Those who may not see names and numbers could guess them from what is found,
/// one digit after the other: they find a call by its id.
pub(crate) fn look(shared: &Shared, signed_in: &SignedIn, filter: &mut CallFilter, typed: &str) {
    let typed: String = typed.chars().take(LONGEST).collect();
    if signed_in.masks() {
        engine::look_for_id(filter, &typed, &shared.engine.source_ids());
    } else {
        engine::look_for(filter, &typed);
    }
}

/// Whether the call is theirs.
fn is_theirs(own: &OwnCalls, page: &CallPage) -> bool {
    let facts = page.call.as_ref().map(|call| &call.facts);
    let agent = facts.and_then(|facts| facts.agent.as_ref()?.email.as_ref());
    let had = agent.is_some_and(|email| email.trim().to_lowercase() == own.agent);
    let owner = page.desired.as_ref().and_then(|task| task.fields.get("OwnerId")?.as_str());
    had || own.owner_id.is_some() && own.owner_id.as_deref() == owner
}

/// The call of this id, if it may be seen.
///
/// # Errors
/// When the store does not answer.
pub(crate) async fn seen(
    shared: &Shared,
    signed_in: &SignedIn,
    call_id: &str,
) -> Result<Option<CallPage>, StoreError> {
    let found = shared.engine.call_page(call_id, &signed_in.locale()).await?;
    Ok(found.filter(|page| own(signed_in).is_none_or(|own| is_theirs(&own, page))))
}

/// The call of an address, if it may be seen; else the answer to give. A call of others is answered like one that does
/// not exist.
pub(crate) async fn call(
    shared: &Shared,
    visit: &Visit,
    signed_in: &SignedIn,
    call_id: &str,
) -> Result<CallPage, Response> {
    let seen = seen(shared, signed_in, call_id).await.map_err(|error| {
        tracing::error!(%error, "a call cannot be shown");
        unavailable(error.code())
    })?;
    seen.ok_or_else(|| problem(visit.frame(Place::Calls), StatusCode::NOT_FOUND, "calls-not-found"))
}

/// Whether they may change a call that they may see: its memo, its comments, its record.
pub(crate) fn may_edit(signed_in: &SignedIn) -> bool {
    signed_in.may(crate::access::Capability::EditCalls)
}
