//! Owner rules, one by one, and that every step is told.

use super::*;
use crate::call::{Call, fold};
use crate::candidate::User;
use crate::event::{Agent, CallEvent, Direction, EventKind, Facts, Shape};
use crate::matching::{Inquiry, Record, Resolution, Rule, Search};
use crate::number::{NumberKind, NumberPlan, read};

const AYA: &str = "005000000000001AAA";
const BEN: &str = "005000000000002AAA";
const ROBOT: &str = "005000000000009AAA";
/// When every call begins: 2026-04-30 16:00 UTC, which is 01:00 on 1 May in Tokyo.
const BEGAN: i64 = 1_777_564_800_000;

fn began(zone: &str) -> jiff::Zoned {
    jiff::Timestamp::from_millisecond(BEGAN).unwrap().in_tz(zone).unwrap()
}

fn user(id: &str, name: &str) -> User {
    User {
        id: id.to_owned(),
        name: name.to_owned(),
        username: format!("{}@org.example.com", name.to_lowercase()),
        email: format!("{}@example.com", name.to_lowercase()),
        phone: None,
        extension: None,
        active: true,
        created: 0,
    }
}

fn directory() -> Directory {
    let ben = User { phone: Some("090-5550-0123".to_owned()), ..user(BEN, "Ben") };
    Directory::new(vec![user(AYA, "Aya"), ben, user(ROBOT, "Robot")], ROBOT)
}

fn agent(name: &str) -> Option<Agent> {
    Some(Agent {
        id: Some(format!("u-{}", name.to_lowercase())),
        name: Some(name.to_owned()),
        email: Some(format!("{}@example.com", name.to_lowercase())),
        extension: Some("1001".to_owned()),
    })
}

fn call(facts: Facts) -> Call {
    let facts = Facts { direction: facts.direction.or(Some(Direction::Inbound)), ..facts };
    let event = CallEvent { call: "c1".to_owned(), kind: EventKind::Snapshot, at: Some(0), facts };
    fold(&[event]).unwrap()
}

fn answered_by(name: &str) -> Call {
    call(Facts { agent: agent(name), answered: Some(true), ..Facts::default() })
}

fn missed() -> Call {
    call(Facts { agent: agent("Aya"), answered: Some(false), ..Facts::default() })
}

fn resolution(owner: Option<&str>) -> Resolution {
    let number = read(None, &NumberPlan::default());
    let search = Search::Not(NumberKind::Withheld);
    Resolution {
        inquiry: Inquiry { number, region: "JP".to_owned(), search, remembered: None },
        considered: Vec::new(),
        unlisted: 0,
        rule: Rule::OnlyOne,
        record: owner.map(|owner| Record {
            object: "Contact".to_owned(),
            id: "003000000000001AAA".to_owned(),
            name: Some("Hanako".to_owned()),
            company: None,
            who_id: None,
            what_id: None,
            owner_id: Some(owner.to_owned()),
        }),
        runner_up: None,
        asked: None,
        names: None,
        introduced: None,
        notes: Vec::new(),
    }
}

fn rules(order: &[OwnerRule]) -> OwnerRules {
    OwnerRules { answered: order.to_vec(), missed: order.to_vec(), ..OwnerRules::default() }
}

fn mapped(phone_user: &str, salesforce: &str) -> OwnerRules {
    OwnerRules {
        users: vec![UserLink::new(phone_user, salesforce)],
        ..rules(&[OwnerRule::MappedUser, OwnerRule::IntegrationUser])
    }
}

fn owner_of(call: &Call, owner: Option<&str>, rules: &OwnerRules) -> (Option<String>, OwnerRule) {
    let choice = choose(call, &resolution(owner), rules, &directory(), &began("Asia/Tokyo"));
    (choice.user_id, choice.rule)
}

fn is(id: &str, rule: OwnerRule) -> (Option<String>, OwnerRule) {
    (Some(id.to_owned()), rule)
}

#[test]
fn f93_without_a_mapping_the_integration_user_owns_the_task() {
    let rules = rules(&[OwnerRule::MappedUser, OwnerRule::IntegrationUser]);
    assert_eq!(owner_of(&answered_by("Aya"), None, &rules), is(ROBOT, OwnerRule::IntegrationUser));
}

