//! Whom the profiles have created, with which values, and what happens when the org has its own mind: from a signed
//! webhook to records read by SOQL.

use emulator::{Condition, DuplicateAction, DuplicateRule, ValidationRule};
use engine::Explained;
use serde_json::json;
use sources::Rehearsal;

use crate::stage::books::text;
use crate::stage::phones::{self, AIKO, BEN, Phone, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    f31_f133_an_account_is_created_by_setting,
    f104_f105_a_new_record_is_ours_until_another_user_speaks_with_it,
    f129_f130_a_customer_without_company_goes_to_the_account_that_is_there,
    f131_the_account_of_the_same_name_is_used_else_created,
    f134_a_leads_company_is_a_constant_in_the_profiles_language,
    f77_f135_a_contact_has_one_case_until_it_is_closed,
    nobody_is_created_for_a_withheld_number,
    a_duplicate_that_salesforce_names_is_used,
    a_duplicate_is_left_alone_by_setting,
    a_duplicate_is_saved_by_setting,
    a_refused_creation_costs_no_task_and_is_not_repeated,
    a_record_that_was_deleted_is_created_anew,
    a_name_from_outside_changes_nothing_but_the_name,
    the_reasons_are_told_in_sentences,
);

/// A plan of one phone system.
fn plan(kind: &'static str, profile: &'static str) -> Plan {
    let desk = Phone { id: "desk", kind, profile, ..phones::ALL[3].clone() };
    Plan { phones: vec![desk], ..Plan::default() }
}

fn named(id: u64, name: &str) -> Rehearsal {
    Rehearsal { customer_name: Some(name.to_owned()), ..call_from(id, BEN) }
}

/// Tells a call and settles; every call told so far is logged.
async fn log(stage: &Stage, call: &Rehearsal) {
    stage.tell("desk", call).await;
    let status = stage.settle().await;
    assert_eq!((status.logged, status.calls), (status.calls, status.logged), "{status:?}");
}

fn who(stage: &Stage, call: &str) -> String {
    let tasks = stage.tasks();
    let task = tasks.iter().find(|task| text(task, "CallObject") == call);
    text(task.expect("the call has a Task"), "WhoId").to_owned()
}

async fn f31_f133_an_account_is_created_by_setting(place: &Place) {
    let profile = "name = \"ours\"\nextends = \"aircall\"\n[create]\nobject = \"Account\"\n";
    let stage = Stage::open(place, plan("generic", profile)).await;
    log(&stage, &named(1, "Okafor Works")).await;
    let accounts = stage.query("SELECT Id, Name, Phone FROM Account");
    assert_eq!(accounts.len(), 1);
    assert_eq!((text(&accounts[0], "Name"), text(&accounts[0], "Phone")), ("Okafor Works", BEN.0));
    let task = stage.task();
    assert_eq!((text(&task, "WhoId"), text(&task, "WhatId")), ("", text(&accounts[0], "Id")));
    assert!(text(&task, "Subject").contains("Okafor Works"), "{task:?}");
}

async fn f104_f105_a_new_record_is_ours_until_another_user_speaks_with_it(place: &Place) {
    let profile = "name = \"ours\"\nextends = \"aircall\"\n[create]\nobject = \"Contact\"\n";
    let stage = Stage::open(place, plan("generic", profile)).await;
    let ours = stage.org.administrator().user_id;
    let mia = stage.enter_user("Weber", "mia.weber@example.com", true);
    let owner = || text(&stage.query("SELECT OwnerId FROM Contact")[0], "OwnerId").to_owned();
    log(&stage, &named(1, "Ben Okafor")).await;
    assert_eq!(owner(), ours);
    log(&stage, &Rehearsal { talk_seconds: None, comment: None, ..call_from(2, BEN) }).await;
    assert_eq!(owner(), ours, "nobody spoke with him");
    log(&stage, &call_from(3, BEN)).await;
    assert_eq!(owner(), mia);
    let noah = stage.enter_user("Bell", "noah.bell@example.com", true);
    stage.clock.advance(3_600_000);
    let other = Rehearsal { agent_email: "noah.bell@example.com".to_owned(), ..call_from(4, BEN) };
    log(&stage, &other).await;
    assert_eq!(owner(), mia, "only the first one takes it");
    assert_ne!(mia, noah);
    let contacts = stage.query("SELECT FirstName, LastName FROM Contact");
    assert_eq!(contacts.len(), 1);
    assert_eq!(
        (text(&contacts[0], "FirstName"), text(&contacts[0], "LastName")),
        ("Ben", "Okafor")
    );
}

