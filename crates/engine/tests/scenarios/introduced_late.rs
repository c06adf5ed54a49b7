//! One creation for one number also where time has passed between its steps: a request that leaves late, a holder that
//! died, a copy that has not heard of somebody, a result that is old.

use engine::{Explained, ORG};

use crate::stage::books::text;
use crate::stage::phones::{self, AIKO, BEN, Phone, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    a_request_that_leaves_when_its_time_is_over_is_not_sent,
    a_holder_that_died_costs_few_requests,
    a_strict_search_finds_whom_it_created,
    spellings_regions_and_phone_systems_are_one_number,
    whom_only_the_copy_did_not_know_is_nobodys_creation,
    what_happened_long_ago_is_forgotten,
);

const CREATES: &str = "name = \"ours\"\nextends = \"default\"\n[create]\nobject = \"Contact\"\n";

fn plan(profile: &'static str) -> Plan {
    let desk = Phone { id: "desk", profile, ..phones::ALL[3].clone() };
    let paris = Phone { id: "paris", region: "FR", ..desk.clone() };
    Plan { phones: vec![desk, paris], ..Plan::default() }
}

/// More people than one request creates: the first request hangs for longer than the round's time, and the answer to
/// the next one would be lost.
async fn a_request_that_leaves_when_its_time_is_over_is_not_sent(place: &Place) {
    let stage = Stage::open(place, plan(CREATES)).await;
    let delivery = Plan::default().delivery;
    let numbers: Vec<(String, String)> =
        (0..50).map(|n| (format!("+120255501{n:02}"), format!("(202) 555-01{n:02}"))).collect();
    let calls = (1..).zip(&numbers).map(|(id, (e164, home))| call_from(id, (e164, home)));
    stage.tell_at_once("desk", calls).await;
    stage.engine.digest().await.unwrap();
    let began = stage.clock.now();
    let mut held = stage.wire.hold_part("/sobjects/Contact\"");
    let waiting = async {
        held.arrived().await;
        stage.clock.advance(delivery.lease_ms + 1);
        let late = stage.wire.delay_part("/sobjects/Contact\"");
        held.go();
        late
    };
    let (carried, late) = tokio::join!(stage.engine.round(), waiting);
    carried.unwrap();
    // Everybody believes now that what was to be created then can no longer be under way.
    stage.clock.advance_to(began + delivery.settle_ms);
    stage.work().await;
    late.commit(&stage.org).await;
    stage.settle().await;
    let contacts = stage.query("SELECT Id FROM Contact");
    assert_eq!((contacts.len(), stage.tasks().len()), (numbers.len(), numbers.len()));
}

async fn a_holder_that_died_costs_few_requests(place: &Place) {
    let stage = Stage::open(place, plan(CREATES)).await;
    let now = stage.clock.now();
    let until = now + Plan::default().delivery.lease_ms;
    let key = format!("number:{}", BEN.0);
    stage.store.once(ORG, &[&key], "dead", until, now).await.unwrap();
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    assert!(text(&stage.task(), "WhoId").starts_with("003"));
    let spent = stage.org.api_calls();
    assert!(spent < 30, "{spent} requests while nothing could be done");
}

/// Numbers are searched with hyphens and without, and no other spelling; one of them has to be written.
async fn a_strict_search_finds_whom_it_created(place: &Place) {
    let miitel = "name = \"ours\"\nextends = \"miitel\"\n[create]\nobject = \"Contact\"\n";
    let stage = Stage::open(place, plan(miitel)).await;
    for (id, number) in (1..).zip([BEN, AIKO, ("+33199001122", "01 99 00 11 22")]) {
        for again in 0..2 {
            stage.tell("desk", &call_from(id * 10 + again, number)).await;
            stage.settle().await;
            stage.clock.advance(3_600_000);
        }
    }
    let contacts = stage.query("SELECT Phone FROM Contact ORDER BY CreatedDate");
    let phones: Vec<&str> = contacts.iter().map(|contact| text(contact, "Phone")).collect();
    assert_eq!(phones, ["202-555-0147", "03-5550-0123", "01-99-00-11-22"]);
}

async fn spellings_regions_and_phone_systems_are_one_number(place: &Place) {
    let stage = Stage::open(place, plan(CREATES)).await;
    let spellings = ["+12025550147", "+1 (202) 555-0147", "tel:+1-202-555-0147", "0012025550147"];
    for source in ["desk", "paris"] {
        let told = (1..).zip(spellings).map(|(id, spelling)| {
            let mut call = call_from(id, (spelling, spelling));
            call.line_country = String::new();
            call
        });
        stage.tell_at_once(source, told).await;
    }
    stage.settle().await;
    stage.clock.advance(3_600_000);
    stage.tell("desk", &call_from(9, BEN)).await;
    stage.settle().await;
    let contacts = stage.query("SELECT Id, Phone FROM Contact");
    assert_eq!(contacts.len(), 1, "{contacts:?}");
    let tasks = stage.tasks();
    assert!(tasks.iter().all(|task| task["WhoId"] == contacts[0]["Id"]), "{tasks:?}");
}

async fn whom_only_the_copy_did_not_know_is_nobodys_creation(place: &Place) {
    let stage = Stage::open(place, Plan { people: Plan::copied().people, ..plan(CREATES) }).await;
    stage.copy_everyone().await;
    let ben = stage.enter_contact("Okafor", BEN.1);
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    let asked = stage.wire.count("/composite");
    stage.tell("desk", &call_from(2, BEN)).await;
    stage.settle().await;
    assert_eq!(stage.wire.count("/composite") - asked, 1, "only the Task's own request");
    assert!(stage.tasks().iter().all(|task| task["WhoId"] == ben.as_str()));
    for call in ["desk:1", "desk:2"] {
        let explained =
            engine::explain(&stage.store, call, stage.clock.now(), &language::Locale::default())
                .await
                .unwrap();
        let Explained::Call(explained) = explained else { panic!("{explained:?}") };
        assert!(!explained.record.join(" ").contains("created"), "{:?}", explained.record);
    }
}

async fn what_happened_long_ago_is_forgotten(place: &Place) {
    let stage = Stage::open(place, plan(CREATES)).await;
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    assert_eq!(stage.engine.forget_introductions().await.unwrap(), 0);
    stage.clock.advance(97 * 3_600_000);
    assert_eq!(stage.engine.forget_introductions().await.unwrap(), 1);
}
