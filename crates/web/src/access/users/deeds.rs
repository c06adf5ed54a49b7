//! What an owner does to a user, by the console or by the API: refused first, then written down, then done.

use engine::{Deed, ORG};
use store::{StoreError, UserRow};

use crate::Shared;
use crate::access::{Candidate, NewPerson, NotAdded, Role, SignedIn};

/// Why something was not done to a user.
#[derive(Debug)]
pub(crate) enum NotDone {
    /// It may not be done: the message's id.
    Refused(&'static str),
    /// The database does not answer.
    Store(StoreError),
}

impl From<StoreError> for NotDone {
    fn from(error: StoreError) -> NotDone {
        NotDone::Store(error)
    }
}

/// Adds somebody; returns their id.
///
/// # Errors
/// What is wrong with the details; that the e-mail is somebody's already; any failure of the database.
pub(crate) async fn add(
    shared: &Shared,
    signed_in: &SignedIn,
    person: NewPerson,
) -> Result<String, NotAdded> {
    const WHAT: &str = "access.add_user";
    let candidate = Candidate::of(&shared.engine, person).await?;
    let id = candidate.id().to_owned();
    shared.engine.record(signed_in.deed(WHAT, &*id).with(candidate.role())).await?;
    let added = candidate.add(&shared.engine).await;
    if let Err(NotAdded::Taken) = &added {
        shared.engine.record(refused(signed_in, WHAT, &id)).await?;
    }
    added
}

const LAST_OWNER: NotDone = NotDone::Refused("access-last-owner");

/// Gives another role. The person's sessions end, so that none goes on with rights of before.
///
/// # Errors
/// That nobody would be left as owner; any failure of the database.
pub(crate) async fn give_role(
    shared: &Shared,
    signed_in: &SignedIn,
    user: &UserRow,
    role: Role,
) -> Result<(), NotDone> {
    let (id, store) = (&*user.user_id, shared.engine.store());
    if role.name() == user.role {
        return Ok(());
    }
    if role != Role::Owner && is_last_owner(shared, user).await? {
        return Err(LAST_OWNER);
    }
    let deed = signed_in.deed("access.role", id).changing(&*user.role, role.name());
    shared.engine.record(deed).await?;
    if !store.set_role(ORG, id, role.name()).await? {
        return undone(shared, signed_in, "access.role", id, LAST_OWNER).await;
    }
    store.end_sessions(ORG, id, None).await?;
    Ok(())
}

/// Shuts a person out, or lets them in again.
///
/// # Errors
/// As [`give_role`].
pub(crate) async fn shut_out(
    shared: &Shared,
    signed_in: &SignedIn,
    user: &UserRow,
    out: bool,
) -> Result<(), NotDone> {
    let id = &*user.user_id;
    if out && is_last_owner(shared, user).await? {
        return Err(LAST_OWNER);
    }
    let what = if out { "access.disable_user" } else { "access.enable_user" };
    shared.engine.record(signed_in.deed(what, id)).await?;
    let at = out.then(|| shared.engine.now());
    match shared.engine.store().set_disabled(ORG, id, at).await? {
        true => Ok(()),
        false => undone(shared, signed_in, what, id, LAST_OWNER).await,
    }
}

/// Ties a person to a Salesforce user (18 characters), or to none.
///
/// # Errors
/// That the Salesforce user is somebody else already; any failure of the database.
pub(crate) async fn name_salesforce_user(
    shared: &Shared,
    signed_in: &SignedIn,
    user: &UserRow,
    to: Option<&str>,
) -> Result<(), NotDone> {
    const TAKEN: NotDone = NotDone::Refused("access-salesforce-taken");
    const WHAT: &str = "access.salesforce_user";
    let (id, store) = (&*user.user_id, shared.engine.store());
    if let Some(to) = to
        && let Some(other) = store.user_by_salesforce_id(ORG, to).await?
        && other.user_id != id
    {
        return Err(TAKEN);
    }
    let before = user.salesforce_user_id.as_deref().unwrap_or_default();
    let deed = signed_in.deed(WHAT, id).changing(before, to.unwrap_or_default());
    shared.engine.record(deed).await?;
    match store.set_salesforce_user(ORG, id, to).await? {
        true => Ok(()),
        false => undone(shared, signed_in, WHAT, id, TAKEN).await,
    }
}

/// Whether nobody else is an owner who may sign in.
async fn is_last_owner(shared: &Shared, user: &UserRow) -> Result<bool, StoreError> {
    if user.role != Role::Owner.name() {
        return Ok(false);
    }
    let others = shared.engine.store().users(ORG).await?;
    Ok(!others.iter().any(|other| {
        other.user_id != user.user_id
            && other.role == Role::Owner.name()
            && other.disabled_at.is_none()
            // One who was invited and has not come yet lets nobody in.
            && (other.password_hash.is_some() || other.salesforce_user_id.is_some())
    }))
}

/// Somebody was faster, after it was written down that this is done: that it was not is written down too.
async fn undone(
    shared: &Shared,
    signed_in: &SignedIn,
    what: &str,
    id: &str,
    why: NotDone,
) -> Result<(), NotDone> {
    shared.engine.record(refused(signed_in, what, id)).await?;
    Err(why)
}

fn refused(signed_in: &SignedIn, what: &str, id: &str) -> Deed {
    signed_in.deed("access.refused", id).with(what)
}