#[test]
fn f94_a_mapped_user_is_found_by_id_email_or_extension() {
    for phone_user in ["u-aya", "AYA@example.com", "1001"] {
        for salesforce in [BEN, &BEN[..15], "ben@org.example.com", "Ben@Example.com"] {
            let found = owner_of(&answered_by("Aya"), None, &mapped(phone_user, salesforce));
            assert_eq!(found, is(BEN, OwnerRule::MappedUser), "{phone_user} {salesforce}");
        }
    }
    let stranger = owner_of(&answered_by("Aya"), None, &mapped("u-someone", BEN));
    assert_eq!(stranger, is(ROBOT, OwnerRule::IntegrationUser));
    let gone = owner_of(&answered_by("Aya"), None, &mapped("u-aya", "nobody@example.com"));
    assert_eq!(gone, is(ROBOT, OwnerRule::IntegrationUser));
}

/// Extension 1001 was Aya's, and is Ben's from 1 May on.
fn handed_over() -> OwnerRules {
    let until_now = UserLink::new("1001", AYA);
    let from = "2026-05-01".parse().ok();
    OwnerRules {
        users: vec![UserLink { from, ..UserLink::new("1001", BEN) }, until_now],
        ..mapped("", "")
    }
}

#[test]
fn f94_an_extension_that_changed_hands_belongs_to_the_one_of_the_calls_own_day() {
    let rules = handed_over();
    let owner = |rules: &OwnerRules, zone: &str| {
        let call = answered_by("Eve");
        choose(&call, &resolution(None), rules, &directory(), &began(zone))
    };
    let (tokyo, utc) = (owner(&rules, "Asia/Tokyo"), owner(&rules, "UTC"));
    assert_eq!(tokyo.user_id.as_deref(), Some(BEN), "1 May where the line stands");
    assert_eq!(tokyo.steps[0].outcome.to_string(), "Eve is mapped to Ben since 2026-05-01.");
    assert_eq!(utc.user_id.as_deref(), Some(AYA), "30 April where the line stands");
    let mut ended = rules;
    ended.users[1].until = "2026-04-15".parse().ok();
    let between = owner(&ended, "UTC");
    assert_eq!(between.user_id.as_deref(), Some(ROBOT));
    assert_eq!(
        between.steps[0].outcome.to_string(),
        "Eve is mapped to a Salesforce user, but not on 2026-04-30; add a line for that time to \
         the profile's owner.users."
    );
}

#[test]
fn f94_several_phone_users_can_be_one_salesforce_user() {
    let users =
        ["u-aya", "eve@example.com", "1001"].map(|phone_user| UserLink::new(phone_user, BEN));
    let rules = OwnerRules { users: users.to_vec(), ..mapped("", "") };
    for name in ["Aya", "Eve", "Kai"] {
        assert_eq!(owner_of(&answered_by(name), None, &rules), is(BEN, OwnerRule::MappedUser));
    }
}

#[test]
fn f94_an_id_goes_before_an_email_address_and_that_before_an_extension() {
    let order = [("1001", ROBOT), ("aya@example.com", AYA), ("u-aya", BEN)];
    let users: Vec<UserLink> = order.iter().map(|(who, is)| UserLink::new(*who, *is)).collect();
    for (left, owner) in [(3, BEN), (2, AYA), (1, ROBOT)] {
        let rules = OwnerRules { users: users[..left].to_vec(), ..mapped("", "") };
        assert_eq!(owner_of(&answered_by("Aya"), None, &rules), is(owner, OwnerRule::MappedUser));
    }
}

#[test]
fn f94_an_internal_transfer_belongs_to_the_one_it_went_to() {
    let transfer = call(Facts {
        shape: Some(Shape::TransferInternal),
        agent: agent("Aya"),
        transferred_to: agent("Ben"),
        answered: Some(true),
        ..Facts::default()
    });
    assert_eq!(owner_of(&transfer, None, &mapped("u-ben", BEN)), is(BEN, OwnerRule::MappedUser));
}

#[test]
fn f95_a_type_can_have_rules_of_its_own() {
    let mut rules = mapped("u-aya", BEN);
    rules.by_type.insert(CallType::IncomingMissed, vec![OwnerRule::IntegrationUser]);
    assert_eq!(owner_of(&missed(), None, &rules), is(ROBOT, OwnerRule::IntegrationUser));
    assert_eq!(owner_of(&answered_by("Aya"), None, &rules), is(BEN, OwnerRule::MappedUser));
}

