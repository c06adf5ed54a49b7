//! An installation whose phone system holds contacts, and what a test does on it.

use engine::{Engine, Report, SyncStep};
use serde_json::{Value, json};

use crate::phone_system::PhoneSystem;
use crate::stage::phones::Phone;
use crate::stage::place::Place;
use crate::stage::{Plan, Stage, TestClock};

/// The source.
pub(crate) const SOURCE: &str = "sales";

/// Steps after which a test gives up waiting for the end of a sync.
const MOST_STEPS: usize = 200;

pub(crate) struct Ground {
    pub(crate) stage: Stage,
    pub(crate) phone: PhoneSystem,
}

impl Ground {
    /// With the built-in rules.
    pub(crate) async fn open(place: &Place) -> Ground {
        Ground::with(place, "default").await
    }

    /// With the rules of this profile.
    pub(crate) async fn with(place: &Place, profile: &'static str) -> Ground {
        let clock = TestClock::new();
        let (phone, api_url) = PhoneSystem::start(clock.clone()).await;
        let sales = Phone {
            id: SOURCE,
            kind: "aircall",
            profile,
            region: "GB",
            time_zone: "Europe/London",
            api_url,
        };
        let plan = Plan { phones: vec![sales], ..Plan::default() };
        Ground { stage: Stage::open_at(place, plan, clock).await, phone }
    }

    /// A Contact of Salesforce; returns its id. Some time passes.
    pub(crate) fn person(&self, last_name: &str, phone: &str) -> String {
        self.record("Contact", json!({"LastName": last_name, "Phone": phone}))
    }

    /// Any record of Salesforce; returns its id. Some time passes.
    pub(crate) fn record(&self, object: &str, fields: Value) -> String {
        self.stage.clock.advance(2_000);
        self.stage.enter(object, fields)
    }

    /// A person edits a record of Salesforce, a while later.
    pub(crate) fn edit(&self, object: &str, id: &str, fields: Value) {
        self.stage.clock.advance(2_000);
        self.stage.edit(object, id, fields);
    }

    /// A person edits a contact of the phone system, a while later.
    pub(crate) fn edit_contact(&self, last_name: &str, fields: Value) {
        self.stage.clock.advance(2_000);
        self.phone.edit(self.phone.named(last_name), &fields);
    }

    /// A field of a record.
    pub(crate) fn says(&self, object: &str, id: &str, field: &str) -> String {
        let rows = self.stage.query(&format!("SELECT {field} FROM {object} WHERE Id = '{id}'"));
        rows[0][field].as_str().unwrap_or_default().to_owned()
    }

    /// Confirms, and runs the first sync to its end.
    pub(crate) async fn begin(&self) -> Report {
        self.stage.engine.confirm_sync(SOURCE).await.unwrap();
        self.finish(&self.stage.engine).await
    }

    /// Lets an hour pass and runs the sync that is due then.
    pub(crate) async fn hour(&self) -> Report {
        self.stage.clock.advance(3_600_000);
        self.finish(&self.stage.engine).await
    }

    /// Runs a due sync to its end, moving the clock to where it wants to go on.
    pub(crate) async fn finish(&self, engine: &Engine) -> Report {
        match self.end(engine).await {
            SyncStep::Done(report) => report,
            other => panic!("{other:?}"),
        }
    }

    /// The same for a sync that may stop and ask.
    pub(crate) async fn end(&self, engine: &Engine) -> SyncStep {
        for _ in 0..MOST_STEPS {
            match engine.sync_contacts(SOURCE).await.unwrap() {
                Some(SyncStep::Later(at)) => {
                    assert!(at > self.stage.clock.now());
                    self.stage.clock.advance_to(at);
                }
                Some(step) => return step,
                None => panic!("no sync is due"),
            }
        }
        panic!("the sync does not end");
    }

    /// What a sync would do.
    pub(crate) async fn dry(&self) -> Report {
        let mut dry = self.stage.engine.begin_dry_sync(SOURCE).await.unwrap();
        for _ in 0..MOST_STEPS {
            match self.stage.engine.dry_sync(&mut dry).await.unwrap() {
                SyncStep::Later(at) => self.stage.clock.advance_to(at),
                SyncStep::Done(report) => return report,
                SyncStep::Stopped(stopped) => panic!("{stopped}"),
            }
        }
        panic!("the sync does not end");
    }

    /// Requests that wrote to either side so far.
    pub(crate) fn writes(&self) -> usize {
        self.phone.writes() + self.stage.wire.count("/composite/sobjects")
    }
}
