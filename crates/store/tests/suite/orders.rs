//! What a person wants of the copy stands until something else is wanted, whatever else happens to the org.

use store::PeopleOrders;

use crate::place::Place;
use crate::samples::{NOW, ORG};

on_both_databases!(orders_stand_until_others_are_given);

async fn orders_stand_until_others_are_given(place: &Place) {
    let store = place.open().await;
    let orders = |paused, again_at| PeopleOrders { paused, again_at };
    assert_eq!(store.people_orders(ORG).await.unwrap(), orders(false, 0));
    store.pause_people(ORG, true).await.unwrap();
    store.reload_people(ORG, NOW).await.unwrap();
    store.pause(ORG, NOW, "code", "text").await.unwrap();
    store.resume(ORG).await.unwrap();
    drop(store);
    let store = place.open().await;
    assert_eq!(store.people_orders(ORG).await.unwrap(), orders(true, NOW));
    assert_eq!(store.people_orders("other").await.unwrap(), orders(false, 0));
    store.pause_people(ORG, false).await.unwrap();
    assert_eq!(store.people_orders(ORG).await.unwrap(), orders(false, NOW));
}
