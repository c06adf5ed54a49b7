//! Webhooks about contacts keep our copy fresh between two syncs, and give names to numbers.

use serde_json::{Value, json};

use crate::ground::{Ground, SOURCE};
use crate::stage::place::Place;

on_both_databases!(contacts_come_by_webhook_and_are_found_by_number);

async fn tell(ground: &Ground, event: &str, at: i64, data: &Value) {
    let body =
        json!({"resource": "contact", "event": event, "timestamp": at, "token": "x", "data": data});
    ground.stage.send(SOURCE, body.to_string().as_bytes()).await;
    ground.stage.engine.digest().await.unwrap();
}

async fn names(ground: &Ground) -> Vec<String> {
    let found = ground.stage.store.contacts_with(engine::ORG, &["+442079460123"]).await.unwrap();
    let contacts =
        found.iter().map(|found| serde_json::from_str::<Value>(&found.contact.body).unwrap());
    contacts.map(|contact| contact["texts"]["last_name"].as_str().unwrap().to_owned()).collect()
}

async fn contacts_come_by_webhook_and_are_found_by_number(place: &Place) {
    let ground = Ground::open(place).await;
    let contact = |name: &str, at: i64| {
        json!({"id": 7, "last_name": name, "is_shared": true, "created_at": 1_795_000_000, "updated_at": at,
            "phone_numbers": [{"id": 1, "value": "020 7946 0123"}], "emails": []})
    };
    let at = 1_795_000_100;
    tell(&ground, "contact.updated", at + 1, &contact("Second", at + 1)).await;
    tell(&ground, "contact.created", at, &contact("First", at)).await;
    assert_eq!(names(&ground).await, ["Second"]);
    tell(&ground, "contact.updated", at + 1, &contact("Same second", at + 1)).await;
    assert_eq!(names(&ground).await, ["Second"]);
    tell(&ground, "contact.deleted", at + 9, &contact("Second", at + 1)).await;
    assert!(names(&ground).await.is_empty());
    tell(&ground, "contact.updated", at + 5, &contact("Late", at + 5)).await;
    assert!(names(&ground).await.is_empty());
    // They are no calls, and nobody has to look at them.
    let status = ground.stage.status().await;
    assert_eq!((status.calls, status.unreadable, status.unread), (0, 0, 0));
}
