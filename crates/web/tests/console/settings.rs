//! Settings later: pausing, disconnecting, changing secrets, two who save at once, and what the file has fixed.

use engine::settings::{DISCONNECTED, PAUSED_BY_PERSON};
use engine::{ORG, Received};
use language::{Language, say};
use secrecy::SecretString;
use web::access::Role;

use crate::browser::{Browser, Page};
use crate::stage::phones::{BEN, SECRET, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    logging_is_paused_and_resumed_by_name,
    f7_an_org_is_disconnected_and_connected_again,
    a_secret_is_changed_without_refusing_a_webhook,
    of_two_admins_who_save_at_once_the_second_is_told,
    what_only_some_kinds_have_is_set_and_comes_back_with_the_source,
    what_the_file_fixes_is_shown_and_locked,
    who_may_only_read_changes_nothing,
);

/// An installation that was set up, and the owner's browser.
pub(crate) async fn open(place: &Place, file: &str) -> (Stage, Browser) {
    let mut stage = Stage::open(place, Plan::default()).await;
    stage.enter_contact("Okafor", BEN.1);
    let engine = stage.engine_by_settings(file).await;
    let text = format!(
        "[salesforce]\nlogin_url = \"{}\"\nauth = \"client_credentials\"\nclient_id = \"ringledger\"\n\
         people = \"live\"\n[[source]]\nid = \"desk\"\nkind = \"generic\"",
        stage.org_url
    );
    let secrets = [("source.desk.secret", SECRET), ("salesforce.client_secret", "ringledger")];
    let secret = |(path, secret): (&str, &str)| (path.to_owned(), Some(SecretString::from(secret)));
    let change = engine::settings::Change {
        document: text.parse().unwrap(),
        secrets: secrets.map(secret).into(),
        ..engine::settings::Change::default()
    };
    engine.change_settings(change).await.unwrap();
    stage.work_with(engine);
    let browser = Browser::signed_in(&stage, Role::Owner).await;
    (stage, browser)
}

/// Where a form sends the browser afterwards.
fn goes_to(page: &Page) -> &str {
    assert_eq!(page.status, 303, "{}", page.body);
    page.header("location")
}

async fn told(stage: &Stage, secret: &str) -> Received {
    let mut system = stage.phone("desk").system();
    system.settings.secrets = vec![secret.into()];
    let body = stage.bodies("desk", &call_from(7, BEN)).remove(0);
    let signed = system.source.sign(&body, &system.settings, "msg", stage.clock.now()).unwrap();
    stage.engine.receive("desk", &signed.arriving(stage.clock.now())).await
}

async fn logging_is_paused_and_resumed_by_name(place: &Place) {
    let (stage, browser) = open(place, "").await;
    assert_eq!(
        goes_to(&browser.post("/settings/pause", &[]).await),
        "/settings?said=settings-said-paused"
    );
    let held = stage.engine.held().await.unwrap().unwrap();
    assert_eq!((held.code.as_str(), held.by.as_deref()), (PAUSED_BY_PERSON, Some("Mia Friday")));
    stage.tell("desk", &call_from(1, BEN)).await;
    assert_eq!(stage.settle().await.held, 1);
    assert!(browser.get("/settings").await.body.contains("By Mia Friday"));
    // The call's page says why it waits, in the reader's language.
    let page = browser.get("/calls/desk:1").await;
    assert!(page.body.contains("Why it stands like this"), "{}", page.body);
    assert!(page.body.contains("Logging was paused by a person."), "{}", page.body);
    let french = crate::languages::reader(&stage, "fr").await;
    let page = french.get("/calls/desk:1").await;
    assert!(page.body.contains(&say(Language::French, "settings-hold-paused-by-person")));
    goes_to(&browser.post("/settings/resume", &[]).await);
    assert_eq!(stage.settle().await.logged, 1);
}

