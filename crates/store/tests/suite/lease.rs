//! One holder at a time has a lease; and the progress of the mirror, which the holder writes.

use store::MirrorRow;
use tokio::task::JoinSet;

use crate::place::Place;
use crate::samples::{NOW, ORG};

on_both_databases!(
    one_holder_at_a_time,
    a_lease_that_ran_out_is_taken_over,
    only_the_holder_drops_a_lease,
    of_many_who_try_at_once_one_has_it,
    the_progress_of_each_object_is_read_back,
);

async fn one_holder_at_a_time(place: &Place) {
    let store = place.open().await;
    assert!(store.take_lease(ORG, "people", "a", NOW + 10, NOW).await.unwrap());
    assert!(!store.take_lease(ORG, "people", "b", NOW + 20, NOW + 9).await.unwrap());
    assert!(store.take_lease(ORG, "sync", "b", NOW + 20, NOW).await.unwrap());
    assert!(store.take_lease("other", "people", "b", NOW + 20, NOW).await.unwrap());
    assert!(store.take_lease(ORG, "people", "a", NOW + 30, NOW + 9).await.unwrap(), "renewed");
    assert!(!store.take_lease(ORG, "people", "b", NOW + 99, NOW + 29).await.unwrap());
}

async fn a_lease_that_ran_out_is_taken_over(place: &Place) {
    let store = place.open().await;
    store.take_lease(ORG, "people", "a", NOW + 10, NOW).await.unwrap();
    assert!(store.take_lease(ORG, "people", "b", NOW + 20, NOW + 10).await.unwrap());
    assert!(!store.take_lease(ORG, "people", "a", NOW + 30, NOW + 11).await.unwrap());
}

async fn only_the_holder_drops_a_lease(place: &Place) {
    let store = place.open().await;
    store.take_lease(ORG, "people", "a", NOW + 10, NOW).await.unwrap();
    store.drop_lease(ORG, "people", "b").await.unwrap();
    assert!(!store.take_lease(ORG, "people", "b", NOW + 10, NOW).await.unwrap());
    store.drop_lease(ORG, "people", "a").await.unwrap();
    assert!(store.take_lease(ORG, "people", "b", NOW + 10, NOW).await.unwrap());
}

async fn of_many_who_try_at_once_one_has_it(place: &Place) {
    for round in 0..5 {
        let at = NOW + round * 10;
        let mut holders = JoinSet::new();
        for holder in 0..20 {
            let store = place.open().await;
            let holder = format!("{round} {holder}");
            holders.spawn(async move {
                store.take_lease(ORG, "people", &holder, at + 10, at).await.unwrap()
            });
        }
        assert_eq!(holders.join_all().await.into_iter().filter(|mine| *mine).count(), 1);
    }
}

async fn the_progress_of_each_object_is_read_back(place: &Place) {
    let store = place.open().await;
    assert_eq!(store.mirror(ORG).await.unwrap(), []);
    let lead = MirrorRow {
        object: "Lead".to_owned(),
        phase: "load".to_owned(),
        job_id: Some("750000000000001AAA".to_owned()),
        locator: Some("MTAwMDA".to_owned()),
        loaded: 10_000,
        expected: Some(1_000_000),
        generation: 3,
        cursor_at: Some(NOW - 1),
        replay_id: Some("AAAAAAABOQgAAA==".to_owned()),
        fresh_at: Some(NOW - 2),
        fields: Some(r#"["Id","Phone"]"#.to_owned()),
        error_code: Some("INVALID_TYPE".to_owned()),
        error_text: Some("The user may not read Leads.".to_owned()),
        updated_at: NOW,
    };
    let contact = MirrorRow {
        object: "Contact".to_owned(),
        phase: "live".to_owned(),
        ..MirrorRow::default()
    };
    store.save_mirror(ORG, &lead).await.unwrap();
    store.save_mirror(ORG, &contact).await.unwrap();
    assert_eq!(store.mirror(ORG).await.unwrap(), [contact.clone(), lead.clone()]);
    let finished = MirrorRow { object: lead.object, ..contact.clone() };
    store.save_mirror(ORG, &finished).await.unwrap();
    store.save_mirror("other", &contact).await.unwrap();
    assert_eq!(store.mirror(ORG).await.unwrap(), [contact, finished]);
}
