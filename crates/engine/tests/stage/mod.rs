//! A whole installation for one test: a Salesforce org behind a real port, the engine on a real database, a
//! clock that the test moves. Nothing sleeps: time passes where [`Stage::settle`] moves it.

pub(crate) mod books;
pub(crate) mod copy;
pub(crate) mod mail_server;
pub(crate) mod phones;
pub(crate) mod place;
pub(crate) mod wire;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use emulator::{Org, OrgOptions};
use engine::settings::Layers;
use engine::{Delivery, Engine, ORG, Parts, People, Received, Status, Vault};
use futures_util::future::join_all;
use secrecy::SecretString;
use sources::Rehearsal;
use store::{Store, StoreOptions};
use tokio::net::TcpListener;

use phones::Phone;
use place::Place;
use wire::Wire;

/// When every test begins, UTC milliseconds: a Wednesday in November 2026.
pub(crate) const NOW: i64 = 1_795_000_000_000;

/// Rounds after which a test gives up waiting for the end.
const MOST_ROUNDS: usize = 3_000;

/// Runs each named test on both databases.
macro_rules! on_both_databases {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name(&crate::stage::place::Place::sqlite()).await;
            })*
        }
        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                let place = crate::stage::place::Place::postgres().await;
                super::$name(&place).await;
                place.remove().await;
            })*
        }
    };
}

/// The time of a test.
#[derive(Clone)]
pub(crate) struct TestClock(Arc<AtomicI64>);

impl TestClock {
    /// A clock that stands at [`NOW`].
    pub(crate) fn new() -> TestClock {
        TestClock(Arc::new(AtomicI64::new(NOW)))
    }

    /// The time in UTC milliseconds.
    pub(crate) fn now(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    /// Lets time pass until `at`; it never goes back.
    pub(crate) fn advance_to(&self, at: i64) {
        self.0.fetch_max(at, Ordering::SeqCst);
    }

    /// Lets `millis` pass.
    pub(crate) fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }

    fn reader_ahead(&self, millis: i64) -> Arc<dyn Fn() -> i64 + Send + Sync> {
        let clock = self.clone();
        Arc::new(move || clock.now() + millis)
    }

    fn reader(&self) -> Arc<dyn Fn() -> i64 + Send + Sync> {
        let clock = self.clone();
        Arc::new(move || clock.now())
    }
}

/// What differs between tests.
pub(crate) struct Plan {
    /// Whether the org has our field on Activity (mode A) or not (mode B).
    pub(crate) call_id_field: bool,
    /// Whether the org has Person Accounts; then a Lead needs no company.
    pub(crate) person_accounts: bool,
    /// API requests that the org allows in 24 hours.
    pub(crate) daily_api_requests: u64,
    /// Whether an administrator signs in by browser, instead of us by ourselves.
    pub(crate) web_login: bool,
    /// The phone systems.
    pub(crate) phones: Vec<Phone>,
    /// How calls are delivered.
    pub(crate) delivery: Delivery,
    /// Where people are looked up.
    pub(crate) people: People,
    /// How people are told by mail.
    pub(crate) mail: Option<engine::MailSettings>,
    /// Limits of the store.
    pub(crate) store: StoreOptions,
    /// How far the org's clock is ahead of ours, in milliseconds.
    pub(crate) org_ahead_ms: i64,
}

impl Default for Plan {
    fn default() -> Plan {
        Plan {
            call_id_field: true,
            person_accounts: true,
            daily_api_requests: 15_000,
            web_login: false,
            phones: phones::ALL.to_vec(),
            delivery: Delivery {
                workers: 4,
                batch: 200,
                linger_ms: 0,
                retry_ms: 72 * 3_600_000,
                settle_ms: 660_000,
                lease_ms: 300_000,
                quota_reserve_percent: 10,
                directory_ms: 600_000,
                call_id_field: "Ringledger_Call_Id__c".to_owned(),
            },
            people: People::Live,
            mail: None,
            store: StoreOptions::default(),
            org_ahead_ms: 0,
        }
    }
}

impl Plan {
    /// An org without our field on Activity.
    pub(crate) fn mode_b() -> Plan {
        Plan { call_id_field: false, ..Plan::default() }
    }
}

/// The installation.
pub(crate) struct Stage {
    pub(crate) clock: TestClock,
    pub(crate) org: Org,
    /// Where the org answers.
    pub(crate) org_url: String,
    pub(crate) wire: Wire,
    pub(crate) store: Store,
    pub(crate) engine: Engine,
    plan: Plan,
    told: AtomicI64,
}

impl Stage {
    /// Sets everything up in `place`.
    pub(crate) async fn open(place: &Place, plan: Plan) -> Stage {
        Stage::open_at(place, plan, TestClock::new()).await
    }

    /// The same with a clock that others go by as well.
    pub(crate) async fn open_at(place: &Place, plan: Plan, clock: TestClock) -> Stage {
        let org = Org::new(OrgOptions {
            call_id_field: plan.call_id_field,
            person_accounts: plan.person_accounts,
            daily_api_requests: plan.daily_api_requests,
            ..OrgOptions::new(clock.reader_ahead(plan.org_ahead_ms), 5)
        })
        .unwrap();
        let wire = Wire::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let org_url = format!("http://{}", listener.local_addr().unwrap());
        let layer = axum::middleware::from_fn_with_state(wire.clone(), wire::pass);
        let router = emulator::router(org.clone()).layer(layer);
        tokio::spawn(async move { axum::serve(listener, router).await });
        let store = place.open(plan.store.clone()).await;
        let engine = engine(&store, &clock, &org_url, &plan);
        Stage { clock, org, org_url, wire, store, engine, plan, told: AtomicI64::new(0) }
    }

