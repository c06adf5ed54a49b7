//! Signing in with Salesforce, against the emulated org: its login page, its signed word, its users.

use std::collections::HashMap;

use reqwest::redirect::Policy;
use url::Url;
use web::access::Role;

use crate::browser::{Browser, PUBLIC_URL, Page, person, service_with};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    whom_an_owner_has_added_gets_in,
    nobody_else_gets_in_unless_there_is_a_default_role,
    an_answer_counts_in_the_browser_that_asked_and_once,
);

/// Begins at the login page; returns the browser with its cookie, and where it is sent.
async fn begin(browser: &Browser) -> (Browser, Url) {
    let page = browser.get("/login/salesforce?next=%2Fme").await;
    assert_eq!(page.status, 303);
    let cookie = page.header("set-cookie");
    assert!(
        cookie.contains("SameSite=Lax; Max-Age=600") && cookie.contains("HttpOnly"),
        "{cookie}"
    );
    let url = page.header("location").parse().unwrap();
    (browser.clone().with("cookie", &page.cookie()), url)
}

/// Logs in at the org as its administrator; returns where the browser is sent: path and query.
async fn decide(stage: &Stage, link: &Url, decision: &str) -> String {
    let client = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
    let mut form: HashMap<String, String> =
        link.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    assert_eq!(form["scope"], "openid email profile");
    assert!(
        form["nonce"].len() == 64 && form["state"].len() == 64 && form["state"] != form["nonce"]
    );
    form.insert("user".to_owned(), stage.org.administrator().user_id);
    form.insert("decision".to_owned(), decision.to_owned());
    let page = format!("{}/services/oauth2/authorize", stage.org_url);
    let answer = client.post(page).form(&form).send().await.unwrap();
    assert_eq!(answer.status(), 302);
    let location: Url = answer.headers()["location"].to_str().unwrap().parse().unwrap();
    assert!(location.as_str().starts_with(&format!("{PUBLIC_URL}/oauth/callback?")), "{location}");
    format!("{}?{}", location.path(), location.query().unwrap())
}

async fn enter(stage: &Stage, browser: &Browser) -> Page {
    let (browser, link) = begin(browser).await;
    let back = decide(stage, &link, "allow").await;
    browser.get(&back).await
}

/// What the org says is the administrator's e-mail.
fn email(stage: &Stage) -> String {
    let id = stage.org.administrator().user_id;
    let users = stage.org.users().unwrap();
    users.into_iter().find(|user| user.id == id).unwrap().email
}

async fn whom_an_owner_has_added_gets_in(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let id = person(&stage, &email(&stage), Role::Auditor).await;
    let page = enter(&stage, &Browser::stranger(&stage)).await;
    assert_eq!(
        (page.status.as_u16(), page.header("refresh")),
        (200, "0; url=/me"),
        "{}",
        page.body
    );
    let cookies: Vec<&str> =
        page.headers.get_all("set-cookie").iter().map(|it| it.to_str().unwrap()).collect();
    assert!(
        cookies[0].contains("SameSite=Strict") && cookies[1].contains("Max-Age=0"),
        "{cookies:?}"
    );
    let browser = Browser::stranger(&stage).with("cookie", &page.cookie());
    assert_eq!(browser.get("/me").await.status, 200);
    assert_eq!(browser.get("/users").await.status, 403, "an auditor stays one");
    let user = stage.store.user(engine::ORG, &id).await.unwrap().unwrap();
    assert_eq!(user.salesforce_user_id.unwrap(), long(&stage.org.administrator().user_id));
    place.execute("UPDATE console_user SET email = 'other@example.com'").await;
    let again = enter(&stage, &Browser::stranger(&stage)).await;
    assert_eq!(again.header("refresh"), "0; url=/me", "known by the Salesforce user now");
    place.execute("UPDATE console_user SET disabled_at = 1").await;
    assert_eq!(enter(&stage, &Browser::stranger(&stage)).await.status, 403);
}

fn long(id: &str) -> String {
    salesforce::SalesforceId::parse(id).unwrap().to_string()
}

async fn nobody_else_gets_in_unless_there_is_a_default_role(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    person(&stage, "somebody@example.com", Role::Owner).await;
    let page = enter(&stage, &Browser::stranger(&stage)).await;
    assert_eq!((page.status.as_u16(), page.header("refresh")), (403, ""));
    assert!(page.body.contains("no owner has added you"), "{}", page.body);
    let settings = web::access::AccessSettings {
        salesforce_role: Some(Role::Agent),
        ..web::access::AccessSettings::default()
    };
    let open = Browser::to(service_with(&stage, settings));
    let page = enter(&stage, &open).await;
    assert_eq!(page.header("refresh"), "0; url=/me", "{}", page.body);
    let added = stage.store.user_by_email(engine::ORG, &email(&stage)).await.unwrap().unwrap();
    assert_eq!((&*added.role, added.password_hash), ("agent", None));
}

async fn an_answer_counts_in_the_browser_that_asked_and_once(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    person(&stage, &email(&stage), Role::Auditor).await;
    let (browser, link) = begin(&Browser::stranger(&stage)).await;
    let back = decide(&stage, &link, "allow").await;
    let (other, _) = begin(&Browser::stranger(&stage)).await;
    for stranger in [Browser::stranger(&stage), other] {
        let page = stranger.get(&back).await;
        assert_eq!((page.status.as_u16(), page.header("refresh")), (400, ""));
    }
    let wrong = back.replace("state=", "state=0");
    assert_eq!(browser.get(&wrong).await.status, 400);
    assert_eq!(browser.get(&back).await.header("refresh"), "0; url=/me");
    assert_eq!(browser.get(&back).await.header("refresh"), "", "a code works once");
    let (browser, link) = begin(&Browser::stranger(&stage)).await;
    let back = decide(&stage, &link, "deny").await;
    assert_eq!(browser.get(&back).await.status, 403);
}
