//! The org: its records, users, sessions and faults behind one handle that every route shares.

use std::fmt;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use serde_json::{Map, Value};

use crate::bulk::BulkJobs;
use crate::bulk1::Jobs;
use crate::changes::Journal;
use crate::database::Database;
use crate::error::ApiError;
use crate::faults::{FaultInjector, Faults};
use crate::id;
use crate::locator::Locators;
use crate::metadata_api;
use crate::oauth::desk::Desk;
use crate::recent::RecentItems;
use crate::records::{self, Writer};
use crate::schema::{Schema, SchemaError};
use crate::session::Sessions;
use crate::setup::Setup;
use crate::soql;
use crate::usage::{ApiUsage, ApiUsageReport, Running};

pub use crate::options::{Clock, OrgOptions};
pub use crate::soql::QueryReply;

/// Why an org cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum OrgError {
    /// The metadata does not fit together.
    #[error("the emulator's metadata cannot be used: {0}")]
    Schema(#[from] SchemaError),
    /// SQLite refused the tables.
    #[error("the emulator's database cannot be made: {0}")]
    Database(#[from] rusqlite::Error),
    /// The first records are refused.
    #[error("the emulator's first records cannot be written: {0}")]
    Records(#[from] ApiError),
    /// The organization id is malformed.
    #[error("the org id {0:?} is not 15 letters and digits beginning with 00D; choose another")]
    OrgId(String),
    /// There is no such time zone.
    #[error(
        "the time zone {0:?} is none that is known; write one as in Europe/Paris or Asia/Tokyo"
    )]
    TimeZone(String),
}

/// On whose behalf something is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The user's 18-character id.
    pub user_id: String,
    /// Whether no permission is asked, as in Apex's system mode.
    pub system: bool,
}

impl Actor {
    /// A user with no more than their own permissions.
    #[must_use]
    pub fn user(user_id: impl Into<String>) -> Self {
        Self { user_id: user_id.into(), system: false }
    }
}

/// A user of the org.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// 18 characters.
    pub id: String,
    /// The login name, unique over all of Salesforce.
    pub username: String,
    /// First and last name.
    pub name: String,
    /// First name, empty if there is none.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// E-mail address.
    pub email: String,
    /// Whether the user may log in and own records.
    pub is_active: bool,
    /// IANA time zone.
    pub time_zone: String,
    /// Locale, such as `ja_JP`.
    pub locale: String,
    /// Language, such as `ja`.
    pub language: String,
    /// When the user was made, UTC milliseconds.
    pub created_at: i64,
}

pub(crate) struct Inner {
    pub(crate) options: OrgOptions,
    /// The schema of the database, for those who do not hold its lock.
    pub(crate) schema: RwLock<Arc<Schema>>,
    pub(crate) setup: RwLock<Arc<Setup>>,
    database: Mutex<Database>,
    pub(crate) sessions: Sessions,
    pub(crate) faults: FaultInjector,
    pub(crate) usage: ApiUsage,
    pub(crate) running: Running,
    pub(crate) bulk: BulkJobs,
    pub(crate) locators: Locators,
    /// Jobs of Bulk API 1.0.
    pub(crate) bulk1: Jobs,
    /// What users looked at last.
    pub(crate) recent: RecentItems,
    pub(crate) journal: Arc<Journal>,
    /// What OAuth has outstanding.
    desk: Mutex<Desk>,
    /// Deployments and retrievals of metadata.
    pub(crate) metadata_jobs: metadata_api::Jobs,
    /// The second, in UTC milliseconds, since which describes have not changed.
    pub(crate) described_at: AtomicI64,
}

/// A handle on the org; clones share everything.
#[derive(Clone)]
pub struct Org(pub(crate) Arc<Inner>);

impl fmt::Debug for Org {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Org").field(&self.0.options).finish()
    }
}

impl Org {
    /// Makes an org in memory, with its Organization row, its record types and one administrator.
    ///
    /// # Errors
    /// When the metadata (ours or the extra fields) does not fit together.
    pub fn new(options: OrgOptions) -> Result<Self, OrgError> {
        if !id::is_org_id(&options.org_id) {
            return Err(OrgError::OrgId(options.org_id));
        }
        if jiff::tz::TimeZone::get(&options.time_zone).is_err() {
            return Err(OrgError::TimeZone(options.time_zone));
        }
        let schema = Arc::new(Schema::load(&options)?);
        let setup = Setup::bundled().map_err(|source| SchemaError::File {
            file: "../seeds/apps",
            source: Box::new(source),
        })?;
        let journal = Arc::new(Journal::new((options.clock)()));
        let database = Database::open(Arc::clone(&schema), Arc::clone(&journal))?;
        let org = Self(Arc::new(Inner {
            sessions: Sessions::new(
                &options.org_id,
                options.session_lifetime_ms,
                options.random_seed,
            ),
            faults: FaultInjector::new(Faults::default()),
            usage: ApiUsage::default(),
            running: Running::default(),
            bulk: BulkJobs::default(),
            locators: Locators::default(),
            bulk1: Jobs::default(),
            recent: RecentItems::default(),
            journal,
            desk: Mutex::default(),
            metadata_jobs: metadata_api::Jobs::default(),
            described_at: AtomicI64::new((options.clock)()),
            database: Mutex::new(database),
            schema: RwLock::new(schema),
            setup: RwLock::new(Arc::new(setup)),
            options,
        }));
        records::founding::found(&org)?;
        Ok(org)
    }

    /// The time, UTC milliseconds.
    #[must_use]
    pub fn now(&self) -> i64 {
        (self.0.options.clock)()
    }

