//! What is special or short in the org as a whole.

use engine::ORG;
use engine::doctor::Verdict;
use serde_json::json;

use super::ground::{Ground, NOW, database, profile};

#[tokio::test]
async fn the_edition_has_the_api_as_an_add_on() {
    let ground = Ground::with(|options| options.edition = "Professional Edition".to_owned()).await;
    let check = ground.only("D20", "api_add_on").await;
    assert_eq!(check.verdict, Verdict::Note);
}

#[tokio::test]
async fn all_requests_are_used() {
    let ground = Ground::with(|options| options.daily_api_requests = 0).await;
    ground.only("D21", "none_left").await;
}

#[tokio::test]
async fn what_is_left_is_reserved_for_others() {
    // Seventeen visits of five requests, and the eighteenth, spend ninety.
    let ground = Ground::with(|options| options.daily_api_requests = 100).await;
    for _ in 0..17 {
        ground.examine().await;
    }
    let check = ground.only("D21", "reserve").await;
    assert!(check.found.to_string().starts_with("10 of 100 left"), "{check:?}");
}

#[tokio::test]
async fn the_org_is_paused() {
    let ground = Ground::healthy().await;
    ground.store.pause(ORG, NOW + 60_000, "quota", "All requests are used.").await.unwrap();
    let check = ground.only("D22", "paused").await;
    assert!(check.found.to_string().contains("All requests are used."), "{check:?}");
}

#[tokio::test]
async fn due_date_is_taken_in_another_zone_than_the_orgs() {
    let ground = Ground { time_zone: "UTC", ..Ground::healthy().await };
    let check = ground.only("D23", "differs").await;
    assert!(
        check.found.to_string().contains("the day in UTC; the org is in Asia/Tokyo"),
        "{check:?}"
    );
    let ground = Ground {
        time_zone: "UTC",
        profile: profile("[activity_date]\nzone = \"org\""),
        ..Ground::healthy().await
    };
    assert_eq!(ground.checks("D23").await.remove(0).verdict, Verdict::Good);
}

#[tokio::test]
async fn person_accounts_are_on_and_the_profile_leaves_them_out() {
    let ground = Ground {
        profile: profile("[match]\nobjects = [\"Contact\", \"Lead\"]"),
        ..Ground::healthy().await
    };
    let check = ground.only("D24", "left_out").await;
    assert!(check.fix.unwrap().to_string().contains("the profile ours"));
    let ground = Ground::with(|options| options.person_accounts = false).await;
    assert_eq!(ground.checks("D24").await.remove(0).found.to_string(), "off");
}

#[tokio::test]
async fn activities_are_shared() {
    let count = json!({"name": "WhoCount", "label": "Relation Count", "type": "int", "digits": 8, "flags": "NFSG"});
    let ground = Ground::with_extra("Task", count).await;
    let check = ground.checks("D25").await.remove(0);
    assert_eq!(check.verdict, Verdict::Note);
    assert!(check.found.to_string().starts_with("on:"), "{check:?}");
}

#[tokio::test]
async fn the_call_centre_is_named_and_none_is_no_harm() {
    let ground = Ground::healthy().await;
    assert!(ground.checks("D26").await.remove(0).found.to_string().starts_with("none"));
    let call_centre = json!({"Name": "Ringledger", "InternalName": "Ringledger"});
    ground.org.load("CallCenter", vec![super::ground::map(call_centre)]).unwrap();
    assert_eq!(ground.checks("D26").await.remove(0).found.to_string(), "Ringledger");
}

#[tokio::test]
async fn an_app_that_was_approved_five_times_is_named() {
    let ground = Ground { web: true, ..Ground::healthy().await };
    ground.connect(&ground.store).await;
    assert_eq!(
        ground.checks("D12").await.remove(0).found.to_string(),
        "1 of 5 for the app Ringledger"
    );
    for _ in 0..4 {
        let (_folder, other) = database().await;
        ground.connect(&other).await;
    }
    let check = ground.only("D12", "full").await;
    assert_eq!(check.found.to_string(), "5 of 5 for the app Ringledger");
}
