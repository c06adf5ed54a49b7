//! The trial quotes the org's own words, and proves that nothing of it stayed.

use emulator::{Faults, RecordFault};
use engine::doctor::Verdict;
use serde_json::json;

use super::ground::{Ground, INTEGRATION};

/// An org that refuses every Task with these words.
async fn refusing(code: &str, message: &str) -> Ground {
    let ground = Ground::healthy().await;
    ground.org.set_faults(Faults {
        records: vec![RecordFault {
            object: Some("Task".to_owned()),
            field: None,
            equals: None,
            code: code.to_owned(),
            message: message.to_owned(),
            fields: Vec::new(),
            remaining: None,
        }],
        ..Faults::default()
    });
    ground
}

#[tokio::test]
async fn a_rule_refuses_the_task_in_its_own_words() {
    let words = "Every Task needs a region.";
    let ground = refusing("FIELD_CUSTOM_VALIDATION_EXCEPTION", words).await;
    ground.integration_user();
    let check = ground.only("D38", "validation_rule").await;
    assert!(
        check.found.to_string().contains(words) && check.found.to_string().contains("default"),
        "{check:?}"
    );
    assert!(check.fix.unwrap().to_string().contains(INTEGRATION));
    assert_eq!(ground.tasks(), 0);
}

#[tokio::test]
async fn each_refusal_of_the_trial_has_its_own_name() {
    for (code, finding) in [
        ("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "automation"),
        ("CANNOT_EXECUTE_FLOW_TRIGGER", "automation"),
        ("INSUFFICIENT_ACCESS_OR_READONLY", "rights"),
        ("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "value"),
        ("DUPLICATES_DETECTED", "duplicate_rule"),
        ("INACTIVE_OWNER_OR_USER", "owner"),
        ("STORAGE_LIMIT_EXCEEDED", "failed"),
    ] {
        let check = refusing(code, "The words of the org.").await.only("D38", finding).await;
        assert!(
            check.found.to_string().contains(code)
                && check.found.to_string().contains("The words of the org.")
        );
    }
}

#[tokio::test]
async fn a_validation_rule_of_the_org_is_quoted() {
    let ground = Ground::healthy().await;
    let words = "Tasks of ordinary urgency are not wanted here.";
    let rule = json!({"name": "Urgent_Only", "object": "Task", "condition": "ISPICKVAL(Priority, \"Normal\")",
        "message": words});
    ground.org.change_setup(|setup| {
        setup.validation_rules.push(serde_json::from_value(rule).unwrap());
    });
    let check = ground.only("D38", "validation_rule").await;
    assert!(check.found.to_string().contains(words), "{check:?}");
}

#[tokio::test]
async fn validation_rules_are_named_where_they_can_be_seen() {
    let ground = Ground::healthy().await;
    assert_eq!(ground.checks("D37").await.remove(0).found.to_string(), "none");
    let rule = |name: &str, object: &str, active: bool| {
        let rule = json!({"name": name, "object": object, "condition": "ISPICKVAL(Priority, \"Low\")",
            "message": "Not wanted here.", "active": active});
        serde_json::from_value(rule).unwrap()
    };
    ground.org.change_setup(|setup| {
        setup.validation_rules = vec![
            rule("Urgent_Only", "Task", true),
            rule("Region_Needed", "Task", true),
            rule("Retired", "Task", false),
            rule("Of_Cases", "Case", true),
        ];
    });
    let check = ground.only("D37", "some").await;
    let found = check.found.to_string();
    let mut names: Vec<&str> = found.split(", ").collect();
    names.sort_unstable();
    assert_eq!(names, ["Region_Needed", "Urgent_Only"]);
}

#[tokio::test]
async fn a_user_without_view_setup_is_refused_validation_rules() {
    let ground = Ground::healthy().await;
    ground.integration_user();
    assert_eq!(ground.checks("D37").await.remove(0).verdict, Verdict::Unseen);
}

#[tokio::test]
async fn what_salesforce_does_not_take_back_is_deleted_and_told() {
    let ground = Ground::healthy().await;
    ground.between.commit_everything();
    let check = ground.only("D38", "not_undone").await;
    assert!(check.found.to_string().starts_with("00T"), "{check:?}");
    assert_eq!(ground.tasks(), 0);
}
