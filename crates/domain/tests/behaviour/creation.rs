//! F32..F46: which calls get a Task, and when.

use domain::event::{CallEvent, Direction, EventKind, Facts, PredictiveResult, Shape};
use domain::task::{IgnoreRule, Verdict};
use language::{Part, Sentence};
use serde_json::json;

use crate::world::*;

fn shaped(shape: Shape, events: Vec<CallEvent>) -> Vec<CallEvent> {
    telling(events, |facts| facts.shape = Some(shape))
}

fn dialled(result: PredictiveResult, events: Vec<CallEvent>) -> Vec<CallEvent> {
    telling(events, |facts| {
        facts.shape = Some(Shape::Predictive);
        facts.predictive = Some(result);
    })
}

#[track_caller]
fn waits(verdict: &Verdict) {
    assert!(matches!(verdict, Verdict::Wait { until: Some(_), .. }), "{verdict:?}");
}

#[track_caller]
fn ignored(verdict: &Verdict, wanted: IgnoreRule) {
    assert!(matches!(verdict, Verdict::Ignore { rule, .. } if *rule == wanted), "{verdict:?}");
}

#[track_caller]
fn written(verdict: &Verdict) {
    assert!(matches!(verdict, Verdict::Write(_)), "{verdict:?}");
}

#[test]
fn f32_registration_timing() {
    let mut begins = World::under("miitel-begins");
    let mut ends = World::under("miitel");
    (begins.now, ends.now) = (T0 + 20_000, T0 + 20_000);
    waits(&begins.verdict(&incoming()[..1]));
    written(&begins.verdict(&incoming()[..2]));
    waits(&ends.verdict(&incoming()[..1]));
    waits(&ends.verdict(&incoming()[..2]));
    written(&ends.verdict(&incoming()));
    let mut first_ring = World::under("default").with("[log]\ncreate = \"begins\"");
    first_ring.now = T0 + 1_000;
    first_ring.check(
        &incoming()[..1],
        json!({"Subject": "Incoming call: +819055500101", "CallDurationInSeconds": 0}),
    );
}

#[test]
fn f33_the_logged_types() {
    let world = World::under("miitel");
    for events in [
        outgoing(),
        incoming(),
        shaped(Shape::TransferInternal, incoming()),
        shaped(Shape::TransferExternal, outgoing()),
        voicemail(),
        outgoing_missed(),
        incoming_missed(),
    ] {
        written(&world.verdict(&events));
    }
    let digits = shaped(Shape::IvrDigits, incoming_missed());
    ignored(&world.verdict(&digits), IgnoreRule::CallType);
}

#[test]
fn f34_internal_calls_are_never_logged() {
    let internal = telling(incoming(), |facts| {
        facts.direction = Some(Direction::Internal);
    });
    let mut extension = incoming();
    extension[0].facts.customer_number = Some("1042".to_owned());
    for profile in ["miitel", "miitel-begins", "default", "aircall", "callconnect"] {
        let mut world = World::under(profile);
        world.plan.extensions = vec!["10xx".to_owned()];
        ignored(&world.verdict(&internal), IgnoreRule::CallType);
        ignored(&world.verdict(&extension), IgnoreRule::CallType);
    }
}

#[test]
fn f35_voicemail_only_with_ends() {
    written(&World::under("miitel").verdict(&voicemail()));
    ignored(&World::under("miitel-begins").verdict(&voicemail()), IgnoreRule::Timing);
}

#[test]
fn f36_predictive_not_answered() {
    let events = dialled(PredictiveResult::NotAnswered, outgoing_missed());
    World::under("miitel").check(&events, json!({"Subject": "MiiTel 発信 (不在)"}));
}

#[test]
fn f37_predictive_without_agent() {
    let events = dialled(PredictiveResult::NoAgent, outgoing_missed());
    World::under("miitel").check(&events, json!({"Subject": "MiiTel 発信 (不在)"}));
}

#[test]
fn f38_predictive_connected_only_with_ends() {
    let events = dialled(PredictiveResult::Connected, outgoing());
    World::under("miitel").check(&events, json!({"Subject": "MiiTel 発信"}));
    ignored(&World::under("miitel-begins").verdict(&events), IgnoreRule::Timing);
}

#[test]
fn f39_begins_has_duration_0() {
    let world = World::under("miitel-begins");
    world.check(&incoming()[..2], json!({"CallDurationInSeconds": 0}));
    world.check(&incoming(), json!({"CallDurationInSeconds": 0}));
}

#[test]
fn f40_ends_has_the_seconds() {
    World::under("miitel").check(&incoming(), json!({"CallDurationInSeconds": 60}));
    World::under("miitel").check(&incoming_missed(), json!({"CallDurationInSeconds": 0}));
}

#[test]
fn f41_callconnect_writes_at_the_end() {
    let mut world = World::under("callconnect").and(contact());
    world.now = T0 + 20_000;
    waits(&world.verdict(&incoming()[..2]));
    written(&world.verdict(&incoming()));
}

#[test]
fn f42_only_chosen_events_are_written() {
    let world = World::under("callconnect").with("[log]\nevents = [\"200\"]").and(contact());
    let told = |word: &str| {
        let word = word.to_owned();
        telling(incoming(), |facts| facts.vendor_status = Some(word))
    };
    written(&world.verdict(&told("200")));
    ignored(&world.verdict(&told("203")), IgnoreRule::Event);
}