    /// One more engine for the same org, as another process would be.
    pub(crate) fn another_engine(&self, store: &Store) -> Engine {
        engine(store, &self.clock, &self.org_url, &self.plan)
    }

    /// An engine on the same database that looks people up as `people` says.
    pub(crate) fn engine_with_people(&mut self, people: People) -> Engine {
        self.plan.people = people;
        self.another_engine(&self.store)
    }

    /// An engine that goes by the settings in the database, below `file`.
    pub(crate) async fn engine_by_settings(&self, file: &str) -> Engine {
        let layers = Layers::of_text(file, "ringledger.toml", []).unwrap();
        Engine::open(self.store.clone(), self.clock.reader(), layers).await.unwrap()
    }

    /// Puts another engine in the place of the one that all steps are done with.
    pub(crate) fn work_with(&mut self, engine: Engine) {
        self.engine = engine;
    }

    /// One more engine on the same database, with a clock of its own.
    pub(crate) fn engine_by(&self, clock: engine::Clock) -> Engine {
        engine_with(&self.store, clock, &self.org_url, &self.plan)
    }

    /// Tells everything about a call, in order.
    pub(crate) async fn tell(&self, source: &str, call: &Rehearsal) {
        for body in self.bodies(source, call) {
            self.send(source, &body).await;
        }
    }

    /// Tells of many calls at the same time.
    pub(crate) async fn tell_at_once(&self, source: &str, calls: impl Iterator<Item = Rehearsal>) {
        let bodies: Vec<Vec<u8>> = calls.flat_map(|call| self.bodies(source, &call)).collect();
        join_all(bodies.iter().map(|body| self.send(source, body))).await;
    }

    /// What a phone system says about a call.
    pub(crate) fn bodies(&self, source: &str, call: &Rehearsal) -> Vec<Vec<u8>> {
        self.phone(source).system().source.rehearse(call)
    }

    /// Sends one body as the phone system would, and expects it to be kept.
    pub(crate) async fn send(&self, source: &str, body: &[u8]) {
        let system = self.phone(source).system();
        let signed = system.source.sign(body, &system.settings, "msg_1", self.clock.now()).unwrap();
        let received = self.engine.receive(source, &signed.arriving(self.clock.now())).await;
        assert_eq!(received, Received::Kept);
        self.count_told(1);
    }

    /// Notes that so many webhooks were answered with 2xx.
    pub(crate) fn count_told(&self, count: i64) {
        self.told.fetch_add(count, Ordering::SeqCst);
    }

    pub(crate) fn phone(&self, source: &str) -> &Phone {
        self.plan.phones.iter().find(|phone| phone.id == source).unwrap()
    }

    /// Does everything that is due now; no time passes. Returns the figures.
    pub(crate) async fn work(&self) -> Status {
        for _ in 0..MOST_ROUNDS {
            let digested = self.engine.digest().await.unwrap();
            self.status().await;
            let carried = self.engine.round().await.unwrap();
            let status = self.status().await;
            if digested + carried == 0 {
                return status;
            }
        }
        panic!("there is no end of what is due now: {:?}", self.status().await);
    }

    /// Lets time pass until nothing is due at any time. Returns the figures.
    pub(crate) async fn settle(&self) -> Status {
        for _ in 0..MOST_ROUNDS {
            let status = self.work().await;
            match self.store.next_due(ORG, self.clock.now()).await.unwrap() {
                None => return status,
                Some(at) => self.clock.advance_to(at),
            }
        }
        panic!("calls are still due: {:?}", self.status().await);
    }

    /// The figures now, after checking the conservation law.
    pub(crate) async fn status(&self) -> Status {
        let status = self.engine.status().await.unwrap();
        let accounted =
            status.logged + status.ignored + status.waiting + status.held + status.failed;
        assert_eq!(status.calls, accounted, "{status:?}");
        assert_eq!(status.events_received, self.told.load(Ordering::SeqCst), "{status:?}");
        status
    }

    /// A call's row in the store, by its id, with what went wrong in English words.
    pub(crate) async fn row(&self, call_id: &str) -> store::CallRow {
        let mut row = self.store.call(ORG, call_id).await.unwrap().expect("the call is known").row;
        row.error_text = row.error_text.map(|text| language::Sentence::read(&text).to_string());
        row
    }
}

fn engine(store: &Store, clock: &TestClock, org_url: &str, plan: &Plan) -> Engine {
    engine_with(store, clock.reader(), org_url, plan)
}

fn engine_with(store: &Store, clock: engine::Clock, org_url: &str, plan: &Plan) -> Engine {
    let client_id = "ringledger".to_owned();
    let client_secret = SecretString::from("ringledger");
    let settings = salesforce::Settings {
        login_url: org_url.parse().unwrap(),
        api_version: "66.0".to_owned(),
        auth: if plan.web_login {
            salesforce::Auth::Web { client_id, client_secret: Some(client_secret) }
        } else {
            salesforce::Auth::ClientCredentials { client_id, client_secret }
        },
        timeout: Duration::from_secs(20),
    };
    let vault = Arc::new(Vault::new(store.clone()));
    let systems = plan.phones.iter().map(|phone| (phone.id.to_owned(), Arc::new(phone.system())));
    Engine::new(Parts {
        store: store.clone(),
        salesforce: salesforce::Client::new(settings.clone(), vault, clock.clone()).unwrap(),
        salesforce_settings: settings,
        phone_systems: systems.collect(),
        delivery: plan.delivery.clone(),
        people: plan.people.clone(),
        mail: plan.mail.clone(),
        clock,
    })
}
