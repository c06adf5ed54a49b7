//! What people do to the settings, by the console or by the API: written down first, then done. What is refused after that
//! is written down as refused.

use engine::settings::{
    Change, Connected, Disconnected, SettingsError, Unconnected, check_change, diff,
};
use store::StoreError;
use toml::Table;

use crate::Shared;
use crate::access::{Capability, SignedIn};

/// Changes the settings from `before`; returns the new version.
///
/// # Errors
/// Why they cannot be kept.
pub(crate) async fn change(
    shared: &Shared,
    signed_in: &SignedIn,
    before: &Table,
    change: Change,
) -> Result<i64, SettingsError> {
    // The keys that are written down are those of settings: others could be anything.
    check_change(&change)?;
    let lines = diff(before, &change.document);
    let mut keys: Vec<String> = lines.into_iter().map(|line| line.path).collect();
    keys.extend(change.secrets.keys().cloned());
    let deed = signed_in.deed("settings.change", change.expected.to_string());
    shared.engine.record(deed.with(keys.join(" "))).await?;
    told(shared, signed_in, "settings.change", shared.engine.change_settings(change).await).await
}

/// Goes back to the settings of `version`; returns the new version.
///
/// # Errors
/// Why they cannot be kept.
pub(crate) async fn undo(
    shared: &Shared,
    signed_in: &SignedIn,
    version: i64,
    expected: i64,
) -> Result<i64, SettingsError> {
    shared.engine.record(signed_in.deed("settings.undo", version.to_string())).await?;
    let keeps_connection = !signed_in.may(Capability::ManageAccess);
    let undone =
        shared.engine.undo_settings(version, expected, &signed_in.name, keeps_connection).await;
    told(shared, signed_in, "settings.undo", undone).await
}

/// Signs in to Salesforce with the settings as they are; what waited for that goes on.
///
/// # Errors
/// Why it does not work.
pub(crate) async fn connect(
    shared: &Shared,
    signed_in: &SignedIn,
) -> Result<Connected, Unconnected> {
    shared.engine.record(signed_in.deed("salesforce.connect", "")).await?;
    let connected = shared.engine.settle_connection(&signed_in.name).await;
    told(shared, signed_in, "salesforce.connect", connected).await
}

/// Ends the connection. Salesforce may be asked for ten seconds at most.
///
/// # Errors
/// That the connection is fixed outside of the console; as [`change`].
pub(crate) async fn disconnect(
    shared: &Shared,
    signed_in: &SignedIn,
) -> Result<Disconnected, SettingsError> {
    let deed = signed_in.deed("salesforce.disconnect", "").changing("connected", "disconnected");
    shared.engine.record(deed).await?;
    let disconnected = shared.engine.disconnect(&signed_in.name).await;
    told(shared, signed_in, "salesforce.disconnect", disconnected).await
}

/// Lets a new installation begin to write.
///
/// # Errors
/// Any failure of the database; then it does not begin.
pub(crate) async fn go_live(shared: &Shared, signed_in: &SignedIn) -> Result<(), StoreError> {
    shared.engine.record(signed_in.deed("logging.go_live", "")).await?;
    shared.engine.go_live().await.map(drop)
}

/// Stops the writing until somebody lets it go on.
///
/// # Errors
/// Any failure of the database; then it is not stopped.
pub(crate) async fn pause(shared: &Shared, signed_in: &SignedIn) -> Result<(), StoreError> {
    shared.engine.record(signed_in.deed("logging.pause", "")).await?;
    shared.engine.pause_logging(&signed_in.name).await.map(drop)
}

/// Lets go on what a person has stopped.
///
/// # Errors
/// Any failure of the database; then it stays stopped.
pub(crate) async fn resume(shared: &Shared, signed_in: &SignedIn) -> Result<(), StoreError> {
    shared.engine.record(signed_in.deed("logging.resume", "")).await?;
    shared.engine.resume_logging().await.map(drop)
}

/// Writes down that what was to be done was not.
async fn told<T, E: From<StoreError>>(
    shared: &Shared,
    signed_in: &SignedIn,
    what: &str,
    done: Result<T, E>,
) -> Result<T, E> {
    if done.is_err() {
        shared.engine.record(signed_in.deed("settings.refused", "").with(what)).await?;
    }
    done
}