async fn f7_an_org_is_disconnected_and_connected_again(place: &Place) {
    let (stage, browser) = open(place, "").await;
    // What is refused before anything is tried says nothing of the connection.
    let refused =
        browser.post("/settings/salesforce", &[("version", "7"), ("host", "login")]).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(!refused.body.contains("Not connected"), "{}", refused.body);
    // A pause that was there before does not hide it, and outlasts it.
    goes_to(&browser.post("/settings/pause", &[]).await);
    stage.clock.advance(1);
    let gone = browser.post("/settings/salesforce/disconnect", &[]).await;
    assert_eq!(goes_to(&gone), "/settings/salesforce?said=settings-said-disconnected");
    assert!(stage.engine.is_held_for(DISCONNECTED).await.unwrap());
    let connection = crate::api::json(&browser.get("/api/v1/connection").await);
    assert_eq!(connection["disconnected"], true, "{connection}");
    let page = browser.get("/settings/salesforce").await;
    assert!(page.body.contains("Not connected"), "{}", page.body);
    assert!(page.body.contains("type them once more"), "{}", page.body);
    let again = [
        ("version", "2"),
        ("host", "domain"),
        ("domain", &stage.org_url),
        ("auth", "client_credentials"),
        ("client_id", "ringledger"),
        ("client_secret", "ringledger"),
    ];
    let back = browser.post("/settings/salesforce", &again).await;
    assert_eq!(goes_to(&back), "/settings/salesforce?said=settings-said-restored");
    // What was set beside the connection is there again.
    assert_eq!(stage.engine.settings().await.unwrap().config.salesforce.people, "live");
    assert_eq!(stage.engine.held().await.unwrap().unwrap().code, PAUSED_BY_PERSON);
    goes_to(&browser.post("/settings/resume", &[]).await);
    assert_eq!(stage.engine.held().await.unwrap(), None);
}

async fn a_secret_is_changed_without_refusing_a_webhook(place: &Place) {
    let (stage, browser) = open(place, "").await;
    let shown = browser.post("/settings/sources/desk/rotate", &[("version", "1")]).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    let new = stage.engine.settings().await.unwrap().config.sources[0].secret.clone();
    assert!(new != SECRET && shown.body.contains(&new), "{}", shown.body);
    assert!(!browser.get("/settings/sources/desk").await.body.contains(&new));
    assert_eq!(told(&stage, SECRET).await, Received::Kept);
    assert_eq!(told(&stage, &new).await, Received::Kept);
    goes_to(&browser.post("/settings/sources/desk/retire", &[("version", "2")]).await);
    assert!(matches!(told(&stage, SECRET).await, Received::Refused(_)));
    assert_eq!(told(&stage, &new).await, Received::Kept);
    // The audit log knows that it was changed, and not what to.
    let log = stage.store.audit_page(ORG, &store::AuditFilter::default(), None, 50).await.unwrap();
    let text = format!("{log:?}");
    assert!(text.contains("source.desk.secret") && !text.contains(&new), "{text}");
}

async fn of_two_admins_who_save_at_once_the_second_is_told(place: &Place) {
    let (stage, browser) = open(place, "").await;
    let fields = |zone| {
        [
            ("version", "1"),
            ("kind", "generic"),
            ("region", "JP"),
            ("time_zone", zone),
            ("profile", "default"),
        ]
    };
    goes_to(&browser.post("/settings/sources/desk", &fields("Asia/Tokyo")).await);
    let late = browser.post("/settings/sources/desk", &fields("Asia/Jakarta")).await;
    assert_eq!(late.status, 422);
    assert!(late.body.contains("Somebody else has saved"), "{}", late.body);
    let settings = stage.engine.settings().await.unwrap();
    assert_eq!(settings.config.sources[0].time_zone, "Asia/Tokyo");
}