const CUSTOMERS: &str =
    "name = \"ours\"\nextends = \"callconnect\"\n[create]\nobject = \"Contact\"\n";

async fn f129_f130_a_customer_without_company_goes_to_the_account_that_is_there(place: &Place) {
    let mut plan = plan("callconnect", CUSTOMERS);
    plan.phones[0].region = "JP";
    let stage = Stage::open(place, plan).await;
    let account = stage.enter("Account", json!({"Name": "CallConnect 取引先"}));
    let call = Rehearsal { customer_name: Some("架空 花子".to_owned()), ..call_from(1, AIKO) };
    log(&stage, &call).await;
    let contacts = stage.query("SELECT Id, AccountId, LastName, FirstName, Phone FROM Contact");
    assert_eq!(contacts.len(), 1);
    let told = ["LastName", "FirstName", "Phone", "AccountId"].map(|name| text(&contacts[0], name));
    assert_eq!(told, ["架空", "花子", AIKO.1, account.as_str()]);
    assert_eq!(who(&stage, "1"), text(&contacts[0], "Id"));
    assert_eq!(stage.query("SELECT Id FROM Account").len(), 1);
}

/// Tells of a first call of somebody from a company.
async fn from_company(stage: &Stage, id: u64, number: (&str, &str), company: &str) {
    let form: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("contact[company]", company)
        .finish();
    for mut body in stage.bodies("desk", &call_from(id, number)) {
        body.extend_from_slice(format!("&{form}").as_bytes());
        stage.send("desk", &body).await;
    }
    stage.settle().await;
}

async fn f131_the_account_of_the_same_name_is_used_else_created(place: &Place) {
    let mut plan = plan("callconnect", CUSTOMERS);
    plan.phones[0].region = "JP";
    let stage = Stage::open(place, plan).await;
    let there = stage.enter("Account", json!({"Name": "架空珈琲合同会社"}));
    from_company(&stage, 1, AIKO, "架空珈琲合同会社").await;
    from_company(&stage, 2, ("+81355500124", "03-5550-0124"), "架空文具株式会社").await;
    from_company(&stage, 3, ("+81355500125", "03-5550-0125"), "架空文具株式会社").await;
    let contacts = stage.query("SELECT AccountId, Account.Name FROM Contact ORDER BY Phone");
    assert_eq!(contacts.len(), 3);
    assert_eq!(text(&contacts[0], "AccountId"), there);
    assert_eq!(contacts[1]["AccountId"], contacts[2]["AccountId"]);
    assert_eq!(contacts[1]["Account"]["Name"], "架空文具株式会社");
    assert_eq!(stage.query("SELECT Id FROM Account").len(), 2);
}

async fn f134_a_leads_company_is_a_constant_in_the_profiles_language(place: &Place) {
    let profile =
        "name = \"ours\"\nextends = \"aircall\"\nlanguage = \"fr\"\n[create]\nobject = \"Lead\"\n";
    let stage =
        Stage::open(place, Plan { person_accounts: false, ..plan("generic", profile) }).await;
    log(&stage, &call_from(1, BEN)).await;
    let leads = stage.query("SELECT Id, LastName, Company, OwnerId FROM Lead");
    assert_eq!(leads.len(), 1);
    let told = ["LastName", "Company", "OwnerId"].map(|name| text(&leads[0], name));
    assert_eq!(told, [BEN.1, "Société inconnue", stage.org.administrator().user_id.as_str()]);
    assert_eq!(who(&stage, "1"), text(&leads[0], "Id"));
}

