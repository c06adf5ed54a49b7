//! Changes on either side and on both, and what is kept of those that lost.

use engine::contact_history;
use serde_json::json;

use crate::ground::{Ground, SOURCE};
use crate::stage::place::Place;

on_both_databases!(
    a_change_on_one_side_goes_to_the_other,
    the_last_change_of_a_field_wins_and_the_other_is_kept,
    f128_what_is_import_only_goes_to_the_phone_system_alone,
    a_deletion_is_not_propagated_and_not_undone,
    numbers_are_compared_by_what_they_dial,
);

async fn pair(place: &Place) -> (Ground, String) {
    let ground = Ground::open(place).await;
    let id = ground.record(
        "Contact",
        json!({"FirstName": "Ada", "LastName": "Quill", "Phone": "020 7946 0123",
        "Email": "ada@example.com", "Description": "Note"}),
    );
    ground.begin().await;
    (ground, id)
}

async fn a_change_on_one_side_goes_to_the_other(place: &Place) {
    let (ground, id) = pair(place).await;
    ground.edit("Contact", &id, json!({"LastName": "Mori", "Email": null}));
    ground.edit_contact("Quill", json!({"first_name": "Ada-Lou", "information": "Note 2"}));
    let report = ground.hour().await;
    assert_eq!(
        (report.phone_changed, report.salesforce_changed, report.conflicts),
        (1, 1, 0),
        "{report:?}"
    );
    let contact = ground.phone.contact("Mori");
    assert_eq!(contact["first_name"], "Ada-Lou");
    assert_eq!(ground.says("Contact", &id, "FirstName"), "Ada-Lou");
    assert_eq!(ground.says("Contact", &id, "Description"), "Note 2");
    let writes = ground.writes();
    ground.hour().await;
    ground.hour().await;
    assert_eq!(ground.writes(), writes);
}

async fn the_last_change_of_a_field_wins_and_the_other_is_kept(place: &Place) {
    let (ground, id) = pair(place).await;
    ground.edit("Contact", &id, json!({"Description": "from Salesforce"}));
    ground.edit_contact("Quill", json!({"information": "from the phone system"}));
    assert_eq!(ground.hour().await.conflicts, 1);
    assert_eq!(ground.says("Contact", &id, "Description"), "from the phone system");
    ground.edit_contact("Quill", json!({"information": "second"}));
    ground.edit("Contact", &id, json!({"Description": "second, from Salesforce"}));
    ground.hour().await;
    assert_eq!(ground.phone.contact("Quill")["information"], "second, from Salesforce");
    let history = contact_history(&ground.stage.store, SOURCE, 10).await.unwrap();
    let lines: Vec<(&str, &str, bool)> = history
        .iter()
        .map(|row| (row.written_to.as_str(), row.replaced.as_str(), row.conflict))
        .collect();
    assert_eq!(lines, [("phone", "second", true), ("salesforce", "from Salesforce", true)]);
}

async fn f128_what_is_import_only_goes_to_the_phone_system_alone(place: &Place) {
    let ground = Ground::open(place).await;
    let account = ground.record("Account", json!({"Name": "Quill Lamps"}));
    let contact = ground.record(
        "Contact",
        json!({"LastName": "Quill", "Phone": "020 7946 0123", "AccountId": account}),
    );
    let lead = ground.record(
        "Lead",
        json!({"LastName": "Okafor", "Company": "Okafor Ltd", "Phone": "07700 900123"}),
    );
    ground.begin().await;
    ground.edit_contact("Quill", json!({"company_name": "Elsewhere"}));
    ground.edit_contact("Okafor", json!({"company_name": "Okafor & Daughters"}));
    ground.hour().await;
    assert_eq!(ground.says("Account", &account, "Name"), "Quill Lamps");
    assert_eq!(ground.phone.contact("Quill")["company_name"], "Elsewhere");
    assert_eq!(ground.says("Lead", &lead, "Company"), "Okafor & Daughters");
    let other = ground.record("Account", json!({"Name": "Quill Lights"}));
    ground.edit("Contact", &contact, json!({"AccountId": other}));
    ground.hour().await;
    assert_eq!(ground.phone.contact("Quill")["company_name"], "Quill Lights");
}

async fn a_deletion_is_not_propagated_and_not_undone(place: &Place) {
    let (ground, id) = pair(place).await;
    let other = ground.person("Okafor", "07700 900123");
    ground.hour().await;
    let gone = ground.phone.named("Quill");
    ground.phone.inner().contacts.remove(&gone);
    ground.stage.delete("Contact", &other);
    ground.stage.clock.advance(86_400_000);
    ground.hour().await;
    ground.edit("Contact", &id, json!({"Description": "Still here"}));
    let report = ground.hour().await;
    assert_eq!((report.made, report.deleted_there), (0, 1), "{report:?}");
    assert_eq!(ground.says("Contact", &id, "LastName"), "Quill");
    ground.phone.named("Okafor");
    assert_eq!(ground.phone.inner().contacts.len(), 1);
}

async fn numbers_are_compared_by_what_they_dial(place: &Place) {
    let (ground, id) = pair(place).await;
    let writes = ground.writes();
    ground.edit("Contact", &id, json!({"Phone": "+44 20 7946 0123"}));
    ground.hour().await;
    assert_eq!(ground.writes(), writes);
    ground.edit("Contact", &id, json!({"Phone": "07700 900199"}));
    ground.hour().await;
    assert_eq!(ground.phone.contact("Quill")["phone_numbers"][0]["value"], "+447700900199");
    let number = ground.phone.contact("Quill")["phone_numbers"][0]["id"].clone();
    ground.edit_contact(
        "Quill",
        json!({"phone_numbers": [{"id": number, "value": "+44 7700 900200"}]}),
    );
    ground.hour().await;
    assert_eq!(ground.says("Contact", &id, "Phone"), "+447700900200");
}
