//! What the org does not let us do for a new record costs no Task: what can be left out is left out and told, what makes
//! no sense without it is not created, and what passes is tried again.

use emulator::{Faults, RecordFault};
use engine::Explained;
use serde_json::{Value, json};

use crate::stage::books::text;
use crate::stage::phones::{self, BEN, Phone, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    nobody_is_created_without_the_number,
    an_owner_that_is_refused_is_left_out_and_told,
    an_account_that_may_not_be_used_costs_no_task,
    accounts_that_may_not_be_read_cost_no_task,
    f104_a_record_that_is_locked_goes_to_its_new_owner_later,
    a_duplicate_that_could_not_be_read_is_read_later,
);

fn plan(profile: &'static str) -> Plan {
    let desk = Phone { id: "desk", profile, ..phones::ALL[3].clone() };
    Plan { phones: vec![desk], ..Plan::default() }
}

/// Records of `object` of which `field` says `equals` are refused.
fn refuse(
    stage: &Stage,
    object: &str,
    (field, equals): (&str, Value),
    code: &str,
    times: Option<u64>,
) {
    let fault = RecordFault {
        object: Some(object.to_owned()),
        field: Some(field.to_owned()),
        equals: Some(equals),
        code: code.to_owned(),
        message: "Refused by the test.".to_owned(),
        fields: vec![field.to_owned()],
        remaining: times,
    };
    stage.org.set_faults(Faults { records: vec![fault], ..Faults::default() });
}

async fn log(stage: &Stage, id: u64) {
    stage.tell("desk", &call_from(id, BEN)).await;
    let status = stage.settle().await;
    let told = stage.row(&format!("desk:{id}")).await.error_text;
    assert_eq!(status.logged, status.calls, "{told:?} {status:?}");
}

async fn reasons(stage: &Stage, call: &str) -> String {
    let explained =
        engine::explain(&stage.store, call, stage.clock.now(), &language::Locale::default())
            .await
            .unwrap();
    let Explained::Call(explained) = explained else { panic!("{explained:?}") };
    explained.record.join("\n")
}

async fn nobody_is_created_without_the_number(place: &Place) {
    let stage = Stage::open(
        place,
        plan("name = \"ours\"\nextends = \"default\"\n[create]\nobject = \"Contact\"\nphone_field = \"MobilePhone\"\n"),
    )
    .await;
    let field = ("MobilePhone", json!(BEN.0));
    refuse(&stage, "Contact", field, "INVALID_FIELD_FOR_INSERT_UPDATE", None);
    log(&stage, 1).await;
    assert_eq!(text(&stage.task(), "WhoId"), "");
    assert_eq!(stage.query("SELECT Id FROM Contact").len(), 0, "it would not be found again");
    let row = stage.row("desk:1").await;
    assert_eq!(row.error_code.as_deref(), Some("INVALID_FIELD_FOR_INSERT_UPDATE"));
}

async fn an_owner_that_is_refused_is_left_out_and_told(place: &Place) {
    let stage = Stage::open(
        place,
        plan("name = \"ours\"\nextends = \"default\"\n[create]\nobject = \"Contact\"\nowner = [\"email\"]\n"),
    )
    .await;
    let mia = stage.enter_user("Weber", "mia.weber@example.com", true);
    refuse(&stage, "Contact", ("OwnerId", json!(mia)), "INACTIVE_OWNER_OR_USER", None);
    log(&stage, 1).await;
    assert!(text(&stage.task(), "WhoId").starts_with("003"));
    let told = reasons(&stage, "desk:1").await;
    assert!(told.contains("OwnerId of the new record is left out: Refused by the test."), "{told}");
    let resolution = stage.row("desk:1").await.resolution.unwrap();
    let resolution: Value = serde_json::from_str(&resolution).unwrap();
    assert_eq!(resolution["record"]["owner_id"], Value::Null, "it is not known to be hers");
}

const CUSTOMERS: &str =
    "name = \"ours\"\nextends = \"callconnect\"\n[create]\nobject = \"Contact\"\n";

async fn an_account_that_may_not_be_used_costs_no_task(place: &Place) {
    let stage = Stage::open(place, plan(CUSTOMERS)).await;
    let account = stage.enter("Account", json!({"Name": "CallConnect 取引先"}));
    let field = ("AccountId", json!(account));
    refuse(&stage, "Contact", field, "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", None);
    let before = stage.clock.now();
    log(&stage, 1).await;
    assert_eq!(stage.tasks().len(), 1);
    assert!(stage.clock.now() - before < 600_000, "the Task waited for its Contact");
    assert_eq!(stage.wire.creates_of("Contact"), 2);
}

async fn accounts_that_may_not_be_read_cost_no_task(place: &Place) {
    let stage = Stage::open(place, plan(CUSTOMERS)).await;
    let user = json!({"Username": "integration@example.com", "LastName": "Integration",
        "Email": "integration@example.com", "Alias": "integ"});
    stage.org.load("User", vec![user.as_object().cloned().unwrap()]).unwrap();
    stage.org.change_setup(|setup| {
        for app in &mut setup.apps.app {
            app.run_as = Some("integration@example.com".to_owned());
        }
    });
    let set = stage.query("SELECT Id FROM PermissionSet WHERE Profile.Name = 'Standard User'");
    let rights = json!({"ParentId": text(&set[0], "Id"), "SobjectType": "Account"});
    stage.enter("ObjectPermissions", rights);
    log(&stage, 1).await;
    assert_eq!(stage.tasks().len(), 1);
    let contacts = stage.query("SELECT Id, AccountId FROM Contact");
    assert_eq!((contacts.len(), &contacts[0]["AccountId"]), (1, &Value::Null));
    let told = reasons(&stage, "desk:1").await;
    assert!(told.contains("The Account CallConnect 取引先 could not be created"), "{told}");
}

async fn f104_a_record_that_is_locked_goes_to_its_new_owner_later(place: &Place) {
    let stage = Stage::open(place, plan("aircall")).await;
    let mia = stage.enter_user("Weber", "mia.weber@example.com", true);
    stage.enter_contact("Okafor", BEN.0);
    refuse(&stage, "Contact", ("OwnerId", json!(mia)), "UNABLE_TO_LOCK_ROW", Some(1));
    log(&stage, 1).await;
    assert_eq!(text(&stage.query("SELECT OwnerId FROM Contact")[0], "OwnerId"), mia);
    assert_eq!(stage.tasks().len(), 1);
}

async fn a_duplicate_that_could_not_be_read_is_read_later(place: &Place) {
    let stage = Stage::open(
        place,
        plan("name = \"ours\"\nextends = \"default\"\n[create]\nobject = \"Contact\"\n"),
    )
    .await;
    let mut rule = emulator::DuplicateRule::standard_contact();
    rule.matches = vec![rule.matches[1][..1].to_vec()];
    stage.org.change_setup(|setup| setup.duplicate_rules = vec![rule]);
    let ben = stage.enter("Contact", json!({"FirstName": "Ben", "LastName": "Okafor"}));
    let _lost = stage.wire.delay_part("Id+IN+");
    let mut call = call_from(1, BEN);
    call.customer_name = Some("Ben Okafor".to_owned());
    stage.tell("desk", &call).await;
    stage.settle().await;
    assert_eq!(text(&stage.task(), "WhoId"), ben);
}