#[test]
fn f43_on_answer_or_at_hang_up() {
    let mut world = World::under("aircall");
    world.now = T0 + 20_000;
    waits(&world.verdict(&incoming()[..1]));
    written(&world.verdict(&incoming()[..2]));
    let hung_up = event(EventKind::HungUp, 25, Facts::default());
    written(&world.verdict(&[incoming()[0].clone(), hung_up]));
}

#[test]
fn f44_per_type_completed_in_progress_or_nothing() {
    let world = World::under("aircall").with(
        "[log.types]\noutgoing = \"In progress\"\nincoming_missed = \"ignore\"\nvoicemail = \"Completed\"",
    );
    world.check(&outgoing(), json!({"Status": "In Progress"}));
    world.check(&voicemail(), json!({"Status": "Completed"}));
    ignored(&world.verdict(&incoming_missed()), IgnoreRule::CallType);
}

#[test]
fn f45_the_seven_types_are_told_apart() {
    let conference = |events| telling(events, |facts| facts.conference = Some(true));
    for (events, subject) in [
        (outgoing(), "Outbound answered call to Hana Example with Tokyo desk"),
        (outgoing_missed(), "Outbound unanswered call to Hana Example with Tokyo desk"),
        (incoming(), "Inbound call from Hana Example on Tokyo desk"),
        (incoming_missed(), "Missed call from Hana Example on Tokyo desk"),
        (voicemail(), "Voicemail from Hana Example on Tokyo desk"),
        (conference(outgoing()), "Outbound conference call to Hana Example with Tokyo desk"),
        (conference(incoming()), "Inbound call from Hana Example on Tokyo desk"),
    ] {
        World::under("aircall").and(contact()).check(&events, json!({ "Subject": subject }));
    }
}

#[test]
fn f46_an_external_transfer_is_a_call_of_its_own() {
    let continued = |shape| {
        telling(incoming(), |facts| {
            facts.previous_call = Some("call-0".to_owned());
            facts.shape = Some(shape);
        })
    };
    let world = World::under("aircall");
    written(&world.verdict(&continued(Shape::TransferExternal)));
    ignored(&world.verdict(&continued(Shape::TransferInternal)), IgnoreRule::Continuation);
    written(&World::under("miitel").verdict(&continued(Shape::TransferInternal)));
}

#[test]
fn a_call_whose_end_never_comes_is_closed_with_what_is_known() {
    let mut world = World::under("default");
    world.now = T0 + 4 * HOUR - 1;
    assert_eq!(
        world.verdict(&incoming()[..2]),
        Verdict::Wait {
            until: Some(T0 + 4 * HOUR),
            why: Sentence::new("task-waits-for-end-until")
                .with("at", Part::Moment { at: T0 + 4 * HOUR })
        }
    );
    world.now += 1;
    let task = world.task(&incoming()[..2]);
    assert!(task.notes.iter().any(|note| note.to_string().contains("never told the end")));
    world.check(
        &incoming()[..1],
        json!({"Subject": format!("Incoming call (Missed): {}", "+819055500101")}),
    );
}

#[test]
fn the_last_word_can_be_waited_for() {
    let mut world = World::under("default").with("[log]\nfinal_after_seconds = 40");
    let mut events = incoming();
    events[2].kind = EventKind::HungUp;
    world.now = T0 + 80_000;
    assert!(matches!(
        world.verdict(&events),
        Verdict::Wait { until: Some(until), .. } if until == T0 + 110_000
    ));
    world.now = T0 + 110_000;
    written(&world.verdict(&events));
    world.now = T0 + 80_000;
    written(&world.verdict(&incoming()));
}

#[test]
fn a_written_task_is_kept_up_to_date_at_once() {
    let mut world = World::under("default").with("[log]\nfinal_after_seconds = 40");
    (world.now, world.created) = (T0 + 71_000, Some(T0 + 70_500));
    let mut events = incoming();
    events[2].kind = EventKind::HungUp;
    written(&world.verdict(&events));
}

#[test]
fn a_type_that_may_still_change_is_waited_for() {
    let mut world = World::under("default")
        .with("[log]\ncreate = \"begins\"\n[log.types]\nincoming = \"ignore\"");
    world.now = T0 + 5_000;
    waits(&world.verdict(&incoming()[..1]));
    ignored(&world.verdict(&incoming()), IgnoreRule::CallType);
    written(&world.verdict(&incoming_missed()));
}

#[test]
fn a_task_that_exists_is_kept_true_even_if_such_calls_are_not_logged() {
    let mut world = World::under("aircall").with("[log.types]\nincoming_missed = \"ignore\"");
    ignored(&world.verdict(&incoming_missed()), IgnoreRule::CallType);
    world.created = Some(T0);
    let task = world.task(&incoming_missed());
    assert!(!task.fields.contains_key("Status"));
    assert_eq!(task.fields["Subject"], json!("Missed call from +819055500101 on Tokyo desk"));
    assert!(task.notes.iter().any(|note| note.to_string().contains("keeps its status")));
}
