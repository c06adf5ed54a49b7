//! The phone system's limits: 120 requests a minute, 50 contacts a page, so many records a query.

use serde_json::json;

use crate::ground::Ground;
use crate::stage::place::Place;

on_both_databases!(
    no_minute_has_more_than_120_requests,
    what_others_spend_is_respected_at_429,
    more_contacts_than_one_query_reaches_are_read,
);

async fn no_minute_has_more_than_120_requests(place: &Place) {
    let ground = Ground::open(place).await;
    for number in 0..300 {
        ground.record(
            "Contact",
            json!({"LastName": format!("P{number}"), "Phone": format!("020 7946 0{number:03}")}),
        );
    }
    let began = ground.stage.clock.now();
    assert_eq!(ground.begin().await.made, 300);
    let times: Vec<i64> = ground.phone.inner().asked.iter().map(|(_, at)| *at).collect();
    for (place, at) in times.iter().enumerate() {
        assert!(times[place..].iter().take_while(|later| **later < at + 60_000).count() <= 120);
    }
    // One page and 300 contacts: two minutes of waiting, not three.
    assert_eq!(times.len(), 301);
    assert!((120_000..125_000).contains(&(ground.stage.clock.now() - began)));
    assert_eq!(ground.phone.inner().contacts.len(), 300);
}

async fn what_others_spend_is_respected_at_429(place: &Place) {
    let ground = Ground::open(place).await;
    ground.person("Quill", "020 7946 0123");
    let now = ground.stage.clock.now();
    ground.phone.inner().others = vec![now - 20_000; 120];
    assert_eq!(ground.begin().await.made, 1);
    let asked = ground.phone.inner().asked.clone();
    // One question, a 429 with the moment to go on, and nothing before it.
    assert_eq!(asked[0].1, now);
    assert!(asked[1].1 >= now + 40_000, "{asked:?}");
}

async fn more_contacts_than_one_query_reaches_are_read(place: &Place) {
    let ground = Ground::open(place).await;
    ground.phone.inner().reach = 150;
    for number in 0..400 {
        // A hundred of them within one second, as after an import.
        if !(150..250).contains(&number) {
            ground.stage.clock.advance(700);
        }
        ground.phone.enter(&json!({"last_name": format!("P{number}"),
            "phone_numbers": [{"value": format!("+44 20 7946 0{number:03}")}]}));
    }
    let id = ground.person("Salesforce", "020 7946 0399");
    let report = ground.begin().await;
    assert_eq!((report.linked, report.made), (1, 0), "{report:?}");
    assert_eq!(ground.says("Contact", &id, "LastName"), "Salesforce");
    let (unseen, known) =
        ground.stage.store.contacts_unseen(engine::ORG, "sales", 0).await.unwrap();
    assert_eq!((unseen, known), (0, 400));
    // Later, only what changed is asked for.
    let before = ground.phone.inner().asked.len();
    ground.edit_contact("P7", json!({"first_name": "Lou"}));
    ground.hour().await;
    assert!(ground.phone.inner().asked.len() - before <= 3);
}
