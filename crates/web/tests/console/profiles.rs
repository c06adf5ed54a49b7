//! Profiles in the console: looked at, tried on the last calls, saved by their differences, undone, exported, imported.

use engine::settings::Change;
use secrecy::SecretString;
use toml::{Table, Value};
use web::access::Role;

use crate::browser::Browser;
use crate::stage::phones::{BEN, SECRET, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    every_page_opens_and_is_sent_back_unchanged,
    a_changed_profile_is_tried_and_then_counts,
    a_built_in_profile_becomes_one_of_ones_own,
    of_two_who_save_at_once_the_second_is_told_what_changed,
    bad_input_is_said_beside_its_field_and_nothing_is_kept,
    what_the_org_lacks_is_said_before_it_is_saved,
    a_template_is_previewed_while_it_is_written,
    the_table_of_users_takes_a_csv_file_and_refuses_a_wrong_one,
    a_version_shows_what_it_changed_and_can_be_undone,
    settings_are_exported_checked_and_imported,
    who_may_only_read_cannot_change_and_sees_no_personal_data,
);

/// A stage whose engine goes by a document with a source and a profile of its own, and one call of a known contact.
async fn open(place: &Place) -> Stage {
    let mut stage = Stage::open(place, Plan::default()).await;
    stage.enter_contact("Okafor", BEN.1);
    let engine = stage.engine_by_settings("").await;
    let text = format!(
        "[salesforce]\nlogin_url = \"{}\"\nauth = \"client_credentials\"\nclient_id = \"ringledger\"\n\
         people = \"live\"\n[[source]]\nid = \"desk\"\nkind = \"generic\"\nprofile = \"ours\"\n\
         [profile.ours]\nextends = \"default\"\nabout = \"Ours.\"\n",
        stage.org_url
    );
    let secrets = [("source.desk.secret", SECRET), ("salesforce.client_secret", "ringledger")];
    let secret = |(path, secret): (&str, &str)| (path.to_owned(), Some(SecretString::from(secret)));
    let change = Change {
        document: text.parse().unwrap(),
        secrets: secrets.map(secret).into(),
        who: "start".to_owned(),
        ..Change::default()
    };
    engine.change_settings(change).await.unwrap();
    stage.work_with(engine);
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    assert_eq!(stage.tasks().len(), 1);
    stage
}

async fn document(stage: &Stage) -> Table {
    stage.engine.settings().await.unwrap().document
}

async fn own(stage: &Stage, name: &str) -> Table {
    let document = document(stage).await;
    document["profile"][name].as_table().unwrap().clone()
}

/// The names and values of the inputs of the page's main form, as a browser would send them.
fn form(page: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let start = page.find("<input type=\"hidden\" name=\"version\"").unwrap();
    let text = &page[start..];
    let attribute = |tag: &str, name: &str| -> Option<String> {
        let at = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        Some(unescaped(&tag[at..at + tag[at..].find('"')?]))
    };
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let end = rest.find('>').unwrap();
        let tag = &rest[..end];
        let inside = &rest[end + 1..];
        let named = attribute(tag, "name");
        if tag.starts_with("<input") {
            let on = !tag.contains("type=\"checkbox\"") || tag.contains(" checked");
            if let (Some(name), true) = (named, on) {
                pairs.push((name, attribute(tag, "value").unwrap_or_default()));
            }
        } else if tag.starts_with("<textarea") {
            let value = &inside[..inside.find("</textarea>").unwrap()];
            pairs.push((named.unwrap(), unescaped(value)));
        } else if tag.starts_with("<select") {
            let options = &inside[..inside.find("</select>").unwrap()];
            let selected = options.split("<option").skip(1);
            let mut chosen = None;
            for option in selected {
                let value = attribute(option.split('>').next().unwrap(), "value").unwrap();
                if chosen.is_none() || option.split('>').next().unwrap().contains(" selected") {
                    chosen = Some(value);
                }
            }
            pairs.push((named.unwrap(), chosen.unwrap()));
        }
        rest = inside;
        if tag == "</form" {
            break;
        }
    }
    pairs
}

