//! Changes as they happen every day, each of them usable with the next event and with as few API calls as can be.

use engine::ORG;
use serde_json::json;

use crate::changes::copy::{Listening, POLL_MS, enter, loaded, plan, streams};
use crate::stage::place::Place;

on_both_databases!(
    a_changed_number_is_found_without_an_api_call,
    someone_new_is_found_without_an_api_call,
    a_new_name_follows_its_parts,
    a_deleted_record_is_forgotten_and_an_undeleted_one_is_back,
    a_merged_contact_leads_to_the_one_that_stayed,
    a_converted_lead_leads_to_its_contact,
    a_contact_shows_its_new_account,
    a_restart_goes_on_where_the_copy_left_off,
    while_events_flow_nothing_is_polled,
);

const OLD: &str = "(202) 555-0147";
const NEW: &str = "(202) 555-0188";

async fn a_changed_number_is_found_without_an_api_call(place: &Place) {
    let stage = loaded(place, plan()).await;
    let id = enter(&stage, "Okafor", OLD);
    stage.clock.advance(POLL_MS);
    stage.engine.tend_people().await.unwrap();
    let mut listening = Listening::of(stage).await;
    assert_eq!(listening.with_number(OLD).await.len(), 1);
    let spent = listening.spent();
    listening.stage.clock.advance(2_000);
    listening.stage.edit("Contact", &id, json!({"Phone": NEW}));
    listening.hear().await;
    assert_eq!(listening.with_number(OLD).await.len(), 0);
    let found = listening.with_number(NEW).await;
    assert_eq!((found.len(), &found[0]["Id"]), (1, &json!(id)));
    assert_eq!(found[0]["Name"], "Mary Okafor");
    assert_eq!(listening.spent(), spent);
}

/// A copy that heard of someone.
async fn steady(place: &Place) -> (Listening, String) {
    let mut listening = Listening::open(place, plan()).await;
    let id = listening.enter("First", OLD);
    listening.hear().await;
    listening.stage.clock.advance(2_000);
    (listening, id)
}

async fn someone_new_is_found_without_an_api_call(place: &Place) {
    let (mut listening, _) = steady(place).await;
    let spent = listening.spent();
    let id = listening.enter("Okafor", NEW);
    listening.hear().await;
    let found = listening.with_number(NEW).await;
    assert_eq!((found.len(), &found[0]["Id"]), (1, &json!(id)));
    assert_eq!(found[0]["Name"], "Mary Okafor");
    assert_eq!(listening.spent(), spent);
}

async fn a_new_name_follows_its_parts(place: &Place) {
    let (mut listening, id) = steady(place).await;
    let spent = listening.spent();
    listening.stage.edit("Contact", &id, json!({"LastName": "Miner", "Email": "mary@example.com"}));
    listening.hear().await;
    let record = listening.record(&id).await.unwrap();
    assert_eq!(
        (&record["Name"], &record["Email"]),
        (&json!("Mary Miner"), &json!("mary@example.com"))
    );
    let name =
        &listening.stage.query("SELECT Name FROM Contact WHERE LastName = 'Miner'")[0]["Name"];
    assert_eq!((&record["Name"], listening.spent()), (name, spent));
}

async fn a_deleted_record_is_forgotten_and_an_undeleted_one_is_back(place: &Place) {
    let (mut listening, id) = steady(place).await;
    let spent = listening.spent();
    listening.stage.delete("Contact", &id);
    listening.hear().await;
    assert_eq!(listening.record(&id).await, None);
    // Only the record itself tells whether it was merged.
    assert_eq!(listening.spent(), spent + 1);
    listening.stage.clock.advance(2_000);
    listening.stage.org.undelete(&listening.stage.org.administrator(), &id).unwrap();
    listening.hear().await;
    assert_eq!(listening.with_number(OLD).await.len(), 1);
}

