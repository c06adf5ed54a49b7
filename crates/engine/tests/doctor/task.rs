//! What is wrong with the Task: our field, the fields that the profiles write, their values, what is required.

use engine::doctor::Verdict;
use serde_json::json;

use super::ground::{CALL_ID, Ground, INTEGRATION, profile};

#[tokio::test]
async fn our_field_makes_mode_a() {
    let ground = Ground::healthy().await;
    let check = ground.checks("D32").await.remove(0);
    assert_eq!(check.verdict, Verdict::Good);
    assert!(check.found.to_string().contains("mode A"), "{check:?}");
}

#[tokio::test]
async fn our_field_is_not_there() {
    let ground = Ground::with(|options| options.call_id_field = false).await;
    let check = ground.only("D32", "missing").await;
    assert_eq!(check.verdict, Verdict::Warning);
    assert!(check.found.to_string().contains("mode B"), "{check:?}");
    assert!(check.fix.unwrap().to_string().contains("salesforce-package"));
    assert_eq!(ground.tasks(), 0);
}

#[tokio::test]
async fn our_field_is_hidden_and_the_permission_set_is_not_assigned() {
    let ground = Ground::with_field(json!({"requires_grant": true})).await;
    let user = ground.integration_user();
    let set = ground.create("PermissionSet", json!({"Name": "Ringledger", "Label": "Ringledger"}));
    ground.field_permission(&set, CALL_ID, true, true);
    let check = ground.only("D32", "hidden").await;
    assert!(check.found.to_string().contains("mode B"), "{check:?}");
    let command = format!("sf org assign permset --name Ringledger --on-behalf-of {INTEGRATION}");
    assert!(check.fix.unwrap().to_string().contains(&command));
    let check = ground.only("D33", "unassigned").await;
    assert!(check.fix.unwrap().to_string().contains(&command));

    ground.create("PermissionSetAssignment", json!({"PermissionSetId": set, "AssigneeId": user}));
    assert!(ground.checks("D32").await.remove(0).found.to_string().contains("mode A"));
    assert_eq!(ground.checks("D33").await.remove(0).verdict, Verdict::Good);
}

#[tokio::test]
async fn our_field_is_not_what_it_should_be() {
    for (changes, finding, mode) in [
        (json!({"unique": false}), "not_unique", "mode A"),
        (json!({"external_id": false, "id_lookup": false}), "not_external_id", "mode B"),
        (
            json!({"type": "double", "precision": 18, "scale": 0, "length": 0, "case_sensitive": false}),
            "wrong_type",
            "mode A",
        ),
        (json!({"length": 64}), "short", "mode A"),
        (json!({"case_sensitive": false}), "case_insensitive", "mode A"),
    ] {
        let ground = Ground::with_field(changes).await;
        let checks = ground.checks("D32").await;
        assert_eq!(checks[0].finding, Some(finding), "{checks:?}");
        assert!(checks[0].found.to_string().contains(mode), "{checks:?}");
        assert!(checks[0].fix.as_ref().unwrap().to_string().contains(CALL_ID), "{checks:?}");
    }
}

#[tokio::test]
async fn our_field_is_read_only() {
    let ground = Ground::healthy().await;
    ground.integration_user();
    ground.field_permission(&ground.standard_profile(), CALL_ID, true, false);
    let check = ground.only("D32", "read_only").await;
    assert!(check.found.to_string().contains("mode B"), "{check:?}");
}

#[tokio::test]
async fn there_is_no_place_for_the_call_id_at_all() {
    let ground = Ground::with(|options| options.call_id_field = false).await;
    ground.integration_user();
    ground.field_permission(&ground.standard_profile(), "CallObject", false, false);
    ground.only("D32", "nowhere").await;
    assert!(ground.checks("D38").await.remove(0).found.to_string().starts_with("not made"));
}

#[tokio::test]
async fn tasks_may_not_be_created() {
    let ground = Ground::healthy().await;
    ground.integration_user();
    let read = json!({"ParentId": ground.standard_profile(), "SobjectType": "Task", "PermissionsRead": true});
    ground.create("ObjectPermissions", read);
    let checks = ground.checks("D30").await;
    assert_eq!(checks[0].finding, Some("no_create"), "{checks:?}");
    assert!(checks[0].fix.as_ref().unwrap().to_string().contains("Edit Tasks"));
}

#[tokio::test]
async fn a_standard_field_is_not_in_the_org() {
    let ground = Ground::with(|options| options.task_type_field = false).await;
    let check = ground.only("D31", "missing").await;
    assert_eq!((check.verdict, check.found.to_string().as_str()), (Verdict::Warning, "Type"));
}

#[tokio::test]
async fn a_field_is_hidden_and_somebody_has_the_right() {
    let ground = Ground::healthy().await;
    ground.integration_user();
    ground.field_permission(&ground.standard_profile(), "CallDisposition", false, false);
    let set = ground.create("PermissionSet", json!({"Name": "Phone_Team", "Label": "Phone team"}));
    ground.field_permission(&set, "CallDisposition", true, true);
    let check = ground.only("D31", "hidden").await;
    assert_eq!(check.found.to_string(), "CallDisposition");
    assert!(check.fix.unwrap().to_string().contains("Assign the permission set Phone_Team"));
}

#[tokio::test]
async fn a_field_is_read_only() {
    let ground = Ground::healthy().await;
    ground.integration_user();
    ground.field_permission(&ground.standard_profile(), "Description", true, false);
    let check = ground.only("D31", "read_only").await;
    assert_eq!(check.found.to_string(), "Description");
}

