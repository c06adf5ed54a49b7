//! Many calls at once are few requests, and a number is found however somebody wrote it.

use emulator::seed;

use crate::stage::books::text;
use crate::stage::phones::{BEN, Phone, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    f22_f111_a_call_costs_one_request_to_match_and_one_to_create,
    a_hundred_and_fifty_numbers_are_a_handful_of_requests,
    a_misplaced_hyphen_is_found_but_not_by_strict_spelling,
    a_call_is_matched_as_if_it_came_alone,
);

async fn a_hundred_and_fifty_numbers_are_a_handful_of_requests(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let numbers = seed::bench(&stage.org, 150).unwrap();
    stage.tell("desk", &call_from(999, BEN)).await;
    stage.settle().await;

    let before = stage.org.api_calls();
    let calls = (1..).zip(&numbers).map(|(id, number)| call_from(id, (number, number)));
    stage.tell_at_once("desk", calls).await;
    let status = stage.settle().await;
    assert_eq!(status.logged, 151, "{status:?}");
    let tasks = stage.tasks();
    let linked = tasks.iter().filter(|task| !text(task, "WhoId").is_empty()).count();
    assert_eq!(linked, 150);
    let spent = stage.org.api_calls() - before;
    assert!(spent <= 8, "{spent} requests for 150 calls");
}

/// A known caller and a stranger alike: all objects are searched in one request.
async fn f22_f111_a_call_costs_one_request_to_match_and_one_to_create(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    stage.enter_contact("Okafor", BEN.1);
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    for (id, number) in [(2, BEN), (3, ("+12065550198", "(206) 555-0198"))] {
        let before = stage.org.api_calls();
        let bodies = stage.bodies("desk", &call_from(id, number));
        let (comment, call) = bodies.split_last().unwrap();
        for body in call {
            stage.send("desk", body).await;
        }
        stage.settle().await;
        assert_eq!(stage.org.api_calls() - before, 2, "matching and creating");
        stage.send("desk", comment).await;
        stage.settle().await;
        assert_eq!(stage.org.api_calls() - before, 4, "reading before changing, and changing");
    }
}

const STRICT: &str = "name = \"strict\"\nextends = \"default\"\n[match]\nspellings = \"strict\"\n";

async fn a_misplaced_hyphen_is_found_but_not_by_strict_spelling(place: &Place) {
    let strict = Phone {
        id: "strict",
        kind: "generic",
        profile: STRICT,
        region: "US",
        time_zone: "America/New_York",
        api_url: "",
    };
    let desk = Phone { id: "desk", profile: "default", ..strict.clone() };
    let stage = Stage::open(place, Plan { phones: vec![desk, strict], ..Plan::default() }).await;
    let odd = stage.enter_contact("Okafor", "20-25-550.1.47");
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.tell("strict", &call_from(2, BEN)).await;
    stage.settle().await;
    let tasks = stage.tasks();
    let who: Vec<&str> = tasks.iter().map(|task| text(task, "WhoId")).collect();
    assert_eq!(who, [odd.as_str(), ""]);
}

const LEADS: &str = "name = \"leads\"\nextends = \"default\"\n[match]\nobjects = [\"Lead\"]\n";

/// The numbers of a round go into one request for all profiles; what only another profile looks for must not
/// hide an oddly written number of ours.
async fn a_call_is_matched_as_if_it_came_alone(place: &Place) {
    let desk = Phone {
        id: "desk",
        kind: "generic",
        profile: "default",
        region: "US",
        time_zone: "America/New_York",
        api_url: "",
    };
    let leads = Phone { id: "leads", profile: LEADS, ..desk.clone() };
    let stage = Stage::open(place, Plan { phones: vec![desk, leads], ..Plan::default() }).await;
    let contact = stage.enter_contact("Okafor", BEN.1);
    let lead = serde_json::json!({"LastName": "Okafor", "Company": "Okafor & Co", "Phone": "20-25-550.1.47"});
    let lead = stage.enter("Lead", lead);
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.tell("leads", &call_from(2, BEN)).await;
    stage.settle().await;
    let tasks = stage.tasks();
    let who: Vec<&str> = tasks.iter().map(|task| text(task, "WhoId")).collect();
    assert_eq!(who, [contact.as_str(), lead.as_str()]);
}
