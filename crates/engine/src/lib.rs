//! The way of a call: receive → digest → resolve → compose → deliver.
//!
//! Running any step twice is harmless. A call's state in the store, not a queue of operations, says what is
//! left to do; each round claims calls that are due and makes what is written in Salesforce equal to what
//! should be written. The only clock is the one passed in.

mod adopt;
pub mod audit;
mod candidates;
mod complete;
mod compose;
mod conditions;
mod connect;
mod console;
mod create;
mod digest;
mod digits;
pub mod doctor;
mod erase;
mod explain;
mod found;
mod gauges;
mod health;
pub mod hygiene;
mod introduce;
mod knowledge;
mod legs;
mod listed;
mod listing;
mod lost;
mod mail;
mod mend;
mod mirror;
mod names;
mod overview;
mod patch;
mod phone_system;
pub mod preview;
mod receive;
mod replay;
mod resolve;
mod retention;
mod retry;
mod round;
mod say;
mod search;
pub mod settings;
mod status;
mod steps;
mod sync;
pub mod trace;
mod troubles;
mod users_report;
mod vault;
mod work;
mod worker;

pub use audit::Deed;
pub use connect::{Callback, ConnectError};
pub use console::{
    CallList, CallPage, FieldNow, FindError, FoundPeople, FoundPerson, ListedCall, TaskNow,
    TaskNowError, ToldEvent, look_for, look_for_id,
};
pub use erase::{Certificate, Disclosure, EraseError, Remains, Traces};
pub use explain::{Explained, Explanation, explain};
pub use listing::{CallLine, ErrorLine, calls, errors};
pub use mail::{MailProblem, MailSettings, MailTls, Said, TroubleWords};
pub use mirror::{
    Ear, Loaded, Mirroring, ObjectStatus, People, PeopleStatus, Unloaded, people_status,
};
pub use overview::{Overview, SourceHeard};
pub use phone_system::PhoneSystem;
pub use receive::Received;
pub use replay::{replay_failed, replay_kept};
pub use retention::Forgotten;
pub use say::{LONGEST_COMMENT, MOST_MEMO_VALUES, Pick, SayError};
pub use status::{Status, status};
pub use steps::{Step, StepKind};
pub use sync::{
    DrySync, Replaced, Report, ReportRow, Stopped, SyncProblem, SyncState, SyncStep,
    contact_history,
};
pub use troubles::{Budget, Errand, ErrandError, Standing, Trouble, TroubleKind, forecast};
pub use users_report::{
    Fallen, LostLine, PhoneUser, SalesforceUser, UserStanding, UserSuggestion, UsersReport,
    UsersReportError,
};
pub use vault::Vault;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use domain::event::Millis;
use tokio::sync::{Notify, watch};

use health::Health;
use knowledge::Knowledge;
use mirror::Keeper;
use settings::{InUse, Layers, SettingsError};

/// Tells the time in UTC milliseconds.
pub type Clock = Arc<dyn Fn() -> Millis + Send + Sync>;

/// The one org that an installation writes to today; it leads every key in the store.
pub const ORG: &str = "main";

/// How calls are delivered; the sentences stand in `config.default.toml` under `[delivery]`.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Requests in flight to Salesforce at once.
    pub workers: usize,
    /// Tasks a request (1 to 200).
    pub batch: usize,
    /// Milliseconds to wait for company before a batch leaves.
    pub linger_ms: u64,
    /// How long a failing call is tried again, in milliseconds.
    pub retry_ms: Millis,
    /// Mode B: when an unanswered request can no longer commit, in milliseconds.
    pub settle_ms: Millis,
    /// How long a worker may keep a call, in milliseconds.
    pub lease_ms: Millis,
    /// Percent of the daily API requests that are left to others.
    pub quota_reserve_percent: u64,
    /// How long the org's users and fields are remembered, in milliseconds.
    pub directory_ms: Millis,
    /// The external id field on Activity (mode A), if the org has it.
    pub call_id_field: String,
}

