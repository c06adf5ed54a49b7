//! Connecting an org in the setup by a login in the browser or by a private key, and what a wrong entry says. Client
//! credentials are what the first run uses.

use std::collections::HashMap;

use reqwest::redirect::Policy;
use url::Url;

use crate::browser::PUBLIC_URL;
use crate::setup::{empty, owner};
use crate::stage::Stage;
use crate::stage::place::Place;

on_both_databases!(
    a_person_logs_in_once_in_the_browser,
    a_private_key_stands_for_the_user,
    a_wrong_entry_says_what_to_do_and_can_be_mended,
);

/// The form as a browser sends it: everything that it has, filled in or not.
fn form<'a>(stage: &'a Stage, filled: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("host", "domain"),
        ("domain", stage.org_url.as_str()),
        ("client_id", "ringledger"),
        ("client_secret", ""),
        ("username", ""),
        ("private_key", ""),
    ];
    for (name, value) in filled {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

/// Allows access at the org as its administrator; returns where the browser is sent: path and query.
async fn allow(stage: &Stage, link: &str) -> String {
    let link: Url = link.parse().unwrap();
    assert!(link.as_str().starts_with(&stage.org_url), "{link}");
    let client = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
    let mut form: HashMap<String, String> =
        link.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    form.insert("user".to_owned(), stage.org.administrator().user_id);
    form.insert("decision".to_owned(), "allow".to_owned());
    let page = format!("{}/services/oauth2/authorize", stage.org_url);
    let answer = client.post(page).form(&form).send().await.unwrap();
    let back: Url = answer.headers()["location"].to_str().unwrap().parse().unwrap();
    assert!(back.as_str().starts_with(&format!("{PUBLIC_URL}/oauth/callback?")), "{back}");
    format!("{}?{}", back.path(), back.query().unwrap())
}

async fn a_person_logs_in_once_in_the_browser(place: &Place) {
    let (stage, path) = empty(place).await;
    let browser = owner(&stage, &path).await;
    let page = browser.get("/setup/salesforce").await;
    assert!(page.body.contains(&format!("{PUBLIC_URL}/oauth/callback")), "{}", page.body);
    assert!(!page.body.contains("/settings/salesforce/login"), "nothing is there to log in with");

    let filled = [("version", "0"), ("auth", "web"), ("client_secret", "ringledger")];
    let kept = browser.post("/setup/salesforce", &form(&stage, &filled)).await;
    assert_eq!(kept.header("location"), "/setup/salesforce?said=settings-said-log-in");
    let page = browser.get(kept.header("location")).await;
    assert!(page.body.contains("href=\"/settings/salesforce/login\""), "{}", page.body);
    let sent = browser.get("/settings/salesforce/login").await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let back = allow(&stage, sent.header("location")).await;
    let done = browser.get(&back).await;
    assert!(done.body.contains("now writes to Salesforce as"), "{}", done.body);
    // The page leads on where the setup was.
    assert!(done.body.contains("href=\"/setup/salesforce\""), "{}", done.body);
    assert!(browser.get("/setup/salesforce").await.body.contains("href=\"/setup/phone\""));
    assert_eq!(browser.get("/setup").await.header("location"), "/setup/phone");
    // The answer counts once.
    assert_eq!(browser.get(&back).await.status, 400);
}

async fn a_private_key_stands_for_the_user(place: &Place) {
    const KEY: &str = include_str!("../../../salesforce/tests/keys/jwt_test_key.pem");
    let (stage, path) = empty(place).await;
    let browser = owner(&stage, &path).await;
    let administrator = stage.org.administrator().user_id;
    let users = stage.org.users().unwrap();
    let username = users.into_iter().find(|user| user.id == administrator).unwrap().username;
    let filled =
        [("version", "0"), ("auth", "jwt"), ("username", &username), ("private_key", "no key")];
    let refused = browser.post("/setup/salesforce", &form(&stage, &filled)).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(!refused.body.contains("no key"), "{}", refused.body);

    let version = stage.engine.settings().await.unwrap().version.to_string();
    let filled =
        [("version", &*version), ("auth", "jwt"), ("username", &username), ("private_key", KEY)];
    let connected = browser.post("/setup/salesforce", &form(&stage, &filled)).await;
    assert_eq!(connected.status, 303, "{}", connected.body);
    assert_eq!(connected.header("location"), "/setup/salesforce?said=settings-said-connected");
    let page = browser.get("/setup/salesforce").await;
    assert!(page.body.contains("href=\"/setup/phone\""), "{}", page.body);
    assert!(page.body.contains("One is kept.") && !page.body.contains(KEY.lines().nth(1).unwrap()));
}

async fn a_wrong_entry_says_what_to_do_and_can_be_mended(place: &Place) {
    let (stage, path) = empty(place).await;
    let browser = owner(&stage, &path).await;
    let wrong = [("version", "0"), ("auth", "client_credentials"), ("client_secret", "mistyped")];
    let refused = browser.post("/setup/salesforce", &form(&stage, &wrong)).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("invalid_client"), "{}", refused.body);
    assert!(!refused.body.contains("mistyped"), "{}", refused.body);
    // What was entered is still there.
    assert!(refused.body.contains(&format!("value=\"{}\"", stage.org_url)), "{}", refused.body);
    let version = stage.engine.settings().await.unwrap().version.to_string();
    let right =
        [("version", &*version), ("auth", "client_credentials"), ("client_secret", "ringledger")];
    let connected = browser.post("/setup/salesforce", &form(&stage, &right)).await;
    assert_eq!(connected.header("location"), "/setup/salesforce?said=settings-said-connected");
}
