//! The pages of the demo org, and of records that try to break out of them.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::org::{Org, OrgOptions};
use crate::seed::{self, SeedFile};

/// 15 Jan 2027, 17:00 in Tokyo.
const NOW: i64 = 1_800_000_000_000;

fn demo() -> (Org, Router) {
    let org = Org::new(OrgOptions::new(Arc::new(|| NOW), 1)).unwrap();
    seed::load(&org, &SeedFile::demo().unwrap()).unwrap();
    let router = super::routes(org.clone());
    (org, router)
}

fn create(org: &Org, object: &str, record: Value) -> String {
    let record = record.as_object().unwrap().clone();
    org.create(&org.administrator(), object, record).unwrap()
}

async fn get(router: &Router, path: &str) -> (StatusCode, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    if let Some(location) = response.headers().get(header::LOCATION) {
        return (status, location.to_str().unwrap().to_owned());
    }
    let bytes = to_bytes(response.into_body(), 1 << 22).await.unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

async fn page(router: &Router, path: &str) -> String {
    let (status, text) = get(router, path).await;
    assert_eq!(status, StatusCode::OK, "{path}: {text}");
    text
}

#[tokio::test]
async fn home_counts_and_shows_what_was_written_last() {
    let (org, router) = demo();
    let empty = page(&router, "/").await;
    assert!(empty.contains("No task yet"));
    assert!(empty.contains("<b>63</b>Leads"), "{empty}");
    assert!(empty.contains("0 / 15000"));
    create(&org, "Task", json!({"Subject": "Brand new", "Status": "Completed"}));
    assert!(page(&router, "/").await.contains("Brand new"));
}

#[tokio::test]
async fn every_list_renders_sorts_and_pages() {
    let (_, router) = demo();
    for shape in &super::shape::SHAPES {
        let path = format!("/lightning/o/{}/list", shape.object);
        let text = page(&router, &path).await;
        assert!(text.contains("sorted by Last Modified"), "{path}: {text}");
        for column in shape.columns {
            for sign in ["", "-"] {
                page(&router, &format!("{path}?sort={sign}{column}&q=a")).await;
            }
        }
    }
    let first = page(&router, "/lightning/o/Contact/list?sort=Name").await;
    let second = page(&router, "/lightning/o/Contact/list?sort=Name&page=2").await;
    assert!(first.contains("Page 1 of 4") && second.contains("Page 2 of 4"));
    assert_eq!(first.matches("<tr>").count(), 51);
    assert_ne!(first, second);
    let beyond = page(&router, "/lightning/o/Contact/list?page=999").await;
    assert!(beyond.contains("Page 4 of 4"));
    page(&router, "/lightning/o/Contact/list?page=-1&sort=Nonsense").await;
}

#[tokio::test]
async fn the_search_box_takes_its_text_literally() {
    let (org, router) = demo();
    create(&org, "Contact", json!({"LastName": "O'Hara 100%_\\", "Phone": "020 7946 0999"}));
    for (wish, found) in [
        ("O%27Hara", true),
        ("100%25_%5C", true),
        ("7946+0999", true),
        ("100__", false),
        ("100%25%25", false),
    ] {
        let text = page(&router, &format!("/lightning/o/Contact/list?q={wish}")).await;
        assert_eq!(text.contains("Hara 100%_\\</a>"), found, "{wish}: {text}");
    }
}

#[tokio::test]
async fn a_record_shows_its_fields_relations_and_calls() {
    let (org, router) = demo();
    let account = create(&org, "Account", json!({"Name": "Acme"}));
    let contact = create(
        &org,
        "Contact",
        json!({"LastName": "Doe", "FirstName": "Jo", "AccountId": account, "Phone": "020 7946 0001"}),
    );
    let case = create(&org, "Case", json!({"Subject": "Broken", "ContactId": contact}));
    for (subject, call_type, seconds, day) in [
        ("Talked in", "Inbound", 185, "2027-01-14"),
        ("Nobody there", "Inbound", 0, "2027-01-10"),
        ("Talked out", "Outbound", 3_700, "2026-12-20"),
    ] {
        create(
            &org,
            "Task",
            json!({"Subject": subject, "CallType": call_type, "CallDurationInSeconds": seconds, "Status": "Completed",
                "ActivityDate": day, "WhoId": contact, "WhatId": case, "TaskSubtype": "Call",
                "Description": "first line\nsecond line", "CallDisposition": "Interested"}),
        );
    }
    let due = create(
        &org,
        "Task",
        json!({"Subject": "Call back", "WhoId": contact, "ActivityDate": "2027-01-20"}),
    );
    let text = page(&router, &format!("/lightning/r/Contact/{contact}/view")).await;
    for expected in [
        "Jo Doe",
        "020 7946 0001",
        "Acme</a>",
        "Upcoming &#38; Overdue",
        "January 2027 <span>This Month</span>",
        "December 2026 <span>Last Month</span>",
        "Incoming call, 3 min 5 s",
        "Missed call",
        "Outgoing call, 1 h 1 min",
        "14 Jan 2027",
        "first line\nsecond line",
        "Result: Interested",
        "Cases (1)",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    let place = |subject: &str| text.find(subject).unwrap();
    assert!(place("Call back") < place("Talked in"));
    assert!(place("Talked in") < place("Nobody there"));
    assert!(place("Nobody there") < place("Talked out"));
    let account_page = page(&router, &format!("/lightning/r/Account/{account}/view")).await;
    assert!(account_page.contains("Contacts (1)"), "{account_page}");
    let case_page = page(&router, &format!("/lightning/r/Case/{case}/view")).await;
    assert!(case_page.contains("Talked in"));
    let task_page = page(&router, &format!("/lightning/r/Task/{due}/view")).await;
    assert!(task_page.contains(&format!("/lightning/r/Contact/{contact}/view")));
}

#[tokio::test]
async fn a_person_account_says_so_and_has_its_calls() {
    let (org, router) = demo();
    let query = "SELECT Id, PersonContactId FROM Account WHERE IsPersonAccount = true LIMIT 1";
    let found = org.query(&org.administrator(), query).unwrap().records;
    let (id, contact) = (&found[0]["Id"], &found[0]["PersonContactId"]);
    create(
        &org,
        "Task",
        json!({"Subject": "To the person", "WhoId": contact, "Status": "Completed"}),
    );
    let path = format!("/lightning/r/Account/{}/view", id.as_str().unwrap());
    let text = page(&router, &path).await;
    assert!(text.contains("Person Account") && text.contains("To the person"), "{text}");
}

#[tokio::test]
async fn nothing_breaks_out_of_a_page() {
    let (org, router) = demo();
    let evil = "<script>alert(1)</script>\"'><img src=x>";
    let account = create(&org, "Account", json!({"Name": evil, "Website": "javascript:alert(1)"}));
    let contact = create(&org, "Contact", json!({"LastName": evil, "AccountId": account}));
    let task = create(
        &org,
        "Task",
        json!({"Subject": evil, "Description": evil, "WhoId": contact, "CallDisposition": evil}),
    );
    for path in [
        "/".to_owned(),
        "/lightning/o/Contact/list".to_owned(),
        "/lightning/o/Task/list".to_owned(),
        "/lightning/o/Task/list?q=%3Cscript%3E&sort=%22%3E%3Cscript%3E".to_owned(),
        format!("/lightning/r/Account/{account}/view"),
        format!("/lightning/r/Contact/{contact}/view"),
        format!("/lightning/r/Task/{task}/view"),
    ] {
        let text = page(&router, &path).await;
        assert_eq!(text.matches("<script").count(), 1, "{path}: only the page's own script");
        assert!(!text.contains("<img"), "{path}");
        assert!(!text.contains("href=\"javascript"), "{path}");
    }
}

#[tokio::test]
async fn a_phone_number_is_a_link_that_the_panel_takes() {
    let (org, router) = demo();
    let fields = json!({"LastName": "Doe", "Phone": "０３-5550-0101", "MobilePhone": "ask"});
    let id = create(&org, "Contact", fields);
    for path in
        [format!("/lightning/r/Contact/{id}/view"), "/lightning/o/Contact/list?q=Doe".to_owned()]
    {
        let text = page(&router, &path).await;
        assert!(
            text.contains("href=\"tel:0355500101\" class=\"dial\" data-name=\"Doe\""),
            "{text}"
        );
        assert!(text.contains(&format!("data-record=\"{id}\"")), "{text}");
        assert!(!text.contains("tel:\""), "words are no number: {text}");
    }
    let fields = json!({"LastName": "Poe", "MailingStreet": "1 Elm", "MailingCity": "Leeds"});
    let poe = create(&org, "Contact", fields);
    let text = page(&router, &format!("/lightning/r/Contact/{poe}/view")).await;
    assert!(text.contains("<dd>1 Elm, Leeds</dd>") && !text.contains("Mailing City"), "{text}");
    assert!(page(&router, "/assets/org.js").await.contains("a.dial"));
}

#[tokio::test]
async fn the_panel_shows_the_call_centre_that_was_deployed() {
    let (org, router) = demo();
    assert!(page(&router, "/").await.contains("no call centre yet"));
    for (address, shown) in
        [("https://panel.example.com/in?a=1&amp;b=2", true), ("javascript:alert(1)", false)]
    {
        let component = json!({
            "kind": "CallCenter", "name": "Ringledger", "id": "04v5g0000000001AAA", "created_at": NOW,
            "modified_at": NOW, "xml": format!("<adapterUrl>{address}</adapterUrl>"),
        });
        let component = serde_json::from_value(component).unwrap();
        org.change_setup(|setup| setup.metadata.components = vec![component]);
        let text = page(&router, "/").await;
        // The page writes the sign in its own way; XML's way within it would reach the panel.
        let written = address.replace("&amp;", "&#38;");
        assert_eq!(text.contains(&format!("data-adapter=\"{written}\"")), shown, "{text}");
    }
}

#[tokio::test]
async fn bare_ids_lead_to_their_records() {
    let (org, router) = demo();
    let id = create(&org, "Contact", json!({"LastName": "Doe"}));
    for path in [format!("/{id}"), format!("/{}", &id[..15]), format!("/lightning/r/{id}/view")] {
        let (status, location) = get(&router, &path).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{path}");
        assert!(location.starts_with("/lightning/r/Contact/003"), "{location}");
        assert!(page(&router, &location).await.contains("Doe"));
    }
}

#[tokio::test]
async fn what_is_not_there_is_404() {
    let (org, router) = demo();
    let id = create(&org, "Contact", json!({"LastName": "Doe"}));
    org.delete(&org.administrator(), "Contact", &id).unwrap();
    for path in [
        "/nonsense".to_owned(),
        "/lightning/o/Nonsense/list".to_owned(),
        "/lightning/r/Contact/nonsense/view".to_owned(),
        "/lightning/r/Contact/x'%20OR%20Id%20!=%20'/view".to_owned(),
        format!("/lightning/r/Contact/{id}/view"),
    ] {
        let (status, text) = get(&router, &path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}: {text}");
    }
}

#[tokio::test]
async fn an_org_without_person_accounts_has_the_same_pages() {
    let mut options = OrgOptions::new(Arc::new(|| NOW), 1);
    options.person_accounts = false;
    let org = Org::new(options).unwrap();
    let id = create(&org, "Account", json!({"Name": "Acme"}));
    let router = super::routes(org);
    page(&router, "/lightning/o/Account/list?q=acme").await;
    page(&router, &format!("/lightning/r/Account/{id}/view")).await;
}
