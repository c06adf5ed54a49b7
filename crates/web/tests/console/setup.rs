//! From an empty installation to the first Task, page by page, as a browser without scripts does it.

use web::access::{Role, setup_path};

use crate::browser::{Browser, PASSWORD};
use crate::stage::phones::{BEN, SECRET, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    from_the_link_to_the_first_task,
    the_setup_goes_on_where_it_was_left,
    what_cannot_be_is_told_and_nothing_is_kept,
);

/// A service on an empty folder, and the path of its link.
pub(crate) async fn empty(place: &Place) -> (Stage, String) {
    let mut stage = Stage::open(place, Plan::default()).await;
    stage.enter_contact("Okafor", BEN.1);
    let engine = stage.engine_by_settings("").await;
    engine.hold_if_new().await.unwrap();
    stage.work_with(engine);
    let path = setup_path(&stage.engine).await.unwrap().unwrap();
    (stage, path)
}

/// Makes the owner; returns the browser in which they are signed in.
pub(crate) async fn owner(stage: &Stage, path: &str) -> Browser {
    let stranger = Browser::stranger(stage);
    let page = stranger.get(path).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Set up Ringledger"), "{}", page.body);
    let fields = [("name", "Mia Friday"), ("email", "mia@example.com"), ("password", PASSWORD)];
    let made = stranger.post(path, &fields).await;
    assert_eq!((made.status.as_u16(), made.header("location")), (303, "/setup"), "{}", made.body);
    Browser::stranger(stage).with("cookie", &made.cookie())
}

async fn version(stage: &Stage) -> String {
    stage.engine.settings().await.unwrap().version.to_string()
}

async fn from_the_link_to_the_first_task(place: &Place) {
    let (stage, path) = empty(place).await;
    let browser = owner(&stage, &path).await;
    // The link works once.
    assert_eq!(Browser::stranger(&stage).get(&path).await.status, 303);
    assert_eq!(browser.get("/setup").await.header("location"), "/setup/salesforce");

    let connect = [
        ("version", "0"),
        ("host", "domain"),
        ("domain", &stage.org_url),
        ("auth", "client_credentials"),
        ("client_id", "ringledger"),
        ("client_secret", "ringledger"),
    ];
    let connected = browser.post("/setup/salesforce", &connect).await;
    assert_eq!(connected.status, 303, "{}", connected.body);
    let page = browser.get(connected.header("location")).await;
    assert!(page.body.contains("Connected to Salesforce."), "{}", page.body);
    let checks =
        browser.clone().with("hx-request", "true").get("/settings/salesforce/checks").await;
    assert!(checks.body.contains("D12") && !checks.body.contains("<html"), "{}", checks.body);

    assert_eq!(browser.get("/setup").await.header("location"), "/setup/phone");
    let version = version(&stage).await;
    let phone = [
        ("version", version.as_str()),
        ("kind", "generic"),
        ("id", "desk"),
        ("region", "us"),
        ("time_zone", "America/New_York"),
        ("secret", SECRET),
    ];
    assert_eq!(browser.post("/setup/phone", &phone).await.status, 303);
    let page = browser.get("/setup/phone").await;
    assert!(page.body.contains("http://127.0.0.1:8080/hooks/desk"), "{}", page.body);
    assert!(page.body.contains(SECRET) && page.body.contains("Listening"), "{}", page.body);
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.engine.look_after().await.unwrap();
    assert_eq!(stage.settle().await.held, 1);
    let part = browser.get("/setup/phone/desk").await;
    assert!(part.body.contains("First event received"), "{}", part.body);
    assert!(!browser.get("/setup/phone").await.body.contains(SECRET));

    let page = browser.get("/setup/profile?source=desk&profile=default").await;
    assert!(page.body.contains("CallDurationInSeconds"), "{}", page.body);
    let version = self::version(&stage).await;
    let profile = [("version", version.as_str()), ("source", "desk"), ("profile", "default")];
    let taken = browser.post("/setup/profile", &profile).await;
    assert_eq!(taken.header("location"), "/setup/live?said=settings-said-saved");
    let page = browser.get("/setup/live").await;
    assert!(page.body.contains("Would write 1 Task, 1 matched, 2 API calls."), "{}", page.body);
    assert_eq!(stage.tasks().len(), 0);
    assert_eq!(browser.post("/setup/live", &[]).await.status, 303);
    assert_eq!(stage.settle().await.logged, 1);
    assert_eq!(stage.tasks().len(), 1);
    assert_eq!(browser.get("/setup").await.header("location"), "/");
}

