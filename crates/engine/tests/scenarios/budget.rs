//! What an hour of calls costs of the org's API allowance, everything counted: the first load, polls, the org's own
//! facts read again, and the Tasks.

use serde_json::json;

use crate::stage::phones::call_from;
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

/// Calls in the hour.
const CALLS: u64 = 1_000;

/// How long the calls of a batch wait for company, in milliseconds.
const LINGER: i64 = 30_000;

/// So often within that time the clock is moved.
const STEPS: i64 = 4;

const HOUR: i64 = 3_600_000;

#[tokio::test]
async fn an_hour_of_a_thousand_calls_costs_at_most_0_3_requests_a_call_with_polling() {
    let place = Place::sqlite();
    let stage = Stage::open(&place, Plan::copied()).await;
    let people: Vec<String> = (0..100)
        .map(|n| stage.enter_contact(&format!("Person {n}"), &format!("(202) 555-01{n:02}")))
        .collect();
    let rounds = u64::try_from(HOUR / LINGER).unwrap();
    let mut told = 0;
    let mut tended_at = 0;
    for round in 1..=rounds {
        // Somebody works in the org as well.
        let person = &people[usize::try_from(round).unwrap() % people.len()];
        stage.edit("Contact", person, json!({"Title": format!("Title {round}")}));
        let until = CALLS * round / rounds;
        let calls = (told..until).map(|call| {
            let number = format!("+120255501{:02}", call % 100);
            let national = format!("(202) 555-01{:02}", call % 100);
            call_from(call, (&number, &national))
        });
        stage.tell_at_once("desk", calls).await;
        told = until;
        for _ in 0..STEPS {
            stage.clock.advance(LINGER / STEPS);
            if stage.clock.now() >= tended_at {
                tended_at = stage.engine.tend_people().await.unwrap();
            }
        }
        stage.work().await;
    }
    let status = stage.settle().await;
    assert_eq!(status.logged, i64::try_from(CALLS).unwrap(), "{status:?}");
    let linked = stage.tasks().iter().filter(|task| task["WhoId"].is_string()).count();
    assert_eq!(u64::try_from(linked).unwrap(), CALLS);
    let spent = stage.org.api_calls();
    let most = CALLS * 3 / 10;
    let polls = stage.wire.sent().iter().filter(|sent| sent.body.contains("/queryAll")).count();
    assert!(spent <= most, "{spent} API requests, {polls} of them polls; at most {most} are meant");
    assert!(polls >= 70, "the poll is counted: {polls}");
}
