//! A copy of the org's people that listens, and questions to it.

use axum::body::Body;
use axum::http::Request;
use domain::number::tails;
use emulator::{Faults, LeadConversion};
use engine::{Ear, Mirroring, ORG, People};
use serde_json::{Value, json};
use store::{MirrorRow, Person};
use tower::ServiceExt as _;

use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

/// Objects that have change events in the emulated org, of those that are people.
pub(crate) const HEARD: [&str; 3] = ["Account", "Contact", "Lead"];

/// How often the copy is polled where nothing is heard, in milliseconds.
pub(crate) const POLL_MS: i64 = 45_000;

/// Looks at the org after which a test gives up.
const MOST_LOOKS: usize = 5_000_000;

/// An installation whose copy is loaded and listens.
pub(crate) struct Listening {
    pub(crate) stage: Stage,
    pub(crate) ear: Ear,
}

/// A plan with a copy.
pub(crate) fn plan() -> Plan {
    let people = People::Mirror(Mirroring {
        poll_ms: POLL_MS,
        change_events: true,
        pubsub_url: None,
        oldest_ms: 86_400_000,
    });
    Plan { people, ..Plan::default() }
}

/// A stage whose copy has everyone; nothing listens yet.
pub(crate) async fn loaded(place: &Place, plan: Plan) -> Stage {
    let stage = Stage::open(place, plan).await;
    stage.engine.tend_people().await.unwrap();
    let rows = stage.store.mirror(ORG).await.unwrap();
    assert!(rows.iter().all(|row| row.phase == "ready"), "{rows:?}");
    stage
}

impl Listening {
    pub(crate) async fn open(place: &Place, plan: Plan) -> Self {
        Self::of(loaded(place, plan).await).await
    }

    /// Lets a stage listen, and waits until every stream is open.
    pub(crate) async fn of(stage: Stage) -> Self {
        let ear = Ear::new(stage.engine.clone());
        let mut listening = Self { stage, ear };
        listening.listen().await;
        listening
    }

    /// Opens streams, and waits for them.
    pub(crate) async fn listen(&mut self) {
        self.ear.tend().await.unwrap();
        streams(&self.stage, HEARD.len()).await;
    }

    /// What a stream says next goes into the copy.
    pub(crate) async fn hear(&mut self) {
        self.ear.hear().await.unwrap();
    }

    /// Who has this number in the copy, the last changed first.
    pub(crate) async fn with_number(&self, number: &str) -> Vec<Value> {
        let held = self.stage.store.people_with(ORG, &tails(number), 10).await.unwrap();
        held.iter().flat_map(|held| &held.people).map(body).collect()
    }

    /// A record of the copy.
    pub(crate) async fn record(&self, id: &str) -> Option<Value> {
        let people = self.stage.store.people_by_id(ORG, &[id]).await.unwrap();
        people.first().map(body)
    }

    /// The progress of an object.
    pub(crate) async fn progress(&self, object: &str) -> MirrorRow {
        let rows = self.stage.store.mirror(ORG).await.unwrap();
        rows.into_iter().find(|row| row.object == object).unwrap()
    }

    /// API calls so far.
    pub(crate) fn spent(&self) -> u64 {
        self.stage.org.api_calls()
    }

    /// Something goes wrong from now on.
    pub(crate) fn trouble(&self, faults: Faults) {
        self.stage.org.set_faults(faults);
    }

    /// A contact of the org.
    pub(crate) fn enter(&self, last_name: &str, phone: &str) -> String {
        enter(&self.stage, last_name, phone)
    }
}

/// Waits until so many streams are open.
pub(crate) async fn streams(stage: &Stage, count: usize) {
    for _ in 0..MOST_LOOKS {
        if stage.org.subscriptions() == count {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("{} streams are open", stage.org.subscriptions());
}

/// A contact of the org with two names.
pub(crate) fn enter(stage: &Stage, last_name: &str, phone: &str) -> String {
    stage.enter("Contact", json!({"FirstName": "Mary", "LastName": last_name, "Phone": phone}))
}

/// A conversion that makes no opportunity.
pub(crate) fn conversion() -> LeadConversion {
    LeadConversion {
        lead_id: String::new(),
        converted_status: "Closed - Converted".to_owned(),
        account_id: None,
        contact_id: None,
        do_not_create_opportunity: true,
        opportunity_name: None,
        overwrite_lead_source: false,
        owner_id: None,
    }
}

/// Has the org announce a gap.
pub(crate) async fn announce(stage: &Stage, gap: Value) {
    let request = Request::post("/__emulator__/changes/gap")
        .header("content-type", "application/json")
        .body(Body::from(gap.to_string()))
        .unwrap();
    let reply = emulator::router(stage.org.clone()).oneshot(request).await.unwrap();
    assert_eq!(reply.status().as_u16(), 204);
}

fn body(person: &Person) -> Value {
    serde_json::from_str(&person.body).unwrap()
}
