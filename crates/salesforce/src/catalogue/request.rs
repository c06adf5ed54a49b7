//! Errors of the request itself: a mistake of ours, or an object that the org or the user does not have.

use super::{Row, row};
use crate::decision::Decision;

const REPORT: &str =
    "Report this to the maintainers of Ringledger, with the code and the time; the call is held.";
const NARROW: &str =
    "Nothing; Ringledger asks again. If it stays, the org needs an index on the phone fields.";
const SEE_OBJECT: &str =
    "Check the name in the profile, and that the API user may read the object.";

pub(super) const ROWS: &[Row] = &[
    row("QUERY_TIMEOUT", "", Decision::Retry, "The search took Salesforce too long.", NARROW),
    row(
        "QUERY_TOO_COMPLICATED",
        "",
        Decision::GiveUp,
        "The search has too many conditions.",
        REPORT,
    ),
    row(
        "INVALID_QUERY_LOCATOR",
        "",
        Decision::Retry,
        "The search results expired before all were read.",
        NARROW,
    ),
    row(
        "INVALIDJOB",
        "",
        Decision::GiveUp,
        "Salesforce does not take the bulk query as it is described.",
        REPORT,
    ),
    row(
        "INVALIDJOBSTATE",
        "",
        Decision::Retry,
        "The bulk query is in another state than was expected.",
        "Nothing; Ringledger starts it again.",
    ),
    row(
        "API_ERROR",
        "",
        Decision::GiveUp,
        "A bulk query asks for something that bulk queries cannot do.",
        REPORT,
    ),
    row(
        "INVALID_REPLICATION_DATE",
        "",
        Decision::GiveUp,
        "Salesforce no longer knows what was deleted in the span that was asked for.",
        "Run `ringledger people load --again`, which reads everyone anew.",
    ),
    row("MALFORMED_QUERY", "", Decision::GiveUp, "Salesforce could not read the search.", REPORT),
    row("MALFORMED_SEARCH", "", Decision::GiveUp, "Salesforce could not read the search.", REPORT),
    row("MALFORMED_ID", "", Decision::GiveUp, "A record id has the wrong form.", REPORT),
    row("INVALID_ID_FIELD", "", Decision::GiveUp, "A record id has the wrong form.", REPORT),
    row(
        "INVALID_ARGUMENT_TYPE",
        "",
        Decision::GiveUp,
        "A record id belongs to another object.",
        REPORT,
    ),
    row(
        "INVALID_QUERY_FILTER_OPERATOR",
        "",
        Decision::GiveUp,
        "A condition of the search does not fit its field.",
        REPORT,
    ),
    row(
        "INVALID_TYPE",
        "",
        Decision::GiveUp,
        "The object does not exist, or the API user may not see it.",
        SEE_OBJECT,
    ),
    row(
        "NOT_FOUND",
        "",
        Decision::GiveUp,
        "Salesforce has no such object, field or address.",
        SEE_OBJECT,
    ),
    row(
        "INVALID_EXTERNAL_ID_FIELD_NAME",
        "",
        Decision::GiveUp,
        "The field that holds the call id is missing, or is no external id.",
        "Deploy Ringledger's Activity field again and give the API user access to it.",
    ),
    row(
        "JSON_PARSER_ERROR",
        "",
        Decision::GiveUp,
        "Salesforce could not read a value of the request.",
        REPORT,
    ),
    row(
        "METHOD_NOT_ALLOWED",
        "",
        Decision::GiveUp,
        "Salesforce does not offer this operation here.",
        REPORT,
    ),
    row(
        "UNSUPPORTED_MEDIA_TYPE",
        "",
        Decision::GiveUp,
        "Salesforce does not take this form of request.",
        REPORT,
    ),
    row(
        "MISSING_ARGUMENT",
        "",
        Decision::GiveUp,
        "The request lacks something that Salesforce needs.",
        REPORT,
    ),
    row("EXCEEDED_ID_LIMIT", "", Decision::GiveUp, "The request names too many records.", REPORT),
    row("EXCEEDED_MAX_SIZE_REQUEST", "", Decision::GiveUp, "The request is too large.", REPORT),
    row(
        "LIMIT_EXCEEDED",
        "",
        Decision::GiveUp,
        "The request is beyond a limit of the org.",
        REPORT,
    ),
    row(
        "FEATURE_NOT_ENABLED",
        "",
        Decision::GiveUp,
        "The org does not have this feature.",
        "Ask the admin to enable it, or use a profile that does without.",
    ),
    row(
        "CLIENT_NOT_ACCESSIBLE_FOR_USER",
        "",
        Decision::GiveUp,
        "The user may not use this app.",
        "Give the user a permission set that the app's policy names.",
    ),
    row(
        "UNSUPPORTED_API_VERSION",
        "",
        Decision::GiveUp,
        "The org no longer has this API version.",
        "Set salesforce.api_version to a newer one.",
    ),
];
