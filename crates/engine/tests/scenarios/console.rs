//! What a person does with a call in the console: F106..F108 for memo and comment, F56 for another record.

use engine::{ORG, Pick, SayError, StepKind};
use store::CallFilter;

use crate::stage::books::{refusal, text};
use crate::stage::phones::{self, BEN, Phone, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    f108_an_edited_memo_changes_the_task_with_one_patch,
    f114_a_comment_of_the_console_is_written_below_the_others,
    f56_another_record_that_a_person_picks_moves_the_task,
    a_pick_holds_whatever_the_profile_says_of_picks,
    a_remembered_record_has_the_calls_to_come,
    a_remembered_record_that_is_gone_is_passed_over,
    what_is_remembered_moves_no_earlier_task,
    what_makes_no_sense_is_refused,
    a_call_is_found_by_what_people_know_of_it,
    a_call_that_is_held_is_found_as_well,
    the_steps_of_a_call_are_kept,
    the_task_is_shown_as_it_stands_beside_what_we_wrote,
    people_are_found_by_name_and_by_number,
);

const WHO: &str = "Rin Sample";

/// A profile with the memo in the Description, and one that does not hear of picks.
const MEMO: &str = "name = \"memo\"\nextends = \"default\"\n[match]\npicked = false\n\
                    [description]\ntemplate = \"Memo: {CALL_MEMO}\\n{COMMENTS}\"";

async fn stage(place: &Place) -> Stage {
    let desk = phones::ALL.into_iter().find(|phone| phone.id == "desk").unwrap();
    let memo = Phone { id: "memo", profile: MEMO, ..desk.clone() };
    Stage::open(place, Plan { phones: vec![desk, memo], ..Plan::default() }).await
}

/// One call of Ben's that is written on his Contact.
async fn called(place: &Place, source: &str) -> (Stage, String) {
    let stage = stage(place).await;
    let contact = stage.enter_contact("Okafor", BEN.1);
    stage.tell(source, &call_from(1, BEN)).await;
    stage.settle().await;
    assert_eq!(text(&stage.task(), "WhoId"), contact);
    stage.clock.advance(1_000);
    (stage, contact)
}

async fn f108_an_edited_memo_changes_the_task_with_one_patch(place: &Place) {
    let (stage, _) = called(place, "memo").await;
    let before = stage.wire.count("/composite/sobjects");
    let memo = vec![" Quote ".to_owned(), String::new(), "Call back".to_owned()];
    stage.engine.edit_memo("memo:1", memo, WHO).await.unwrap();
    stage.settle().await;
    let description = text(&stage.task(), "Description").to_owned();
    assert!(description.contains("Memo: Quote"), "{description}");
    assert!(description.contains("Call back"), "{description}");
    // One request reads the Task's fields, one patches them.
    assert_eq!(stage.wire.count("/composite/sobjects") - before, 2);
    stage.clock.advance(1_000);
    stage.engine.edit_memo("memo:1", Vec::new(), WHO).await.unwrap();
    stage.settle().await;
    assert!(!text(&stage.task(), "Description").contains("Quote by"), "an emptied memo is empty");
    assert!(!text(&stage.task(), "Description").contains("Call back"));
}

async fn f114_a_comment_of_the_console_is_written_below_the_others(place: &Place) {
    let (stage, _) = called(place, "memo").await;
    stage.engine.comment("memo:1", "She called twice.", WHO).await.unwrap();
    stage.settle().await;
    let description = text(&stage.task(), "Description").to_owned();
    let first = description.find("Wants a quote by Friday.").unwrap();
    let second = description.find("She called twice.").unwrap();
    assert!(first < second, "{description}");
    assert!(description.contains(WHO), "{description}");
    let detail = stage.store.call(ORG, "memo:1").await.unwrap().unwrap();
    assert!(detail.events.iter().any(|event| event.told_by() == Some(WHO)));
}

fn pick(record_id: &str, remember: bool) -> Pick {
    Pick { record_id: record_id.to_owned(), name: Some("Lee".to_owned()), remember }
}

async fn f56_another_record_that_a_person_picks_moves_the_task(place: &Place) {
    let (stage, _) = called(place, "desk").await;
    let other = stage.enter_contact("Lee", "");
    stage.engine.pick_record("desk:1", pick(&other, false), WHO).await.unwrap();
    stage.settle().await;
    assert_eq!(text(&stage.task(), "WhoId"), other);
    assert!(stage.engine.remembered(None, 10).await.unwrap().is_empty());
    let row = stage.row("desk:1").await;
    assert!(row.resolution.unwrap().contains("corrected"));
    assert_eq!(row.record_id, Some(other));
}

