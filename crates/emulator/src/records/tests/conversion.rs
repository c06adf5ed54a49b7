//! Lead conversion: what it makes, what it uses, and what it refuses.

use serde_json::{Value, json};

use super::Desk;
use crate::records::LeadConversion;

fn lead(desk: &Desk, company: Option<&str>) -> String {
    let lead = json!({
        "FirstName": "Ann", "LastName": "Lee", "Company": company, "Phone": "555-0100", "City": "Boston",
        "Email": "ann@example.com", "LeadSource": "Web",
    });
    desk.create("Lead", lead).unwrap()
}

fn conversion(lead_id: &str) -> LeadConversion {
    LeadConversion {
        lead_id: lead_id.to_owned(),
        converted_status: "Closed - Converted".to_owned(),
        ..LeadConversion::default()
    }
}

#[test]
fn a_lead_becomes_account_contact_and_opportunity() {
    let desk = Desk::new();
    let id = lead(&desk, Some("Lee Ltd"));
    let task = desk.create("Task", json!({"Subject": "T", "WhoId": id})).unwrap();
    let done = desk.org.convert_lead(&desk.actor, &conversion(&id)).unwrap();
    let account = desk.read("Account", &done.account_id);
    assert_eq!((&account["Name"], &account["BillingCity"]), (&json!("Lee Ltd"), &json!("Boston")));
    let contact = desk.read("Contact", &done.contact_id);
    assert_eq!(contact["AccountId"], json!(done.account_id));
    assert_eq!(
        (&contact["Name"], &contact["Email"]),
        (&json!("Ann Lee"), &json!("ann@example.com"))
    );
    let opportunity = desk.read("Opportunity", done.opportunity_id.as_ref().unwrap());
    assert_eq!(opportunity["Name"], "Lee Ltd");
    assert_eq!(opportunity["CloseDate"], "2024-12-31");
    assert_eq!(opportunity["LeadSource"], "Web");
    let roles = desk.rows("SELECT ContactId, IsPrimary FROM OpportunityContactRole");
    assert_eq!(roles[0]["ContactId"], json!(done.contact_id));
    let task = desk.read("Task", &task);
    assert_eq!(task["WhoId"], json!(done.contact_id));
    assert_eq!(task["WhatId"], json!(done.opportunity_id));
    assert_eq!(task["AccountId"], json!(done.account_id));
    let old = desk.read("Lead", &id);
    assert_eq!((&old["IsConverted"], &old["Status"]), (&json!(true), &json!("Closed - Converted")));
    assert_eq!(old["ConvertedContactId"], json!(done.contact_id));
    assert_eq!(old["ConvertedDate"], "2024-11-07");

    let error = desk.update("Lead", &id, json!({"Phone": "1"})).unwrap_err();
    assert_eq!(error.code, "CANNOT_UPDATE_CONVERTED_LEAD");
    let error = desk.org.convert_lead(&desk.actor, &conversion(&id)).unwrap_err();
    assert_eq!(error.body()[0]["message"], "cannot reference converted lead");
}

#[test]
fn given_records_are_filled_not_overwritten() {
    let desk = Desk::new();
    let id = lead(&desk, Some("Lee Ltd"));
    let account = desk.create("Account", json!({"Name": "Known"})).unwrap();
    let contact = json!({"LastName": "Leigh", "AccountId": account, "LeadSource": "Other"});
    let contact = desk.create("Contact", contact).unwrap();
    let mut wanted = conversion(&id);
    wanted.account_id = Some(account.clone());
    wanted.contact_id = Some(contact.clone());
    wanted.do_not_create_opportunity = true;
    wanted.overwrite_lead_source = true;
    let done = desk.org.convert_lead(&desk.actor, &wanted).unwrap();
    assert_eq!((&done.account_id, &done.contact_id), (&account, &contact));
    assert_eq!(done.opportunity_id, None);
    let contact = desk.read("Contact", &contact);
    assert_eq!((&contact["LastName"], &contact["Phone"]), (&json!("Leigh"), &json!("555-0100")));
    assert_eq!(contact["LeadSource"], "Web");
}

#[test]
fn a_lead_without_a_company_becomes_a_person() {
    let desk = Desk::new();
    let done = desk.org.convert_lead(&desk.actor, &conversion(&lead(&desk, None))).unwrap();
    let account = desk.read("Account", &done.account_id);
    assert_eq!((&account["IsPersonAccount"], &account["Name"]), (&json!(true), &json!("Ann Lee")));
    assert_eq!(account["PersonContactId"], json!(done.contact_id));
    let plain = Desk::with(|options| options.person_accounts = false);
    let error = plain.create("Lead", json!({"LastName": "Lee"})).unwrap_err();
    assert_eq!(error.message, "Required fields are missing: [Company]");
}

#[test]
fn a_conversion_that_cannot_be_leaves_nothing_behind() {
    let desk = Desk::new();
    let queue = desk.create("Group", json!({"Name": "Q", "Type": "Queue"})).unwrap();
    let id = lead(&desk, Some("Lee Ltd"));
    let contact = desk.create("Contact", json!({"LastName": "Doe"})).unwrap();
    let with = |change: &dyn Fn(&mut LeadConversion)| {
        let mut wanted = conversion(&id);
        change(&mut wanted);
        let error = desk.org.convert_lead(&desk.actor, &wanted).unwrap_err();
        (error.code, error.message)
    };
    let (code, message) =
        with(&|wanted| wanted.converted_status = "Working - Contacted".to_owned());
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("INVALID_STATUS", "invalid convertedStatus: Working - Contacted")
    );
    assert_eq!(
        with(&|wanted| wanted.converted_status = "Closed - Not Converted".to_owned()).0,
        "INVALID_STATUS"
    );
    assert_eq!(with(&|wanted| wanted.owner_id = Some(queue.clone())).0, "UNKNOWN_EXCEPTION");
    assert_eq!(
        with(&|wanted| wanted.contact_id = Some(contact.clone())).0,
        "REQUIRED_FIELD_MISSING"
    );
    assert_eq!(
        with(&|wanted| wanted.lead_id = "00Q5g00000zzzzz".to_owned()).0,
        "INVALID_CROSS_REFERENCE_KEY"
    );
    assert_eq!(desk.rows("SELECT Id FROM Account"), Vec::<Value>::new());
    assert_eq!(desk.read("Lead", &id)["IsConverted"], false);
}
