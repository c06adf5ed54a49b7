//! What has been kept for as long as `[retention]` says is forgotten, and nothing before.

use engine::{Forgotten, ORG};

use crate::stage::phones::{BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(bodies_go_after_a_month_and_calls_after_a_year, one_node_at_a_time_forgets,);

const DAY: i64 = 24 * 3_600_000;

async fn bodies_go_after_a_month_and_calls_after_a_year(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    stage.clock.advance(29 * DAY);
    stage.tell("desk", &call_from(2, BEN)).await;
    stage.settle().await;
    let told = stage.status().await.events_received.unsigned_abs() / 2;
    assert_eq!(stage.engine.forget_old().await.unwrap(), Forgotten::default());

    stage.clock.advance(2 * DAY);
    let forgotten = stage.engine.forget_old().await.unwrap();
    assert_eq!(forgotten, Forgotten { bodies: told, ..Forgotten::default() });
    let bodies = stage.store.kept_bodies(ORG, "", 100).await.unwrap();
    let empty = bodies.iter().filter(|body| body.text.is_empty()).count();
    assert_eq!(u64::try_from(empty).unwrap(), told);
    stage.tell("desk", &call_from(1, BEN)).await;
    assert_eq!(stage.settle().await.calls, 2, "what was sent again is known");
    assert!(stage.row("desk:1").await.task_id.is_some());

    stage.clock.advance(370 * DAY);
    let forgotten = stage.engine.forget_old().await.unwrap();
    assert_eq!((forgotten.bodies, forgotten.calls), (told, 1), "{forgotten:?}");
    assert_eq!(forgotten.deliveries, told, "{forgotten:?}");
    let status = stage.settle().await;
    assert_eq!((status.calls, status.logged), (1, 1));
    assert!(stage.store.call(ORG, "desk:1").await.unwrap().is_none());
    assert_eq!(stage.tasks().len(), 2, "Tasks stay in Salesforce");
}

async fn one_node_at_a_time_forgets(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    stage.clock.advance(31 * DAY);
    let now = stage.clock.now();
    assert!(stage.store.take_lease(ORG, "retention", "another", now + 1_000, now).await.unwrap());
    assert_eq!(stage.engine.forget_old().await.unwrap(), Forgotten::default());
    stage.clock.advance(1_000);
    assert!(stage.engine.forget_old().await.unwrap().bodies > 0);
}