#[tokio::test]
async fn a_field_without_which_a_task_is_of_no_use_is_hidden() {
    let ground = Ground::healthy().await;
    ground.integration_user();
    ground.field_permission(&ground.standard_profile(), "WhoId", false, false);
    let check = ground.only("D31", "essential").await;
    assert_eq!((check.verdict, check.found.to_string().as_str()), (Verdict::Failure, "WhoId"));
}

#[tokio::test]
async fn a_custom_field_of_the_profile_is_missing() {
    let ground = Ground {
        profile: profile("[fields]\nCall_Memo__c = \"{CALL_MEMO}\""),
        ..Ground::healthy().await
    };
    let check = ground.only("D31", "missing").await;
    assert_eq!(check.found.to_string(), "Call_Memo__c");
}

#[tokio::test]
async fn the_org_lacks_a_value_that_the_profile_writes() {
    let ground = Ground {
        profile: profile("[log.types]\nincoming_missed = \"Zurückrufen\""),
        ..Ground::healthy().await
    };
    let check = ground.only("D34", "status").await;
    assert!(check.found.to_string().contains("Zurückrufen"), "{check:?}");
    assert!(check.fix.unwrap().to_string().contains("Not Started, In Progress, Completed"));
    let ground = Ground { profile: profile("task_subtype = \"Fax\""), ..Ground::healthy().await };
    let check = ground.only("D34", "restricted").await;
    assert!(check.found.to_string().contains("TaskSubtype has no value \"Fax\""), "{check:?}");
}

#[tokio::test]
async fn a_field_is_required_that_calls_do_not_fill() {
    let field = json!({"name": "Region__c", "label": "Region", "type": "string", "length": 40, "flags": "CUFSG"});
    let ground = Ground::with_extra("Activity", field.clone()).await;
    let checks = ground.checks("D35").await;
    assert_eq!(checks[0].finding, Some("unfilled"), "{checks:?}");
    assert_eq!(checks[0].found.to_string(), "Region__c");
    let trial = ground.checks("D38").await.remove(0);
    assert_eq!(trial.finding, Some("required_field"), "{trial:?}");
    assert!(trial.found.to_string().contains("Region__c"), "{trial:?}");

    let ground = Ground {
        profile: profile("[fields]\nRegion__c = \"phone\""),
        ..Ground::with_extra("Activity", field).await
    };
    assert_eq!(ground.checks("D35").await.remove(0).verdict, Verdict::Good);
    assert_eq!(ground.checks("D38").await.remove(0).verdict, Verdict::Good);
}

/// An org whose Tasks have two record types.
async fn with_record_types() -> Ground {
    let ground = Ground::healthy().await;
    for name in ["Calls", "Visits"] {
        ground.create(
            "RecordType",
            json!({"Name": name, "DeveloperName": name, "SobjectType": "Task"}),
        );
    }
    ground
}

#[tokio::test]
async fn record_types_of_tasks_are_named() {
    let check = with_record_types().await.checks("D36").await.remove(0);
    assert_eq!(check.found.to_string(), "Calls for us, of Calls, Visits", "{check:?}");

    let ground = with_record_types().await;
    ground.integration_user();
    let access = |name: &str| {
        let access =
            json!({"object": "Task", "record_type": name, "profiles": ["System Administrator"]});
        serde_json::from_value(access).unwrap()
    };
    ground.org.change_setup(|setup| setup.record_types = vec![access("Calls"), access("Visits")]);
    let check = ground.only("D36", "none_available").await;
    assert_eq!(check.found.to_string(), "not for us: Calls, Visits");
}

#[tokio::test]
async fn f69_a_restricted_list_or_a_field_of_another_kind_cannot_hold_what_the_profile_gives() {
    let list = json!({
        "name": "Call_Memo__c", "label": "Call Memo", "type": "multipicklist", "length": 4099, "restricted": true,
        "values": ["Quote"],
    });
    let ground = Ground {
        profile: profile("[fields]\nCall_Memo__c = \"{CALL_MEMO}\""),
        ..Ground::with_extra("Activity", list).await
    };
    let check = ground.only("D39", "restricted").await;
    assert!(check.found.to_string().contains("Call_Memo__c"), "{check:?}");
    assert!(check.fix.unwrap().to_string().contains("Call Memo > Edit"));

    let checkbox = json!({"name": "Vip__c", "label": "VIP", "type": "boolean"});
    let ground = Ground {
        profile: profile("[fields]\nVip__c = \"{TAGS}\""),
        ..Ground::with_extra("Activity", checkbox).await
    };
    assert!(ground.only("D39", "unfit").await.found.to_string().contains("Vip__c"));
    let other = domain::profile::Profile::parse(
        &profile(
            "[fields]\nVip__c = \"{IS_MISSED}\"\nNobody__c = \"x\"\n[match.fields]\nLead = [\"Fax_Nobody__c\"]",
        ),
        &|_| None,
    );
    let checks = ground.engine().check_profile(&other.unwrap()).await.unwrap();
    let told: Vec<(&str, Option<&str>)> = checks
        .iter()
        .filter(|check| check.verdict > Verdict::Note)
        .map(|check| (check.code, check.finding))
        .collect();
    assert!(told.contains(&("D31", Some("missing"))), "{told:?}");
    assert!(told.iter().any(|(code, _)| *code == "D42"), "{told:?}");
    assert!(!told.iter().any(|(code, _)| *code == "D39"), "{told:?}");
}
