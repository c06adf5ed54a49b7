//! Erasing and disclosing what phone systems said of a person in their contacts, also where the contact is gone by now.

use engine::Deed;
use serde_json::{Value, json};
use store::{ContactHistoryRow, ContactLink};

use crate::erasure::cut_off;
use crate::stage::phones::{AIKO, BEN};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    a_contact_that_was_deleted_in_the_phone_system_is_erased_and_disclosed,
    an_erasure_that_is_cut_off_at_a_contact_is_finished_by_the_next,
    a_contact_of_somebody_else_who_names_the_number_stays,
);

/// What is searched for in the database.
const TRACES: [&str; 4] = ["5550-0123", "355500123", "Sato", "Aiko"];

const AT: i64 = 1_795_000_100;

async fn tell(stage: &Stage, event: &str, at: i64, data: &Value) {
    let body =
        json!({"resource": "contact", "event": event, "timestamp": at, "token": "x", "data": data});
    stage.send("sales", body.to_string().as_bytes()).await;
    stage.work().await;
}

fn contact(id: u64, name: &str, number: &str, information: &str) -> Value {
    json!({"id": id, "last_name": name, "is_shared": true, "created_at": 1_795_000_000, "updated_at": AT,
        "information": information, "phone_numbers": [{"id": 1, "value": number}], "emails": []})
}

/// Links a contact with a record, with a text that their sync replaced.
async fn link(stage: &Stage, contact_id: &str, record_id: &str, name: &str) {
    let said = Some(json!({"last_name": name}).to_string());
    let link = ContactLink {
        record_id: record_id.to_owned(),
        object: "Contact".to_owned(),
        contact_id: Some(contact_id.to_owned()),
        ours: said.clone(),
        theirs: said,
        ..ContactLink::default()
    };
    let replaced = ContactHistoryRow {
        at: AT,
        record_id: record_id.to_owned(),
        field: "first_name".to_owned(),
        written_to: "phone".to_owned(),
        replaced: String::new(),
        kept: name.to_owned(),
        conflict: false,
    };
    stage.store.save_links(engine::ORG, "sales", vec![link], vec![replaced]).await.unwrap();
}

/// Aiko's contact and Ben's, both linked; hers was deleted in the phone system.
async fn two_contacts(place: &Place) -> Stage {
    let stage = Stage::open(place, Plan::default()).await;
    let aiko = contact(7, "Sato", "+81 3-5550-0123", "");
    tell(&stage, "contact.created", AT, &aiko).await;
    let ben = contact(8, "Okafor", BEN.0, "");
    tell(&stage, "contact.created", AT, &ben).await;
    link(&stage, "7", "003000000000007AAA", "Aiko").await;
    link(&stage, "8", "003000000000008AAA", "Ben").await;
    tell(&stage, "contact.deleted", AT + 9, &aiko).await;
    assert!(stage.store.contacts_with(engine::ORG, &[AIKO.0]).await.unwrap().is_empty());
    stage
}

async fn only_ben_is_left(stage: &Stage, place: &Place) {
    let contents = place.contents().await;
    for trace in TRACES {
        assert!(!contents.contains(trace), "{trace} is still there");
    }
    let links =
        stage.store.links_of(engine::ORG, "sales", &["003000000000007AAA", "003000000000008AAA"]);
    let links = links.await.unwrap();
    let left: Vec<&str> = links.iter().filter_map(|link| link.contact_id.as_deref()).collect();
    // That the contact is gone stays known: a sync must not make it anew in the phone system.
    assert_eq!(left, ["7", "8"]);
    let texts = |link: &ContactLink| (link.ours.clone(), link.theirs.clone());
    assert_eq!(links.iter().map(texts).filter(|texts| *texts == (None, None)).count(), 1);
    let history = stage.store.contact_history(engine::ORG, "sales", 10).await.unwrap();
    let kept: Vec<&str> = history.iter().map(|row| row.kept.as_str()).collect();
    assert_eq!(kept, ["Ben"]);
    assert_eq!(stage.engine.traces_of(AIKO.0).await.unwrap(), engine::Traces::default());
}

async fn a_contact_that_was_deleted_in_the_phone_system_is_erased_and_disclosed(place: &Place) {
    let stage = two_contacts(place).await;
    let contents = place.contents().await;
    for trace in ["Sato", "Aiko", "5550-0123"] {
        assert!(contents.contains(trace), "{trace} is not there to begin with");
    }
    let told = stage.engine.disclose(AIKO.0, Deed::default()).await.unwrap();
    let names: Vec<&str> =
        told.contacts.iter().map(|it| it["texts"]["last_name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Sato"]);
    let erased = stage.engine.erase(AIKO.0, Deed::default()).await.unwrap().erased;
    assert_eq!(erased.contacts, 1, "{erased:?}");
    only_ben_is_left(&stage, place).await;
}

async fn an_erasure_that_is_cut_off_at_a_contact_is_finished_by_the_next(place: &Place) {
    let stage = two_contacts(place).await;
    cut_off(place, "contact_history", "true", async || {
        stage.engine.erase(AIKO.0, Deed::default()).await.unwrap_err();
    })
    .await;
    let erased = stage.engine.erase(AIKO.0, Deed::default()).await.unwrap().erased;
    assert_eq!(erased.contacts, 1, "{erased:?}");
    only_ben_is_left(&stage, place).await;
}

/// A sync would carry the dots to Salesforce and to the phone system: what others say there is theirs.
async fn a_contact_of_somebody_else_who_names_the_number_stays(place: &Place) {
    let stage = two_contacts(place).await;
    let mia = contact(9, "Weber", "+81 3-5550-0188", "Works with 03-5550-0123.");
    tell(&stage, "contact.created", AT, &mia).await;
    stage.engine.erase(AIKO.0, Deed::default()).await.unwrap();
    let mia = stage.store.contacts_with(engine::ORG, &["+81355500188"]).await.unwrap();
    assert_eq!(mia.len(), 1);
    let body: Value = serde_json::from_str(&mia[0].contact.body).unwrap();
    assert_eq!(body["texts"]["description"], "Works with 03-5550-0123.");
}