async fn f77_f135_a_contact_has_one_case_until_it_is_closed(place: &Place) {
    let profile =
        "name = \"ours\"\nextends = \"aircall\"\n[create]\nobject = \"Contact\"\ncase = true\n";
    let stage = Stage::open(place, plan("generic", profile)).await;
    let calls = (1..=20).map(|id| named(id, "Ben Okafor"));
    stage.tell_at_once("desk", calls).await;
    assert_eq!(stage.settle().await.logged, 20);
    let cases = stage.query("SELECT Id, ContactId, Subject, Origin FROM Case");
    assert_eq!(cases.len(), 1, "{cases:?}");
    assert_eq!(text(&cases[0], "ContactId"), who(&stage, "1"));
    assert_eq!(text(&cases[0], "Origin"), "Phone");
    assert!(text(&cases[0], "Subject").ends_with(": Ben Okafor"), "{cases:?}");
    assert!(stage.tasks().iter().all(|task| task["WhatId"] == cases[0]["Id"]));
    stage.clock.advance(3_600_000);
    log(&stage, &call_from(21, BEN)).await;
    assert_eq!(stage.query("SELECT Id FROM Case").len(), 1, "it is open still");
    stage.edit("Case", text(&cases[0], "Id"), json!({"Status": "Closed"}));
    stage.clock.advance(3_600_000);
    log(&stage, &call_from(22, BEN)).await;
    assert_eq!(stage.query("SELECT Id FROM Case").len(), 2);
    assert_eq!(stage.query("SELECT Id FROM Contact").len(), 1);
    assert_eq!(stage.query("SELECT Id FROM Opportunity").len(), 0);
}

const CREATES: &str = "name = \"ours\"\nextends = \"default\"\n[create]\nobject = \"Contact\"\n";

async fn nobody_is_created_for_a_withheld_number(place: &Place) {
    let stage = Stage::open(place, plan("generic", CREATES)).await;
    let call = Rehearsal { customer: None, customer_national: None, ..named(1, "Ben Okafor") };
    log(&stage, &call).await;
    assert_eq!(who(&stage, "1"), "");
    assert_eq!(stage.query("SELECT Id FROM Contact").len(), 0);
}

/// An org whose duplicate rule knows Ben by his name and mobile number, in a field that the profile does not search.
async fn with_duplicate(place: &Place, profile: &'static str) -> (Stage, String) {
    let stage = Stage::open(place, plan("generic", profile)).await;
    let mut rule = DuplicateRule::standard_contact();
    rule.matches = vec![rule.matches[1][..1].to_vec()];
    rule.on_create = DuplicateAction::Alert;
    stage.org.change_setup(|setup| setup.duplicate_rules = vec![rule]);
    let ben = stage.enter("Contact", json!({"FirstName": "Ben", "LastName": "Okafor"}));
    log(&stage, &named(1, "Ben Okafor")).await;
    log(&stage, &named(2, "Ben Okafor")).await;
    (stage, ben)
}

async fn a_duplicate_that_salesforce_names_is_used(place: &Place) {
    let (stage, ben) = with_duplicate(place, CREATES).await;
    assert_eq!((who(&stage, "1"), who(&stage, "2")), (ben.clone(), ben));
    assert_eq!(stage.query("SELECT Id FROM Contact").len(), 1);
    let Explained::Call(explained) =
        engine::explain(&stage.store, "desk:1", stage.clock.now(), &language::Locale::default())
            .await
            .unwrap()
    else {
        panic!("the call is known");
    };
    assert!(explained.record.join(" ").contains("create.duplicates"), "{:?}", explained.record);
}

async fn a_duplicate_is_left_alone_by_setting(place: &Place) {
    let leave = "name = \"ours\"\nextends = \"default\"\n[create]\nobject = \"Contact\"\nduplicates = \"leave\"\n";
    let (stage, _) = with_duplicate(place, leave).await;
    assert_eq!((who(&stage, "1"), who(&stage, "2")), (String::new(), String::new()));
    assert_eq!(stage.query("SELECT Id FROM Contact").len(), 1);
    assert_eq!(stage.row("desk:1").await.error_code.as_deref(), Some("DUPLICATES_DETECTED"));
    assert_eq!(stage.wire.creates_of("Contact"), 1, "what was refused is not tried again at once");
}

async fn a_duplicate_is_saved_by_setting(place: &Place) {
    let save = "name = \"ours\"\nextends = \"default\"\n[create]\nobject = \"Contact\"\nduplicates = \"save\"\n";
    let (stage, ben) = with_duplicate(place, save).await;
    assert_ne!(who(&stage, "1"), ben);
    assert_eq!(who(&stage, "1"), who(&stage, "2"));
    assert_eq!(stage.query("SELECT Id FROM Contact").len(), 2);
}

