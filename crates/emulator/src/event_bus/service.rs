//! The service's calls: topics, schemas, subscriptions, and what is refused.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::{Stream, stream};
use tonic::{Request, Response, Status, Streaming};

use super::caller::Caller;
use super::refusal::Refusal;
use super::subscription::Subscription;
use super::topic::Topic;
use super::wire::pub_sub_server::PubSub;
use super::wire::{
    FetchRequest, FetchResponse, ManagedFetchRequest, ManagedFetchResponse, PublishRequest,
    PublishResponse, SchemaInfo, SchemaRequest, TopicInfo, TopicRequest,
};
use crate::changes::EventShape;
use crate::org::Org;

/// A stream of replies.
type Replies<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// The event bus of an org.
#[derive(Debug)]
pub(super) struct Bus {
    org: Org,
    sign_of_life: Duration,
    calls: AtomicU64,
}

impl Bus {
    pub(super) fn new(org: Org, sign_of_life: Duration) -> Self {
        Self { org, sign_of_life, calls: AtomicU64::new(0) }
    }

    /// A name for a call, under which errors speak of it.
    fn rpc_id(&self) -> String {
        let number = self.calls.fetch_add(1, Ordering::Relaxed) + 1;
        let at = self.org.now();
        format!("{:08x}-{:04x}-4000-8000-{number:012x}", at >> 16 & 0xffff_ffff, at & 0xffff)
    }

    fn topic(&self, name: &str) -> Result<Topic, Refusal> {
        if name.is_empty() {
            return Err(Refusal::TopicEmpty);
        }
        let setup = self.org.setup();
        Topic::named(name, &self.org.schema(), &setup.change_data_capture)
            .ok_or(Refusal::TopicNotFound)
    }

    fn topic_info(
        &self,
        request: &Request<TopicRequest>,
        rpc_id: &str,
    ) -> Result<TopicInfo, Refusal> {
        Caller::of(&self.org, "GetTopic", request.metadata())?;
        let name = &request.get_ref().topic_name;
        let topic = self.topic(name)?;
        let shape = topic.object().map(|object| self.shape(object)).transpose()?;
        Ok(TopicInfo {
            topic_name: name.clone(),
            tenant_guid: self.org.id(),
            can_publish: false,
            can_subscribe: true,
            // A topic of several objects has several schemas; each event names its own.
            schema_id: shape.map(|shape| shape.id.clone()).unwrap_or_default(),
            rpc_id: rpc_id.to_owned(),
        })
    }

    fn shape(&self, object: &str) -> Result<Arc<EventShape>, Refusal> {
        let shape = self.org.0.journal.shape_of(&self.org.schema(), object).map_err(|error| {
            tracing::error!(%error, object, "no shape for the events of an object");
            Refusal::Internal
        })?;
        shape.ok_or(Refusal::TopicNotFound)
    }

    fn schema_info(
        &self,
        request: &Request<SchemaRequest>,
        rpc_id: &str,
    ) -> Result<SchemaInfo, Refusal> {
        Caller::of(&self.org, "GetSchema", request.metadata())?;
        let id = &request.get_ref().schema_id;
        if id.is_empty() {
            return Err(Refusal::SchemaEmpty);
        }
        let shape = self.org.0.journal.shape(id).ok_or(Refusal::SchemaNotFound)?;
        Ok(SchemaInfo {
            schema_json: shape.json.clone(),
            schema_id: shape.id.clone(),
            rpc_id: rpc_id.to_owned(),
        })
    }

    fn refuse_to_publish(&self, request: &PublishRequest) -> Refusal {
        if let Err(refusal) = self.topic(&request.topic_name) {
            return refusal;
        }
        match request.events.is_empty() {
            true => Refusal::NothingToPublish,
            false => Refusal::MayNotPublish,
        }
    }
}

#[tonic::async_trait]
impl PubSub for Bus {
    type SubscribeStream = Replies<FetchResponse>;
    type PublishStreamStream = Replies<PublishResponse>;
    type ManagedSubscribeStream = Replies<ManagedFetchResponse>;

    async fn subscribe(
        &self,
        request: Request<Streaming<FetchRequest>>,
    ) -> Result<Response<Self::SubscribeStream>, Status> {
        let rpc_id = self.rpc_id();
        let caller = Caller::of(&self.org, "Subscribe", request.metadata())
            .map_err(|refusal| refusal.status(&rpc_id))?;
        let subscription = Subscription::new(
            self.org.clone(),
            caller,
            request.into_inner(),
            rpc_id,
            self.sign_of_life,
        );
        // The reply's head goes out at once: a client may wait for it before it asks for events.
        let replies = stream::unfold(subscription, |mut subscription| async move {
            let reply = subscription.next().await?;
            Some((reply, subscription))
        });
        Ok(Response::new(Box::pin(replies)))
    }

    async fn get_schema(
        &self,
        request: Request<SchemaRequest>,
    ) -> Result<Response<SchemaInfo>, Status> {
        let rpc_id = self.rpc_id();
        let info = self.schema_info(&request, &rpc_id);
        info.map(Response::new).map_err(|refusal| refusal.status(&rpc_id))
    }

    async fn get_topic(
        &self,
        request: Request<TopicRequest>,
    ) -> Result<Response<TopicInfo>, Status> {
        let rpc_id = self.rpc_id();
        let info = self.topic_info(&request, &rpc_id);
        info.map(Response::new).map_err(|refusal| refusal.status(&rpc_id))
    }

    async fn publish(
        &self,
        request: Request<PublishRequest>,
    ) -> Result<Response<PublishResponse>, Status> {
        let rpc_id = self.rpc_id();
        let refusal = match Caller::of(&self.org, "Publish", request.metadata()) {
            Ok(_) => self.refuse_to_publish(request.get_ref()),
            Err(refusal) => refusal,
        };
        Err(refusal.status(&rpc_id))
    }

    async fn publish_stream(
        &self,
        request: Request<Streaming<PublishRequest>>,
    ) -> Result<Response<Self::PublishStreamStream>, Status> {
        let rpc_id = self.rpc_id();
        Caller::of(&self.org, "PublishStream", request.metadata())
            .map_err(|refusal| refusal.status(&rpc_id))?;
        let refusal = match request.into_inner().message().await? {
            Some(first) => self.refuse_to_publish(&first),
            None => Refusal::NothingToPublish,
        };
        Err(refusal.status(&rpc_id))
    }

    async fn managed_subscribe(
        &self,
        request: Request<Streaming<ManagedFetchRequest>>,
    ) -> Result<Response<Self::ManagedSubscribeStream>, Status> {
        let rpc_id = self.rpc_id();
        let refusal = match Caller::of(&self.org, "ManagedSubscribe", request.metadata()) {
            Ok(_) => Refusal::ManagedSubscriptions,
            Err(refusal) => refusal,
        };
        Err(refusal.status(&rpc_id))
    }
}
