//! The Pub/Sub API as a gRPC client sees it, through the router.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header;
use futures_util::stream;
use serde_json::{Map, Value, json};
use tokio::sync::mpsc;
use tonic::{Code, Request, Status, Streaming};
use tower::ServiceExt as _;

use super::wire::pub_sub_client::PubSubClient;
use super::wire::{
    FetchRequest, FetchResponse, ManagedFetchRequest, ProducerEvent, PublishRequest, ReplayPreset,
    SchemaRequest, TopicRequest,
};
use crate::faults::Faults;
use crate::org::{Org, OrgOptions};

/// 2024-11-07 07:00 UTC.
const NOW: i64 = 1_730_962_800_000;

const LEADS: &str = "/data/LeadChangeEvent";

struct Client {
    org: Org,
    clock: Arc<AtomicI64>,
    token: String,
    calls: PubSubClient<Router>,
}

/// A subscription from the client's side.
struct Subscribed {
    asks: mpsc::UnboundedSender<FetchRequest>,
    replies: Streaming<FetchResponse>,
}

impl Client {
    fn new() -> Self {
        let clock = Arc::new(AtomicI64::new(NOW));
        let hand = Arc::clone(&clock);
        let options = OrgOptions::new(Arc::new(move || hand.load(Ordering::Relaxed)), 1);
        let org = Org::new(options).unwrap();
        let token = org.sessions().issue(&org.administrator().user_id, None, NOW);
        let calls = PubSubClient::new(super::routes(org.clone()));
        Self { org, clock, token, calls }
    }

    fn with_metadata<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        let tenant = self.org.id();
        let url = "http://127.0.0.1:8090";
        let values =
            [("accesstoken", self.token.as_str()), ("instanceurl", url), ("tenantid", &tenant)];
        for (key, value) in values {
            request.metadata_mut().insert(key, value.parse().unwrap());
        }
        request
    }

    async fn subscribe(&self, first: FetchRequest) -> Subscribed {
        let (asks, heard) = mpsc::unbounded_channel();
        asks.send(first).unwrap();
        let asked =
            stream::unfold(heard, |mut heard| async move { Some((heard.recv().await?, heard)) });
        let request = self.with_metadata(asked);
        let replies = self.calls.clone().subscribe(request).await.unwrap().into_inner();
        Subscribed { asks, replies }
    }

    /// The error with which a subscription ends at once.
    async fn refused(&self, first: FetchRequest) -> Status {
        self.subscribe(first).await.replies.message().await.unwrap_err()
    }

    fn lead(&self, name: &str) -> String {
        let record = json!({"LastName": name, "Company": "Leads Inc."});
        let Value::Object(record) = record else { unreachable!() };
        self.org.create(&self.org.administrator(), "Lead", record).unwrap()
    }
}

fn ask(preset: ReplayPreset, replay_id: &[u8], num_requested: i32) -> FetchRequest {
    FetchRequest {
        topic_name: LEADS.to_owned(),
        replay_preset: preset.into(),
        replay_id: replay_id.to_vec(),
        num_requested,
        auth_refresh: String::new(),
    }
}

fn error_code(status: &Status) -> &str {
    let code = status.metadata().get("error-code").unwrap().to_str().unwrap();
    assert!(status.message().contains("rpcId: "), "{status}");
    code.strip_prefix("sfdc.platform.eventbus.grpc.").unwrap()
}

#[tokio::test]
async fn events_flow_as_far_as_they_are_asked_for() {
    let client = Client::new();
    for number in 0..250 {
        client.lead(&format!("Lead {number}"));
    }
    let mut subscribed = client.subscribe(ask(ReplayPreset::Earliest, b"", 130)).await;
    let first = subscribed.replies.message().await.unwrap().unwrap();
    assert_eq!((first.events.len(), first.pending_num_requested), (100, 0));
    assert_eq!(first.latest_replay_id, first.events[99].replay_id);
    for more in [20, 30] {
        let topic_name = String::new();
        let request = FetchRequest { topic_name, ..ask(ReplayPreset::Latest, b"", more) };
        subscribed.asks.send(request).unwrap();
    }
    let mut received = 100;
    while received < 150 {
        let reply = subscribed.replies.message().await.unwrap().unwrap();
        received += reply.events.len();
        assert!(!reply.events.is_empty());
    }
    assert_eq!(received, 150);
    drop(subscribed.asks);
    assert!(subscribed.replies.message().await.unwrap().is_none());
}