async fn a_pick_holds_whatever_the_profile_says_of_picks(place: &Place) {
    let (stage, _) = called(place, "memo").await;
    let other = stage.enter_contact("Lee", "");
    stage.engine.pick_record("memo:1", pick(&other, false), WHO).await.unwrap();
    stage.settle().await;
    assert_eq!(text(&stage.task(), "WhoId"), other);
}

/// A call of Ben's that a person has moved to somebody else, for good.
async fn remembered(place: &Place) -> (Stage, String, String) {
    let (stage, contact) = called(place, "desk").await;
    let other = stage.enter_contact("Lee", "");
    stage.engine.pick_record("desk:1", pick(&other, true), WHO).await.unwrap();
    stage.settle().await;
    (stage, contact, other)
}

async fn a_remembered_record_has_the_calls_to_come(place: &Place) {
    let (stage, contact, other) = remembered(place).await;
    let known = stage.engine.remembered(None, 10).await.unwrap().remove(0);
    assert_eq!((known.number.as_str(), known.who.as_str()), (BEN.0, WHO));
    stage.tell("desk", &call_from(2, BEN)).await;
    stage.settle().await;
    assert_eq!(stage.row("desk:2").await.record_id, Some(other));
    assert!(stage.engine.forget_remembered(BEN.0).await.unwrap());
    stage.tell("desk", &call_from(3, BEN)).await;
    stage.settle().await;
    assert_eq!(stage.row("desk:3").await.record_id, Some(contact));
}

async fn a_remembered_record_that_is_gone_is_passed_over(place: &Place) {
    let (stage, contact, other) = remembered(place).await;
    stage.delete("Contact", &other);
    stage.tell("desk", &call_from(2, BEN)).await;
    stage.settle().await;
    let row = stage.row("desk:2").await;
    assert_eq!(row.record_id, Some(contact));
    assert!(row.resolution.unwrap().contains("matching-remembered-is-gone"));
}

async fn what_is_remembered_moves_no_earlier_task(place: &Place) {
    let stage = stage(place).await;
    let contact = stage.enter_contact("Okafor", BEN.1);
    let other = stage.enter_contact("Lee", "");
    for id in [1, 2] {
        stage.tell("desk", &call_from(id, BEN)).await;
    }
    stage.settle().await;
    stage.clock.advance(1_000);
    stage.engine.pick_record("desk:2", pick(&other, true), WHO).await.unwrap();
    stage.engine.comment("desk:1", "Late news.", WHO).await.unwrap();
    stage.settle().await;
    assert_eq!(stage.row("desk:1").await.record_id, Some(contact));
    assert_eq!(stage.row("desk:2").await.record_id, Some(other));
}

async fn what_makes_no_sense_is_refused(place: &Place) {
    let (stage, contact) = called(place, "desk").await;
    let engine = &stage.engine;
    let codes = [
        engine.comment("desk:1", " \n", WHO).await,
        engine.comment("desk:1", &"x".repeat(10_001), WHO).await,
        engine.comment("desk:99", "Who?", WHO).await,
        engine.edit_memo("desk:1", vec!["x".repeat(256)], WHO).await,
        engine.pick_record("desk:1", pick("'; DROP TABLE call", false), WHO).await,
        engine.pick_record("desk:99", pick(&contact, false), WHO).await,
    ]
    .map(|said| said.map_err(|error| SayError::code(&error)));
    let expected = [
        "comment_empty",
        "text_too_long",
        "no_such_call",
        "text_too_long",
        "not_a_record",
        "no_such_call",
    ];
    assert_eq!(codes, expected.map(Err));
    let status = stage.settle().await;
    assert_eq!(status.logged, 1);
}

async fn found(stage: &Stage, filter: CallFilter) -> Vec<String> {
    let page = stage.store.list_calls(ORG, &filter, None, 10).await.unwrap();
    page.rows.into_iter().map(|row| row.call_id).collect()
}

fn words(text: &str) -> CallFilter {
    CallFilter { words: vec![text.to_owned()], ..CallFilter::default() }
}

async fn a_call_is_found_by_what_people_know_of_it(place: &Place) {
    let (stage, contact) = called(place, "desk").await;
    let all = CallFilter::default;
    let texts = |text: &str| vec![text.to_owned()];
    for filter in [
        words("okafor"),
        words("mia weber"),
        words("desk:1"),
        words("0147"),
        words("front desk"),
        words(&contact.to_lowercase()),
        CallFilter { number_keys: domain::number::tails("(202) 555-0147"), ..all() },
        CallFilter { agents: texts("mia.weber@example.com"), ..all() },
        CallFilter { lines: texts("Front Desk"), ..all() },
        CallFilter { results: texts("incoming"), ..all() },
        CallFilter { matched: texts("matched"), ..all() },
    ] {
        assert_eq!(found(&stage, filter.clone()).await, ["desk:1"], "{filter:?}");
    }
    assert!(found(&stage, words("nobody")).await.is_empty());
}

