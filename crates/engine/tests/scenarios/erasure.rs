//! A person is erased by phone number: nothing of the person is left in the database's own bytes, and nothing that was
//! told of the past brings the person back.

use engine::{Deed, EraseError};
use serde_json::json;
use sources::Rehearsal;

use crate::stage::phones::{AIKO, BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    nothing_of_a_person_is_left_in_the_database,
    who_was_erased_is_not_brought_back_by_the_past,
    what_is_no_number_erases_nobody,
);

/// Parts of every spelling of Aiko's number, and her name.
const TRACES: [&str; 5] = ["355500123", "5550-0123", "5550 0123", "（５５５０）", "Sato"];

fn by_mia() -> Deed {
    Deed { who: "mia".to_owned(), what: "privacy.erase".to_owned(), ..Deed::default() }
}

fn of_aiko(id: u64) -> Rehearsal {
    Rehearsal { customer_name: Some("Aiko Sato".to_owned()), ..call_from(id, AIKO) }
}

async fn many_calls(place: &Place) -> Stage {
    let stage = Stage::open(place, Plan::copied()).await;
    stage.enter("Lead", json!({"LastName": "Sato", "Company": "Sato", "Phone": AIKO.1}));
    stage.enter_contact("Okafor", BEN.1);
    stage.copy_everyone().await;
    for (id, source) in (1..).zip(["sales", "tokyo", "osaka", "desk", "desk", "tokyo"]) {
        stage.tell(source, &of_aiko(id)).await;
    }
    for comment in ["Call Aiko: 03-5550-0123.", "０３（５５５０）０１２３", "+81 (0)3 5550 0123"]
    {
        let told = Rehearsal { comment: Some(comment.to_owned()), ..call_from(50, BEN) };
        stage.tell("sales", &told).await;
    }
    stage.settle().await;
    // Read by nobody, and readable by nobody.
    stage.send("osaka", b"caller=%2B81+3+5550+0123").await;
    stage.send("desk", br#"{"type":"call.dreamt","number":"+81355500123"}"#).await;
    stage.work().await;
    stage
}

async fn nothing_of_a_person_is_left_in_the_database(place: &Place) {
    let stage = many_calls(place).await;
    let before = place.contents().await;
    for trace in TRACES {
        assert!(before.contains(trace), "{trace} is not there to begin with");
    }
    let traces = stage.engine.traces_of("+81 3 5550 0123").await.unwrap();
    assert_eq!((traces.calls, traces.people, traces.records.len()), (6, 1, 1), "{traces:?}");
    assert_eq!(traces.tasks.len(), 6, "{traces:?}");
    assert!(traces.mentions >= 3 && traces.deliveries > 10 && traces.events > 10, "{traces:?}");
    assert_eq!(stage.status().await.calls, 7);

    let certificate = stage.engine.erase("+81 3 5550 0123", by_mia()).await.unwrap();
    assert_eq!(certificate.erased, traces);
    assert!(certificate.overwritten);
    let after = place.contents().await;
    for trace in TRACES {
        assert!(!after.contains(trace), "{trace} is still there");
    }
    assert_eq!(certificate.number_ends, "23");
    assert_eq!(stage.engine.certificates().await.unwrap(), std::slice::from_ref(&certificate));
    let status = stage.settle().await;
    assert_eq!((status.calls, status.logged, status.failed), (1, 1, 0), "{status:?}");
    let rest = stage.engine.traces_of(AIKO.0).await.unwrap();
    assert_eq!(rest, engine::Traces::default());
    let again = stage.engine.erase(AIKO.0, by_mia()).await.unwrap();
    assert_eq!(again.number_mark, certificate.number_mark);
    assert_eq!(again.erased, engine::Traces::default());
}

async fn who_was_erased_is_not_brought_back_by_the_past(place: &Place) {
    let stage = many_calls(place).await;
    stage.clock.advance(60_000);
    stage.engine.erase(AIKO.0, by_mia()).await.unwrap();
    let calls = stage.settle().await.calls;

    stage.tell("desk", &of_aiko(4)).await;
    let more = Rehearsal { comment: Some("She called twice.".to_owned()), ..of_aiko(4) };
    stage.tell("desk", &more).await;
    stage.tell("sales", &of_aiko(400)).await;
    assert_eq!(stage.settle().await.calls, calls, "a saved file brought somebody back");
    // What was kept until somebody had read it left its bytes behind.
    stage.store.scrub().await.unwrap();
    let contents = place.contents().await;
    for trace in ["355500123", "5550-0123"] {
        assert!(!contents.contains(trace), "{trace} is back");
    }

    let now = stage.clock.now();
    let new = Rehearsal { started_at: now + 1_000, ..call_from(500, AIKO) };
    stage.clock.advance(600_000);
    stage.tell("desk", &new).await;
    let status = stage.settle().await;
    assert_eq!(status.calls, calls + 1, "a new call of the same number is a call");
}

async fn what_is_no_number_erases_nobody(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    for text in ["", "Sato", "03-5550-0123", "1001", "+", "+81", "%"] {
        let error = stage.engine.erase(text, by_mia()).await.unwrap_err();
        assert!(matches!(error, EraseError::NotANumber), "{text}: {error}");
    }
    assert!(stage.engine.certificates().await.unwrap().is_empty());
}
