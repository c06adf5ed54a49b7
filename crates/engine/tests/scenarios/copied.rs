//! Whose number it is, looked up in a copy of the org's people: for no API call, and live where the copy cannot say.

use engine::ORG;
use serde_json::json;

use crate::stage::books::text;
use crate::stage::copy::POLL;
use crate::stage::phones::{AIKO, BEN, Phone, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    a_lookup_in_the_copy_costs_no_api_call,
    a_copy_that_is_half_loaded_lets_salesforce_be_asked,
    a_copy_that_is_too_old_lets_salesforce_be_asked,
    what_changes_in_the_org_is_found_after_the_next_poll,
    f57_a_clicked_record_is_found_in_the_copy,
    f21_a_person_account_is_found_in_the_copy,
    f77_open_cases_are_asked_for_once_a_round,
    a_changed_address_of_a_user_counts_with_the_next_round,
    a_profile_that_searches_another_field_has_everyone_loaded_again,
);

async fn a_lookup_in_the_copy_costs_no_api_call(place: &Place) {
    let stage = Stage::open(place, Plan::copied()).await;
    let ben = stage.enter_contact("Okafor", "ben: 202.555.0147 (home)");
    let aiko = stage.enter("Lead", json!({"LastName": "Sato", "Company": "Sato", "Phone": AIKO.1}));
    stage.copy_everyone().await;
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    assert_eq!(text(&stage.task(), "WhoId"), ben);

    // What is known of the org is known now: the only request is the one that creates the Tasks.
    let spent = stage.org.api_calls();
    stage.tell("osaka", &call_from(2, AIKO)).await;
    stage.tell("desk", &call_from(3, BEN)).await;
    stage.tell("desk", &call_from(4, ("+12025550199", "(202) 555-0199"))).await;
    let status = stage.settle().await;
    assert_eq!((status.logged, stage.org.api_calls() - spent), (4, 1), "{status:?}");
    let mut people: Vec<String> =
        stage.tasks().iter().map(|task| text(task, "WhoId").to_owned()).collect();
    people.sort();
    assert_eq!(people, [String::new(), ben.clone(), ben, aiko]);
    assert!(stage.asked("desk:3").await["copy"]["age_ms"].as_i64().unwrap() < POLL * 2);
}

async fn a_copy_that_is_half_loaded_lets_salesforce_be_asked(place: &Place) {
    let stage = Stage::open(place, Plan::copied()).await;
    let ben = stage.enter_contact("Okafor", BEN.1);
    stage.copy_everyone().await;
    for mut row in stage.store.mirror(ORG).await.unwrap() {
        (row.phase, row.loaded, row.expected) = ("loading".to_owned(), 42, Some(100));
        stage.store.save_mirror(ORG, &row).await.unwrap();
    }
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    assert_eq!(text(&stage.task(), "WhoId"), ben);
    assert_eq!(stage.asked("desk:1").await, json!({"live_instead": {"loading": {"percent": 42}}}));
}

async fn a_copy_that_is_too_old_lets_salesforce_be_asked(place: &Place) {
    let stage = Stage::open(place, Plan::copied()).await;
    stage.copy_everyone().await;
    let ben = stage.enter_contact("Okafor", BEN.1);
    stage.clock.advance(3_600_001);
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    assert_eq!(text(&stage.task(), "WhoId"), ben);
    let asked = stage.asked("desk:1").await;
    assert_eq!(asked, json!({"live_instead": {"old": {"age_ms": 3_600_001}}}));
}

async fn what_changes_in_the_org_is_found_after_the_next_poll(place: &Place) {
    let stage = Stage::open(place, Plan::copied()).await;
    let changed = stage.enter_contact("Okafor", AIKO.1);
    let back = stage.enter_contact("Weber", "+44 20 7946 0123");
    stage.delete("Contact", &back);
    stage.copy_everyone().await;
    stage.clock.advance(1_000);
    stage.edit("Contact", &changed, json!({"Phone": BEN.1}));
    stage.org.undelete(&stage.org.administrator(), &back).unwrap();
    let spent = stage.org.api_calls();
    stage.let_copy_follow().await;
    assert_eq!(stage.org.api_calls() - spent, 1, "one question for everything");

    stage.tell("desk", &call_from(1, BEN)).await;
    stage.tell("desk", &call_from(2, AIKO)).await;
    stage.tell("desk", &call_from(3, ("+442079460123", "020 7946 0123"))).await;
    stage.settle().await;
    let people: Vec<String> =
        stage.tasks().iter().map(|task| text(task, "WhoId").to_owned()).collect();
    assert_eq!(people.iter().filter(|who| **who == changed).count(), 1, "{people:?}");
    assert_eq!(people.iter().filter(|who| **who == back).count(), 1, "{people:?}");
    assert_eq!(people.iter().filter(|who| who.is_empty()).count(), 1, "{people:?}");

    stage.delete("Contact", &back);
    stage.let_copy_follow().await;
    assert_eq!(stage.store.people_by_id(ORG, &[&back]).await.unwrap(), []);
}

