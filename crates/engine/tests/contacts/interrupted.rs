//! A sync that is cut off between the two sides' writes, or whose reply is lost, ends as if it had not been.

use axum::http::StatusCode;
use engine::{SyncStep, contact_history};
use serde_json::json;

use crate::ground::{Ground, SOURCE};
use crate::stage::place::Place;

on_both_databases!(
    a_lost_reply_makes_nobody_twice,
    a_lost_reply_to_a_change_is_no_change_of_theirs,
    cut_off_after_salesforce_was_written,
    two_nodes_write_once,
);

async fn a_lost_reply_makes_nobody_twice(place: &Place) {
    let ground = Ground::open(place).await;
    for number in 0..3 {
        ground.person(&format!("Person {number}"), &format!("020 7946 012{number}"));
    }
    ground.phone.inner().lost_replies = 3;
    ground.begin().await;
    let contacts = ground.phone.inner().contacts.len();
    assert_eq!(contacts, 3);
    let writes = ground.writes();
    ground.hour().await;
    assert_eq!(ground.writes(), writes);
}

async fn a_lost_reply_to_a_change_is_no_change_of_theirs(place: &Place) {
    let ground = Ground::open(place).await;
    let id = ground.person("Quill", "020 7946 0123");
    ground.begin().await;
    // The phone system stores it without the sign, and its answer is lost.
    ground.edit("Contact", &id, json!({"LastName": "Mori ☎"}));
    ground.phone.inner().lost_replies = 1;
    ground.stage.clock.advance(3_600_000);
    let step = ground.stage.engine.sync_contacts(SOURCE).await.unwrap();
    assert!(matches!(step, Some(SyncStep::Later(_))), "{step:?}");
    // Before it goes on, the change comes back as news.
    let contact = ground.phone.contact("Mori ");
    let body = json!({"resource": "contact", "event": "contact.updated", "timestamp": contact["updated_at"],
        "token": "x", "data": contact});
    ground.stage.send(SOURCE, body.to_string().as_bytes()).await;
    ground.stage.engine.digest().await.unwrap();
    ground.stage.clock.advance(60_000);
    ground.finish(&ground.stage.engine).await;
    ground.hour().await;
    assert_eq!(ground.says("Contact", &id, "LastName"), "Mori ☎");
    let history = contact_history(&ground.stage.store, SOURCE, 10).await.unwrap();
    assert!(history.iter().all(|row| row.written_to == "phone" && !row.conflict), "{history:?}");
}

async fn cut_off_after_salesforce_was_written(place: &Place) {
    let ground = Ground::open(place).await;
    let id = ground.record(
        "Contact",
        json!({"LastName": "Quill", "Phone": "020 7946 0123", "Description": "Note"}),
    );
    ground.begin().await;
    ground.edit("Contact", &id, json!({"Email": "ada@example.com"}));
    ground.edit_contact("Quill", json!({"information": "Note 2"}));
    ground.stage.clock.advance(3_600_000);
    // The list is read, then the process dies while its request waits on the way to Salesforce.
    let mut held = ground.stage.wire.hold("/composite/sobjects");
    let engine = ground.stage.engine.clone();
    let dying = tokio::spawn(async move { engine.sync_contacts(SOURCE).await });
    held.arrived().await;
    held.go();
    while ground.says("Contact", &id, "Description") != "Note 2" {
        tokio::task::yield_now().await;
    }
    dying.abort();
    assert!(dying.await.is_err() || ground.phone.contact("Quill")["emails"] != json!([]));
    ground.stage.clock.advance(600_000);
    let store = ground.stage.store.clone();
    let engine = ground.stage.another_engine(&store);
    if let Some(step) = engine.sync_contacts(SOURCE).await.unwrap() {
        assert!(matches!(step, SyncStep::Done(_)), "{step:?}");
    }
    ground.hour().await;
    assert_eq!(ground.says("Contact", &id, "Description"), "Note 2");
    assert_eq!(ground.says("Contact", &id, "Email"), "ada@example.com");
    let contact = ground.phone.contact("Quill");
    assert_eq!(contact["information"], "Note 2");
    assert_eq!(contact["emails"].as_array().unwrap().len(), 1);
    let writes = ground.writes();
    ground.hour().await;
    assert_eq!(ground.writes(), writes);
}

async fn two_nodes_write_once(place: &Place) {
    let ground = Ground::open(place).await;
    for number in 0..20 {
        ground.person(&format!("Person {number}"), &format!("020 7946 01{number:02}"));
    }
    let store = ground.stage.store.clone();
    let other = ground.stage.another_engine(&store);
    ground.stage.engine.confirm_sync(SOURCE).await.unwrap();
    let (one, two) =
        tokio::join!(ground.stage.engine.sync_contacts(SOURCE), other.sync_contacts(SOURCE));
    let done = [one.unwrap(), two.unwrap()];
    assert_eq!(done.iter().filter(|step| step.is_some()).count(), 1, "{done:?}");
    assert_eq!(ground.phone.inner().contacts.len(), 20);
    // A phone system that is away for a while is asked again, by whoever is there.
    ground.phone.inner().broken = Some(StatusCode::BAD_GATEWAY);
    ground.stage.clock.advance(3_600_000);
    let step = other.sync_contacts(SOURCE).await.unwrap();
    assert!(matches!(step, Some(SyncStep::Later(_))), "{step:?}");
    ground.phone.inner().broken = None;
    ground.stage.clock.advance(60_000);
    ground.finish(&ground.stage.engine).await;
}
