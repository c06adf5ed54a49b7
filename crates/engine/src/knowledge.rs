//! What we know of the org itself: its users, the fields it has and lets us write, its time zone. Read in
//! one request, remembered for a while.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use domain::candidate::User;
use domain::introduce::{ObjectFacts, PeopleFacts};
use domain::owner::Directory;
use domain::task::TaskStatus;
use domain::task::{FieldFacts, FieldKind, OrgFacts};
use salesforce::soql::{InvalidSoql, Soql};
use salesforce::{Decision, Describe, Failure, Subrequest, moment};

use crate::Engine;
use crate::candidates::{flag, text};

/// Descriptions change rarely, and Salesforce's own refusal makes us look again: a day, in milliseconds.
pub(crate) const DESCRIBE_AGE: i64 = 86_400_000;

/// The objects whose description we need.
const OBJECTS: [&str; 6] = ["Task", "Contact", "Account", "Lead", "Case", "OpportunityContactRole"];

/// What is known, and since when.
#[derive(Debug, Default)]
pub(crate) struct Knowledge {
    known: Mutex<Option<Arc<Known>>>,
    /// One reading at a time; the others wait for it.
    reading: tokio::sync::Mutex<()>,
    /// Salesforce refused something that it had described otherwise.
    contradicted: AtomicBool,
    /// Users in the copy have changed.
    users_changed: AtomicBool,
}

/// The org as it was read at one moment.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    read_at: i64,
    /// When its users were read, from the org or the copy of it.
    users_at: i64,
    /// Names of the fields by object; an object that we may not see is missing.
    fields: BTreeMap<String, BTreeSet<String>>,
    pub(crate) facts: OrgFacts,
    /// The objects of which we may create records.
    pub(crate) people: PeopleFacts,
    pub(crate) directory: Directory,
}

impl Knowledge {
    /// Forgets what is known, because Salesforce contradicted it.
    pub(crate) fn forget(&self) {
        self.contradicted.store(true, Ordering::SeqCst);
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Puts other users in, unless the org was read or forgotten meanwhile.
    fn renew(&self, renewed: Arc<Known>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.as_ref().is_some_and(|known| known.read_at == renewed.read_at) {
            *known = Some(renewed);
        }
    }

    /// Lets the users of the copy be read again: some of them have changed.
    pub(crate) fn users_changed(&self) {
        self.users_changed.store(true, Ordering::SeqCst);
    }

    fn contradicted(&self) -> bool {
        self.contradicted.load(Ordering::SeqCst)
    }

    fn learn(&self, known: Arc<Known>) {
        self.contradicted.store(false, Ordering::SeqCst);
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known);
    }

    fn fresh(&self, now: i64, age: i64) -> Option<Arc<Known>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().filter(|known| now - known.read_at < age).cloned()
    }
}

impl Known {
    /// Whether the object has the field and we may see it.
    pub(crate) fn has(&self, object: &str, field: &str) -> bool {
        self.fields.get(object).is_some_and(|fields| fields.contains(field))
    }

    /// Whether we may see the object.
    pub(crate) fn can_read(&self, object: &str) -> bool {
        self.fields.contains_key(object)
    }
}

impl Engine {
    /// The org's users and fields, read again when they are older than `directory_ms`.
    pub(crate) async fn known(&self) -> Result<Arc<Known>, Failure> {
        let age = self.in_use().delivery.directory_ms;
        if let Some(known) = self.0.knowledge.fresh(self.now(), age) {
            return Ok(self.with_users_of_copy(known).await);
        }
        let _reading = self.0.knowledge.reading.lock().await;
        if let Some(known) = self.0.knowledge.fresh(self.now(), age) {
            return Ok(known);
        }
        let known = Arc::new(self.read_org().await?);
        self.0.knowledge.learn(known.clone());
        Ok(known)
    }

    /// The org as it was last read, however long ago; read now if it never was. For looking, not for writing.
    pub(crate) async fn known_or_old(&self) -> Result<Arc<Known>, Failure> {
        match self.0.knowledge.fresh(self.now(), i64::MAX) {
            Some(known) => Ok(known),
            None => self.known().await,
        }
    }

    /// The same with the users as they stand in the copy of the org's people, where they may have changed: another node
    /// may keep it.
    async fn with_users_of_copy(&self, known: Arc<Known>) -> Arc<Known> {
        let in_use = self.in_use();
        let Some(mirroring) = in_use.people.mirroring() else { return known };
        let changed = self.0.knowledge.users_changed.swap(false, Ordering::SeqCst);
        if !changed && self.now() - known.users_at < mirroring.poll_ms {
            return known;
        }
        match self.users_of_copy().await {
            Ok(Some(users)) => {
                let directory = Directory::new(users, known.directory.integration_user());
                let known = Arc::new(Known { directory, users_at: self.now(), ..(*known).clone() });
                self.0.knowledge.renew(known.clone());
                known
            }
            Ok(None) => known,
            Err(error) => {
                tracing::error!(%error, "users could not be read from the copy of the org's people");
                known
            }
        }
    }

    /// Whether the org has our external id field (mode A).
    pub(crate) async fn mode_a(&self) -> Result<bool, Failure> {
        Ok(self.known().await?.facts.call_id_field.is_some())
    }

