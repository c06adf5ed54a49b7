//! Rows that cannot be synced are kept and named; the others are not held up.

use serde_json::json;

use crate::ground::{Ground, SOURCE};
use crate::stage::books::refusal;
use crate::stage::place::Place;

on_both_databases!(
    c25_invalid_numbers_and_emoji_are_kept_and_reported,
    what_the_phone_system_refuses_is_reported_and_tried_again,
    what_salesforce_refuses_is_reported_and_tried_again,
);

async fn problems(ground: &Ground) -> Vec<String> {
    let state = ground.stage.engine.sync_state(SOURCE).await.unwrap();
    assert!(state.problems.iter().all(|problem| problem.text.len() > 40));
    state.problems.into_iter().map(|problem| problem.code).collect()
}

async fn c25_invalid_numbers_and_emoji_are_kept_and_reported(place: &Place) {
    let ground = Ground::open(place).await;
    let bad = ground.person("Shortnumber", "ext. 12");
    let emoji = ground.person("Quill 🎉", "020 7946 0123");
    let report = ground.begin().await;
    assert_eq!((report.made, report.problems), (1, 1), "{report:?}");
    assert_eq!(problems(&ground).await, ["invalid_number"]);
    // The phone system keeps no emoji; Salesforce does, hour after hour.
    ground.phone.named("Quill ");
    ground.hour().await;
    assert_eq!(ground.says("Contact", &emoji, "LastName"), "Quill 🎉");
    ground.edit("Contact", &bad, json!({"Phone": "020 7946 0199"}));
    assert_eq!(ground.hour().await.made, 1);
    assert!(problems(&ground).await.is_empty());
    // A number that becomes none does not go to the phone system, but the rest does.
    ground.edit("Contact", &bad, json!({"Phone": "unknown", "FirstName": "Lou"}));
    ground.hour().await;
    assert_eq!(problems(&ground).await, ["invalid_number"]);
    let contact = ground.phone.contact("Shortnumber");
    assert_eq!(
        (&contact["phone_numbers"][0]["value"], &contact["first_name"]),
        (&json!("+442079460199"), &json!("Lou"))
    );
}

async fn what_the_phone_system_refuses_is_reported_and_tried_again(place: &Place) {
    let ground = Ground::open(place).await;
    let id = ground.person("Unwanted", "020 7946 0123");
    ground.person("Quill", "020 7946 0199");
    ground.begin().await;
    assert_eq!(problems(&ground).await, ["phone_system_refused_contact"]);
    ground.phone.named("Quill");
    ground.edit("Contact", &id, json!({"LastName": "Wanted"}));
    ground.hour().await;
    assert!(problems(&ground).await.is_empty());
    ground.phone.named("Wanted");
}

async fn what_salesforce_refuses_is_reported_and_tried_again(place: &Place) {
    let ground = Ground::open(place).await;
    let id = ground.person("Quill", "020 7946 0123");
    let other = ground.person("Okafor", "020 7946 0199");
    ground.begin().await;
    ground.stage.break_record(emulator::RecordFault {
        object: Some("Contact".to_owned()),
        ..refusal("Email", json!("ada@nowhere"), "INVALID_EMAIL_ADDRESS", &["Email"], None)
    });
    ground.edit_contact("Quill", json!({"emails": [{"id": 1, "value": "ada@nowhere"}]}));
    ground.edit_contact("Okafor", json!({"emails": [{"id": 1, "value": "ok@example.com"}]}));
    ground.hour().await;
    assert_eq!(problems(&ground).await, ["INVALID_EMAIL_ADDRESS"]);
    assert_eq!(ground.says("Contact", &other, "Email"), "ok@example.com");
    ground.edit_contact("Quill", json!({"emails": [{"id": 1, "value": "ada@example.com"}]}));
    ground.hour().await;
    assert_eq!(ground.says("Contact", &id, "Email"), "ada@example.com");
    assert!(problems(&ground).await.is_empty());
}