/// What the engine is made of.
#[derive(Clone)]
pub struct Parts {
    /// Where everything is kept.
    pub store: store::Store,
    /// The way to Salesforce.
    pub salesforce: salesforce::Client,
    /// How that way was set up: for the link of `connect`.
    pub salesforce_settings: salesforce::Settings,
    /// The phone systems by source id.
    pub phone_systems: BTreeMap<String, Arc<PhoneSystem>>,
    /// How calls are delivered.
    pub delivery: Delivery,
    /// Where calls' people are looked up.
    pub people: People,
    /// How people are told by mail what goes wrong, if they are.
    pub mail: Option<MailSettings>,
    /// The clock.
    pub clock: Clock,
}

/// The engine: clone it freely, all clones are one. It works as the newest settings say.
#[derive(Clone)]
pub struct Engine(Arc<Inner>, Option<Arc<InUse>>);

struct Inner {
    store: store::Store,
    clock: Clock,
    /// What file and environment say of the settings.
    layers: Layers,
    /// Why the newest settings could not be used at the start.
    refused: Option<SettingsError>,
    /// The parts that follow from the settings.
    in_use: watch::Sender<Arc<InUse>>,
    knowledge: Knowledge,
    health: Health,
    keeper: Keeper,
    books: sync::Books,
    /// Who we are among the nodes that share the database.
    node: String,
    /// A webhook was kept.
    arrived: Notify,
    /// Calls became due.
    due: Notify,
    /// Webhooks that were counted a moment ago.
    tally: troubles::Tally,
    /// API requests that had been made when the org's usage was sampled last.
    sampled: AtomicU64,
    /// When mails that can wait went last.
    digest: mail::Digest,
    /// Deeds of this node are written down one after the other.
    recording: tokio::sync::Mutex<()>,
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parts").field("delivery", &self.delivery).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine")
            .field("sources", &self.in_use().phone_systems.keys())
            .finish_non_exhaustive()
    }
}

impl Engine {
    /// Puts the parts together. Nothing runs until [`Engine::run`].
    pub fn new(parts: Parts) -> Engine {
        let in_use = InUse::of_parts(&parts);
        Engine::assemble(parts.store, parts.clock, Layers::none(), Arc::new(in_use), None)
    }

    fn assemble(
        store: store::Store,
        clock: Clock,
        layers: Layers,
        in_use: Arc<InUse>,
        refused: Option<SettingsError>,
    ) -> Engine {
        let inner = Inner {
            store,
            clock,
            layers,
            refused,
            in_use: watch::Sender::new(in_use),
            knowledge: Knowledge::default(),
            health: Health::default(),
            keeper: Keeper::default(),
            books: sync::Books::new(),
            node: uuid::Uuid::new_v4().to_string(),
            arrived: Notify::new(),
            due: Notify::new(),
            tally: troubles::Tally::default(),
            sampled: AtomicU64::new(0),
            digest: mail::Digest::default(),
            recording: tokio::sync::Mutex::new(()),
        };
        Engine(Arc::new(inner), None)
    }

    /// The parts that follow from the settings as they are now; of a pinned engine, as they were then.
    pub(crate) fn in_use(&self) -> Arc<InUse> {
        match &self.1 {
            Some(pinned) => pinned.clone(),
            None => self.0.in_use.borrow().clone(),
        }
    }

    /// The same engine, which goes by the settings of now to the end: for one round.
    pub(crate) fn pinned(&self) -> Engine {
        Engine(self.0.clone(), Some(self.in_use()))
    }

    /// The store, for those who show what is in it.
    pub fn store(&self) -> &store::Store {
        &self.0.store
    }

    /// The way to Salesforce as it is now.
    pub fn salesforce(&self) -> salesforce::Client {
        self.in_use().salesforce.clone()
    }

    /// The phone systems by source id, as they are now.
    pub fn phone_systems(&self) -> BTreeMap<String, Arc<PhoneSystem>> {
        self.in_use().phone_systems.clone()
    }

    /// The time in UTC milliseconds, by the one clock.
    pub fn now(&self) -> Millis {
        (self.0.clock)()
    }

    /// Who we are among the nodes that share the database: made at the start, another one after a restart.
    pub fn node(&self) -> &str {
        &self.0.node
    }

    /// The ids of the configured sources.
    pub fn source_ids(&self) -> Vec<String> {
        self.in_use().phone_systems.keys().cloned().collect()
    }
}