async fn a_call_that_is_held_is_found_as_well(place: &Place) {
    let stage = stage(place).await;
    let until = stage.clock.now() + 3_600_000;
    stage.store.pause(ORG, until, "invalid_grant", "Not signed in.").await.unwrap();
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.work().await;
    assert!(found(&stage, words("mia weber")).await.is_empty());
    let page = stage.engine.call_page("desk:1", &language::Locale::default()).await.unwrap();
    let line = page.unwrap().line;
    assert!(line.held && line.kind.is_some());
    assert_eq!(line.number.as_deref(), Some(BEN.0));
    stage.clock.advance(5_000);
    assert_eq!(stage.engine.relist().await.unwrap(), 1);
    assert_eq!(stage.engine.relist().await.unwrap(), 0);
    assert_eq!(found(&stage, words("mia weber")).await, ["desk:1"]);
    let number = CallFilter { number_keys: domain::number::tails(BEN.0), ..CallFilter::default() };
    assert_eq!(found(&stage, number).await, ["desk:1"]);
}

async fn the_steps_of_a_call_are_kept(place: &Place) {
    let (stage, _) = called(place, "desk").await;
    stage.break_record(refusal("CallObject", "1".into(), "UNABLE_TO_LOCK_ROW", &[], Some(1)));
    stage.engine.edit_memo("desk:1", vec!["Quote".to_owned()], WHO).await.unwrap();
    let other = stage.enter_contact("Lee", "");
    stage.engine.pick_record("desk:1", pick(&other, false), WHO).await.unwrap();
    stage.settle().await;
    let page =
        stage.engine.call_page("desk:1", &language::Locale::default()).await.unwrap().unwrap();
    let kinds: Vec<StepKind> = page.steps.iter().map(|step| step.what).collect();
    let (first, rest) = kinds.split_at(3);
    assert_eq!(first, [StepKind::Resolved, StepKind::CreateSent, StepKind::Accepted]);
    assert!(rest.contains(&StepKind::UpdateSent), "{kinds:?}");
    assert_eq!(rest.last(), Some(&StepKind::Accepted));
}

async fn the_task_is_shown_as_it_stands_beside_what_we_wrote(place: &Place) {
    let (stage, _) = called(place, "desk").await;
    let id = text(&stage.task(), "Id").to_owned();
    stage.edit("Task", &id, serde_json::json!({"Subject": "Changed by hand"}));
    let before = stage.wire.sent().len();
    let now = stage.engine.task_now("desk:1").await.unwrap();
    assert_eq!(stage.wire.sent().len() - before, 1, "one API call");
    let subject = now.fields.iter().find(|field| field.field == "Subject").unwrap();
    assert_eq!((subject.now.as_str(), subject.is_ours), (Some("Changed by hand"), false));
    assert!(subject.ours.as_str().unwrap().contains("Okafor"));
    assert!(now.fields.iter().any(|field| field.field == "WhoId" && field.is_ours));
    assert!(now.who.unwrap().contains("Okafor"));
    stage.delete("Task", &id);
    let code = |told: Result<_, engine::TaskNowError>| told.unwrap_err().code().to_owned();
    assert_eq!(code(stage.engine.task_now("desk:1").await), "task_deleted");
    assert_eq!(code(stage.engine.task_now("desk:9").await), "no_such_call");
}

async fn people_are_found_by_name_and_by_number(place: &Place) {
    let stage = stage(place).await;
    let contact = stage.enter_contact("O'Hara", BEN.1);
    let lead = serde_json::json!({"LastName": "O'Hara-Lead", "Company": "O'Hara", "Phone": "x"});
    let lead = stage.enter("Lead", lead);
    for (typed, expected) in [
        ("o'hara", vec![contact.clone(), lead]),
        (BEN.0, vec![contact.clone()]),
        ("202 555 0147", vec![contact.clone()]),
        ("0147", vec![contact]),
        ("nobody", vec![]),
        ("%x%", vec![]),
    ] {
        let found = stage.engine.find_people(typed).await.unwrap();
        let ids: Vec<String> = found.people.into_iter().map(|person| person.id).collect();
        assert_eq!(ids, expected, "{typed}");
        assert!(found.live);
    }
    for typed in ["", " a ", "12"] {
        assert_eq!(stage.engine.find_people(typed).await.unwrap_err().code(), "text_too_short");
    }
}