async fn a_merged_contact_leads_to_the_one_that_stayed(place: &Place) {
    let (mut listening, loser) = steady(place).await;
    let master = listening.enter("Okafor", NEW);
    listening.hear().await;
    listening.stage.clock.advance(2_000);
    let org = &listening.stage.org;
    let changes = json!({"MobilePhone": OLD}).as_object().cloned().unwrap();
    org.merge(&org.administrator(), "Contact", &master, std::slice::from_ref(&loser), changes)
        .unwrap();
    while listening.with_number(OLD).await.first().is_none_or(|found| found["Id"] != json!(master))
    {
        listening.hear().await;
    }
    let loser = listening.record(&loser).await.unwrap();
    assert_eq!((&loser["IsDeleted"], &loser["MasterRecordId"]), (&json!(true), &json!(master)));
    assert_eq!(listening.with_number(OLD).await.len(), 1);
}

async fn a_converted_lead_leads_to_its_contact(place: &Place) {
    let (mut listening, _) = steady(place).await;
    let lead = json!({"FirstName": "Mary", "LastName": "Okafor", "Company": "Example Works", "Phone": NEW});
    let lead = listening.stage.enter("Lead", lead);
    while listening.record(&lead).await.is_none() {
        listening.hear().await;
    }
    listening.stage.clock.advance(2_000);
    let org = &listening.stage.org;
    let wanted =
        emulator::LeadConversion { lead_id: lead.clone(), ..crate::changes::copy::conversion() };
    let converted = org.convert_lead(&org.administrator(), &wanted).unwrap();
    while listening.record(&lead).await.unwrap()["IsConverted"] != json!(true)
        || listening.record(&converted.contact_id).await.is_none()
    {
        listening.hear().await;
    }
    let record = listening.record(&lead).await.unwrap();
    assert_eq!(record["ConvertedContactId"], json!(converted.contact_id));
}

async fn a_contact_shows_its_new_account(place: &Place) {
    let (mut listening, contact) = steady(place).await;
    let account = listening.stage.enter("Account", json!({"Name": "Example Works"}));
    while listening.record(&account).await.is_none() {
        listening.hear().await;
    }
    listening.stage.clock.advance(2_000);
    let spent = listening.spent();
    listening.stage.edit("Contact", &contact, json!({"AccountId": account}));
    listening.hear().await;
    assert_eq!(listening.record(&contact).await.unwrap()["Account"]["Name"], "Example Works");
    assert_eq!(listening.spent(), spent);
}

async fn a_restart_goes_on_where_the_copy_left_off(place: &Place) {
    let (listening, id) = steady(place).await;
    let Listening { stage, ear } = listening;
    drop(ear);
    stage.edit("Contact", &id, json!({"Phone": NEW}));
    streams(&stage, 0).await;
    let spent = stage.org.api_calls();
    let mut listening = Listening::of(stage).await;
    listening.hear().await;
    assert_eq!(listening.with_number(NEW).await.len(), 1);
    // Which objects have events is asked anew.
    assert_eq!(listening.spent(), spent + 1);
}

async fn while_events_flow_nothing_is_polled(place: &Place) {
    let (mut listening, id) = steady(place).await;
    let lead =
        listening.stage.enter("Lead", json!({"LastName": "Ito", "Company": "Example Works"}));
    let account = listening.stage.enter("Account", json!({"Name": "Example Works"}));
    while listening.record(&lead).await.is_none() || listening.record(&account).await.is_none() {
        listening.hear().await;
    }
    let spent = listening.spent();
    for _ in 0..25 {
        listening.stage.clock.advance(POLL_MS / 3);
        listening.ear.tend().await.unwrap();
        listening.stage.engine.tend_people().await.unwrap();
    }
    let fresh = listening.progress("Contact").await.fresh_at.unwrap();
    assert!(listening.stage.clock.now() - fresh < POLL_MS, "{fresh}");
    // Everyone is polled once, for what was before the streams. Users have no events in this org: they go
    // on, every five minutes.
    let polls = listening.stage.wire.sent().split_off(1);
    let polls = polls.iter().filter(|sent| sent.body.contains("changed_Contact")).count();
    assert!(polls > 0, "everyone was polled before");
    assert!(listening.spent() - spent <= 4, "{} calls", listening.spent() - spent);
    let last = listening.stage.wire.sent().pop().unwrap();
    assert!(
        !last.body.contains("changed_Contact") && last.body.contains("changed_User"),
        "{last:?}"
    );
    assert!(listening.record(&id).await.is_some());
    assert_eq!(listening.stage.store.mirror(ORG).await.unwrap().len(), 4);
}
