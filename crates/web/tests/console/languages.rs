//! What a reader of Japanese sees is Japanese, on every page.

use serde_json::json;
use web::access::{NewPerson, Role, add_person};

use crate::browser::{Browser, PASSWORD};
use crate::stage::books::refusal;
use crate::stage::phones::{BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

/// Elements whose text is not ours: names of keys, templates, commands, what an org or a phone system says.
const FOREIGN: [&str; 8] =
    ["script", "style", "code", "pre", "textarea", "option", "svg", "noscript"];

/// What the org says; its words are shown as they are.
const REFUSAL: &str = "Refused by the test.";

/// A signed-in owner whose account speaks this language.
pub(crate) async fn reader(stage: &Stage, language: &str) -> Browser {
    let person = NewPerson {
        email: format!("{language}@example.com"),
        name: "Mia Friday".to_owned(),
        role: Role::Owner,
        password: Some(PASSWORD.into()),
        language: Some(language.to_owned()),
        time_zone: Some("Asia/Tokyo".to_owned()),
    };
    let id = add_person(&stage.engine, person).await.unwrap();
    Browser::of(stage, &id).await
}

/// The texts of a page, one for each text node, without those of foreign elements.
fn texts(page: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut rest = page;
    while let Some(open) = rest.find('<') {
        texts.push(rest[..open].trim().to_owned());
        rest = &rest[open + 1..];
        let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        if FOREIGN.contains(&name.as_str()) {
            let end = format!("</{name}");
            rest = rest.find(&end).map_or("", |place| &rest[place..]);
        }
        rest = rest.split_once('>').map_or("", |(_, rest)| rest);
    }
    texts.retain(|text| !text.is_empty());
    texts
}

/// Three small words of Latin letters in a row are English.
fn is_english(text: &str) -> bool {
    let mut row = 0;
    for word in text.split_whitespace() {
        let letters = word.trim_matches([',', ';', '.', ':', '!', '?']);
        let small = !letters.is_empty() && letters.bytes().all(|byte| byte.is_ascii_lowercase());
        row = if small { row + 1 } else { 0 };
        if row == 3 {
            return true;
        }
    }
    false
}

#[test]
fn english_is_found() {
    let page = "<p>通話<b>nothing holds them back</b><code>one two three</code></p>";
    let found: Vec<String> = texts(page).into_iter().filter(|text| is_english(text)).collect();
    assert_eq!(found, ["nothing holds them back"]);
}

#[tokio::test]
async fn pages_for_a_reader_of_japanese_hold_no_english_sentence() {
    let place = Place::sqlite();
    let stage = Stage::open(&place, Plan::default()).await;
    stage.enter_contact("Okafor", BEN.1);
    let rule = "FIELD_CUSTOM_VALIDATION_EXCEPTION";
    stage.break_record(refusal("Status", json!("Completed"), rule, &["Status"], None));
    stage.tell_at_once("desk", (1..=2).map(|id| call_from(id, BEN))).await;
    stage.work().await;
    stage.engine.look_after().await.unwrap();
    let trouble = stage.engine.troubles().await.unwrap().remove(0).id;
    let browser = reader(&stage, "ja").await;
    let is_ours = |text: &String| !text.contains(REFUSAL);
    for path in [
        "/",
        "/calls",
        "/errors",
        &format!("/errors/{trouble}"),
        "/settings",
        "/settings/salesforce",
        "/settings/salesforce/checks",
        "/settings/sources",
        "/settings/profiles",
        "/settings/profiles/default/matching",
        "/settings/history",
        "/settings/mail",
        "/users",
        "/audit",
        "/me",
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.body.contains("lang=\"ja\""), "{path}");
        let english: Vec<String> =
            texts(&page.body).into_iter().filter(|text| is_english(text)).filter(is_ours).collect();
        assert!(english.is_empty(), "{path}: {english:#?}");
    }
}

#[tokio::test]
async fn who_is_refused_before_a_page_reads_why_in_their_language() {
    let place = Place::sqlite();
    let stage = Stage::open(&place, Plan::default()).await;
    let stranger = Browser::stranger(&stage).with("accept", "text/html,*/*;q=0.8");
    let japanese = stranger.with("accept-language", "ja");
    let page = japanese.post("/login", &[("x", "1")]).await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("lang=\"ja\"") && page.body.contains("内容を読み取れませんでした"));
    assert_eq!(
        japanese.send("DELETE", "/login", None, String::new()).await.header("allow"),
        "GET,HEAD,POST"
    );
    let owner = Browser::signed_in(&stage, Role::Owner).await.with("accept", "text/html");
    let page = owner.get("/calls?state=logged&state=failed").await;
    assert_eq!(page.status, 400);
    assert!(page.body.contains("This could not be understood"), "{}", page.body);
    // A program keeps what it got, and so does a part of a page.
    let plain = Browser::stranger(&stage).post("/login", &[("x", "1")]).await;
    assert!(!plain.body.contains("<html"), "{}", plain.body);
    let part = owner.with("hx-request", "true").get("/calls?state=logged&state=failed").await;
    assert!(!part.body.contains("<html"), "{}", part.body);
}