    /// The options the org was made with.
    #[must_use]
    pub fn options(&self) -> &OrgOptions {
        &self.0.options
    }

    /// The org's id with 18 characters.
    #[must_use]
    pub fn id(&self) -> String {
        id::with_checksum(&self.0.options.org_id)
    }

    /// The org's objects and fields, all of them.
    #[must_use]
    pub fn schema(&self) -> Arc<Schema> {
        Arc::clone(&self.0.schema.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The sessions.
    #[must_use]
    pub fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }

    /// How many subscriptions to change events are open.
    #[must_use]
    pub fn subscriptions(&self) -> usize {
        self.0.journal.readers()
    }

    /// The faults in force; counters show what is left.
    #[must_use]
    pub fn faults(&self) -> Faults {
        self.0.faults.current()
    }

    /// Puts faults in force and starts their dice anew.
    pub fn set_faults(&self, faults: Faults) {
        self.0.faults.set(faults);
        self.0.journal.wake();
    }

    /// Data-API requests since the org was made. A composite counts once; tokens and control count nothing.
    #[must_use]
    pub fn api_calls(&self) -> u64 {
        self.0.usage.total()
    }

    /// The same by kind of request, and what is left of the allowance.
    #[must_use]
    pub fn api_usage(&self) -> ApiUsageReport {
        self.0.usage.report(self.now(), self.allowance())
    }

    pub(crate) fn allowance(&self) -> u64 {
        self.0.faults.current().daily_api_requests.unwrap_or(self.0.options.daily_api_requests)
    }

    pub(crate) fn database(&self) -> MutexGuard<'_, Database> {
        let database = self.0.database.lock().unwrap_or_else(PoisonError::into_inner);
        database.capture.borrow_mut().set_origin(None);
        database
    }

    /// What OAuth has outstanding. Whoever holds it does not ask the database, for a query may ask for it.
    pub(crate) fn desk(&self) -> MutexGuard<'_, Desk> {
        self.0.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The administrator who came with the org, in system mode: nothing is hidden, nothing forbidden.
    #[must_use]
    pub fn administrator(&self) -> Actor {
        Actor { user_id: id::administrator(), system: true }
    }

    /// Every user, oldest first, inactive ones included.
    ///
    /// # Errors
    /// When the database fails.
    pub fn users(&self) -> Result<Vec<User>, ApiError> {
        records::users(&self.database())
    }

    /// One user by id (15 or 18 characters), or `None`.
    ///
    /// # Errors
    /// When the database fails.
    pub fn user(&self, user_id: &str) -> Result<Option<User>, ApiError> {
        let wanted = id::normalise(user_id);
        Ok(self.users()?.into_iter().find(|user| Some(&user.id) == wanted.as_ref()))
    }

    /// Creates a record under all the rules of the org; returns its 18-character id.
    ///
    /// # Errors
    /// What Salesforce would answer.
    pub fn create(
        &self,
        actor: &Actor,
        object: &str,
        record: Map<String, Value>,
    ) -> Result<String, ApiError> {
        self.write(actor, |writer| writer.create(object, record))
    }

    /// Changes the given fields of a record.
    ///
    /// # Errors
    /// What Salesforce would answer.
    pub fn update(
        &self,
        actor: &Actor,
        object: &str,
        id: &str,
        changes: Map<String, Value>,
    ) -> Result<(), ApiError> {
        self.write(actor, |writer| writer.update(object, id, changes))
    }

    /// Moves a record to the recycle bin.
    ///
    /// # Errors
    /// What Salesforce would answer.
    pub fn delete(&self, actor: &Actor, object: &str, id: &str) -> Result<(), ApiError> {
        self.write(actor, |writer| writer.delete(object, id))
    }

    /// Reads a record: the given fields, or all of them if `fields` is empty.
    ///
    /// # Errors
    /// What Salesforce would answer.
    pub fn read(
        &self,
        object: &str,
        id: &str,
        fields: &[&str],
    ) -> Result<Map<String, Value>, ApiError> {
        let fields: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
        records::read::by_id(&self.schema(), &self.database(), object, id, &fields, "v66.0")
    }

    /// Runs a query and returns every row of it, without pages.
    ///
    /// # Errors
    /// What Salesforce would answer.
    pub fn query(&self, actor: &Actor, query: &str) -> Result<QueryReply, ApiError> {
        soql::run(self, &self.database(), actor, query, &soql::Options::everything())
    }

    /// Writes many records of one object at once, in one transaction; returns their ids.
    ///
    /// Fields that only the system sets (`CreatedDate`, `IsConverted`, …) are taken as given, as after an import.
    ///
    /// # Errors
    /// The first refusal; nothing is written then.
    pub fn load(
        &self,
        object: &str,
        records: Vec<Map<String, Value>>,
    ) -> Result<Vec<String>, ApiError> {
        let actor = self.administrator();
        self.write(&actor, |writer| {
            writer.take_system_fields();
            records.into_iter().map(|record| writer.create(object, record)).collect()
        })
    }

    /// Runs `work` in one transaction, which is rolled back if it fails.
    pub(crate) fn write<T>(
        &self,
        actor: &Actor,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let database = self.database();
        database.locks.begin();
        let mut writer = Writer::begin(self, &database, actor)?;
        match work(&mut writer) {
            Ok(done) => {
                writer.commit()?;
                database.locks.end(self.now(), self.setup().row_locks);
                Ok(done)
            }
            Err(error) => {
                writer.roll_back()?;
                Err(error)
            }
        }
    }
}