#[tokio::test]
async fn latest_waits_for_what_comes_and_custom_resumes_after_an_event() {
    let client = Client::new();
    client.lead("Before");
    let mut live = client.subscribe(ask(ReplayPreset::Latest, b"", 10)).await;
    let waiting = live.replies.message();
    let writing = async {
        tokio::task::yield_now().await;
        client.lead("One");
        client.lead("Two");
    };
    let (first, ()) = tokio::join!(waiting, writing);
    let mut events = first.unwrap().unwrap().events;
    while events.len() < 2 {
        events.extend(live.replies.message().await.unwrap().unwrap().events);
    }
    let schema_id = events[0].event.as_ref().unwrap().schema_id.clone();
    let request = client.with_metadata(SchemaRequest { schema_id: schema_id.clone() });
    let schema = client.calls.clone().get_schema(request).await.unwrap().into_inner();
    assert!(schema.schema_json.starts_with("{\"type\":\"record\",\"name\":\"LeadChangeEvent\""));
    assert_eq!(schema.schema_id, schema_id);
    let mut resumed = client.subscribe(ask(ReplayPreset::Custom, &events[0].replay_id, 10)).await;
    let again = resumed.replies.message().await.unwrap().unwrap();
    assert_eq!(again.events.len(), 1);
    assert_eq!(again.events[0], events[1]);
}

#[tokio::test]
async fn replay_ids_that_lead_nowhere_are_refused() {
    let client = Client::new();
    client.lead("Old");
    let mut subscribed = client.subscribe(ask(ReplayPreset::Earliest, b"", 1)).await;
    let old = subscribed.replies.message().await.unwrap().unwrap().latest_replay_id;
    let missing = client.refused(ask(ReplayPreset::Custom, b"", 1)).await;
    assert_eq!(missing.code(), Code::InvalidArgument);
    assert_eq!(error_code(&missing), "subscription.fetch.replayid.validation.failed");
    client.clock.fetch_add(73 * 3_600_000, Ordering::Relaxed);
    let token =
        client.org.sessions().issue(&client.org.administrator().user_id, None, client.org.now());
    let client = Client { token, ..client };
    for id in [old.as_slice(), b"nonsense", &super::replay::id(u64::MAX)] {
        let refused = client.refused(ask(ReplayPreset::Custom, id, 1)).await;
        assert_eq!(refused.code(), Code::InvalidArgument);
        assert_eq!(error_code(&refused), "subscription.fetch.replayid.corrupted");
    }
}

#[tokio::test]
async fn requests_that_make_no_sense_are_refused() {
    let client = Client::new();
    let nothing = client.refused(ask(ReplayPreset::Latest, b"", 0)).await;
    assert_eq!(error_code(&nothing), "subscription.fetch.requested.events.invalid");
    let unknown = FetchRequest {
        topic_name: "/data/NothingChangeEvent".to_owned(),
        ..ask(ReplayPreset::Latest, b"", 1)
    };
    let unknown = client.refused(unknown).await;
    assert_eq!((unknown.code(), error_code(&unknown)), (Code::NotFound, "topic.not.found"));
    let mut subscribed = client.subscribe(ask(ReplayPreset::Latest, b"", 1)).await;
    let other = FetchRequest {
        topic_name: "/data/ContactChangeEvent".to_owned(),
        ..ask(ReplayPreset::Latest, b"", 1)
    };
    subscribed.asks.send(other).unwrap();
    let mismatch = subscribed.replies.message().await.unwrap_err();
    assert_eq!(error_code(&mismatch), "subscription.fetch.topic.mismatch");
}

