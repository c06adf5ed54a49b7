//! A person is erased by phone number: nothing of the person is left in the database's own bytes, and nothing that was
//! told of the past brings the person back.

use engine::{Deed, EraseError, Remains};
use serde_json::json;
use sources::Rehearsal;

use crate::stage::phones::{AIKO, BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    nothing_of_a_person_is_left_in_the_database,
    who_was_erased_is_not_brought_back_by_the_past,
    what_is_no_number_erases_nobody,
    an_unread_delivery_about_somebody_else_is_not_lost,
    who_is_erased_while_they_are_read_is_not_kept,
    an_erasure_that_was_cut_off_is_finished_by_the_next,
    tasks_of_others_that_name_the_number_are_listed_apart,
    the_tasks_of_calls_that_went_before_a_crash_are_on_a_certificate,
    what_stands_beside_calls_is_found_too,
    a_person_is_told_everything_that_is_kept_of_them,
    what_several_are_told_of_in_one_message_is_handed_to_nobody,
    what_is_written_of_others_meanwhile_is_not_lost,
    whoever_works_on_what_was_said_before_loses_it,
    a_task_that_is_written_meanwhile_is_on_the_certificate,
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
    let remains = if place.is_postgres() { Remains::WithTheServer } else { Remains::Overwritten };
    assert_eq!(certificate.remains, remains);
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

async fn an_unread_delivery_about_somebody_else_is_not_lost(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    stage.enter_contact("Okafor", BEN.1);
    let comment = Some("Call Aiko: 03-5550-0123.".to_owned());
    for body in stage.bodies("sales", &Rehearsal { comment, ..call_from(50, BEN) }) {
        stage.send("sales", &body).await;
    }
    stage.engine.erase(AIKO.0, by_mia()).await.unwrap();
    let status = stage.settle().await;
    assert_eq!((status.calls, status.logged), (1, 1), "Ben's call was lost: {status:?}");
    assert!(!place.contents().await.contains("5550-0123"));
}

/// Buries Aiko at the moment at which an event of hers is kept, as another node that erases her would.
async fn bury_aiko_with_the_next_event(place: &Place, mark: &str, at: i64) {
    let bury = format!(
        "INSERT INTO tombstone (org_id, mark, at) VALUES ('{}', '{mark}', {at}) ON CONFLICT DO NOTHING",
        engine::ORG
    );
    let sql = match place.is_postgres() {
        true => format!(
            "CREATE FUNCTION bury() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {bury}; RETURN NEW; END $$; \
             CREATE TRIGGER bury AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION bury();"
        ),
        false => format!("CREATE TRIGGER bury AFTER INSERT ON event BEGIN {bury}; END;"),
    };
    place.execute(&sql).await;
}

async fn who_is_erased_while_they_are_read_is_not_kept(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let mark = stage.store.mark(engine::ORG, "number:+81355500123").unwrap();
    stage.clock.advance(600_000);
    bury_aiko_with_the_next_event(place, &mark, stage.clock.now()).await;
    for body in stage.bodies("desk", &of_aiko(4)) {
        stage.send("desk", &body).await;
    }
    stage.work().await;
    assert_eq!(stage.status().await.calls, 0, "what was just being read has stayed");
    let bodies = stage.store.kept_bodies(engine::ORG, "", 10).await.unwrap();
    assert!(!bodies.is_empty() && bodies.iter().all(|body| body.text.is_empty()), "{bodies:?}");
}

/// Does something while the database refuses to delete the rows of `table` for which `when` is true.
pub(super) async fn cut_off(place: &Place, table: &str, when: &str, during: impl AsyncFnOnce()) {
    let (stop, go_on) = match place.is_postgres() {
        true => (
            format!(
                "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'cut off'; END $$; \
                 CREATE TRIGGER stop BEFORE DELETE ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION stop();"
            ),
            format!("DROP TRIGGER stop ON {table}"),
        ),
        false => (
            format!(
                "CREATE TRIGGER stop BEFORE DELETE ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, 'cut off'); END;"
            ),
            "DROP TRIGGER stop".to_owned(),
        ),
    };
    place.execute(&stop).await;
    during().await;
    place.execute(&go_on).await;
}

async fn an_erasure_that_was_cut_off_is_finished_by_the_next(place: &Place) {
    let stage = many_calls(place).await;
    let traces = stage.engine.traces_of(AIKO.0).await.unwrap();
    cut_off(place, "call", "true", async || {
        stage.engine.erase(AIKO.0, by_mia()).await.unwrap_err();
    })
    .await;
    let certificate = stage.engine.erase(AIKO.0, by_mia()).await.unwrap();
    let (was, now) = (&traces, &certificate.erased);
    assert_eq!((now.calls, now.events, &now.tasks), (was.calls, was.events, &was.tasks));
    let contents = place.contents().await;
    for trace in TRACES {
        assert!(!contents.contains(trace), "{trace} is still there");
    }
}

async fn the_tasks_of_calls_that_went_before_a_crash_are_on_a_certificate(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    // More than are deleted in one transaction; in the order in which they are, 99 is the last one.
    let bodies: Vec<Vec<u8>> =
        (1..=203).flat_map(|id| stage.bodies("desk", &of_aiko(id))).collect();
    stage.send("desk", &[b"[".to_vec(), bodies.join(&b","[..]), b"]".to_vec()].concat()).await;
    assert_eq!(stage.settle().await.logged, 203);
    let traces = stage.engine.traces_of(AIKO.0).await.unwrap();
    assert_eq!((traces.calls, traces.tasks.len()), (203, 203));

    cut_off(place, "call", "OLD.call_id = 'desk:99'", async || {
        stage.engine.erase(AIKO.0, by_mia()).await.unwrap_err();
    })
    .await;
    assert_eq!(stage.status().await.calls, 3, "not as many were deleted before the crash");
    let left = stage.engine.certificates().await.unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!((&left[0].erased, left[0].remains), (&traces, Remains::Unfinished));

    stage.clock.advance(1_000);
    let rest = stage.engine.erase(AIKO.0, by_mia()).await.unwrap();
    assert_eq!((rest.erased.calls, rest.erased.tasks.len()), (3, 3));
    assert_ne!(rest.remains, Remains::Unfinished);
    assert_eq!(stage.engine.certificates().await.unwrap(), [rest, left[0].clone()]);
    assert_eq!(stage.status().await.calls, 0);
}

async fn what_stands_beside_calls_is_found_too(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let org = engine::ORG;
    place
        .execute(&format!(
            "INSERT INTO trouble (org_id, id, kind, code, about, count, first_at, last_at, note, mailed_count) \
                 VALUES ('{org}', 't', 'call', 'X', '', 1, 0, 0, 'refused: 03-5550-0123 is taken', 0); \
             INSERT INTO setting_version (org_id, version, at, who, note, body, change) \
                 VALUES ('{org}', 900, 0, 'mia', 'without +81 3-5550-0123', '', '')"
        ))
        .await;
    let deed = Deed { about: "+81355500123".to_owned(), ..by_mia() };
    stage.engine.record(deed).await.unwrap();
    let certificate = stage.engine.erase(AIKO.0, by_mia()).await.unwrap();
    let erased = certificate.erased;
    assert_eq!((erased.mentions, erased.settings, erased.audit), (1, vec![900], vec![1]));
    let note = stage.store.trouble(org, "t").await.unwrap().unwrap().seen.note;
    assert_eq!(note.as_deref(), Some("refused: ••-••••-•••• is taken"));
    let verdict = engine::audit::verify(&stage.store, None).await.unwrap();
    assert_eq!(verdict.broken, None);
}

async fn a_person_is_told_everything_that_is_kept_of_them(place: &Place) {
    let stage = many_calls(place).await;
    let by = Deed { what: "privacy.disclose".to_owned(), ..by_mia() };
    let told = stage.engine.disclose("+81 3 5550 0123", by).await.unwrap();
    let traces = stage.engine.traces_of(AIKO.0).await.unwrap();
    assert_eq!(told.number, "+81355500123");
    let count = |many: usize| u64::try_from(many).unwrap();
    let events = told.calls.iter().map(|call| call.events.len()).sum();
    assert_eq!((count(told.calls.len()), count(events)), (traces.calls, traces.events));
    let deliveries = count(told.deliveries.len());
    assert!(deliveries > 6 && deliveries < traces.deliveries, "{deliveries} of {traces:?}");
    // What cannot be read, and what was sent of others' calls, is counted only.
    let counted = traces.mentions + traces.deliveries - deliveries;
    assert_eq!((count(told.people.len()), told.mentions), (traces.people, counted));
    let file = serde_json::to_string(&told).unwrap();
    assert!(file.contains("Sato") && file.contains("+81355500123"), "{file}");
    for of_ben in [BEN.0.trim_start_matches('+'), BEN.1, "Okafor"] {
        assert!(!file.contains(of_ben), "{of_ben} is somebody else's");
    }
    let page = stage.store.audit_page(engine::ORG, &store::AuditFilter::default(), None, 10).await;
    let rows = page.unwrap();
    assert_eq!(rows[0].what, "privacy.disclose");
    assert!(!rows.iter().any(|row| row.about.contains("355500123")), "{rows:?}");
    let nobody = stage.engine.disclose("+81 3 5550 0199", by_mia()).await.unwrap();
    assert!(nobody.calls.is_empty() && nobody.deliveries.is_empty() && nobody.people.is_empty());
}

async fn what_several_are_told_of_in_one_message_is_handed_to_nobody(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let aikos = stage.bodies("desk", &of_aiko(1));
    let bens = stage.bodies("desk", &call_from(2, BEN));
    let batch = |events: [&[u8]; 2]| [b"[", events[0], b",", events[1], b"]"].concat();
    stage.send("desk", &batch([&aikos[0], &bens[0]])).await;
    // Ben's event is known by now and kept as that of the message before.
    stage.send("desk", &batch([&bens[0], &aikos[1]])).await;
    stage.send("desk", &aikos[0]).await;
    stage.work().await;
    let told = stage.engine.disclose(AIKO.0, by_mia()).await.unwrap();
    assert_eq!((told.calls.len(), told.deliveries.len(), told.mentions), (1, 1, 2));
    let file = serde_json::to_string(&told).unwrap();
    assert!(file.contains("355500123") && !file.contains(BEN.0), "{file}");
}

/// Has the database run `sql` whenever a row of `table` is changed, as another node would.
async fn with_each_change_of(place: &Place, table: &str, sql: &str) {
    let sql = match place.is_postgres() {
        true => format!(
            "CREATE FUNCTION meanwhile() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {sql}; RETURN NEW; END $$; \
             CREATE TRIGGER meanwhile AFTER UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION meanwhile();"
        ),
        false => format!("CREATE TRIGGER meanwhile AFTER UPDATE ON {table} BEGIN {sql}; END;"),
    };
    place.execute(&sql).await;
}

/// A call of Ben's in which Aiko's number stands.
fn bens_call_about_aiko() -> Rehearsal {
    Rehearsal { comment: Some("Call Aiko: 03-5550-0123.".to_owned()), ..call_from(50, BEN) }
}

async fn tasks_of_others_that_name_the_number_are_listed_apart(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    stage.enter_contact("Okafor", BEN.1);
    stage.tell("desk", &of_aiko(1)).await;
    stage.tell("desk", &bens_call_about_aiko()).await;
    stage.tell("desk", &call_from(60, BEN)).await;
    stage.settle().await;
    let bens = stage.row("desk:50").await.task_id.unwrap();
    let aikos = stage.row("desk:1").await.task_id.unwrap();
    let traces = stage.engine.traces_of(AIKO.0).await.unwrap();
    let erased = stage.engine.erase(AIKO.0, by_mia()).await.unwrap().erased;
    assert_eq!((&erased.tasks, &erased.mentioned_tasks), (&vec![aikos], &vec![bens]));
    assert_eq!(erased, traces);
    // A certificate of before has no such list.
    let mut old = serde_json::to_value(&erased).unwrap();
    old.as_object_mut().unwrap().remove("mentioned_tasks");
    let old: engine::Traces = serde_json::from_value(old).unwrap();
    assert!(old.mentioned_tasks.is_empty() && old.tasks == erased.tasks);
}

async fn what_is_written_of_others_meanwhile_is_not_lost(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    stage.enter_contact("Okafor", BEN.1);
    stage.tell("desk", &bens_call_about_aiko()).await;
    stage.settle().await;
    // Between the search and the change a round completes the call.
    let newer = "UPDATE call SET written = '{\"Subject\":\"newer, of 03-5550-' || '0123\"}', updated_at = updated_at + 1";
    with_each_change_of(place, "event", newer).await;
    let erased = stage.engine.erase(AIKO.0, by_mia()).await.unwrap().erased;
    let row = stage.row("desk:50").await;
    assert_eq!(erased.mentioned_tasks, [row.task_id.unwrap()]);
    assert_eq!(row.written.as_deref(), Some("{\"Subject\":\"newer, of ••-••••-••••\"}"));
    assert!(!place.contents().await.contains("5550-0123"));
}

async fn whoever_works_on_what_was_said_before_loses_it(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    stage.enter_contact("Okafor", BEN.1);
    for body in stage.bodies("desk", &bens_call_about_aiko()) {
        stage.send("desk", &body).await;
    }
    while stage.engine.digest().await.unwrap() > 0 {}
    let now = stage.clock.now();
    let claimed = stage.store.claim(engine::ORG, now, 10, 60_000).await.unwrap();
    assert_eq!(claimed.len(), 1);
    stage.engine.erase(AIKO.0, by_mia()).await.unwrap();
    let row = stage.row("desk:50").await;
    assert!(row.epoch > claimed[0].epoch && row.lease_until == 0, "{row:?}");
}

async fn a_task_that_is_written_meanwhile_is_on_the_certificate(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    for id in 1..=3 {
        for body in stage.bodies("desk", &of_aiko(id)) {
            stage.send("desk", &body).await;
        }
    }
    while stage.engine.digest().await.unwrap() > 0 {}
    let traces = stage.engine.traces_of(AIKO.0).await.unwrap();
    assert_eq!((traces.calls, traces.tasks.len(), traces.unknown_tasks), (3, 0, 0));
    // Between the search and the deletion one call is completed, and a create leaves for another.
    let meanwhile = "UPDATE call SET task_id = '00T000000000009AAA' WHERE call_id = 'desk:1'; \
                     UPDATE call SET intent_at = 1 WHERE call_id = 'desk:2'";
    with_each_change_of(place, "inbox", meanwhile).await;
    let erased = stage.engine.erase(AIKO.0, by_mia()).await.unwrap().erased;
    assert_eq!(erased.tasks, ["00T000000000009AAA"]);
    assert_eq!((erased.calls, erased.unknown_tasks), (3, 1));
    let again = stage.engine.erase(AIKO.0, by_mia()).await.unwrap().erased;
    assert_eq!(again, engine::Traces::default());
}
