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
        "profile-names-object-field-way",
        "correct-name-profile-match-section",
    ),
    row(
        NOT_CONNECTED,
        "",
        Decision::Retry,
        "no-connection-salesforce-could-made",
        "check-network-name-server-login",
    ),
    row(
        NO_REPLY,
        "",
        Decision::Unknown,
        "request-left-but-no-whole",
        "nothing-finds-out-whether-salesforce",
    ),
    row(
        UNREADABLE_REPLY,
        "",
        Decision::Unknown,
        "reply-not-one-salesforce-api",
        "look-https-status-salesforce-com",
    ),
    row(
        MULTIPLE_MATCHES,
        "",
        Decision::GiveUp,
        "several-records-carry-id-call",
        "open-them-keep-one-right",
    ),
    row(
        NOT_SALESFORCE,
        "",
        Decision::PauseOrg(Pause::Auth),
        "address-answers-web-page-instead",
        "set-login-url-https-login",
    ),
    row(
        API_VERSION_MISSING,
        "",
        Decision::PauseOrg(Pause::ApiDisabled),
        "org-does-not-offer-api",
        "set-salesforce-api-version-one",
    ),
    row(
        UNTRUSTED_HOST,
        "",
        Decision::PauseOrg(Pause::Auth),
        "salesforce-reply-points-host-not",
        "check-login-url-nothing-between",
    ),
    row(
        SIGN_IN_NEEDED,
        "",
        Decision::PauseOrg(Pause::Auth),
        "nobody-signed-salesforce-yet-these",
        "run-connect-sign-calls-kept",
    ),
    row(VAULT_FAILED, "", Decision::Retry, "tokens-could-not-read-saved", "check-database-disk"),
    row(
        BAD_SETTINGS,
        "",
        Decision::PauseOrg(Pause::Auth),
        "salesforce-section-configuration-cannot-used",
        "correct-what-message-names-then",
    ),
    row(
        REQUEST_TOO_LARGE,
        "",
        Decision::GiveUp,
        "more-asked-salesforce-once-than",
        "report-maintainers-call-held",
    ),
    row(
        BULK_QUERY_ENDED,
        "",
        Decision::Retry,
        "salesforce-ended-bulk-query-before",
        "nothing-starts-again-if-stays",
    ),
    row(
        EVENTS_NOT_SIGNED_IN,
        "",
        Decision::Refresh,
        "session-change-events-refused",
        "nothing-signs-again-itself",
    ),
    row(
        EVENTS_UNAVAILABLE,
        "",
        Decision::Retry,
        "pub-sub-api-which-change",
        "nothing-polls-meanwhile-if-lasts",
    ),
    row(
        EVENTS_LIMIT,
        "",
        Decision::SlowDown,
        "org-allowance-change-events-subscriptions",
        "nothing-polls-meanwhile-setup-platform",
    ),
    row(
        EVENTS_REFUSED,
        "",
        Decision::GiveUp,
        "pub-sub-api-refused-subscription",
        "nothing-done-polls-message-says",
    ),
];
