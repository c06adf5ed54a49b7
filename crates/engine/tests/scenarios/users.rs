//! The report of phone users: who is mapped to whom, who is nobody, and which calls fell to the fallback owner.

use engine::{PhoneUser, UserStanding, UsersReport};
use serde_json::json;
use sources::Rehearsal;

use crate::stage::phones::{self, AIKO, BEN, Phone, call_from};
use crate::stage::place::Place;
use crate::stage::{NOW, Plan, Stage};

on_both_databases!(
    each_phone_user_is_told_with_the_rule_or_a_suggestion,
    calls_that_fell_to_the_fallback_owner_are_counted_by_cause,
    lines_that_lead_to_nobody_are_told_while_they_hold,
    only_the_calls_of_the_last_days_count,
);

const DAY: i64 = 86_400_000;

/// The default profile with a table of phone users.
const MAPPED: &str = "name = \"mapped\"\nextends = \"default\"\n[owner]\nusers = [\
    { phone_user = \"noah@phones.example.com\", salesforce = \"noah@example.com\" }, \
    { phone_user = \"1001\", salesforce = \"gone@example.com\", until = \"2020-12-31\" }, \
    { phone_user = \"1002\", salesforce = \"gone@example.com\", from = \"2021-01-01\" }, \
    { phone_user = \"1003\", salesforce = \"nobody@example.com\" }]";

async fn stage(place: &Place) -> Stage {
    let desk = phones::ALL.into_iter().find(|phone| phone.id == "desk").unwrap();
    let phones = vec![Phone { profile: MAPPED, ..desk }];
    let stage = Stage::open(place, Plan { phones, ..Plan::default() }).await;
    stage.enter_user("Weber", "mia.weber@example.com", true);
    stage.enter_user("Example", "noah@example.com", true);
    stage.enter_user("Gone", "gone@example.com", false);
    stage
}

fn by(id: u64, name: &str, email: &str) -> Rehearsal {
    let (agent_name, agent_email) = (name.to_owned(), email.to_owned());
    Rehearsal { agent_name, agent_email, ..call_from(id, BEN) }
}

async fn report(stage: &Stage, calls: &[Rehearsal]) -> UsersReport {
    for call in calls {
        stage.tell("desk", call).await;
    }
    stage.settle().await;
    stage.engine.users_report(30).await.unwrap()
}

fn of<'a>(report: &'a UsersReport, email: &str) -> &'a PhoneUser {
    let is_it =
        |user: &&PhoneUser| user.email.as_deref().is_some_and(|e| e.eq_ignore_ascii_case(email));
    let user = report.users.iter().find(is_it);
    user.unwrap_or_else(|| panic!("{email} is not in {report:?}"))
}

async fn each_phone_user_is_told_with_the_rule_or_a_suggestion(place: &Place) {
    let stage = stage(place).await;
    let calls = [
        by(1, "Mia Weber", "Mia.Weber@Example.com"),
        by(2, "Mia Weber", "mia.weber@example.com"),
        by(3, "Noah", "noah@phones.example.com"),
        by(4, "Weber, Mia", "m.weber@phones.example.com"),
        by(5, "Ghost", "gone@example.com"),
        by(6, "Ines Stranger", "ines@phones.example.com"),
    ];
    let report = report(&stage, &calls).await;
    assert_eq!(report.calls, 6);
    // Two spellings of her address are one phone user.
    for (email, calls, rule) in
        [("mia.weber@example.com", 2, "email"), ("noah@phones.example.com", 1, "mapped_user")]
    {
        let user = of(&report, email);
        assert_eq!((user.calls, user.standing), (calls, UserStanding::Mapped), "{user:?}");
        assert_eq!(json!(user.rule), rule);
    }
    assert_eq!(of(&report, "gone@example.com").standing, UserStanding::Inactive);

    let like_mia = of(&report, "m.weber@phones.example.com");
    assert_eq!(like_mia.standing, UserStanding::Unmapped);
    let suggestion = like_mia.suggestion.as_ref().unwrap();
    assert_eq!(suggestion.user.username, "mia.weber@example.com");
    let line =
        "{ phone_user = \"m.weber@phones.example.com\", salesforce = \"mia.weber@example.com\" }";
    assert_eq!(suggestion.line, line);
    assert_eq!(suggestion.csv, "m.weber@phones.example.com,mia.weber@example.com");
    assert!(of(&report, "ines@phones.example.com").suggestion.is_none());
    assert_eq!(report.users[0].standing, UserStanding::Unmapped, "who needs somebody comes first");
}

async fn calls_that_fell_to_the_fallback_owner_are_counted_by_cause(place: &Place) {
    let stage = stage(place).await;
    stage.enter_contact("Okafor", AIKO.1);
    let owned = Rehearsal {
        customer: Some(AIKO.0.to_owned()),
        ..by(5, "Ines Stranger", "ines@phones.example.com")
    };
    let calls = [
        by(1, "Mia Weber", "mia.weber@example.com"),
        by(2, "Ines Stranger", "ines@phones.example.com"),
        by(3, "Ines Stranger", "ines@phones.example.com"),
        by(4, "Ghost", "gone@example.com"),
        owned,
    ];
    let report = report(&stage, &calls).await;
    let counts: Vec<(u64, usize)> =
        report.fallen.iter().map(|fallen| (fallen.calls, fallen.examples.len())).collect();
    assert_eq!(counts, [(2, 2), (1, 1)], "{:?}", report.fallen);
    let most = &report.fallen[0];
    assert!(
        most.why.iter().any(|why| why.to_string().contains("Ines Stranger is not mapped")),
        "{most:?}"
    );
    assert!(most.examples.contains(&"desk:2".to_owned()), "{most:?}");
    assert_eq!(json!(most.rule), "integration_user");
    assert!(
        report.fallen[1].why.iter().any(|why| why.to_string().contains("inactive")),
        "{:?}",
        report.fallen[1]
    );
}

async fn lines_that_lead_to_nobody_are_told_while_they_hold(place: &Place) {
    let stage = stage(place).await;
    let report = report(&stage, &[]).await;
    let lost: Vec<&str> = report.lost_lines.iter().map(|lost| lost.line.as_str()).collect();
    let expected = [
        "{ phone_user = \"1002\", salesforce = \"gone@example.com\", from = \"2021-01-01\" }",
        "{ phone_user = \"1003\", salesforce = \"nobody@example.com\" }",
    ];
    assert_eq!(lost, expected);
    assert!(report.lost_lines[0].why.to_string().contains("inactive"), "{:?}", report.lost_lines);
    assert!(
        report.lost_lines[1].why.to_string().contains("no user nobody@example.com"),
        "{:?}",
        report.lost_lines
    );
}

async fn only_the_calls_of_the_last_days_count(place: &Place) {
    let stage = stage(place).await;
    // More than one page.
    let calls: Vec<Rehearsal> =
        (0..120).map(|id| by(id, "Mia Weber", "mia.weber@example.com")).collect();
    assert_eq!(report(&stage, &calls).await.calls, 120);
    stage.clock.advance_to(NOW + 31 * DAY);
    let late = report(&stage, &[by(500, "Noah", "noah@phones.example.com")]).await;
    assert_eq!((late.calls, late.users.len()), (1, 1), "{late:?}");
    assert_eq!(stage.engine.users_report(60).await.unwrap().calls, 121);
}
