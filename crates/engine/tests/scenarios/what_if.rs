//! What would be is what is: the last calls under another profile come out as the engine writes them when that
//! profile is in force; looking costs nothing that anybody could notice afterwards.

use domain::profile::{BUILTIN, Profile};
use engine::preview::{NEW_RECORD, WhatIfs};
use serde_json::Value;
use sources::Rehearsal;

use crate::stage::phones::{AIKO, BEN, Phone, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    what_would_be_is_what_the_engine_writes,
    the_profile_in_force_changes_nothing,
    a_copy_of_people_answers_without_a_request,
    stored_candidates_answer_until_the_rules_look_further,
    looking_leaves_no_trace,
    whoever_would_be_created_is_named_and_not_created,
    a_source_that_is_not_there_is_named,
);

/// A desk whose calls follow this profile: a built-in one or the text of one.
fn desk(profile: &'static str) -> Plan {
    let phones = vec![Phone {
        id: "desk",
        kind: "generic",
        profile,
        region: "US",
        time_zone: "America/New_York",
        api_url: "",
    }];
    Plan { phones, ..Plan::default() }
}

/// Calls of every kind that the phone system can tell of, some of people whom the org knows.
fn calls() -> Vec<Rehearsal> {
    let missed = |id, who| Rehearsal { talk_seconds: None, comment: None, ..call_from(id, who) };
    let stranger = ("+12025550199", "(202) 555-0199");
    vec![
        call_from(1, BEN),
        missed(2, BEN),
        Rehearsal { outbound: true, ..call_from(3, AIKO) },
        Rehearsal { voicemail: true, ..missed(4, AIKO) },
        call_from(5, stranger),
        Rehearsal { customer: None, customer_national: None, ..missed(6, BEN) },
    ]
}

async fn told(place: &Place, plan: Plan) -> Stage {
    let stage = Stage::open(place, plan).await;
    stage.enter_contact("Okafor", BEN.1);
    stage.enter_contact("Sato", AIKO.1);
    for call in calls() {
        stage.tell("desk", &call).await;
    }
    stage
}

/// The fields that the engine holds for written, by call, without what is empty; `None` for a call without a Task.
async fn written(stage: &Stage, call: &str) -> Option<serde_json::Map<String, Value>> {
    let row = stage.row(call).await;
    row.task_id.as_ref()?;
    let written: serde_json::Map<String, Value> =
        serde_json::from_str(row.written.as_deref().unwrap()).unwrap();
    Some(written.into_iter().filter(|(_, value)| !value.is_null()).collect())
}

fn would_be(what_ifs: &WhatIfs, call: &str) -> Option<serde_json::Map<String, Value>> {
    let found = what_ifs.calls.iter().find(|one| one.call == call).unwrap();
    let task = found.after.task()?;
    Some(task.fields.iter().map(|(field, shown)| (field.clone(), shown.value.clone())).collect())
}

async fn what_would_be_is_what_the_engine_writes(place: &Place) {
    // The same calls come from a phone system for each profile, and from one that only asks what it would do.
    let mut plan = desk("default");
    let asking = plan.phones[0].clone();
    plan.phones.extend(BUILTIN.map(|(name, _)| Phone {
        id: name,
        profile: name,
        ..asking.clone()
    }));
    let stage = Stage::open(place, plan).await;
    stage.enter_contact("Okafor", BEN.1);
    stage.enter_contact("Sato", AIKO.1);
    for source in BUILTIN.map(|(name, _)| name).into_iter().chain(["desk"]) {
        for call in calls() {
            stage.tell(source, &call).await;
        }
    }
    stage.settle().await;
    for (name, _) in BUILTIN {
        let profile = Profile::builtin(name).unwrap();
        let what_ifs = stage.engine.what_if("desk", &profile, 100).await.unwrap();
        assert_eq!(what_ifs.calls.len(), calls().len());
        let mut tasks = 0;
        for call in calls() {
            let is = written(&stage, &format!("{name}:{}", call.id)).await;
            let would = would_be(&what_ifs, &format!("desk:{}", call.id)).map(|mut fields| {
                fields.insert("Ringledger_Call_Id__c".into(), format!("{name}:{}", call.id).into());
                fields
            });
            tasks += usize::from(is.is_some());
            assert_eq!(would, is, "{name}: {}", call.id);
        }
        assert!(tasks >= 4, "{name}: {tasks}");
    }
}

async fn the_profile_in_force_changes_nothing(place: &Place) {
    let stage = told(place, desk("default")).await;
    stage.settle().await;
    stage.clock.advance(86_400_000);
    let profile = Profile::builtin("default").unwrap();
    let what_ifs = stage.engine.what_if("desk", &profile, 100).await.unwrap();
    let summary = what_ifs.summary();
    assert_eq!((summary.calls, summary.same), (6, 6), "{summary:?}");
    assert_eq!(what_ifs.api_requests, 0);
    for call in calls() {
        let id = format!("desk:{}", call.id);
        assert_eq!(would_be(&what_ifs, &id), written(&stage, &id).await, "{id}");
    }
}

