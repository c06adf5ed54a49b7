//! Refusals as the Pub/Sub API words them: a gRPC status, and Salesforce's own code in the trailers.

use tonic::metadata::{MetadataMap, MetadataValue};
use tonic::{Code, Status};

/// What every code begins with.
const PREFIX: &str = "sfdc.platform.eventbus.grpc.";

/// Why a call is refused (Pub/Sub API guide, "Handle Errors"); status and wording are modelled where it is silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    HeadersInvalid,
    NotAuthenticated,
    Unavailable,
    Internal,
    TopicEmpty,
    TopicNotFound,
    TopicMismatch,
    MayNotSubscribe,
    SchemaEmpty,
    SchemaNotFound,
    NothingRequested,
    ReplayIdMissing,
    ReplayIdUnknown,
    NothingToPublish,
    MayNotPublish,
    ManagedSubscriptions,
}

impl Refusal {
    fn code(self) -> Code {
        match self {
            Self::HeadersInvalid | Self::NotAuthenticated => Code::Unauthenticated,
            Self::Unavailable => Code::Unavailable,
            Self::Internal => Code::Internal,
            Self::TopicNotFound | Self::SchemaNotFound => Code::NotFound,
            Self::MayNotSubscribe | Self::MayNotPublish => Code::PermissionDenied,
            Self::ManagedSubscriptions => Code::Unimplemented,
            Self::TopicEmpty
            | Self::TopicMismatch
            | Self::SchemaEmpty
            | Self::NothingRequested
            | Self::ReplayIdMissing
            | Self::ReplayIdUnknown
            | Self::NothingToPublish => Code::InvalidArgument,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::HeadersInvalid => "service.auth.headers.invalid",
            Self::NotAuthenticated => "service.auth.error",
            Self::Unavailable => "service.unavailable",
            Self::Internal => "subscription.internal.error",
            Self::TopicEmpty => "topic.validation.empty",
            Self::TopicNotFound => "topic.not.found",
            Self::TopicMismatch => "subscription.fetch.topic.mismatch",
            Self::MayNotSubscribe => "subscription.topic.cannot.subscribe",
            Self::SchemaEmpty => "schema.validation.failed",
            Self::SchemaNotFound => "schema.meta.permission",
            Self::NothingRequested => "subscription.fetch.requested.events.invalid",
            Self::ReplayIdMissing => "subscription.fetch.replayid.validation.failed",
            Self::ReplayIdUnknown => "subscription.fetch.replayid.corrupted",
            Self::NothingToPublish => "publish.event.count.invalid",
            Self::MayNotPublish => "publish.topic.cannot.publish",
            Self::ManagedSubscriptions => "managed.subscription.not.supported",
        }
    }

    fn message(self) -> &'static str {
        match self {
            Self::HeadersInvalid => {
                "The metadata headers accesstoken, instanceurl and tenantid need a value; tenantid is the org's id."
            }
            Self::NotAuthenticated => {
                "An authentication exception occurred. Provide valid authentication via metadata headers."
            }
            Self::Unavailable => "The service is unavailable. Try again later.",
            Self::Internal => "An internal error occurred. Restart the subscription.",
            Self::TopicEmpty => "The topic name is empty.",
            Self::TopicNotFound => "The topic could not be found.",
            Self::TopicMismatch => "The topic name differs from the one of the first request.",
            Self::MayNotSubscribe => "The user has no permission to subscribe to the topic.",
            Self::SchemaEmpty => "The schema id is empty.",
            Self::SchemaNotFound => "The schema could not be accessed.",
            Self::NothingRequested => "The number of requested events must be greater than zero.",
            Self::ReplayIdMissing => "The replay preset CUSTOM needs a replay id.",
            Self::ReplayIdUnknown => {
                "The Replay ID validation failed. Ensure that it is valid and within the retention window."
            }
            Self::NothingToPublish => "There are no events to publish.",
            Self::MayNotPublish => "Change events are published by the org only.",
            Self::ManagedSubscriptions => {
                "This org keeps no managed subscriptions. Subscribe, and keep the replay id."
            }
        }
    }

    /// The gRPC status of a call named `rpc_id`.
    pub(super) fn status(self, rpc_id: &str) -> Status {
        let mut trailers = MetadataMap::new();
        for (key, value) in
            [("error-code", format!("{PREFIX}{}", self.name())), ("rpc-id", rpc_id.to_owned())]
        {
            if let Ok(value) = MetadataValue::try_from(value) {
                trailers.insert(key, value);
            }
        }
        let message = format!("{} rpcId: {rpc_id}", self.message());
        Status::with_metadata(self.code(), message, trailers)
    }
}