async fn a_refused_creation_costs_no_task_and_is_not_repeated(place: &Place) {
    let stage = Stage::open(place, plan("generic", CREATES)).await;
    let rule = ValidationRule {
        name: "Contact_Needs_Email".to_owned(),
        object: "Contact".to_owned(),
        condition: Condition::parse("ISBLANK(Email)").unwrap(),
        message: "A contact needs an e-mail address.".to_owned(),
        field: None,
        description: None,
        active: true,
    };
    stage.org.change_setup(|setup| setup.validation_rules = vec![rule]);
    for id in 1..=3 {
        log(&stage, &call_from(id, BEN)).await;
        assert_eq!(who(&stage, &id.to_string()), "");
    }
    assert_eq!(stage.wire.creates_of("Contact"), 1, "a refusal is not repeated with every call");
    let row = stage.row("desk:3").await;
    assert_eq!(row.error_code.as_deref(), Some("FIELD_CUSTOM_VALIDATION_EXCEPTION"));
    let told = row.error_text.unwrap();
    assert!(told.contains("No Contact could be created"), "{told}");
    assert!(told.contains("A contact needs an e-mail address."), "{told}");

    stage.org.change_setup(|setup| setup.validation_rules.clear());
    stage.clock.advance(3_600_000);
    log(&stage, &call_from(4, BEN)).await;
    assert!(who(&stage, "4").starts_with("003"));
}

async fn a_record_that_was_deleted_is_created_anew(place: &Place) {
    let stage = Stage::open(place, plan("generic", CREATES)).await;
    log(&stage, &call_from(1, BEN)).await;
    let first = who(&stage, "1");
    stage.delete("Contact", &first);
    log(&stage, &call_from(2, BEN)).await;
    let second = who(&stage, "2");
    assert!(second.starts_with("003") && second != first, "{second}");
    stage.clock.advance(3_600_000);
    stage.delete("Contact", &second);
    log(&stage, &call_from(3, BEN)).await;
    let third = who(&stage, "3");
    assert!(third.starts_with("003") && third != second, "{third}");
    assert_eq!(stage.query("SELECT Id FROM Contact").len(), 1);
}

async fn a_name_from_outside_changes_nothing_but_the_name(place: &Place) {
    let stage = Stage::open(place, plan("generic", CREATES)).await;
    let name = "Robert'); @{n0.id} \u{1b}[31m OR Name LIKE '%' @{q0.records[0].Id}";
    log(&stage, &named(1, name)).await;
    let contacts = stage.query("SELECT Name, Phone FROM Contact");
    assert_eq!(contacts.len(), 1, "{:?}", stage.row("desk:1").await.error_text);
    let kept = text(&contacts[0], "Name");
    assert!(kept.contains("\u{FF20}{n0.id}") && !kept.contains('\u{1b}'), "{kept}");
    assert_eq!(text(&contacts[0], "Phone"), BEN.0);
}

async fn the_reasons_are_told_in_sentences(place: &Place) {
    let stage = Stage::open(place, plan("generic", CREATES)).await;
    stage.tell_at_once("desk", (1..=2).map(|id| named(id, "Ben Okafor"))).await;
    stage.settle().await;
    let mut lines = Vec::new();
    for call in ["desk:1", "desk:2"] {
        let explained =
            engine::explain(&stage.store, call, stage.clock.now(), &language::Locale::default())
                .await
                .unwrap();
        let Explained::Call(explained) = explained else { panic!("{explained:?}") };
        assert!(explained.notes.is_empty(), "{:?}", explained.notes);
        lines.extend(explained.record);
    }
    let told = lines.join("\n");
    for part in [
        "No record holds the number, and the profile creates a Contact for calls of the type \"Incoming call\".",
        "Created Contact Ben Okafor (003",
        "is the user as whom we are connected.",
        "was created a moment before, for another call with this number.",
        "no record held the number, so it was created",
    ] {
        assert!(told.contains(part), "“{part}” is missing in:\n{told}");
    }
}
