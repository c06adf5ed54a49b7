//! Our own codes, for failures that come without one of Salesforce's.

use super::{Row, row};
use crate::decision::{Decision, Pause};

/// The connection was not made: nothing left.
pub(crate) const NOT_CONNECTED: &str = "NOT_CONNECTED";
/// The request left and no whole reply came.
pub(crate) const NO_REPLY: &str = "NO_REPLY";
/// A reply came that is not what Salesforce writes: HTML, empty, cut off.
pub(crate) const UNREADABLE_REPLY: &str = "UNREADABLE_REPLY";
/// Several records where one was meant (HTTP 300 of Salesforce).
pub(crate) const MULTIPLE_MATCHES: &str = "MULTIPLE_MATCHES";
/// The host answers with web pages.
pub(crate) const NOT_SALESFORCE: &str = "NOT_SALESFORCE";
/// The org lacks the pinned version.
pub(crate) const API_VERSION_MISSING: &str = "API_VERSION_MISSING";
/// The sign-in named a host that is not Salesforce's.
pub(crate) const UNTRUSTED_HOST: &str = "UNTRUSTED_HOST";
/// Nobody has signed in yet (web flow).
pub(crate) const SIGN_IN_NEEDED: &str = "SIGN_IN_NEEDED";
/// The vault could not read or save.
pub(crate) const VAULT_FAILED: &str = "VAULT_FAILED";
/// The settings cannot be used.
pub(crate) const BAD_SETTINGS: &str = "BAD_SETTINGS";
/// A profile names an object or field in a way that no name can be.
pub(crate) const BAD_NAME: &str = "BAD_NAME";
/// The caller asked for more than one request may hold.
pub(crate) const REQUEST_TOO_LARGE: &str = "REQUEST_TOO_LARGE";
/// A bulk query failed or was aborted, or its results are no longer kept.
pub(crate) const BULK_QUERY_ENDED: &str = "BULK_QUERY_ENDED";
/// The Pub/Sub API refused the session without a code of its own.
pub(crate) const EVENTS_NOT_SIGNED_IN: &str = "EVENTS_NOT_SIGNED_IN";
/// The Pub/Sub API cannot be reached, or its stream ended.
pub(crate) const EVENTS_UNAVAILABLE: &str = "EVENTS_UNAVAILABLE";
/// The Pub/Sub API lets us have no more now.
pub(crate) const EVENTS_LIMIT: &str = "EVENTS_LIMIT";
/// The Pub/Sub API will not do what was asked.
pub(crate) const EVENTS_REFUSED: &str = "EVENTS_REFUSED";

pub(super) const ROWS: &[Row] = &[
    row(
        BAD_NAME,
        "",
        Decision::GiveUp,
        "A profile names an object or a field in a way that no name in Salesforce can be written.",
        "Correct the name in the profile's match section, then replay the call.",
    ),
    row(
        NOT_CONNECTED,
        "",
        Decision::Retry,
        "No connection to Salesforce could be made; nothing was sent.",
        "Check the network, the name server and login_url if it lasts; Ringledger tries again by itself.",
    ),
    row(
        NO_REPLY,
        "",
        Decision::Unknown,
        "The request left, but no whole reply came back.",
        "Nothing; Ringledger finds out whether Salesforce took it before it writes again.",
    ),
    row(
        UNREADABLE_REPLY,
        "",
        Decision::Unknown,
        "The reply is not one of Salesforce's API: most often a maintenance page or a proxy's.",
        "Look at https://status.salesforce.com and at the network between if it lasts; Ringledger goes on by itself.",
    ),
    row(
        MULTIPLE_MATCHES,
        "",
        Decision::GiveUp,
        "Several records carry the id of this call.",
        "Open them, keep the one that is right, delete the others, then replay the call.",
    ),
    row(
        NOT_SALESFORCE,
        "",
        Decision::PauseOrg(Pause::Auth),
        "The address answers with a web page instead of Salesforce's API.",
        "Set login_url to https://login.salesforce.com, https://test.salesforce.com or the org's My Domain, \
         such as https://acme.my.salesforce.com; not to a lightning.force.com address.",
    ),
    row(
        API_VERSION_MISSING,
        "",
        Decision::PauseOrg(Pause::ApiDisabled),
        "The org does not offer the API version that Ringledger is set to.",
        "Set salesforce.api_version to one that the org offers.",
    ),
    row(
        UNTRUSTED_HOST,
        "",
        Decision::PauseOrg(Pause::Auth),
        "Salesforce's reply points to a host that is not Salesforce's; no session was sent there.",
        "Check login_url, and that nothing between this machine and Salesforce rewrites replies.",
    ),
    row(
        SIGN_IN_NEEDED,
        "",
        Decision::PauseOrg(Pause::Auth),
        "Nobody has signed in to Salesforce yet with these settings.",
        "Run `ringledger connect` and sign in; calls are kept meanwhile.",
    ),
    row(
        VAULT_FAILED,
        "",
        Decision::Retry,
        "The tokens could not be read from or saved to Ringledger's database.",
        "Check the database and the disk.",
    ),
    row(
        BAD_SETTINGS,
        "",
        Decision::PauseOrg(Pause::Auth),
        "The salesforce section of the configuration cannot be used.",
        "Correct what the message names, then start again.",
    ),
    row(
        REQUEST_TOO_LARGE,
        "",
        Decision::GiveUp,
        "More was asked of Salesforce at once than one request may hold.",
        "Report this to the maintainers of Ringledger; the call is held.",
    ),
    row(
        BULK_QUERY_ENDED,
        "",
        Decision::Retry,
        "Salesforce ended a bulk query before all of its results were read.",
        "Nothing; Ringledger starts it again. If it stays, look at Bulk Data Load Jobs in Salesforce's Setup.",
    ),
    row(
        EVENTS_NOT_SIGNED_IN,
        "",
        Decision::Refresh,
        "The session for change events was refused.",
        "Nothing; Ringledger signs in again by itself.",
    ),
    row(
        EVENTS_UNAVAILABLE,
        "",
        Decision::Retry,
        "The Pub/Sub API, from which change events come, cannot be reached or ended the stream.",
        "Nothing, as Ringledger polls meanwhile. If it lasts, let this machine reach api.pubsub.salesforce.com, port 7443.",
    ),
    row(
        EVENTS_LIMIT,
        "",
        Decision::SlowDown,
        "The org's allowance of change events or of subscriptions is used up.",
        "Nothing, as Ringledger polls meanwhile. Setup > Platform Events shows who uses the allowance.",
    ),
    row(
        EVENTS_REFUSED,
        "",
        Decision::GiveUp,
        "The Pub/Sub API refused the subscription.",
        "Nothing has to be done: Ringledger polls. Its message says what Salesforce missed.",
    ),
];
