//! A sync that would do harm stops, says so, and asks; nothing is written until somebody says yes.

use engine::{Stopped, SyncStep};
use serde_json::json;

use crate::ground::{Ground, SOURCE};
use crate::stage::place::Place;

on_both_databases!(
    an_empty_list_stops_the_sync,
    emptied_fields_stop_the_sync_until_somebody_confirms,
    too_many_changes_stop_the_sync,
    a_refused_key_stops_with_a_fix,
);

/// So many synced people.
async fn many(place: &Place, count: u32, profile: &'static str) -> Ground {
    let ground = Ground::with(place, profile).await;
    for number in 0..count {
        let fields = json!({"FirstName": "Kim", "LastName": format!("Person {number}"), "Description": "Note",
            "Phone": format!("020 7946 0{number:03}")});
        ground.record("Contact", fields);
    }
    assert_eq!(ground.begin().await.made, u64::from(count));
    ground
}

async fn stopped(ground: &Ground) -> Stopped {
    let writes = ground.writes();
    ground.stage.clock.advance(86_400_000);
    let SyncStep::Stopped(stopped) = ground.end(&ground.stage.engine).await else {
        panic!("it did not stop");
    };
    assert_eq!(ground.writes(), writes);
    // It stays stopped.
    ground.stage.clock.advance(86_400_000);
    assert_eq!(ground.stage.engine.sync_contacts(SOURCE).await.unwrap(), None);
    let state = ground.stage.engine.sync_state(SOURCE).await.unwrap();
    assert!(state.stopped.unwrap().starts_with(&stopped.code));
    assert!(
        stopped.text.to_string().contains("ringledger people sync --confirm")
            || stopped.text.to_string().contains("restart")
    );
    stopped
}

async fn an_empty_list_stops_the_sync(place: &Place) {
    let ground = many(place, 4, "default").await;
    ground.phone.inner().forgetful = true;
    assert_eq!(stopped(&ground).await.code, "contacts_list_empty");
    ground.phone.inner().forgetful = false;
    ground.begin().await;
    let before = ground.writes();
    ground.hour().await;
    assert_eq!(ground.writes(), before);
    assert_eq!(ground.stage.query("SELECT Id FROM Contact WHERE Phone != null").len(), 4);
}

async fn emptied_fields_stop_the_sync_until_somebody_confirms(place: &Place) {
    let ground = many(place, 12, "default").await;
    for number in 0..12 {
        ground.edit_contact(
            &format!("Person {number}"),
            json!({"first_name": "", "information": null}),
        );
    }
    let stop = stopped(&ground).await;
    assert_eq!(stop.code, "sync_would_empty", "{stop}");
    assert_eq!(ground.stage.query("SELECT Id FROM Contact WHERE FirstName = 'Kim'").len(), 12);
    assert_eq!(ground.dry().await.emptied, 12);
    ground.begin().await;
    assert_eq!(ground.stage.query("SELECT Id FROM Contact WHERE FirstName = 'Kim'").len(), 0);
    // The yes was for once.
    for number in 0..12 {
        let id = ground
            .stage
            .query(&format!("SELECT Id FROM Contact WHERE LastName = 'Person {number}'"));
        ground.edit("Contact", id[0]["Id"].as_str().unwrap(), json!({"FirstName": "Lee"}));
    }
    ground.hour().await;
    for number in 0..12 {
        ground.edit_contact(&format!("Person {number}"), json!({"first_name": ""}));
    }
    assert_eq!(stopped(&ground).await.code, "sync_would_empty");
}

const STRICT: &str = "name = \"strict\"\nextends = \"default\"\n[sync]\nstop_least = 2\n";

async fn too_many_changes_stop_the_sync(place: &Place) {
    let ground = many(place, 15, STRICT).await;
    for number in 0..3 {
        ground.edit_contact(&format!("Person {number}"), json!({"first_name": "Lee"}));
    }
    assert_eq!(ground.hour().await.salesforce_changed, 3);
    for number in 0..4 {
        ground.edit_contact(&format!("Person {number}"), json!({"first_name": "Sam"}));
    }
    let stop = stopped(&ground).await;
    assert_eq!(stop.code, "sync_would_change_many");
    assert!(stop.text.to_string().contains("4 of 15"), "{stop}");
}

async fn a_refused_key_stops_with_a_fix(place: &Place) {
    let ground = many(place, 1, "default").await;
    ground.phone.inner().broken = Some(axum::http::StatusCode::UNAUTHORIZED);
    assert_eq!(stopped(&ground).await.code, "phone_system_refused_access");
}
