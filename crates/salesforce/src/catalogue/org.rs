//! Errors that concern the whole org: its allowance, its edition, its storage, its maintenance.

use super::{Row, row};
use crate::decision::{Decision, Pause};

const WAIT: &str =
    "Nothing; Ringledger goes on by itself. News stands at https://status.salesforce.com.";
const MAINTENANCE: Decision = Decision::PauseOrg(Pause::Maintenance);

pub(super) const ROWS: &[Row] = &[
    row(
        "REQUEST_LIMIT_EXCEEDED",
        "Concurrent",
        Decision::SlowDown,
        "Too many long requests run in the org at once.",
        "Nothing; Ringledger sends fewer at a time.",
    ),
    row(
        "REQUEST_LIMIT_EXCEEDED",
        "",
        Decision::PauseOrg(Pause::Quota),
        "The org has used all API calls of the last 24 hours.",
        "Calls are kept and written when the allowance returns. See Setup > Company Information for who spends it; \
         Salesforce sells more.",
    ),
    row(
        "SERVER_UNAVAILABLE",
        "",
        Decision::Retry,
        "Salesforce is overloaded or in maintenance.",
        WAIT,
    ),
    row(
        "SERVICE_UNAVAILABLE",
        "",
        Decision::Retry,
        "Salesforce is overloaded or in maintenance.",
        WAIT,
    ),
    row(
        "FUNCTIONALITY_TEMPORARILY_UNAVAILABLE",
        "",
        MAINTENANCE,
        "Salesforce has switched a function off for a while.",
        WAIT,
    ),
    row(
        "UNKNOWN_EXCEPTION",
        "",
        Decision::Retry,
        "Salesforce had an internal error and undid the request.",
        "Nothing at first. If it stays, give Salesforce support the ErrorId from its message.",
    ),
    row(
        "API_DISABLED_FOR_ORG",
        "",
        Decision::PauseOrg(Pause::ApiDisabled),
        "The org's edition has no API.",
        "Upgrade the edition (Enterprise and above have it) or buy the API add-on.",
    ),
    row(
        "API_CURRENTLY_DISABLED",
        "",
        MAINTENANCE,
        "Salesforce has switched the org's API off for a while.",
        WAIT,
    ),
    row("ORG_IN_MAINTENANCE", "", MAINTENANCE, "Salesforce is working on the org.", WAIT),
    row(
        "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE",
        "",
        MAINTENANCE,
        "The org is read-only while Salesforce works on it.",
        WAIT,
    ),
    row(
        "ORG_LOCKED",
        "",
        MAINTENANCE,
        "The org is locked.",
        "If it stays locked for hours, ask Salesforce support.",
    ),
    row(
        "TXN_SECURITY_METERING_ERROR",
        "",
        MAINTENANCE,
        "The org's transaction security could not judge the request.",
        "If it stays, ask the admin about Setup > Transaction Security Policies.",
    ),
    row(
        "TXN_SECURITY_NO_ACCESS",
        "",
        Decision::GiveUp,
        "A transaction security policy of the org blocks the request.",
        "Exempt the API user in Setup > Transaction Security Policies, then replay the call.",
    ),
    row(
        "STORAGE_LIMIT_EXCEEDED",
        "",
        Decision::PauseOrg(Pause::Storage),
        "The org's storage is full.",
        "Delete records or buy storage; calls are kept and written afterwards.",
    ),
    row(
        "EXCEEDED_QUOTA",
        "",
        Decision::PauseOrg(Pause::Storage),
        "The org's storage is full.",
        "Delete records or buy storage; calls are kept and written afterwards.",
    ),
];
