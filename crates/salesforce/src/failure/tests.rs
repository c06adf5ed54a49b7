//! Holds the whole error table to the decisions that it must give.

use super::*;
use crate::decision::Decision::*;

const AUTH: Decision = PauseOrg(Pause::Auth);
const MAINTENANCE: Decision = PauseOrg(Pause::Maintenance);

fn decide(code: &str, message: &str, fields: &[&str]) -> Decision {
    let fields = fields.iter().map(|field| (*field).to_owned()).collect();
    Failure::new(code, message, fields, None).decision
}

/// Code, message, fields → decision.
#[rustfmt::skip]
const DATA: &[(&str, &str, &[&str], Decision)] = &[
    ("INVALID_SESSION_ID", "Session expired or invalid", &[], Refresh),
    ("INVALID_SESSION_ID", "This session is not valid for use with the REST API", &[], AUTH),
    ("INVALID_SESSION_ID", "Connected app is not attached to Agent", &[], AUTH),
    ("MALFORMED_QUERY", "unexpected token: 'From'", &[], GiveUp),
    ("INVALID_TYPE", "sObject type 'Nope' is not supported.", &[], GiveUp),
    ("INVALID_FIELD", "ERROR at Row:1:Column:12\nNo such column 'Nope__c' on entity 'Contact'. If", &[], DropFields),
    ("INVALID_FIELD", "No such column 'Nope' on sobject of type Task", &[], DropFields),
    ("INVALID_FIELD", "Foreign key external ID: 0116 not found for field Order__c in entity Task", &[], DropFields),
    ("INVALID_FIELD", "something new", &[], GiveUp),
    ("NOT_FOUND", "The requested resource does not exist", &[], GiveUp),
    ("REQUIRED_FIELD_MISSING", "Required fields are missing: [Name]", &["Name"], GiveUp),
    ("STRING_TOO_LONG", "Subject: data value too large: x (max length=255)", &["Subject"], Shorten),
    ("MAX_TASK_DESCRIPTION_EXCEEEDED", "", &[], Shorten),
    ("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "Call Type: bad value", &["CallType"], GiveUp),
    ("BAD_VALUE_FOR_RESTRICTED_PICKLIST", "", &["CallType"], GiveUp),
    ("FIELD_INTEGRITY_EXCEPTION", "Name ID: id value of incorrect type: 001", &["WhoId"], DropFields),
    ("FIELD_INTEGRITY_EXCEPTION", "Related To ID: id value of incorrect type: 00Q", &[], DropFields),
    ("FIELD_INTEGRITY_EXCEPTION", "Assigned To ID: id value of incorrect type: 00G", &[], ReplaceOwner),
    ("FIELD_INTEGRITY_EXCEPTION", "something else", &["Rate__c"], GiveUp),
    ("FIELD_CUSTOM_VALIDATION_EXCEPTION", "Enter a call reason", &[], GiveUp),
    ("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "AfterInsert caused by: NullPointer", &[], GiveUp),
    ("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "first error: UNABLE_TO_LOCK_ROW, unable to", &[], Retry),
    ("CANNOT_EXECUTE_FLOW_TRIGGER", "flow failed", &[], GiveUp),
    ("CANNOT_EXECUTE_FLOW_TRIGGER", "flow failed: UNABLE_TO_LOCK_ROW", &[], Retry),
    ("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", &[], Rematch),
    ("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", &["WhoId"], Rematch),
    ("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", &["OwnerId"], ReplaceOwner),
    ("INVALID_CROSS_REFERENCE_KEY", "Owner ID: owner cannot be blank", &[], ReplaceOwner),
    ("INVALID_CROSS_REFERENCE_KEY", "Record Type ID: this ID value isn't valid for the user: 012", &[], DropFields),
    ("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", &["Campaign__c"], DropFields),
    ("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", "insufficient access rights on cross-reference id: 0055g00000AbcDe", &[], ReplaceOwner),
    ("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", "insufficient access", &[], Unlink { record: None }),
    ("INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id", &[], GiveUp),
    ("INSUFFICIENT_ACCESS_OR_READONLY", "no", &["OwnerId"], ReplaceOwner),
    ("INVALID_FIELD_FOR_INSERT_UPDATE", "Unable to create/update fields: A__c, B. Please check the security", &[], DropFields),
    ("FIELD_NOT_UPDATABLE", "", &["TaskSubtype"], DropFields),
    ("ENTITY_IS_DELETED", "entity is deleted", &[], Rematch),
    ("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead", &[], Rematch),
    ("DUPLICATES_DETECTED", "Use one of these records?", &[], GiveUp),
    ("DUPLICATE_VALUE", "duplicate value found: <unknown>", &[], AlreadyExists { record: None }),
    ("DUPLICATE_EXTERNAL_ID", "", &[], GiveUp),
    ("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access", &[], Retry),
    ("UNABLE_TO_LOCK_RECORD", "", &[], Retry),
    ("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", &[], PauseOrg(Pause::Quota)),
    ("REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded.", &[], SlowDown),
    ("API_DISABLED_FOR_ORG", "The REST API is not enabled", &[], PauseOrg(Pause::ApiDisabled)),
    ("API_CURRENTLY_DISABLED", "", &[], MAINTENANCE),
    ("ORG_LOCKED", "", &[], MAINTENANCE),
    ("ORG_IN_MAINTENANCE", "", &[], MAINTENANCE),
    ("INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE", "", &[], MAINTENANCE),
    ("FUNCTIONALITY_TEMPORARILY_UNAVAILABLE", "", &[], MAINTENANCE),
    ("TXN_SECURITY_METERING_ERROR", "", &[], MAINTENANCE),
    ("TXN_SECURITY_NO_ACCESS", "", &[], GiveUp),
    ("SERVER_UNAVAILABLE", "", &[], Retry),
    ("SERVICE_UNAVAILABLE", "", &[], Retry),
    ("UNKNOWN_EXCEPTION", "An unexpected error occurred.", &[], Retry),
    ("QUERY_TIMEOUT", "Your query request was running for too long.", &[], Retry),
    ("JSON_PARSER_ERROR", "Unexpected character", &[], GiveUp),
    ("METHOD_NOT_ALLOWED", "HTTP Method 'X' not allowed.", &[], GiveUp),
    ("MALFORMED_SEARCH", "No search term found.", &[], GiveUp),
    ("MALFORMED_ID", "", &[], GiveUp),
    ("INVALID_ID_FIELD", "", &[], GiveUp),
    ("INVALID_QUERY_LOCATOR", "invalid query locator", &[], Retry),
    ("INACTIVE_OWNER_OR_USER", "operation performed with inactive user", &[], ReplaceOwner),
    ("INVALID_OWNER", "", &[], ReplaceOwner),
    ("OP_WITH_INVALID_USER_TYPE_EXCEPTION", "", &[], ReplaceOwner),
    ("TRANSFER_REQUIRES_READ", "", &[], ReplaceOwner),
    ("STORAGE_LIMIT_EXCEEDED", "", &[], PauseOrg(Pause::Storage)),
    ("EXCEEDED_ID_LIMIT", "", &[], GiveUp),
    ("INVALID_PERSON_ACCOUNT_OPERATION", "", &[], GiveUp),
    ("PROCESSING_HALTED", "The transaction was rolled back since another operation failed.", &[], Retry),
    ("PROCESSING_HALTED", "Invalid reference specified. No value for id found in who", &[], GiveUp),
    ("ALL_OR_NONE_OPERATION_ROLLED_BACK", "", &[], Retry),
    ("NEVER_HEARD_OF", "please try again", &[], GiveUp),
];

#[test]
fn every_row_of_the_data_api() {
    for (code, message, fields, decision) in DATA {
        assert_eq!(decide(code, message, fields), *decision, "{code} {message} {fields:?}");
    }
}

/// Code, message, a word of the fix.
#[rustfmt::skip]
const SIGN_IN: &[(&str, &str, &str)] = &[
    ("invalid_grant", "expired access/refresh token", "ringledger connect"),
    (
        "invalid_grant",
        "authentication failure - Invalid Password",
        "user name",
    ),
    ("invalid_grant", "expired authorization code", "again"),
    ("invalid_grant", "invalid authorization code", "again"),
    (
        "invalid_grant",
        "user hasn't approved this consumer",
        "permission set",
    ),
    (
        "invalid_grant",
        "user is not admin approved to access this app",
        "permission set",
    ),
    ("invalid_grant", "Audience validation failed", "audience"),
    (
        "invalid_grant",
        "request not supported on this domain",
        "My Domain",
    ),
    (
        "invalid_grant",
        "no client credentials user enabled",
        "Run As",
    ),
    ("invalid_grant", "ip restricted", "login IP ranges"),
    ("invalid_grant", "inactive organization", "Salesforce"),
    ("invalid_grant", "something new", "ringledger connect"),
    ("invalid_client", "invalid client credentials", "secret"),
    (
        "invalid_client",
        "app must be installed into org",
        "Install the app",
    ),
    (
        "invalid_client_id",
        "client identifier invalid",
        "consumer key",
    ),
    ("invalid_app_access", "", "permission set"),
    ("inactive_user", "", "Activate"),
    ("inactive_org", "", "org"),
    (
        "redirect_uri_mismatch",
        "redirect_uri must match configuration",
        "callback",
    ),
    ("unsupported_grant_type", "", "flow"),
    ("invalid_scope", "", "refresh_token"),
    ("access_denied", "end-user denied authorization", "Allow"),
];

#[test]
fn signing_in_pauses_the_org_with_a_fix_that_fits() {
    for (code, message, fix) in SIGN_IN {
        let failure = Failure::new(code, message, Vec::new(), Some(400));
        assert_eq!(failure.decision, AUTH, "{code} {message}");
        assert!(
            failure.explanation().fix.to_string().contains(*fix),
            "{code} {message}: {}",
            failure.explanation().fix
        );
    }
    assert_eq!(decide("rate_limit_exceeded", "", &[]), Retry);
}

#[test]
fn our_own_failures_have_decisions_too() {
    for (code, decision) in [
        (ours::NOT_CONNECTED, Retry),
        (ours::NO_REPLY, Unknown),
        (ours::UNREADABLE_REPLY, Unknown),
        (ours::MULTIPLE_MATCHES, GiveUp),
        (ours::NOT_SALESFORCE, AUTH),
        (ours::API_VERSION_MISSING, PauseOrg(Pause::ApiDisabled)),
        (ours::UNTRUSTED_HOST, AUTH),
        (ours::SIGN_IN_NEEDED, AUTH),
        (ours::VAULT_FAILED, Retry),
        (ours::BAD_SETTINGS, AUTH),
        (ours::REQUEST_TOO_LARGE, GiveUp),
    ] {
        assert_eq!(Failure::ours(code, "").decision, decision, "{code}");
    }
}

#[test]
fn the_record_that_a_message_names_is_found() {
    let task = SalesforceId::parse("00T5g00000AbcDe").ok();
    let message =
        "duplicate value found: Call__c duplicates value on record with id: 00T5g00000AbcDe";
    assert_eq!(decide("DUPLICATE_VALUE", message, &[]), AlreadyExists { record: task });
    let account = SalesforceId::parse("0015g00000AbcDe").ok();
    let message = "insufficient access rights on cross-reference id: 0015g00000AbcDe";
    let decision = decide("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", message, &[]);
    assert_eq!(decision, Unlink { record: account });
}

#[test]
fn fields_are_read_from_the_message_where_the_list_is_empty() {
    for (code, message, fields) in [
        ("INVALID_FIELD", "No such column 'Foo__c' on entity 'Contact'.", &["Foo__c"][..]),
        (
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            "Unable to create/update fields: A, B__c. Please check",
            &["A", "B__c"],
        ),
        (
            "REQUIRED_FIELD_MISSING",
            "Required fields are missing: [Reason__c, Name]",
            &["Reason__c", "Name"],
        ),
        ("REQUIRED_FIELD_MISSING", "[", &[]),
        ("FIELD_INTEGRITY_EXCEPTION", "Name ID: id value of incorrect type", &["WhoId"]),
        ("INVALID_FIELD", "No such column '' OR 1=1' on", &[]),
    ] {
        assert_eq!(
            Failure::new(code, message, Vec::new(), None).fields,
            fields,
            "{code} {message}"
        );
    }
}

#[test]
fn what_is_printed_never_quotes_a_customers_data() {
    let message = "Comments: data value too large: call 090-5550-0123 (max length=32000)";
    let failure = Failure::new("STRING_TOO_LONG", message, Vec::new(), Some(400));
    assert!(!format!("{failure} {failure:?}").contains("5550"));
    assert!(failure.to_string().starts_with("STRING_TOO_LONG: A text is longer than its field."));
}

#[test]
fn a_read_has_no_unknown_outcome() {
    assert_eq!(Failure::ours(ours::NO_REPLY, "").nothing_written().decision, Retry);
    assert_eq!(Failure::ours(ours::MULTIPLE_MATCHES, "").nothing_written().decision, GiveUp);
}
