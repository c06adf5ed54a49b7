//! The first page, the pages of errors and those of mails.

use serde_json::json;
use web::access::Role;

use crate::browser::Browser;
use crate::stage::books::refusal;
use crate::stage::mail_server::{MailServer, Mood};
use crate::stage::phones::{BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

const RULE: &str = "FIELD_CUSTOM_VALIDATION_EXCEPTION";

async fn broken(place: &Place, plan: Plan) -> (Stage, String) {
    let stage = Stage::open(place, plan).await;
    stage.enter_contact("Okafor", BEN.1);
    stage.break_record(refusal("Status", json!("Completed"), RULE, &["Status"], None));
    stage.tell_at_once("desk", (1..=3).map(|id| call_from(id, BEN))).await;
    stage.work().await;
    stage.engine.look_after().await.unwrap();
    let id = stage.engine.troubles().await.unwrap().remove(0).id;
    (stage, id)
}

#[tokio::test]
async fn the_first_page_needs_somebody_who_is_signed_in() {
    let place = Place::sqlite();
    let stage = Stage::open(&place, Plan::default()).await;
    for path in ["/", "/home/live", "/errors"] {
        let page = Browser::stranger(&stage).get(path).await;
        assert_eq!(page.status, 303, "{path}");
        assert!(page.header("location").starts_with("/login"), "{path}");
    }
    let agent = Browser::signed_in(&stage, Role::Agent).await;
    assert_eq!(agent.get("/").await.header("location"), "/calls");
    assert_eq!(agent.get("/errors").await.status, 403);
}

#[tokio::test]
async fn the_first_page_shows_the_law_and_what_needs_a_person_first() {
    let place = Place::sqlite();
    let (stage, id) = broken(&place, Plan::default()).await;
    let browser = Browser::signed_in(&stage, Role::Operations).await;
    let page = browser.get("/").await;
    assert_eq!(page.status, 200);
    let law = "3 calls = 0 logged + 0 ignored + 0 waiting + 0 held + 3 failed";
    assert!(page.body.contains(law), "{}", page.body);
    let (trouble, sum) = (page.body.find(&format!("/errors/{id}")), page.body.find(law));
    assert!(trouble.unwrap() < sum.unwrap(), "what needs a person comes first");
    assert_eq!(page.body.matches("<svg class=\"chart\"").count(), 3);
    assert_eq!(page.body.matches("<desc").count(), 3);
    for message in ["home-", "errors-"] {
        assert!(!page.body.contains(&format!(">{message}")), "{message}: {}", page.body);
    }
    for forbidden in ["style=", "onclick", "<script>"] {
        assert!(!page.body.contains(forbidden), "{forbidden}");
    }
    let live = browser.get("/home/live").await;
    assert!(live.body.starts_with("<div id=\"live\"") && live.body.contains(law));
}

#[tokio::test]
async fn a_pause_by_a_person_is_shown_prominently() {
    let place = Place::sqlite();
    let stage = Stage::open(&place, Plan::default()).await;
    let code = engine::settings::PAUSED_BY_PERSON;
    let at = stage.clock.now();
    stage.store.hold(engine::ORG, code, "Paused.", Some("Mia Friday"), at).await.unwrap();
    let page = Browser::signed_in(&stage, Role::Owner).await.get("/").await;
    assert!(page.body.contains("Logging is paused"), "{}", page.body);
    assert!(page.body.contains("By Mia Friday, since"), "{}", page.body);
}

#[tokio::test]
async fn a_trouble_says_why_and_what_to_do_and_is_tried_again() {
    let place = Place::sqlite();
    let (stage, id) = broken(&place, Plan::default()).await;
    let browser = Browser::signed_in(&stage, Role::Admin).await;
    let list = browser.get("/errors").await;
    assert!(list.body.contains(RULE) && list.body.contains(&format!("/errors/{id}")));
    let path = format!("/errors/{id}");
    let page = browser.get(&path).await;
    for wanted in ["Calls are not logged: Status", "What to do", "desk:1", "Try all 3 again"] {
        assert!(page.body.contains(wanted), "{wanted}: {}", page.body);
    }
    assert_eq!(browser.post(&format!("{path}/acknowledge"), &[]).await.status, 303);
    let page = browser.get(&path).await;
    assert!(page.body.contains("Mia Friday has been seeing to it since"), "{}", page.body);
    browser.post(&format!("{path}/release"), &[]).await;
    browser.post(&format!("{path}/mute"), &[("span", "more")]).await;
    assert!(browser.get(&path).await.body.contains("Muted until more are struck."));
    browser.post(&format!("{path}/unmute"), &[]).await;

    stage.heal();
    let answer = browser.post(&format!("{path}/retry"), &[]).await;
    assert_eq!(answer.header("location"), format!("{path}?said=errors-said-retrying"));
    let page = browser.get(&path).await;
    assert!(page.body.contains("0 of 3 were set going again"), "{}", page.body);
    while stage.engine.errand_step().await.unwrap() {}
    stage.settle().await;
    stage.engine.look_after().await.unwrap();
    assert_eq!(browser.get(&format!("{path}/progress")).await.header("hx-refresh"), "true");
    assert!(browser.get(&path).await.body.contains("Over since"));
    let over = browser.post(&format!("{path}/retry"), &[]).await;
    assert!(over.header("location").ends_with("errors-said-over"));
    assert_eq!(browser.get("/errors/nothing").await.status, 404);
}

#[tokio::test]
async fn what_salesforce_said_is_hidden_from_those_who_may_not_see_people() {
    let place = Place::sqlite();
    let (stage, id) = broken(&place, Plan::default()).await;
    let path = format!("/errors/{id}");
    let browser = Browser::signed_in(&stage, Role::Admin).await;
    let admin = browser.get(&path).await;
    assert!(admin.body.contains("Refused by the test."), "{}", admin.body);
    let auditor = Browser::signed_in(&stage, Role::Auditor).await;
    // What a trouble is about may be the text of a rule.
    let told = async |browser: &Browser| browser.get("/api/v1/troubles").await.body;
    assert!(told(&browser).await.contains(r#""about":"Status""#));
    assert!(told(&auditor).await.contains(r#""about":"""#));
    let page = auditor.get(&path).await;
    assert!(!page.body.contains("Refused by the test."), "{}", page.body);
    assert!(!page.body.contains("data-retry"), "an auditor changes nothing");
    assert_eq!(auditor.post(&format!("{path}/retry"), &[]).await.status, 403);
}

#[tokio::test]
async fn f9_mails_are_set_up_and_tested_in_the_console() {
    let server = MailServer::open().await;
    let settings = server.settings(&["ops@example.com"]);
    let plan = Plan { mail: Some(settings), ..Plan::default() };
    let place = Place::sqlite();
    let (stage, _) = broken(&place, plan).await;
    let browser = Browser::signed_in(&stage, Role::Admin).await;
    let page = browser.get("/settings/mail").await;
    assert!(page.body.contains("name=\"host\""), "{}", page.body);
    let to = [("to", "ops@example.com")];
    let page = browser.post("/settings/mail/test", &to).await;
    assert!(page.body.contains("250 2.0.0 taken as 7F3A"), "{}", page.body);
    server.feel(Mood::Refuses);
    let page = browser.post("/settings/mail/test", &to).await;
    assert!(page.body.contains("nobody of this name here"), "{}", page.body);
    let bad = [
        ("host", "smtp.example.com"),
        ("port", "587"),
        ("tls", "starttls"),
        ("from", "nobody"),
        ("language", "en"),
        ("time_zone", "UTC"),
    ];
    let page = browser.post("/settings/mail", &bad).await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("no e-mail address"), "{}", page.body);
    let auditor = Browser::signed_in(&stage, Role::Auditor).await;
    assert_eq!(auditor.get("/settings/mail").await.status, 200);
    assert_eq!(auditor.post("/settings/mail/test", &to).await.status, 403);
}

#[tokio::test]
async fn f9_a_password_is_not_sent_to_another_server_than_it_was_typed_for() {
    let place = Place::sqlite();
    let (stage, _) = broken(&place, Plan::default()).await;
    let browser = Browser::signed_in(&stage, Role::Admin).await;
    let save = async |host: &str, password: &str| {
        let version = stage.engine.settings().await.unwrap().version.to_string();
        let form = [
            ("version", &*version),
            ("host", host),
            ("port", "587"),
            ("tls", "starttls"),
            ("user", "ringledger"),
            ("password", password),
            ("from", "ringledger@example.com"),
            ("language", "en"),
            ("time_zone", "UTC"),
        ];
        browser.post("/settings/mail", &form).await
    };
    let kept = async || {
        let settings = stage.engine.settings().await.unwrap();
        settings.secrets.contains(&"mail.password".to_owned())
    };
    assert_eq!(save("smtp.example.com", "open sesame").await.status, 303);
    assert_eq!(save("smtp.example.com", "").await.status, 303);
    assert!(kept().await);
    let page = save("smtp.example.net", "").await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("Type it again"), "{}", page.body);
    assert_eq!(stage.engine.mail_settings().unwrap().host, "smtp.example.com");
    assert_eq!(save("smtp.example.net", "open sesame").await.status, 303);
    assert!(kept().await);
    let now = stage.engine.settings().await.unwrap().version;
    stage.engine.undo_settings(now - 1, now, "mia", true).await.unwrap();
    assert_eq!(stage.engine.mail_settings().unwrap().host, "smtp.example.com");
    assert!(!kept().await, "going back leads to another server, too");
}

#[tokio::test]
async fn f9_the_link_in_a_mail_asks_before_it_ends_the_mails() {
    let server = MailServer::open().await;
    let plan = Plan { mail: Some(server.settings(&["ops@example.com"])), ..Plan::default() };
    let place = Place::sqlite();
    let (stage, _) = broken(&place, plan).await;
    stage.engine.send_mails().await.unwrap();
    let link = server.taken()[0].header("List-Unsubscribe");
    let path = link.trim_matches(['<', '>']).strip_prefix("https://calls.example.com").unwrap();
    let stranger = Browser::stranger(&stage);
    let page = stranger.get(path).await;
    assert!(page.body.contains("ops@example.com"), "{}", page.body);
    assert!(
        stage.store.unsubscribed(engine::ORG).await.unwrap().is_empty(),
        "looking ends nothing"
    );
    // One click: a mail program sends this without any page (RFC 8058).
    let page = stranger.post(path, &[("List-Unsubscribe", "One-Click")]).await;
    assert_eq!(page.status, 200);
    assert_eq!(stage.store.unsubscribed(engine::ORG).await.unwrap(), ["ops@example.com"]);
    assert_eq!(stranger.get("/mail/unsubscribe/forged").await.status, 404);
    let admin = Browser::signed_in(&stage, Role::Admin).await;
    admin.post("/settings/mail/subscribe", &[("address", "ops@example.com")]).await;
    assert!(stage.store.unsubscribed(engine::ORG).await.unwrap().is_empty());
}
