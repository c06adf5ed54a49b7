//! Deliveries come several times, at once and in any order: the Task is the same, byte by byte, and what was
//! heard before costs nothing.

use futures_util::future::join_all;

use crate::stage::phones::{AIKO, ALL, BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    three_times_at_once_and_in_reverse_is_the_same_task,
    a_repeated_day_costs_no_api_call,
    events_that_trickle_in_backwards_end_in_the_same_task,
);

async fn tell_all(stage: &Stage) {
    for (id, phone) in (1..).zip(&ALL) {
        stage.tell(phone.id, &call_from(id, customer_of(phone.region))).await;
    }
}

fn customer_of(region: &str) -> (&'static str, &'static str) {
    if region == "JP" { AIKO } else { BEN }
}

async fn open(place: &Place) -> Stage {
    let stage = Stage::open(place, Plan::default()).await;
    stage.enter_contact("Okafor", BEN.1);
    stage.enter_contact("佐藤", AIKO.1);
    stage
}

async fn three_times_at_once_and_in_reverse_is_the_same_task(place: &Place) {
    let plain_place = Place::sqlite();
    let plain = open(&plain_place).await;
    tell_all(&plain).await;
    plain.settle().await;

    let stage = open(place).await;
    for (id, phone) in (1..).zip(&ALL) {
        let mut bodies = stage.bodies(phone.id, &call_from(id, customer_of(phone.region)));
        bodies.reverse();
        for body in &bodies {
            join_all((0..3).map(|_| stage.send(phone.id, body))).await;
        }
    }
    let status = stage.settle().await;
    assert_eq!((status.calls, status.logged), (4, 4), "{status:?}");
    assert_eq!(stage.texts(), plain.texts());
}

async fn a_repeated_day_costs_no_api_call(place: &Place) {
    let stage = open(place).await;
    tell_all(&stage).await;
    stage.settle().await;
    let (tasks, spent) = (stage.tasks(), stage.org.api_calls());
    stage.clock.advance(60_000);
    for _ in 0..2 {
        tell_all(&stage).await;
        stage.settle().await;
    }
    assert_eq!(stage.org.api_calls(), spent);
    assert_eq!(stage.tasks(), tasks);
}

/// The worst order, with everything written in between: each event is delivered to the org before the next
/// (older) one arrives.
async fn events_that_trickle_in_backwards_end_in_the_same_task(place: &Place) {
    let plain_place = Place::sqlite();
    let plain = open(&plain_place).await;
    plain.tell("sales", &call_from(1, BEN)).await;
    plain.settle().await;

    let stage = open(place).await;
    let mut bodies = stage.bodies("sales", &call_from(1, BEN));
    bodies.reverse();
    for body in &bodies {
        stage.send("sales", body).await;
        stage.work().await;
    }
    stage.settle().await;
    assert_eq!(stage.texts(), plain.texts());
}