fn unescaped(text: &str) -> String {
    text.replace("&#10;", "\n")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

/// The form with other values, and the deed.
fn changed(page: &str, values: &[(&str, &str)], deed: &str) -> Vec<(String, String)> {
    let mut pairs = form(page);
    for (name, value) in values {
        pairs.retain(|(known, _)| known != name);
        pairs.push(((*name).to_owned(), (*value).to_owned()));
    }
    pairs.push(("deed".to_owned(), deed.to_owned()));
    pairs
}

async fn send(browser: &Browser, path: &str, pairs: &[(String, String)]) -> crate::browser::Page {
    let pairs: Vec<(&str, &str)> =
        pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(path, &pairs).await
}

const SECTIONS: [&str; 12] = [
    "timing", "types", "subjects", "comments", "task", "fields", "matching", "creation", "owner",
    "users", "contacts", "general",
];

async fn every_page_opens_and_is_sent_back_unchanged(place: &Place) {
    let stage = open(place).await;
    let browser = Browser::signed_in(&stage, Role::Admin).await;
    let list = browser.get("/settings/profiles").await;
    assert!(list.status == 200 && list.body.contains("/settings/profiles/ours/timing"), "{list:?}");
    for name in ["ours", "miitel"] {
        for section in SECTIONS {
            let path = format!("/settings/profiles/{name}/{section}");
            let page = browser.get(&path).await;
            assert_eq!(page.status, 200, "{path}");
            let again = send(&browser, &path, &changed(&page.body, &[], "save")).await;
            let to = format!("{path}?said=profile-said-same");
            assert_eq!(again.header("location"), to, "{}", again.body);
        }
    }
    assert_eq!(stage.engine.settings().await.unwrap().version, 1);
    assert_eq!(browser.get("/settings/profiles/ours/nothing").await.status, 404);
    assert_eq!(browser.get("/settings/profiles/nobody/timing").await.status, 404);
}

async fn a_changed_profile_is_tried_and_then_counts(place: &Place) {
    let stage = open(place).await;
    let browser = Browser::signed_in(&stage, Role::Admin).await;
    let path = "/settings/profiles/ours/subjects";
    let page = browser.get(path).await;
    assert!(page.body.contains("Incoming call: Okafor"), "the preview shows a real call");
    let values = [("subject.incoming", "Talked with {RECORD_NAME}"), ("note", "Shorter")];
    let tried = send(&browser, path, &changed(&page.body, &values, "look")).await;
    assert_eq!(tried.status, 200);
    assert!(tried.body.contains("Talked with Okafor"), "{}", tried.body);
    assert!(tried.body.contains("id=\"would\""));
    assert_eq!(stage.engine.settings().await.unwrap().version, 1, "trying keeps nothing");

    let saved = send(&browser, path, &changed(&tried.body, &[], "save")).await;
    assert_eq!(saved.header("location"), format!("{path}?said=profile-said-saved"));
    let own = own(&stage, "ours").await;
    let subject = own["subject"].as_table().unwrap();
    assert_eq!(subject.len(), 1, "only what differs is kept: {own}");
    stage.tell("desk", &call_from(2, BEN)).await;
    stage.settle().await;
    let tasks = stage.tasks();
    assert!(tasks.iter().any(|task| task["Subject"] == "Talked with Okafor"), "{tasks:?}");
    let history = browser.get("/settings/history").await;
    assert!(
        history.body.contains("Shorter") && history.body.contains("profile.ours.subject.incoming")
    );
}

async fn a_built_in_profile_becomes_one_of_ones_own(place: &Place) {
    let stage = open(place).await;
    let browser = Browser::signed_in(&stage, Role::Admin).await;
    let mut document = document(&stage).await;
    document["source"][0]["profile"] = Value::from("default");
    let change = Change { expected: 1, document, ..Change::default() };
    stage.engine.change_settings(change).await.unwrap();

    let path = "/settings/profiles/default/timing";
    let page = browser.get(path).await;
    let saved =
        send(&browser, path, &changed(&page.body, &[("log.create", "begins")], "save")).await;
    assert_eq!(
        saved.header("location"),
        "/settings/profiles/default-own/timing?said=profile-said-saved"
    );
    let made = own(&stage, "default-own").await;
    let expected: Table = "extends = \"default\"\n[log]\ncreate = \"begins\"".parse().unwrap();
    assert_eq!(made, expected);
    let settings = stage.engine.settings().await.unwrap();
    assert_eq!(settings.config.sources[0].profile, "default-own");
}

async fn of_two_who_save_at_once_the_second_is_told_what_changed(place: &Place) {
    let stage = open(place).await;
    let first = Browser::signed_in(&stage, Role::Admin).await;
    let second = Browser::signed_in(&stage, Role::Owner).await;
    let path = "/settings/profiles/ours/timing";
    let (one, other) = (first.get(path).await, second.get(path).await);
    let saved =
        send(&first, path, &changed(&one.body, &[("unknown_number", "none")], "save")).await;
    assert_eq!(saved.status, 303);
    let late = changed(&other.body, &[("log.create", "answered")], "save");
    let told = send(&second, path, &late).await;
    assert_eq!(told.status, 422);
    assert!(told.body.contains("profile.ours.unknown_number"), "{}", told.body);
    assert_eq!(stage.engine.settings().await.unwrap().version, 2);
    // The entries are still there, and saving once more keeps them.
    let again = send(&second, path, &changed(&told.body, &[], "save")).await;
    assert_eq!(again.status, 303, "{}", again.body);
    assert_eq!(own(&stage, "ours").await["log"]["create"].as_str(), Some("answered"));
}

async fn bad_input_is_said_beside_its_field_and_nothing_is_kept(place: &Place) {
    let stage = open(place).await;
    let browser = Browser::signed_in(&stage, Role::Admin).await;
    let long = "x".repeat(10_000);
    for (section, name, value, said) in [
        ("subjects", "subject.incoming", "{RECORD_NMAE}", "Did you mean {RECORD_NAME}?"),
        ("subjects", "subject.incoming", "", "they need a subject"),
        ("subjects", "subject.incoming", long.as_str(), "these are 10,000"),
        ("comments", "description.limit", "99999999999999999999", "500 to 32,000"),
        ("comments", "description.template", "{", "not closed"),
        ("timing", "log.create", "<script>alert(1)</script>", "not possible here"),
        ("task", "activity_date.zone", "Atlantis", "Atlantis"),
        ("fields", "fields#name", "No Name", "no API name"),
        ("general", "about", long.as_str(), "these are 10,000"),
    ] {
        let path = format!("/settings/profiles/ours/{section}");
        let page = browser.get(&path).await;
        let sent = changed(&page.body, &[(name, value), ("fields#template", "{TAGS}")], "save");
        let refused = send(&browser, &path, &sent).await;
        assert_eq!(refused.status, 422, "{section} {name}");
        assert!(refused.body.contains(said), "{section} {name}: {}", refused.body);
        assert!(!refused.body.contains("<script>alert"));
    }
    assert_eq!(stage.engine.settings().await.unwrap().version, 1);
    let made = browser.post("/settings/profiles", &[("name", "default"), ("base", "ours")]).await;
    assert_eq!(made.status, 422);
    let made = browser.post("/settings/profiles", &[("name", "x\u{202e}"), ("base", "ours")]).await;
    assert_eq!(made.status, 422);
    let removed = browser.post("/settings/profiles/ours/remove", &[]).await;
    assert_eq!(removed.status, 409);
}

async fn what_the_org_lacks_is_said_before_it_is_saved(place: &Place) {
    let stage = open(place).await;
    let browser = Browser::signed_in(&stage, Role::Admin).await;
    let path = "/settings/profiles/ours/fields";
    let page = browser.get(path).await;
    let entered = [("fields#name", "Nowhere__c"), ("fields#template", "{TAGS}")];
    let objected = send(&browser, path, &changed(&page.body, &entered, "save")).await;
    assert_eq!(objected.status, 422, "{}", objected.body);
    assert!(objected.body.contains("Nowhere__c"), "{}", objected.body);
    assert!(objected.body.contains("nothing was saved yet"), "{}", objected.body);
    assert_eq!(stage.engine.settings().await.unwrap().version, 1);
    let kept = send(&browser, path, &changed(&objected.body, &[], "save_anyway")).await;
    assert_eq!(kept.status, 303, "{}", kept.body);
    assert_eq!(own(&stage, "ours").await["fields"]["Nowhere__c"].as_str(), Some("{TAGS}"));
    // What is known already stands in nobody's way.
    let path = "/settings/profiles/ours/timing";
    let page = browser.get(path).await;
    let entered = [("log.create", "answered")];
    let kept = send(&browser, path, &changed(&page.body, &entered, "save")).await;
    assert_eq!(kept.status, 303, "{}", kept.body);
}

async fn a_template_is_previewed_while_it_is_written(place: &Place) {
    let stage = open(place).await;
    let browser = Browser::signed_in(&stage, Role::Admin).await;
    let spent = stage.org.api_calls();
    let path = "/settings/profiles/ours/preview";
    let typed =
        [("place", "subject.incoming"), ("subject.incoming", "{USER_NAME} & {RECORD_NAME}")];
    let part = browser.post(path, &typed).await;
    assert_eq!(part.status, 200);
    assert!(part.body.contains("Mia Weber &#38; Okafor"), "{}", part.body);
    assert!(part.body.contains("18 of 255 characters"), "{}", part.body);
    assert!(!part.body.contains("<html"));
    let typed = [("place", "description.missed"), ("description.missed", "{NOBODY")];
    assert!(browser.post(path, &typed).await.body.contains("not closed"));
    let typed = [("place", "server.listen"), ("server.listen", "x")];
    assert_eq!(browser.post(path, &typed).await.status, 200);
    assert_eq!(stage.org.api_calls(), spent, "looking costs nothing");
}

async fn the_table_of_users_takes_a_csv_file_and_refuses_a_wrong_one(place: &Place) {
    let stage = open(place).await;
    let browser = Browser::signed_in(&stage, Role::Admin).await;
    let path = "/settings/profiles/ours/users";
    let page = browser.get(path).await;
    let wrong = changed(&page.body, &[("csv", "user,mail\n1,a@example.com\n")], "csv");
    let refused = send(&browser, path, &wrong).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("user,mail"), "what was pasted is still there");
    assert!(refused.body.contains("csv-error"), "{}", refused.body);

    let good =
        changed(&page.body, &[("csv", "phone_user,salesforce\n104,mia@example.com\n")], "csv");
    let read = send(&browser, path, &good).await;
    assert_eq!(read.status, 200);
    assert_eq!(stage.engine.settings().await.unwrap().version, 1, "nothing is kept yet");
    let objected = send(&browser, path, &changed(&read.body, &[], "save")).await;
    assert_eq!(objected.status, 422, "the org has no such user: {}", objected.body);
    let saved = send(&browser, path, &changed(&objected.body, &[], "save_anyway")).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let users = own(&stage, "ours").await["owner"]["users"].clone();
    let expected: Table =
        "users = [{ phone_user = \"104\", salesforce = \"mia@example.com\" }]".parse().unwrap();
    assert_eq!(users, expected["users"]);
}

