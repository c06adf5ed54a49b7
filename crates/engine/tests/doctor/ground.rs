//! An org behind a real port, an engine beside it, and the doctor's findings by code.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use domain::number::NumberPlan;
use domain::profile::Profile;
use domain::task::SourceFacts;
use emulator::seed::SeedFile;
use emulator::{Field, Org, OrgOptions};
use engine::doctor::{Check, Examination};
use engine::{Callback, Delivery, Engine, Parts, PhoneSystem, Vault};
use secrecy::SecretString;
use serde_json::{Map, Value, json};
use store::{Key, Store, StoreOptions};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tower::ServiceExt as _;

use super::between::{self, Between};

/// When every test takes place, UTC milliseconds: a Wednesday in November 2026.
pub(crate) const NOW: i64 = 1_795_000_000_000;

/// The user of an installation that is no administrator.
pub(crate) const INTEGRATION: &str = "integration@example.com";

/// The name of our field.
pub(crate) const CALL_ID: &str = "Ringledger_Call_Id__c";

/// The org and how the engine is set up.
pub(crate) struct Ground {
    pub(crate) org: Org,
    pub(crate) url: String,
    /// What stands between us and the org.
    pub(crate) between: Between,
    /// The org without a port.
    pub(crate) router: axum::Router,
    /// A profile as text, or the name of a built-in one.
    pub(crate) profile: String,
    pub(crate) time_zone: &'static str,
    pub(crate) api_version: &'static str,
    pub(crate) secret: &'static str,
    pub(crate) web: bool,
    pub(crate) store: Store,
    /// Where the database lies, as long as the test runs.
    pub(crate) _folder: TempDir,
}

impl Ground {
    /// A healthy org in Tokyo, with our field, and one source.
    pub(crate) async fn healthy() -> Ground {
        Ground::with(|_| {}).await
    }

    /// The same with something changed.
    pub(crate) async fn with(change: impl FnOnce(&mut OrgOptions)) -> Ground {
        let mut options = OrgOptions::new(Arc::new(|| NOW), 5);
        change(&mut options);
        Ground::around(Org::new(options).unwrap()).await
    }

    /// An org from a seed file.
    pub(crate) async fn seeded(name: &str, text: &str) -> Ground {
        let file = SeedFile::parse(name, text).unwrap();
        let options = OrgOptions::new(Arc::new(|| NOW), 5);
        let (org, _) = emulator::seed::found(&options, &file).unwrap();
        Ground::around(org).await
    }

    async fn around(org: Org) -> Ground {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let between = Between::default();
        let layer = axum::middleware::from_fn_with_state(between.clone(), between::pass);
        let router = emulator::router(org.clone()).layer(layer);
        let served = router.clone();
        tokio::spawn(async move { axum::serve(listener, served).await });
        let (folder, store) = database().await;
        Ground {
            org,
            url,
            between,
            router,
            profile: "default".to_owned(),
            time_zone: "Asia/Tokyo",
            api_version: "66.0",
            secret: "ringledger",
            web: false,
            store,
            _folder: folder,
        }
    }

    /// An org without our field, to which the field is added with something changed.
    pub(crate) async fn with_field(changes: Value) -> Ground {
        let mut field = json!({
            "name": CALL_ID, "label": "Ringledger Call Id", "type": "string", "length": 255, "unique": true,
            "external_id": true, "id_lookup": true, "case_sensitive": true,
        });
        field.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        Ground::with(|options| {
            options.call_id_field = false;
            options.extra_fields.push(("Activity".to_owned(), made(field)));
        })
        .await
    }

    /// Adds a field to an object of the org.
    pub(crate) async fn with_extra(object: &str, field: Value) -> Ground {
        let extra = (object.to_owned(), made(field));
        Ground::with(|options| options.extra_fields.push(extra)).await
    }

    /// Creates a record in system mode; returns its id.
    pub(crate) fn create(&self, object: &str, record: Value) -> String {
        self.org.create(&self.org.administrator(), object, map(record)).unwrap()
    }

    /// Lets the app run as a user who has no more than a standard profile; returns the user's id.
    pub(crate) fn integration_user(&self) -> String {
        let user = json!({
            "Username": INTEGRATION, "LastName": "Integration", "Email": INTEGRATION, "Alias": "integ",
        });
        let id = self.org.load("User", vec![map(user)]).unwrap().remove(0);
        self.org.change_setup(|setup| {
            for app in &mut setup.apps.app {
                app.run_as = Some(INTEGRATION.to_owned());
            }
        });
        id
    }

    /// Id of the permission set that the standard profile owns.
    pub(crate) fn standard_profile(&self) -> String {
        let query = "SELECT Id FROM PermissionSet WHERE Profile.Name = 'Standard User'";
        let rows = self.org.query(&self.org.administrator(), query).unwrap().records;
        rows[0]["Id"].as_str().unwrap().to_owned()
    }

    /// What a permission set (or a profile's) says of a field of Task.
    pub(crate) fn field_permission(&self, set: &str, field: &str, read: bool, edit: bool) {
        self.create(
            "FieldPermissions",
            json!({"ParentId": set, "SobjectType": "Task", "Field": format!("Task.{field}"),
                "PermissionsRead": read, "PermissionsEdit": edit}),
        );
    }

