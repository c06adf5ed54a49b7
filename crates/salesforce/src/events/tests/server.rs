//! A scripted event bus: it streams what a test tells it to and remembers what it was asked.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use axum::Router;
use futures_util::{Stream, StreamExt as _, stream};
use tokio::sync::Notify;
use tonic::metadata::{MetadataMap, MetadataValue};
use tonic::{Code, Request, Response, Status, Streaming};

use super::invented::schema_json;
use crate::events::EventBus;
use crate::events::wire::pub_sub_server::{PubSub, PubSubServer};
use crate::events::wire::{
    ConsumerEvent, FetchRequest, FetchResponse, ManagedFetchRequest, ManagedFetchResponse,
    ProducerEvent, PublishRequest, PublishResponse, SchemaInfo, SchemaRequest, TopicInfo,
    TopicRequest,
};
use crate::scripted::{MemoryVault, Server, client, serve_beside, signed_in, web};

type Replies<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// What one stream says, in order; then it ends, or stays silent.
pub(super) struct Script {
    pub(super) says: Vec<Result<FetchResponse, Status>>,
    pub(super) then_silent: bool,
}

/// What the bus was asked.
#[derive(Default)]
pub(super) struct Log {
    /// The metadata accesstoken of each stream, and its first request.
    pub(super) streams: Vec<(String, FetchRequest)>,
    /// How many events every later request asked for.
    pub(super) asks: Vec<i32>,
    pub(super) metadata: Vec<MetadataMap>,
    pub(super) schemas: usize,
}

#[derive(Clone, Default)]
pub(super) struct Bus {
    pub(super) scripts: Arc<Mutex<VecDeque<Script>>>,
    pub(super) log: Arc<Mutex<Log>>,
    /// Rings when more was asked for.
    pub(super) asked: Arc<Notify>,
    /// The session that is good; `None` takes any.
    pub(super) good: Option<&'static str>,
}

fn token(metadata: &MetadataMap) -> String {
    metadata.get("accesstoken").unwrap().to_str().unwrap().to_owned()
}

/// A refusal with Salesforce's code.
pub(super) fn refused(code: Code, name: &str) -> Status {
    let mut trailers = MetadataMap::new();
    let name = format!("sfdc.platform.eventbus.grpc.{name}");
    trailers.insert("error-code", MetadataValue::try_from(name).unwrap());
    Status::with_metadata(code, "Refused. rpcId: 1", trailers)
}

/// A reply with these payloads, at places that end with `last`.
pub(super) fn reply(payloads: &[Vec<u8>], last: u8) -> FetchResponse {
    let events = payloads.iter().map(|payload| ConsumerEvent {
        event: Some(ProducerEvent {
            id: "1".to_owned(),
            schema_id: "contacts".to_owned(),
            payload: payload.clone(),
            headers: Vec::new(),
        }),
        replay_id: vec![last],
    });
    FetchResponse { events: events.collect(), latest_replay_id: vec![last], ..Default::default() }
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
        let token = token(request.metadata());
        self.log.lock().unwrap().metadata.push(request.metadata().clone());
        let mut asked = request.into_inner();
        let first = asked.message().await?.unwrap();
        self.log.lock().unwrap().streams.push((token.clone(), first));
        if self.good.is_some_and(|good| good != token) {
            return Err(refused(Code::Unauthenticated, "service.auth.error"));
        }
        let (log, rings) = (Arc::clone(&self.log), Arc::clone(&self.asked));
        tokio::spawn(async move {
            while let Ok(Some(ask)) = asked.message().await {
                log.lock().unwrap().asks.push(ask.num_requested);
                rings.notify_one();
            }
        });
        let script = self.scripts.lock().unwrap().pop_front();
        let Script { says, then_silent } = script.unwrap();
        let says = stream::iter(says);
        match then_silent {
            true => Ok(Response::new(Box::pin(says.chain(stream::pending())))),
            false => Ok(Response::new(Box::pin(says))),
        }
    }

    async fn get_schema(
        &self,
        request: Request<SchemaRequest>,
    ) -> Result<Response<SchemaInfo>, Status> {
        self.log.lock().unwrap().schemas += 1;
        let schema_id = request.into_inner().schema_id;
        Ok(Response::new(SchemaInfo {
            schema_json: schema_json(),
            schema_id,
            rpc_id: String::new(),
        }))
    }

    async fn get_topic(&self, _: Request<TopicRequest>) -> Result<Response<TopicInfo>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn publish(
        &self,
        _: Request<PublishRequest>,
    ) -> Result<Response<PublishResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn publish_stream(
        &self,
        _: Request<Streaming<PublishRequest>>,
    ) -> Result<Response<Self::PublishStreamStream>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn managed_subscribe(
        &self,
        _: Request<Streaming<ManagedFetchRequest>>,
    ) -> Result<Response<Self::ManagedSubscribeStream>, Status> {
        Err(Status::unimplemented(""))
    }
}

impl Bus {
    /// A bus that plays these scripts, one a stream.
    pub(super) fn plays(scripts: impl IntoIterator<Item = Script>) -> Self {
        let scripts = Arc::new(Mutex::new(scripts.into_iter().collect()));
        Self { scripts, ..Self::default() }
    }

    /// Serves the bus and a sign-in that hands out the session `fresh`, to a client that holds `stale`.
    pub(super) async fn serve(&self) -> (EventBus, Server) {
        let service = PubSubServer::new(self.clone());
        let routes = Router::new().route_service("/eventbus.v1.PubSub/{method}", service);
        let server = serve_beside(routes, |seen| async move { signed_in(&seen, "fresh") }).await;
        let vault = MemoryVault::signed_in(&server.url, "stale", "refresh-0");
        let client = client(&server.url, web(), vault);
        (client.event_bus(None).await.unwrap(), server)
    }
}
