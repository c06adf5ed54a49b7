//! The first sync: who takes part, which of several, how many; and that nobody is written before somebody looked.

use serde_json::json;

use crate::ground::{Ground, SOURCE};
use crate::stage::place::Place;

on_both_databases!(
    f122_f123_f124_f125_leads_and_contacts_with_a_phone_become_contacts,
    nothing_is_written_before_somebody_confirmed,
    f126_the_first_sync_can_be_capped_by_number_and_age,
    f27_one_of_several_with_the_same_number,
    who_is_there_already_is_found_by_number,
    twice_changes_nothing_and_f127_the_next_is_an_hour_later,
);

async fn f122_f123_f124_f125_leads_and_contacts_with_a_phone_become_contacts(place: &Place) {
    let ground = Ground::open(place).await;
    let account = ground.record("Account", json!({"Name": "Quill Lamps"}));
    ground.record(
        "Contact",
        json!({"FirstName": "Ada", "LastName": "Quill", "Phone": "020 7946 0123",
        "Email": "ada@example.com", "Description": "Prefers mornings", "AccountId": account}),
    );
    ground.record(
        "Lead",
        json!({"FirstName": "Ben", "LastName": "Okafor", "Company": "Okafor Ltd",
        "Phone": "07700 900123"}),
    );
    ground.record("Contact", json!({"LastName": "Mobile", "MobilePhone": "07700 900124"}));
    let report = ground.begin().await;
    assert_eq!((report.made, report.people_read, report.problems), (2, 2, 0), "{report:?}");
    let ada = ground.phone.contact("Quill");
    assert_eq!(ada["first_name"], "Ada");
    assert_eq!(ada["company_name"], "Quill Lamps");
    assert_eq!(ada["information"], "Prefers mornings");
    assert_eq!(ada["phone_numbers"][0]["value"], "+442079460123");
    assert_eq!(ada["emails"][0]["value"], "ada@example.com");
    assert_eq!(ground.phone.contact("Okafor")["company_name"], "Okafor Ltd");
    assert_eq!(ground.phone.inner().contacts.len(), 2);
}

async fn nothing_is_written_before_somebody_confirmed(place: &Place) {
    let ground = Ground::open(place).await;
    ground.person("Quill", "020 7946 0123");
    ground
        .phone
        .enter(&json!({"last_name": "Stranger", "phone_numbers": [{"value": "+442079460199"}]}));
    assert_eq!(ground.stage.engine.sync_contacts(SOURCE).await.unwrap(), None);
    let report = ground.dry().await;
    assert_eq!((report.made, report.contacts_read), (1, 1), "{report:?}");
    assert_eq!((report.first[0].what.as_str(), ground.writes()), ("new contact", 0));
    assert_eq!(report.first[0].detail, "phone, last_name to the phone system");
    let state = ground.stage.engine.sync_state(SOURCE).await.unwrap();
    assert_eq!((state.confirmed, state.next), (None, None));
    assert_eq!(ground.begin().await.made, 1);
}

const CAPPED: &str =
    "name = \"capped\"\nextends = \"callconnect\"\n[sync]\nfirst_sync_records = 3\n";

async fn f126_the_first_sync_can_be_capped_by_number_and_age(place: &Place) {
    let ground = Ground::with(place, CAPPED).await;
    ground.person("Ancient", "020 7946 0100");
    ground.stage.clock.advance(366 * 86_400_000);
    ground.record("Lead", json!({"LastName": "Lead", "Company": "L", "Phone": "020 7946 0130"}));
    ground.stage.clock.advance(3_600_000);
    for (place, name) in ["Old", "Mid", "New"].iter().enumerate() {
        ground.person(name, &format!("020 7946 012{place}"));
    }
    let report = ground.begin().await;
    assert_eq!((report.made, report.people_read), (3, 3), "{report:?}");
    let names: Vec<String> = ground
        .phone
        .inner()
        .contacts
        .values()
        .map(|contact| contact["last_name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["New", "Mid", "Old"]);
    // Afterwards there is no cap: whoever changes is taken.
    for name in ["Ancient", "Fresh"] {
        let id = ground.stage.query(&format!("SELECT Id FROM Contact WHERE LastName = '{name}'"));
        match id.first() {
            Some(row) => ground.edit(
                "Contact",
                row["Id"].as_str().unwrap(),
                json!({"Email": "a@example.com"}),
            ),
            None => drop(ground.person(name, "020 7946 0140")),
        }
    }
    assert_eq!(ground.hour().await.made, 2);
}

async fn f27_one_of_several_with_the_same_number(place: &Place) {
    let ground = Ground::open(place).await;
    ground.person("Older", "020 7946 0123");
    ground.person("Newer", "+44 (0)20 7946 0123");
    ground.record("Lead", json!({"LastName": "Lead", "Company": "L", "Phone": "00442079460123"}));
    assert_eq!(ground.dry().await.made, 1);
    let report = ground.begin().await;
    assert_eq!((report.made, report.shared_number), (1, 2), "{report:?}");
    ground.phone.named("Newer");
    // It stays the one, also when another is edited later.
    let older = ground.stage.query("SELECT Id FROM Contact WHERE LastName = 'Older'");
    ground.edit("Contact", older[0]["Id"].as_str().unwrap(), json!({"Email": "old@example.com"}));
    assert_eq!(ground.hour().await.shared_number, 2);
    assert_eq!(ground.phone.inner().contacts.len(), 1);
    assert_eq!(ground.phone.contact("Newer")["emails"], json!([]));
}

async fn who_is_there_already_is_found_by_number(place: &Place) {
    let ground = Ground::open(place).await;
    let id = ground.record(
        "Contact",
        json!({"LastName": "Quill", "Phone": "020 7946 0123", "Email": "ada@example.com"}),
    );
    ground.stage.clock.advance(5_000);
    ground
        .phone
        .enter(&json!({"first_name": "Ada", "last_name": "Quil", "company_name": "Private",
        "phone_numbers": [{"value": "+44 7700 900123"}, {"value": "+44 20 7946 0123"}]}));
    let report = ground.begin().await;
    assert_eq!((report.made, report.linked, report.conflicts), (0, 1, 1), "{report:?}");
    // The phone system was changed last: its name wins; what only one side has goes to the other, but for the company.
    assert_eq!(ground.says("Contact", &id, "LastName"), "Quil");
    assert_eq!(ground.says("Contact", &id, "FirstName"), "Ada");
    assert_eq!(ground.says("Contact", &id, "Phone"), "020 7946 0123");
    assert_eq!(ground.phone.contact("Quil")["emails"][0]["value"], "ada@example.com");
    assert_eq!(ground.phone.contact("Quil")["company_name"], "Private");
}

async fn twice_changes_nothing_and_f127_the_next_is_an_hour_later(place: &Place) {
    let ground = Ground::open(place).await;
    ground.person("Quill ☎", "020 7946 0123");
    ground.record(
        "Lead",
        json!({"LastName": "Okafor", "Company": "Okafor Ltd", "Phone": "07700 900123"}),
    );
    ground.begin().await;
    let writes = ground.writes();
    assert_eq!(ground.stage.engine.sync_contacts(SOURCE).await.unwrap(), None);
    ground.stage.clock.advance(3_500_000);
    assert_eq!(ground.stage.engine.sync_contacts(SOURCE).await.unwrap(), None);
    for _ in 0..30 {
        let report = ground.hour().await;
        assert_eq!(
            (report.made, report.linked, report.phone_changed, report.salesforce_changed),
            (0, 0, 0, 0)
        );
    }
    assert_eq!(ground.writes(), writes);
}