    /// Tasks in the org, those in its recycle bin left out.
    pub(crate) fn tasks(&self) -> usize {
        let reply = self.org.query(&self.org.administrator(), "SELECT COUNT() FROM Task").unwrap();
        reply.total_size
    }

    /// What the doctor finds.
    pub(crate) async fn examine(&self) -> Examination {
        self.engine().doctor().await
    }

    /// The checks of one code.
    pub(crate) async fn checks(&self, code: &str) -> Vec<Check> {
        let checks = self.examine().await.checks.into_iter();
        checks.filter(|check| check.code == code).collect()
    }

    /// The only finding of a code, after making sure that nothing else is a failure.
    pub(crate) async fn only(&self, code: &str, finding: &str) -> Check {
        let examination = self.examine().await;
        for check in examination.checks.iter().filter(|check| check.code != code) {
            assert!(!check.is_failure(), "beside {code}: {check:?}");
        }
        let found = examination.checks.iter().find(|check| check.finding == Some(finding));
        let found = found.unwrap_or_else(|| panic!("no {finding} in {examination:#?}"));
        assert_eq!(found.code, code);
        for text in [&found.found].into_iter().chain(&found.why).chain(&found.fix) {
            let text = text.to_string();
            assert!(!text.is_empty() && !text.contains("{$"), "{text}");
        }
        assert!(found.why.is_some() && found.fix.is_some(), "{found:?}");
        found.clone()
    }

    /// A person allows an installation of its own store to use the org.
    pub(crate) async fn connect(&self, store: &Store) {
        let public_url = "http://127.0.0.1:8080";
        let engine = self.engine_on(store);
        let link = engine.begin_connect(public_url).await.unwrap();
        let (_, query) = link.split_once('?').unwrap();
        let user = self.org.administrator().user_id;
        let request = Request::post("/services/oauth2/authorize")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(format!("{query}&user={user}&decision=allow")))
            .unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let back = answer.headers()["location"].to_str().unwrap().to_owned();
        let value = |text: &str, name: &str| {
            let (_, rest) = text.split_once(&format!("{name}=")).unwrap();
            rest.split('&').next().unwrap().replace("%3D", "=")
        };
        let callback = Callback {
            code: Some(value(&back, "code")),
            state: Some(value(query, "state")),
            ..Callback::default()
        };
        engine.finish_connect(public_url, &callback).await.unwrap();
    }

    pub(crate) fn engine(&self) -> Engine {
        self.engine_on(&self.store)
    }

    fn engine_on(&self, store: &Store) -> Engine {
        let client_id = "ringledger".to_owned();
        let client_secret = SecretString::from(self.secret);
        let settings = salesforce::Settings {
            login_url: self.url.parse().unwrap(),
            api_version: self.api_version.to_owned(),
            auth: if self.web {
                salesforce::Auth::Web { client_id, client_secret: Some(client_secret) }
            } else {
                salesforce::Auth::ClientCredentials { client_id, client_secret }
            },
            timeout: Duration::from_secs(20),
        };
        let vault = Arc::new(Vault::new(store.clone()));
        let clock: engine::Clock = Arc::new(|| NOW);
        let client = salesforce::Client::new(settings.clone(), vault, clock.clone()).unwrap();
        let systems = [("main".to_owned(), Arc::new(self.system()))];
        Engine::new(Parts {
            store: store.clone(),
            salesforce: client,
            salesforce_settings: settings,
            phone_systems: BTreeMap::from(systems),
            delivery: Delivery {
                workers: 4,
                batch: 200,
                linger_ms: 0,
                retry_ms: 72 * 3_600_000,
                settle_ms: 660_000,
                lease_ms: 300_000,
                quota_reserve_percent: 10,
                directory_ms: 600_000,
                call_id_field: CALL_ID.to_owned(),
            },
            people: engine::People::Live,
            mail: None,
            clock,
        })
    }

    fn system(&self) -> PhoneSystem {
        let profile = if self.profile.contains('\n') {
            Profile::parse(&self.profile, &|_| None).unwrap()
        } else {
            Profile::builtin(&self.profile).unwrap()
        };
        PhoneSystem {
            source: sources::find("generic").unwrap(),
            settings: sources::Settings::default(),
            profile,
            numbers: NumberPlan::default(),
            facts: SourceFacts {
                id: "main".to_owned(),
                time_zone: Some(self.time_zone.to_owned()),
                region: "US".to_owned(),
                history_url_base: None,
            },
        }
    }
}

/// A fresh database, and the folder that holds it.
pub(crate) async fn database() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("ringledger.db").display());
    let store = Store::open(&url, Some(Key::new([7; 32])), StoreOptions::default()).await.unwrap();
    (folder, store)
}

/// A profile that differs from the recommended one in these lines.
pub(crate) fn profile(lines: &str) -> String {
    format!("name = \"ours\"\nextends = \"default\"\n{lines}\n")
}

pub(crate) fn map(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

fn made(field: Value) -> Field {
    serde_json::from_value(field).unwrap()
}