async fn a_copy_of_people_answers_without_a_request(place: &Place) {
    let stage = Stage::open(place, Plan { people: Plan::copied().people, ..desk("default") }).await;
    stage.enter_contact("Okafor", BEN.1);
    stage.copy_everyone().await;
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    let spent = stage.org.api_calls();
    let text = "name = \"mine\"\nextends = \"default\"\n[match]\nobjects = [\"Lead\"]";
    let profile = Profile::parse(text, &|_| None).unwrap();
    let what_ifs = stage.engine.what_if("desk", &profile, 100).await.unwrap();
    assert_eq!((what_ifs.api_requests, stage.org.api_calls()), (0, spent));
    let changed: Vec<&str> =
        what_ifs.calls[0].changed.iter().map(|change| change.field.as_str()).collect();
    assert!(changed.contains(&"WhoId") && changed.contains(&"Subject"), "{changed:?}");
    let who = what_ifs.calls[0].changed.iter().find(|change| change.field == "WhoId").unwrap();
    assert_eq!(who.before.as_ref().unwrap().name.as_deref(), Some("Okafor"));
    assert_eq!(who.after, None);
}

async fn stored_candidates_answer_until_the_rules_look_further(place: &Place) {
    let few = "name = \"few\"\nextends = \"default\"\n[match]\nobjects = [\"Contact\"]";
    let stage = told(
        place,
        desk("name = \"few\"\nextends = \"default\"\n[match]\nobjects = [\"Contact\"]"),
    )
    .await;
    stage.settle().await;
    let spent = stage.org.api_calls();
    let subject = format!("{few}\n[subject]\nincoming = \"Call with {{RECORD_NAME}}\"");
    let profile = Profile::parse(&subject, &|_| None).unwrap();
    let what_ifs = stage.engine.what_if("desk", &profile, 100).await.unwrap();
    assert_eq!((what_ifs.api_requests, stage.org.api_calls()), (0, spent));
    assert_eq!(what_ifs.summary().changed, 2);

    let profile = Profile::builtin("default").unwrap();
    let what_ifs = stage.engine.what_if("desk", &profile, 100).await.unwrap();
    assert!(what_ifs.api_requests > 0);
    assert_eq!(stage.org.api_calls(), spent + what_ifs.api_requests);
}

async fn looking_leaves_no_trace(place: &Place) {
    let stage = told(place, desk("default")).await;
    let before = stage.settle().await;
    let rows = stage
        .store
        .list_calls(engine::ORG, &store::CallFilter::default(), None, 100)
        .await
        .unwrap()
        .rows;
    for (name, _) in BUILTIN {
        let profile = Profile::builtin(name).unwrap();
        stage.engine.what_if("desk", &profile, 3).await.unwrap();
    }
    let after = stage
        .store
        .list_calls(engine::ORG, &store::CallFilter::default(), None, 100)
        .await
        .unwrap()
        .rows;
    assert_eq!(rows, after);
    assert_eq!(stage.settle().await.logged, before.logged);
}

async fn whoever_would_be_created_is_named_and_not_created(place: &Place) {
    let stage = told(place, desk("default")).await;
    stage.settle().await;
    let text = "name = \"mine\"\nextends = \"default\"\n[create]\nobject = \"Lead\"";
    let profile = Profile::parse(text, &|_| None).unwrap();
    let what_ifs = stage.engine.what_if("desk", &profile, 100).await.unwrap();
    assert_eq!(what_ifs.summary().created, 1);
    let call = what_ifs.calls.iter().find(|one| one.call == "desk:5").unwrap();
    let task = call.after.task().unwrap();
    assert_eq!(task.fields["WhoId"].value, NEW_RECORD);
    let new = task.creates.as_ref().unwrap();
    assert_eq!((new.object.as_str(), new.number.as_str()), ("Lead", "+12025550199"));
    assert!(call.before.task().unwrap().creates.is_none());
    assert_eq!(stage.query("SELECT Id FROM Lead").len(), 0);
}

async fn a_source_that_is_not_there_is_named(place: &Place) {
    let stage = Stage::open(place, desk("default")).await;
    let profile = Profile::builtin("default").unwrap();
    let error = stage.engine.what_if("attic", &profile, 100).await.unwrap_err();
    assert_eq!(error.to_string(), "there is no phone system `attic`");
    assert!(stage.engine.what_if("desk", &profile, 100).await.unwrap().calls.is_empty());
}
