//! An administrator's browser: opens the link, logs in to the org, allows access, and is sent back to us.

use std::collections::HashMap;

use reqwest::redirect::Policy;
use serde_json::Value;
use url::Url;

use crate::sending::{Answer, PUBLIC_URL, get};
use crate::stage::Stage;

/// Opens the link that `ringledger connect` prints.
pub(crate) async fn link(stage: &Stage) -> Url {
    stage.engine.begin_connect(PUBLIC_URL).await.unwrap().parse().unwrap()
}

/// Decides ("allow" or "deny") on the org's page behind `link`; returns where the browser is sent: path and query.
pub(crate) async fn decide(stage: &Stage, link: &Url, decision: &str) -> String {
    let client = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
    let page = client.get(link.clone()).send().await.unwrap();
    assert_eq!(page.status(), 200);
    let html = page.text().await.unwrap();
    assert!(html.contains("Allow Ringledger into"), "{html}");
    let mut form: HashMap<String, String> =
        link.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    form.insert("user".to_owned(), stage.org.administrator().user_id);
    form.insert("decision".to_owned(), decision.to_owned());
    let page = format!("{}/services/oauth2/authorize", stage.org_url);
    let answer = client.post(page).form(&form).send().await.unwrap();
    assert_eq!(answer.status(), 302);
    let location: Url = answer.headers()["location"].to_str().unwrap().parse().unwrap();
    assert!(location.as_str().starts_with(&format!("{PUBLIC_URL}/oauth/callback?")), "{location}");
    format!("{}?{}", location.path(), location.query().unwrap())
}

/// Connects the org from beginning to end.
pub(crate) async fn connect(stage: &Stage) -> Answer {
    let back = decide(stage, &link(stage).await, "allow").await;
    get(stage, &back).await
}

/// From now on each refresh hands out a new refresh token and ends the old one.
pub(crate) async fn rotate_refresh_tokens(stage: &Stage) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let address = format!("{}/__emulator__/apps", stage.org_url);
    let mut apps: Value = client.get(&address).send().await.unwrap().json().await.unwrap();
    for app in apps["app"].as_array_mut().unwrap() {
        app["refresh_token_rotation"] = Value::Bool(true);
    }
    let answer = client.put(&address).json(&apps).send().await.unwrap();
    assert_eq!(answer.status(), 200);
}