async fn what_only_some_kinds_have_is_set_and_comes_back_with_the_source(place: &Place) {
    let (stage, browser) = open(place, "").await;
    let fields = |kind, options| {
        [
            ("version", "1"),
            ("kind", kind),
            ("region", "JP"),
            ("time_zone", "Asia/Tokyo"),
            ("profile", "default"),
            ("history_url", "https://calls.example.com/"),
            ("strip_prefixes", "0\r\n9"),
            ("options", options),
            ("option_secret", "token-of-the-api"),
        ]
    };
    for (kind, options, said) in [
        ("callconnect", "status.201", "status.201"),
        ("callconnect", "statsu.201 = voicemail", "statsu.201"),
        ("callconnect", "status.201 = nothing", "nothing"),
    ] {
        let refused = browser.post("/settings/sources/desk", &fields(kind, options)).await;
        assert_eq!(refused.status, 422, "{options}");
        assert!(refused.body.contains(said), "{options}: {}", refused.body);
    }
    let lines = fields("aircall", "api_id = ringledger");
    goes_to(&browser.post("/settings/sources/desk", &lines).await);
    let config = stage.engine.settings().await.unwrap().config;
    let source = &config.sources[0];
    assert_eq!(source.options["api_id"].as_str(), Some("ringledger"));
    assert_eq!(source.options["api_token"].as_str(), Some("token-of-the-api"));
    assert_eq!(source.strip_prefixes, ["0", "9"]);
    assert_eq!(source.history_url, "https://calls.example.com/");
    let shown = browser.get("/settings/sources/desk").await.body;
    assert!(
        shown.contains("api_id = ringledger") && !shown.contains("token-of-the-api"),
        "{shown}"
    );
    // Removing can be undone, secrets and all; another source of this name does not inherit them.
    goes_to(&browser.post("/settings/sources/desk/remove", &[("version", "2")]).await);
    stage.engine.undo_settings(2, 3, "mia", true).await.unwrap();
    let config = stage.engine.settings().await.unwrap().config;
    assert_eq!(config.sources[0].options["api_token"].as_str(), Some("token-of-the-api"));
    goes_to(&browser.post("/settings/sources/desk/remove", &[("version", "4")]).await);
    let fresh = [("version", "5"), ("id", "desk"), ("kind", "aircall"), ("region", "JP")];
    goes_to(&browser.post("/setup/phone", &fresh).await);
    let left = stage.engine.settings().await.unwrap().secrets;
    assert_eq!(left, ["salesforce.client_secret", "source.desk.secret"]);
}

async fn what_the_file_fixes_is_shown_and_locked(place: &Place) {
    let file = format!(
        "[salesforce]\nclient_id = \"from-the-file\"\n[[source]]\nid = \"desk\"\nkind = \"generic\"\n\
         secret = \"{SECRET}\"\nregion = \"JP\""
    );
    let (stage, browser) = open(place, &file).await;
    let page = browser.get("/settings/salesforce").await;
    assert!(page.body.contains("fixed in ringledger.toml"), "{}", page.body);
    assert!(!page.body.contains("name=\"client_secret\""), "{}", page.body);
    let page = browser.post("/settings/salesforce/disconnect", &[]).await;
    assert!(page.status == 422 && page.body.contains("Take it out there"), "{}", page.body);
    let page = browser.get("/settings/sources/desk").await;
    assert!(page.body.contains("value=\"JP\" disabled"), "{}", page.body);
    let fields = [("version", "1"), ("region", "US"), ("time_zone", "Asia/Tokyo")];
    goes_to(&browser.post("/settings/sources/desk", &fields).await);
    let source = stage.engine.settings().await.unwrap().config.sources[0].clone();
    assert_eq!((source.region.as_str(), source.time_zone.as_str()), ("JP", "Asia/Tokyo"));
}

async fn who_may_only_read_changes_nothing(place: &Place) {
    let (stage, _) = open(place, "").await;
    let auditor = Browser::signed_in(&stage, Role::Auditor).await;
    for path in ["/settings", "/settings/salesforce", "/settings/sources", "/settings/sources/desk"]
    {
        let page = auditor.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.body.contains(SECRET), "{path}");
    }
    assert_eq!(auditor.get("/settings/sources/nobody").await.status, 404);
    for path in [
        "/settings/pause",
        "/settings/salesforce",
        "/settings/salesforce/disconnect",
        "/settings/sources/desk",
        "/settings/sources/desk/rotate",
        "/settings/sources/desk/remove",
        "/setup/phone",
        "/setup/live",
    ] {
        assert_eq!(auditor.post(path, &[]).await.status, 403, "{path}");
    }
    assert_eq!(stage.engine.settings().await.unwrap().version, 1);
}