async fn a_version_shows_what_it_changed_and_can_be_undone(place: &Place) {
    let stage = open(place).await;
    let browser = Browser::signed_in(&stage, Role::Admin).await;
    let path = "/settings/profiles/ours/timing";
    let page = browser.get(path).await;
    send(&browser, path, &changed(&page.body, &[("log.create", "begins")], "save")).await;
    let version = browser.get("/settings/history/2").await;
    assert!(version.body.contains("profile.ours.log.create"), "{}", version.body);
    let undone = browser.post("/settings/history/1/undo", &[("newest", "2")]).await;
    assert_eq!(undone.header("location"), "/settings/history?said=profile-said-undone");
    assert!(!own(&stage, "ours").await.contains_key("log"));
    // Who still looks at the page of before is told, and nothing happens twice.
    let late = browser.post("/settings/history/1/undo", &[("newest", "2")]).await;
    assert_eq!(late.status, 409);
    assert_eq!(browser.get("/settings/history/99").await.status, 404);
    assert_eq!(browser.get("/settings/history/x").await.status, 404);
}

async fn settings_are_exported_checked_and_imported(place: &Place) {
    let stage = open(place).await;
    let browser = Browser::signed_in(&stage, Role::Admin).await;
    let exported = browser.get("/settings/export.toml").await;
    assert!(exported.header("content-disposition").contains("ringledger-settings-1.toml"));
    assert!(!exported.body.contains(SECRET));
    let text = exported.body.replace("\"Ours.\"", "\"Imported.\"");

    for (bad, code) in [
        ("this is = no toml =", "not_toml"),
        ("[profile.a]\nextends = \"a\"", "profile"),
        ("[server]\nlisten = \"0.0.0.0:1\"", "not_here"),
    ] {
        let pairs = [("text", bad), ("deed", "look"), ("version", "1")];
        let refused = browser.post("/settings/import", &pairs).await;
        assert_eq!(refused.status, 422, "{bad}");
        assert!(refused.body.contains(&format!("({code})")), "{bad}: {}", refused.body);
    }
    let pairs = [("text", text.as_str()), ("deed", "look"), ("version", "1")];
    let looked = browser.post("/settings/import", &pairs).await;
    assert!(looked.body.contains("profile.ours.about"), "{}", looked.body);
    assert_eq!(stage.engine.settings().await.unwrap().version, 1);
    let pairs = [("text", text.as_str()), ("deed", "save"), ("version", "1")];
    let saved = browser.post("/settings/import", &pairs).await;
    assert_eq!(saved.header("location"), "/settings/history?said=profile-said-imported");
    assert_eq!(own(&stage, "ours").await["about"].as_str(), Some("Imported."));
}

async fn who_may_only_read_cannot_change_and_sees_no_personal_data(place: &Place) {
    let stage = open(place).await;
    let browser = Browser::signed_in(&stage, Role::Auditor).await;
    let page = browser.get("/settings/profiles/ours/subjects").await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("Okafor"), "{}", page.body);
    assert!(!page.body.contains("value=\"save\""));
    let refused = browser.post("/settings/profiles/ours/subjects", &[("deed", "save")]).await;
    assert_eq!(refused.status, 403);
    let agent = Browser::signed_in(&stage, Role::Agent).await;
    assert_eq!(agent.get("/settings/profiles").await.status, 403);
}