async fn the_setup_goes_on_where_it_was_left(place: &Place) {
    let (mut stage, path) = empty(place).await;
    let browser = owner(&stage, &path).await;
    let phone = [("version", "0"), ("kind", "generic"), ("region", "JP"), ("time_zone", "UTC")];
    assert_eq!(browser.post("/setup/phone", &phone).await.status, 303);
    // Without an id it is called like its kind, and a secret was made.
    let settings = stage.engine.settings().await.unwrap();
    let source = &settings.config.sources[0];
    assert!(source.id == "generic" && source.secret.starts_with("whsec_"));
    let engine = stage.engine_by_settings("").await;
    engine.hold_if_new().await.unwrap();
    stage.work_with(engine);
    let browser = again(&stage, &browser);
    assert_eq!(browser.get("/setup").await.header("location"), "/setup/salesforce");
    for path in ["/setup/salesforce", "/setup/phone", "/setup/profile", "/setup/live"] {
        let page = browser.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.body.contains("aria-current=\"step\""), "{path}");
    }
}

/// The same session at a service that was started again.
fn again(stage: &Stage, before: &Browser) -> Browser {
    let mut browser = Browser::stranger(stage);
    browser.headers.clone_from(&before.headers);
    browser
}

async fn what_cannot_be_is_told_and_nothing_is_kept(place: &Place) {
    let (stage, path) = empty(place).await;
    let weak = [("name", "Mia"), ("email", "mia@example.com"), ("password", "short")];
    let refused = Browser::stranger(&stage).post(&path, &weak).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("value=\"mia@example.com\""), "{}", refused.body);
    let browser = owner(&stage, &path).await;
    for (path, fields, words) in [
        ("/setup/salesforce", vec![("host", "domain"), ("auth", "web")], "client_id is missing"),
        (
            "/setup/salesforce",
            vec![("host", "domain"), ("domain", "no host"), ("auth", "web"), ("client_id", "x")],
            "is not a web address",
        ),
        (
            "/setup/salesforce",
            vec![("host", "production"), ("auth", "jwt"), ("client_id", "x")],
            "username is empty",
        ),
        ("/setup/phone", vec![("kind", "generic"), ("id", "<b>")], "&#60;b&#62;"),
        ("/setup/phone", vec![("kind", "generic"), ("region", "XX")], "no ISO 3166 code"),
        ("/setup/phone", vec![("kind", "fax"), ("region", "US")], "no kind of source"),
        ("/setup/profile", vec![("source", "nobody"), ("profile", "default")], "source is missing"),
    ] {
        let page = browser.post(path, &fields).await;
        assert!(page.status == 422 && page.body.contains(words), "{path} {words}: {}", page.body);
        assert!(!page.body.contains("<b>"), "{path}");
    }
    // Nobody answers at that address: the page says so, and what was entered stays.
    let nobody = [
        ("host", "domain"),
        ("domain", "http://127.0.0.1:1"),
        ("auth", "client_credentials"),
        ("client_id", "x"),
        ("client_secret", "y"),
    ];
    assert_eq!(version(&stage).await, "0");
    let page = browser.post("/setup/salesforce", &nobody).await;
    assert!(page.status == 422 && page.body.contains("NOT_CONNECTED"), "{}", page.body);
    assert!(page.body.contains("value=\"http://127.0.0.1:1\"") && !page.body.contains("\"y\""));
    // Others than the owner do not set it up.
    let auditor = Browser::signed_in(&stage, Role::Auditor).await;
    assert_eq!(auditor.get("/setup/salesforce").await.status, 403);
}