async fn f57_a_clicked_record_is_found_in_the_copy(place: &Place) {
    let stage = Stage::open(place, Plan::copied()).await;
    let lead = stage.enter("Lead", json!({"LastName": "Sato", "Company": "Sato"}));
    stage.copy_everyone().await;
    let bodies = stage.bodies("desk", &call_from(1, BEN));
    for body in bodies {
        let mut body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        body["call"]["clicked_record"] = json!(lead[..15]);
        stage.send("desk", body.to_string().as_bytes()).await;
    }
    stage.settle().await;
    assert_eq!(text(&stage.task(), "WhoId"), lead);
    let resolution = stage.row("desk:1").await.resolution.unwrap();
    assert!(resolution.contains("Sato"), "its name is known from the copy: {resolution}");
}

async fn f21_a_person_account_is_found_in_the_copy(place: &Place) {
    let stage = Stage::open(place, Plan::copied()).await;
    let kind = stage.query(
        "SELECT Id FROM RecordType WHERE SobjectType = 'Account' AND DeveloperName = 'PersonAccount'",
    );
    let person = stage.enter(
        "Account",
        json!({"LastName": "Okafor", "PersonMobilePhone": BEN.1, "RecordTypeId": text(&kind[0], "Id")}),
    );
    let hidden = stage.query("SELECT PersonContactId FROM Account WHERE IsPersonAccount = true");
    stage.copy_everyone().await;
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    assert_eq!(text(&stage.task(), "WhoId"), text(&hidden[0], "PersonContactId"));
    assert_eq!(text(&stage.task(), "WhatId"), person);
}

async fn f77_open_cases_are_asked_for_once_a_round(place: &Place) {
    let mut plan = Plan::copied();
    plan.phones = vec![Phone {
        id: "desk",
        kind: "generic",
        profile: "name = \"ours\"\nextends = \"default\"\n[match]\nlink_open = [\"Case\"]\n",
        region: "US",
        time_zone: "America/New_York",
        api_url: "",
    }];
    let stage = Stage::open(place, plan).await;
    let ben = stage.enter_contact("Okafor", BEN.1);
    stage.enter("Case", json!({"ContactId": ben, "Subject": "Older"}));
    stage.clock.advance(60_000);
    let newest = stage.enter("Case", json!({"ContactId": ben, "Subject": "Newer"}));
    stage.copy_everyone().await;
    stage.tell("desk", &call_from(1, AIKO)).await;
    stage.settle().await;
    let spent = stage.org.api_calls();
    stage.tell("desk", &call_from(2, BEN)).await;
    stage.tell("desk", &call_from(3, BEN)).await;
    stage.settle().await;
    assert_eq!(stage.org.api_calls() - spent, 2, "one question, one create");
    let linked = stage.tasks().iter().filter(|task| text(task, "WhatId") == newest).count();
    assert_eq!(linked, 2);
}

async fn a_changed_address_of_a_user_counts_with_the_next_round(place: &Place) {
    let stage = Stage::open(place, Plan::copied()).await;
    let mia = stage.enter_user("Weber", "mia@example.com", true);
    stage.copy_everyone().await;
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    assert_ne!(text(&stage.task(), "OwnerId"), mia);
    stage.edit("User", &mia, json!({"Email": "mia.weber@example.com"}));
    stage.let_copy_follow().await;
    let spent = stage.org.api_calls();
    stage.tell("desk", &call_from(2, BEN)).await;
    stage.settle().await;
    assert_eq!(stage.org.api_calls() - spent, 1, "the create");
    let owned = stage.tasks().iter().filter(|task| text(task, "OwnerId") == mia).count();
    assert_eq!(owned, 1);
}

async fn a_profile_that_searches_another_field_has_everyone_loaded_again(place: &Place) {
    let stage = Stage::open(place, Plan::copied()).await;
    let ben = stage.enter_contact("Okafor", BEN.1);
    stage.copy_everyone().await;
    for mut row in stage.store.mirror(ORG).await.unwrap() {
        row.fields = row.fields.map(|fields| fields.replace(",Phone", ""));
        stage.store.save_mirror(ORG, &row).await.unwrap();
    }
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    assert_eq!(text(&stage.task(), "WhoId"), ben);
    assert!(stage.asked("desk:1").await["live_instead"]["fields"]["object"].is_string());
    let before = stage.store.mirror(ORG).await.unwrap();
    stage.let_copy_follow().await;
    let after = stage.store.mirror(ORG).await.unwrap();
    assert!(before.iter().zip(&after).all(|(before, after)| after.generation > before.generation));
    assert!(after.iter().all(|row| row.fields.as_deref().unwrap().contains(",Phone")));
    stage.tell("desk", &call_from(2, BEN)).await;
    stage.settle().await;
    assert!(stage.asked("desk:2").await["copy"].is_object());
}
