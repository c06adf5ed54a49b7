//! The org in which everything is wrong, from its seed file: one visit names all of it.

use std::collections::BTreeSet;

use super::ground::{Ground, profile};

#[tokio::test]
async fn an_org_in_which_everything_is_wrong_gets_it_all_said_at_once() {
    let text = include_str!("../../../emulator/seeds/orgs/broken.yaml");
    let lines = "task_subtype = \"Fax\"\n[owner]\nfallback_user = \"gone@wrong.example.com\"\n\
                 [log.types]\nincoming_missed = \"Call back\"\n\
                 [fields]\nMood__c = \"{SENTIMENT}\"";
    let ground = Ground { profile: profile(lines), ..Ground::seeded("broken.yaml", text).await };
    let examination = ground.examine().await;
    let found: BTreeSet<(&str, &str)> = examination
        .checks
        .iter()
        .filter_map(|check| Some((check.code, check.finding.filter(|id| *id != "unseen")?)))
        .collect();
    let expected = BTreeSet::from([
        ("D20", "api_add_on"),
        ("D23", "differs"),
        ("D31", "hidden"),
        ("D31", "missing"),
        ("D31", "read_only"),
        ("D32", "not_external_id"),
        ("D33", "unassigned"),
        ("D34", "restricted"),
        ("D34", "status"),
        ("D35", "unfilled"),
        ("D36", "none_available"),
        ("D38", "required_field"),
        ("D41", "hidden"),
        ("D42", "hidden"),
        ("D44", "unknown"),
    ]);
    assert_eq!(found, expected, "{examination:#?}");
    assert!(examination.api_requests <= 6, "{}", examination.api_requests);
    assert_eq!(ground.tasks(), 0);
}