    /// Users, time zone and statuses in one request; descriptions from the client's own memory.
    async fn read_org(&self) -> Result<Known, Failure> {
        let client = &self.in_use().salesforce;
        let me = client.identity().await?;
        let copied = self.users_of_copy().await.ok().flatten();
        let mut subrequests = vec![
            Subrequest::query("organization", &Soql::select("Organization", ["TimeZoneSidKey"])?),
            Subrequest::query("statuses", &statuses_query()?),
        ];
        if copied.is_none() {
            subrequests.push(Subrequest::query("users", &users_query()?));
        }
        let mut replies = client.composite(&subrequests, false).await?.into_iter();
        let mut rows = Vec::new();
        for _ in &subrequests {
            // An org may hide any of these; then the rules go without it and say so.
            rows.push(match replies.next() {
                Some(reply) if reply.failure().is_none() => client.records(reply).await?,
                _ => Vec::new(),
            });
        }
        let [organization, statuses, users @ ..] = &rows[..] else { return Err(no_task()) };
        let users = copied.unwrap_or_else(|| users.iter().flatten().filter_map(user).collect());
        let mut fields = BTreeMap::new();
        let mut people = PeopleFacts::default();
        let mut facts = OrgFacts::default();
        for object in OBJECTS {
            let Some(describe) = self.describe(object).await? else { continue };
            fields.insert(object.to_owned(), describe.fields.keys().cloned().collect());
            if object == "Task" {
                facts = self.facts(&describe);
            } else {
                people.objects.insert(object.to_owned(), object_facts(&describe));
            }
        }
        if !fields.contains_key("Task") {
            return Err(no_task());
        }
        facts.time_zone = time_zone(organization.first());
        facts.statuses = statuses.iter().filter_map(task_status).collect();
        Ok(Known {
            read_at: self.now(),
            users_at: self.now(),
            fields,
            facts,
            people,
            directory: Directory::new(users, me.user_id.to_string()),
        })
    }

    /// What the org says of an object; `None` where we may not see it.
    pub(crate) async fn describe(&self, object: &str) -> Result<Option<Arc<Describe>>, Failure> {
        let age = if self.0.knowledge.contradicted() { 0 } else { DESCRIBE_AGE };
        match self.in_use().salesforce.describe(object, age).await {
            Ok(describe) => Ok(Some(describe)),
            Err(failure) if matches!(failure.decision, Decision::GiveUp) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// What the description of the Task means for composing.
    pub(crate) fn facts(&self, task: &Describe) -> OrgFacts {
        let field = &self.in_use().delivery.call_id_field;
        let ours = task.fields.get(field).filter(|field| field.external_id && field.createable);
        OrgFacts {
            fields: field_facts_of(task),
            call_id_field: ours.map(|_| field.clone()),
            ..OrgFacts::default()
        }
    }
}

/// The org's time zone.
pub(crate) fn time_zone(organization: Option<&salesforce::Record>) -> Option<String> {
    text(organization?, "TimeZoneSidKey")
}

pub(crate) fn task_status(row: &serde_json::Map<String, serde_json::Value>) -> Option<TaskStatus> {
    Some(TaskStatus {
        value: text(row, "ApiName")?,
        closed: row.get("IsClosed").and_then(serde_json::Value::as_bool).unwrap_or(false),
    })
}

pub(crate) fn users_query() -> Result<Soql, InvalidSoql> {
    Soql::select(
        "User",
        ["Id", "Name", "Username", "Email", "Phone", "Extension", "IsActive", "CreatedDate"],
    )
}

pub(crate) fn statuses_query() -> Result<Soql, InvalidSoql> {
    Soql::select("TaskStatus", ["ApiName", "IsClosed"])
}

pub(crate) fn user(row: &serde_json::Map<String, serde_json::Value>) -> Option<User> {
    Some(User {
        id: text(row, "Id")?,
        name: text(row, "Name").unwrap_or_default(),
        username: text(row, "Username").unwrap_or_default(),
        email: text(row, "Email").unwrap_or_default(),
        phone: text(row, "Phone"),
        extension: text(row, "Extension"),
        active: !row.contains_key("IsActive") || flag(row, "IsActive"),
        created: text(row, "CreatedDate").and_then(|at| moment(&at)).unwrap_or_default(),
    })
}

fn object_facts(describe: &Describe) -> ObjectFacts {
    let required = |field: &&salesforce::Field| {
        field.createable && !field.nillable && !field.defaulted && field.kind != "boolean"
    };
    ObjectFacts {
        createable: describe.createable,
        fields: field_facts_of(describe),
        required: describe.fields.values().filter(required).map(|f| f.name.clone()).collect(),
    }
}

fn field_facts_of(describe: &Describe) -> BTreeMap<String, FieldFacts> {
    describe.fields.iter().map(|(name, field)| (name.clone(), field_facts(field))).collect()
}

fn field_facts(field: &salesforce::Field) -> FieldFacts {
    FieldFacts {
        kind: FieldKind::described(&field.kind),
        length: Some(field.length),
        createable: field.createable,
        updateable: field.updateable,
        picklist: (!field.picklist_values.is_empty())
            .then(|| field.picklist_values.iter().map(|value| value.value.clone()).collect()),
        restricted: field.restricted,
    }
}

fn no_task() -> Failure {
    Failure::found("INVALID_TYPE", "The user as whom we are connected may not see the object Task.")
}