#[tokio::test]
async fn a_session_is_needed_at_the_beginning_and_later() {
    let client = Client::new();
    let topic = || TopicRequest { topic_name: LEADS.to_owned() };
    let mut calls = client.calls.clone();
    let info = calls.get_topic(client.with_metadata(topic())).await.unwrap().into_inner();
    assert!(info.can_subscribe && !info.can_publish);
    assert_eq!(info.tenant_guid, client.org.id());
    let mut wrong = client.with_metadata(topic());
    wrong.metadata_mut().insert("accesstoken", "00D5g00000Emu1a!guess".parse().unwrap());
    let refused = calls.get_topic(wrong).await.unwrap_err();
    assert_eq!(
        (refused.code(), error_code(&refused)),
        (Code::Unauthenticated, "service.auth.error")
    );
    for key in ["accesstoken", "instanceurl", "tenantid"] {
        let mut without = client.with_metadata(topic());
        without.metadata_mut().remove(key);
        let refused = calls.get_topic(without).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unauthenticated);
        assert_eq!(error_code(&refused), "service.auth.headers.invalid");
    }
    client.lead("Secret");
    let mut subscribed = client.subscribe(ask(ReplayPreset::Earliest, b"", 5)).await;
    assert_eq!(subscribed.replies.message().await.unwrap().unwrap().events.len(), 1);
    client.org.sessions().expire_all();
    client.lead("Too late");
    let last = subscribed.replies.message().await.unwrap_err();
    assert_eq!(error_code(&last), "service.auth.error");
}

#[tokio::test]
async fn a_silent_stream_gives_signs_of_life_from_which_it_can_be_resumed() {
    let client = Client::new();
    let quick = super::service_route(client.org.clone(), Duration::from_millis(1));
    let client = Client { calls: PubSubClient::new(quick), ..client };
    let mut subscribed = client.subscribe(ask(ReplayPreset::Latest, b"", 5)).await;
    let first = subscribed.replies.message().await.unwrap().unwrap();
    assert!(first.events.is_empty());
    client.clock.fetch_add(60_000, Ordering::Relaxed);
    let mut sign = subscribed.replies.message().await.unwrap().unwrap();
    while sign.latest_replay_id == first.latest_replay_id || sign.latest_replay_id.is_empty() {
        sign = subscribed.replies.message().await.unwrap().unwrap();
    }
    assert_eq!(sign.pending_num_requested, 5);
    client.lead("New");
    let custom = ask(ReplayPreset::Custom, &sign.latest_replay_id, 5);
    let mut resumed = client.subscribe(custom).await;
    let mut reply = resumed.replies.message().await.unwrap().unwrap();
    while reply.events.is_empty() {
        reply = resumed.replies.message().await.unwrap().unwrap();
    }
    assert_eq!(reply.events.len(), 1);
}