#[test]
fn f96_forwarding_goes_by_the_users_phone() {
    let rules = rules(&[OwnerRule::ForwardingPhone, OwnerRule::IntegrationUser]);
    let forwarded = |number: &str| {
        call(Facts {
            forwarded_to: Some(number.to_owned()),
            answered: Some(true),
            ..Facts::default()
        })
    };
    let found = owner_of(&forwarded("+819055500123"), None, &rules);
    assert_eq!(found, is(BEN, OwnerRule::ForwardingPhone));
    let found = owner_of(&forwarded("+819055500124"), None, &rules);
    assert_eq!(found, is(ROBOT, OwnerRule::IntegrationUser));
    assert_eq!(owner_of(&missed(), None, &rules), is(ROBOT, OwnerRule::IntegrationUser));
}

#[test]
fn f97_the_same_email_is_the_same_person() {
    let mut rules = rules(&[OwnerRule::Email, OwnerRule::IntegrationUser]);
    let capital = call(Facts {
        agent: Some(Agent { email: Some("AYA@example.com".to_owned()), ..Agent::default() }),
        answered: Some(true),
        ..Facts::default()
    });
    assert_eq!(owner_of(&capital, None, &rules), is(AYA, OwnerRule::Email));
    assert_eq!(owner_of(&answered_by("Eve"), None, &rules), is(ROBOT, OwnerRule::IntegrationUser));
    rules.email_case_sensitive = true;
    assert_eq!(owner_of(&capital, None, &rules), is(ROBOT, OwnerRule::IntegrationUser));
    assert_eq!(owner_of(&answered_by("Aya"), None, &rules), is(AYA, OwnerRule::Email));
}

#[test]
fn f98_a_user_must_exist_for_a_day() {
    let rules =
        OwnerRules { min_user_age_hours: 24, ..rules(&[OwnerRule::Email, OwnerRule::RecordOwner]) };
    let of_age = |created| {
        let users = vec![User { created, ..user(AYA, "Aya") }, user(BEN, "Ben")];
        let directory = Directory::new(users, ROBOT);
        choose(
            &answered_by("Aya"),
            &resolution(Some(BEN)),
            &rules,
            &directory,
            &began("Asia/Tokyo"),
        )
    };
    let day = 24 * 3_600_000;
    assert_eq!(of_age(BEGAN - day).user_id.as_deref(), Some(AYA));
    let young = of_age(BEGAN - day + 1);
    assert_eq!((young.user_id.as_deref(), young.rule), (Some(BEN), OwnerRule::RecordOwner));
    assert_eq!(
        young.steps[0].outcome.to_string(),
        "Aya has the e-mail address of Aya, but existed for less than 24 hours when the call began."
    );
}

#[test]
fn f98_more_heard_of_a_call_a_day_later_changes_no_owner() {
    let rules =
        OwnerRules { min_user_age_hours: 24, ..rules(&[OwnerRule::Email, OwnerRule::RecordOwner]) };
    let users = vec![User { created: BEGAN - 1, ..user(AYA, "Aya") }, user(BEN, "Ben")];
    let directory = Directory::new(users, ROBOT);
    // Nothing but the call's own time is asked for, so the day of logging cannot matter.
    let choice =
        choose(&answered_by("Aya"), &resolution(Some(BEN)), &rules, &directory, &began("UTC"));
    assert_eq!(choice.user_id.as_deref(), Some(BEN));
}

#[test]
fn agents_are_told_apart_as_mapped_inactive_and_unmapped() {
    let users = vec![user(AYA, "Aya"), User { active: false, ..user(BEN, "Ben") }];
    let directory = Directory::new(users, ROBOT);
    let rules = OwnerRules { users: vec![UserLink::new("u-eve", BEN)], ..OwnerRules::default() };
    let standing = |name: &str| {
        let agent = agent(name).unwrap();
        match identify(&agent, &rules, &directory, &began("UTC")) {
            Standing::Mapped(found) => format!("{:?} {}", found.rule, found.user.name),
            Standing::Inactive(found) => format!("inactive {:?} {}", found.rule, found.user.name),
            Standing::Unmapped(steps) => format!("unmapped {}", steps.len()),
        }
    };
    assert_eq!(standing("Aya"), "Email Aya");
    assert_eq!(standing("Eve"), "inactive MappedUser Ben");
    assert_eq!(standing("Ben"), "inactive Email Ben");
    assert_eq!(standing("Kai"), "unmapped 2");
}

#[test]
fn a_shared_email_finds_the_oldest_active_user() {
    let rules = rules(&[OwnerRule::Email]);
    let shared = |id: &str, created, active| User { created, active, ..user(id, "Aya") };
    let users = vec![shared(ROBOT, 3, true), shared(BEN, 2, true), shared(AYA, 1, false)];
    let directory = Directory::new(users, ROBOT);
    let choice =
        choose(&answered_by("Aya"), &resolution(None), &rules, &directory, &began("Asia/Tokyo"));
    assert_eq!(choice.user_id.as_deref(), Some(BEN));
}

