//! A healthy org costs few requests, gets no blame, and keeps nothing of the visit.

use engine::doctor::Verdict;
use serde_json::json;

use super::ground::{Ground, profile};

#[tokio::test]
async fn a_healthy_org_is_well_and_nothing_stays_there() {
    let ground = Ground::healthy().await;
    let examination = ground.examine().await;
    for check in &examination.checks {
        assert!(check.verdict < Verdict::Warning, "{check:?}");
    }
    assert!(examination.checks.len() >= 24, "{}", examination.checks.len());
    let codes: Vec<&str> = examination.checks.iter().map(|check| check.code).collect();
    assert!(codes.is_sorted(), "{codes:?}");
    assert_eq!(examination.api_requests, 5);
    assert_eq!(ground.org.api_calls(), 5);
    assert_eq!(ground.tasks(), 0);
    let deleted = "SELECT Id FROM Task WHERE IsDeleted = true";
    let deleted = ground.org.query(&ground.org.administrator(), deleted).unwrap();
    assert_eq!(deleted.total_size, 0, "taken back, not deleted");
}

#[tokio::test]
async fn each_built_in_profile_can_be_tried() {
    for name in ["default", "miitel", "miitel-begins", "callconnect", "aircall", "aircall-v3"] {
        let ground = Ground { profile: name.to_owned(), ..Ground::healthy().await };
        let trial = ground.checks("D38").await.remove(0);
        assert_eq!(trial.verdict, Verdict::Good, "{name}: {trial:?}");
        assert!(trial.found.to_string().contains(name), "{trial:?}");
        assert_eq!(ground.tasks(), 0, "{name}");
    }
}

#[tokio::test]
async fn a_standard_user_is_well_too_and_gets_no_failure_for_what_is_out_of_sight() {
    let ground = Ground::healthy().await;
    ground.integration_user();
    let examination = ground.examine().await;
    for check in &examination.checks {
        assert!(!check.is_failure(), "{check:?}");
    }
}

#[tokio::test]
async fn what_the_org_does_not_show_is_no_failure() {
    let ground = Ground::healthy().await;
    ground.integration_user();
    let set = ground.standard_profile();
    for object in ["PermissionSet", "PermissionSetAssignment", "FieldPermissions"] {
        ground.create("ObjectPermissions", json!({"ParentId": set, "SobjectType": object}));
    }
    let examination = ground.examine().await;
    let check = examination.checks.iter().find(|check| check.code == "D33").unwrap();
    assert_eq!((check.verdict, check.finding), (Verdict::Unseen, Some("unseen")), "{check:?}");
    assert!(!examination.checks.iter().any(engine::doctor::Check::is_failure));
}

#[tokio::test]
async fn a_profile_that_logs_no_ordinary_call_is_not_tried() {
    let ground = Ground {
        profile: profile("[log.types]\nincoming = \"ignore\"\noutgoing = \"ignore\""),
        ..Ground::healthy().await
    };
    let trial = ground.checks("D38").await.remove(0);
    assert_eq!(trial.verdict, Verdict::Note, "{trial:?}");
}