#[tokio::test]
async fn what_this_org_does_not_do_is_refused_in_a_sentence() {
    let client = Client::new();
    let mut calls = client.calls.clone();
    let publish = |topic_name: &str, events: Vec<ProducerEvent>| {
        let topic_name = topic_name.to_owned();
        client.with_metadata(PublishRequest { topic_name, events, auth_refresh: String::new() })
    };
    let event = ProducerEvent::default();
    let refused = calls.publish(publish(LEADS, vec![event.clone()])).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    let empty = calls.publish(publish(LEADS, Vec::new())).await.unwrap_err();
    assert_eq!(error_code(&empty), "publish.event.count.invalid");
    let unknown = calls.publish(publish("/event/Order__e", vec![event])).await.unwrap_err();
    assert_eq!(error_code(&unknown), "topic.not.found");
    let managed = stream::iter([ManagedFetchRequest::default()]);
    let refused = calls.managed_subscribe(client.with_metadata(managed)).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unimplemented);
    let request = client.with_metadata(SchemaRequest { schema_id: "nothing".to_owned() });
    assert_eq!(calls.get_schema(request).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn a_bus_that_is_down_ends_its_streams_and_takes_none() {
    let client = Client::new();
    client.lead("Before");
    let mut open = client.subscribe(ask(ReplayPreset::Earliest, b"", 5)).await;
    let place = open.replies.message().await.unwrap().unwrap().latest_replay_id;
    assert_eq!(client.org.subscriptions(), 1);
    client.org.set_faults(Faults { event_bus_down: true, ..Faults::default() });
    let ended = open.replies.message().await.unwrap_err();
    assert_eq!((ended.code(), error_code(&ended)), (Code::Unavailable, "service.unavailable"));
    let asked = stream::iter([ask(ReplayPreset::Latest, b"", 5)]);
    let refused = client.calls.clone().subscribe(client.with_metadata(asked)).await.unwrap_err();
    assert_eq!(error_code(&refused), "service.unavailable");
    client.org.set_faults(Faults::default());
    client.lead("After");
    let mut again = client.subscribe(ask(ReplayPreset::Custom, &place, 5)).await;
    assert_eq!(again.replies.message().await.unwrap().unwrap().events.len(), 1);
}

#[tokio::test]
async fn places_can_be_lost_on_purpose() {
    let client = Client::new();
    client.lead("Before");
    let mut open = client.subscribe(ask(ReplayPreset::Earliest, b"", 5)).await;
    let place = open.replies.message().await.unwrap().unwrap().latest_replay_id;
    client.org.set_faults(Faults { replay_ids_lost: true, ..Faults::default() });
    let lost = client.refused(ask(ReplayPreset::Custom, &place, 5)).await;
    assert_eq!(error_code(&lost), "subscription.fetch.replayid.corrupted");
    let mut earliest = client.subscribe(ask(ReplayPreset::Earliest, b"", 5)).await;
    assert_eq!(earliest.replies.message().await.unwrap().unwrap().events.len(), 1);
}

#[tokio::test]
async fn a_gap_can_be_made_from_outside() {
    let client = Client::new();
    let id = client.lead("Changed in the dark");
    let router = super::routes(client.org.clone());
    let gap = |body: Value| {
        let request = axum::http::Request::post("/__emulator__/changes/gap")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        let router = router.clone();
        async move { router.oneshot(request).await.unwrap().status().as_u16() }
    };
    let named = json!({"entityName": "Lead", "changeType": "GAP_UPDATE", "recordIds": [id]});
    assert_eq!(gap(named).await, 204);
    assert_eq!(gap(json!({"entityName": "Lead", "changeType": "GAP_OVERFLOW"})).await, 204);
    let wrong: [Map<String, Value>; 3] = [
        Map::new(),
        Map::from_iter([
            ("entityName".to_owned(), "Nothing".into()),
            ("changeType".to_owned(), "GAP_UPDATE".into()),
        ]),
        Map::from_iter([
            ("entityName".to_owned(), "Lead".into()),
            ("changeType".to_owned(), "GAP_UPDATE".into()),
        ]),
    ];
    for body in wrong {
        assert_eq!(gap(Value::Object(body)).await, 400);
    }
    let mut subscribed = client.subscribe(ask(ReplayPreset::Earliest, b"", 10)).await;
    assert_eq!(subscribed.replies.message().await.unwrap().unwrap().events.len(), 3);
}

#[tokio::test]
async fn changes_of_private_records_are_for_those_who_see_all() {
    let mut client = Client::new();
    let user = json!({"Username": "kei@example.com", "LastName": "Kei", "Email": "kei@example.com", "Alias": "kei"});
    let user = client.org.load("User", vec![user.as_object().unwrap().clone()]).unwrap();
    client.token = client.org.sessions().issue(&user[0], None, NOW);
    client.org.change_setup(|setup| setup.private_objects = vec!["Lead".to_owned()]);
    let refused = client.refused(ask(ReplayPreset::Earliest, b"", 1)).await;
    assert_eq!(error_code(&refused), "subscription.topic.cannot.subscribe");
    client.lead("Hidden");
    let record = json!({"LastName": "Open"});
    let admin = client.org.administrator();
    client.org.create(&admin, "Contact", record.as_object().unwrap().clone()).unwrap();
    let all = FetchRequest {
        topic_name: "/data/ChangeEvents".to_owned(),
        ..ask(ReplayPreset::Earliest, b"", 10)
    };
    let mut subscribed = client.subscribe(all).await;
    assert_eq!(subscribed.replies.message().await.unwrap().unwrap().events.len(), 1);
}
