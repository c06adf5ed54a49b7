//! Codes of the Pub/Sub API, from which change events come.

use super::{Row, row};
use crate::decision::Decision;

pub(super) const ROWS: &[Row] = &[
    row(
        "sfdc.platform.eventbus.grpc.service.auth.error",
        "",
        Decision::Refresh,
        "The session for change events has ended.",
        "Nothing; Ringledger signs in again by itself.",
    ),
    row(
        "sfdc.platform.eventbus.grpc.service.auth.headers.invalid",
        "",
        Decision::Refresh,
        "The Pub/Sub API did not accept the sign-in, its org or its address.",
        "Check that salesforce.login_url and salesforce.pubsub_url belong to the same org, then run `ringledger doctor`.",
    ),
    row(
        "sfdc.platform.eventbus.grpc.service.unavailable",
        "",
        Decision::Retry,
        "The Pub/Sub API is busy or down.",
        "Nothing; Ringledger asks for changes by polling until it is back.",
    ),
    row(
        "sfdc.platform.eventbus.grpc.topic.not.found",
        "",
        Decision::GiveUp,
        "The org has no change events of this object.",
        "Nothing has to be done: Ringledger polls. Setup > Change Data Capture lists the objects that can have them.",
    ),
    row(
        "sfdc.platform.eventbus.grpc.subscription.topic.cannot.subscribe",
        "",
        Decision::GiveUp,
        "The API user may not read the change events of this object.",
        "Give the API user View All on the object (for users: View All Users), or leave it: Ringledger polls.",
    ),
];