#[test]
fn f99_f101_the_record_owner() {
    let rules = rules(&[OwnerRule::Email, OwnerRule::RecordOwner, OwnerRule::IntegrationUser]);
    assert_eq!(owner_of(&answered_by("Eve"), Some(BEN), &rules), is(BEN, OwnerRule::RecordOwner));
    for nobody in ["00G000000000001AAA", "005000000000404AAA"] {
        let found = owner_of(&answered_by("Eve"), Some(nobody), &rules);
        assert_eq!(found, is(ROBOT, OwnerRule::IntegrationUser), "{nobody}");
    }
    let by_record = OwnerRules { missed: vec![OwnerRule::RecordOwner], ..rules };
    assert_eq!(owner_of(&missed(), Some(BEN), &by_record), is(BEN, OwnerRule::RecordOwner));
}

#[test]
fn a_queue_is_named_as_the_reason() {
    let queue = resolution(Some("00G000000000001AAA"));
    let rules = rules(&[OwnerRule::RecordOwner]);
    let choice = choose(&missed(), &queue, &rules, &directory(), &began("Asia/Tokyo"));
    assert_eq!(
        choice.steps[0].outcome.to_string(),
        "The owner of the Contact is a queue, which cannot own a Task."
    );
}

#[test]
fn f102_the_user_of_the_setting() {
    let order = [OwnerRule::RecordOwner, OwnerRule::FallbackUser];
    let rules =
        OwnerRules { fallback_user: Some("aya@org.example.com".to_owned()), ..rules(&order) };
    assert_eq!(owner_of(&missed(), None, &rules), is(AYA, OwnerRule::FallbackUser));
    let nobody = OwnerRules { fallback_user: Some("who@example.com".to_owned()), ..rules };
    assert_eq!(owner_of(&missed(), None, &nobody), (None, OwnerRule::Unset));
}

#[test]
fn f103_calls_without_a_record_can_leave_the_owner_unset() {
    let rules = OwnerRules { unmatched: vec![OwnerRule::Unset], ..rules(&[OwnerRule::Email]) };
    assert_eq!(owner_of(&answered_by("Aya"), None, &rules), (None, OwnerRule::Unset));
    assert_eq!(owner_of(&answered_by("Aya"), Some(BEN), &rules), is(AYA, OwnerRule::Email));
}

#[test]
fn inactive_users_are_passed_over_with_a_reason() {
    let users = vec![User { active: false, ..user(AYA, "Aya") }, user(ROBOT, "Robot")];
    let directory = Directory::new(users, ROBOT);
    let rules = rules(&[OwnerRule::Email, OwnerRule::RecordOwner, OwnerRule::IntegrationUser]);
    let choice = choose(
        &answered_by("Aya"),
        &resolution(Some(AYA)),
        &rules,
        &directory,
        &began("Asia/Tokyo"),
    );
    assert_eq!((choice.user_id.as_deref(), choice.rule), (Some(ROBOT), OwnerRule::IntegrationUser));
    assert_eq!(
        sentences(&choice, &Locale::default()),
        [
            "Aya has the e-mail address of Aya. But that user is inactive and cannot own a Task.",
            "Aya owns the Contact. But that user is inactive and cannot own a Task.",
            "Robot is the user as whom we are connected.",
            "Owner of the Task: 005000000000009AAA.",
        ]
    );
}

#[test]
fn rules_are_written_as_in_a_profile() {
    let text = r#"
        answered = ["mapped_user", "email", "record_owner", "integration_user"]
        missed = ["record_owner", "fallback_user"]
        min_user_age_hours = 24
        fallback_user = "reception@example.com"
        [by_type]
        voicemail = ["integration_user"]
        [[users]]
        phone_user = "1001"
        salesforce = "aya@org.example.com"
        until = "2026-03-31"
        [[users]]
        phone_user = "1001"
        salesforce = "ben@org.example.com"
        from = 2026-04-01
    "#;
    let rules: OwnerRules = toml::from_str(text).unwrap();
    assert_eq!(rules.by_type[&CallType::Voicemail], [OwnerRule::IntegrationUser]);
    assert_eq!(rules.users[1].from, "2026-04-01".parse().ok());
    assert_eq!(toml::from_str::<OwnerRules>(&toml::to_string(&rules).unwrap()).unwrap(), rules);
}
