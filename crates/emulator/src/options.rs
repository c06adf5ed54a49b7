//! What kind of org this is: the settings that it is made with.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::schema::Field;

/// A clock: UTC milliseconds. Handed in, so that a test decides what time it is.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// What kind of org this is. A seed file may set everything but the clock, the dice and the fields.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrgOptions {
    /// 15 characters, beginning with `00D`.
    pub org_id: String,
    /// The org's name, as in `Organization.Name`.
    pub name: String,
    /// `OrganizationType`, such as `Developer Edition`.
    pub edition: String,
    /// Whether the edition has the API at all.
    pub api_enabled: bool,
    /// API requests allowed in a rolling 24 hours.
    pub daily_api_requests: u64,
    /// After how many milliseconds a request counts as a long one.
    pub long_request_ms: i64,
    /// How many long requests may run at once; `None` means what the edition allows: 5 in a Developer Edition, or 25.
    pub long_requests: Option<usize>,
    /// Rows that a bulk job writes as one batch.
    pub bulk_batch_rows: usize,
    /// Whether Person Accounts are switched on.
    pub person_accounts: bool,
    /// Whether Activity has the field `Ringledger_Call_Id__c` (Text 255, external id, unique).
    pub call_id_field: bool,
    /// Whether Task carries the field `Type`, which some orgs hide.
    pub task_type_field: bool,
    /// Whether a queue may own a Task. Most orgs have no queue that supports it.
    pub task_queues: bool,
    /// More fields: the object (`Activity` means Task and Event) and the field.
    #[serde(skip)]
    pub extra_fields: Vec<(String, Field)>,
    /// Milliseconds that every data request takes, before any fault adds its own.
    pub latency_ms: u64,
    /// The IANA time zone of the org and its first user; decides what `TODAY` is.
    pub time_zone: String,
    /// How long a session lasts, in milliseconds.
    pub session_lifetime_ms: i64,
    /// Seeds the tokens.
    #[serde(skip)]
    pub random_seed: u64,
    /// The clock.
    #[serde(skip, default = "stopped_clock")]
    pub clock: Clock,
}

/// Stands in until [`OrgOptions::with`] puts the right clock back.
fn stopped_clock() -> Clock {
    Arc::new(|| 0)
}

impl OrgOptions {
    /// A Developer Edition org with Person Accounts and our Activity field, on the given clock.
    ///
    /// `random_seed` decides the tokens: give a fresh random number outside of tests.
    #[must_use]
    pub fn new(clock: Clock, random_seed: u64) -> Self {
        Self {
            org_id: "00D5g00000Emu1a".to_owned(),
            name: "Emulated Org".to_owned(),
            edition: "Developer Edition".to_owned(),
            api_enabled: true,
            daily_api_requests: 15_000,
            long_request_ms: 20_000,
            long_requests: None,
            bulk_batch_rows: 10_000,
            person_accounts: true,
            call_id_field: true,
            task_type_field: true,
            task_queues: false,
            extra_fields: Vec::new(),
            latency_ms: 0,
            time_zone: "Asia/Tokyo".to_owned(),
            session_lifetime_ms: 2 * 60 * 60 * 1_000,
            random_seed,
            clock,
        }
    }
}

impl OrgOptions {
    /// The same with some settings changed, by their names.
    ///
    /// # Errors
    /// When a name is none of the settings, or a value does not fit.
    pub fn with(&self, changes: &Map<String, Value>) -> Result<Self, serde_json::Error> {
        let mut settings = serde_json::to_value(self)?;
        if let Value::Object(settings) = &mut settings {
            settings.extend(changes.clone());
        }
        let changed: Self = serde_json::from_value(settings)?;
        Ok(Self {
            extra_fields: self.extra_fields.clone(),
            random_seed: self.random_seed,
            clock: Arc::clone(&self.clock),
            ..changed
        })
    }
}

impl fmt::Debug for OrgOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("OrgOptions")
            .field("org_id", &self.org_id)
            .field("edition", &self.edition)
            .field("person_accounts", &self.person_accounts)
            .field("call_id_field", &self.call_id_field)
            .finish_non_exhaustive()
    }
}
