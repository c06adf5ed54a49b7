//! Codes of the Pub/Sub API, from which change events come.

use super::{Row, row};
use crate::decision::Decision;

pub(super) const ROWS: &[Row] = &[
    row(
        "sfdc.platform.eventbus.grpc.service.auth.error",
        "",
        Decision::Refresh,
        "session-change-events-ended",
        "nothing-signs-again-itself",
    ),
    row(
        "sfdc.platform.eventbus.grpc.service.auth.headers.invalid",
        "",
        Decision::Refresh,
        "pub-sub-api-did-not",
        "check-salesforce-login-url-salesforce",
    ),
    row(
        "sfdc.platform.eventbus.grpc.service.unavailable",
        "",
        Decision::Retry,
        "pub-sub-api-busy-down",
        "nothing-asks-changes-polling-until",
    ),
    row(
        "sfdc.platform.eventbus.grpc.topic.not.found",
        "",
        Decision::GiveUp,
        "org-no-change-events-object",
        "nothing-done-polls-setup-change",
    ),
    row(
        "sfdc.platform.eventbus.grpc.subscription.topic.cannot.subscribe",
        "",
        Decision::GiveUp,
        "api-user-may-not-read",
        "give-api-user-view-all",
    ),
];
