//! Rules and approvals are read where a client of a real org reads them.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde_json::{Map, Value, json};
use tower::ServiceExt as _;

use crate::oauth::desk::Approval;
use crate::org::{Actor, Org, OrgOptions};
use crate::setup::{DuplicateRule, ValidationRule};

const NOW: i64 = 1_730_962_800_000;

fn org() -> Org {
    let org = Org::new(OrgOptions::new(Arc::new(|| NOW), 1)).unwrap();
    org.change_setup(|setup| {
        setup.validation_rules = vec![rule("Call_Needs_Duration", true), rule("Retired", false)];
        setup.duplicate_rules = vec![DuplicateRule::standard_contact()];
    });
    org
}

fn rule(name: &str, active: bool) -> ValidationRule {
    let rule = json!({"name": name, "object": "task", "condition": "ISBLANK(CallDurationInSeconds)",
        "message": "A call needs its duration.", "field": "CallDurationInSeconds", "active": active});
    serde_json::from_value(rule).unwrap()
}

fn kei(org: &Org) -> Actor {
    let user = json!({"Username": "kei@example.com", "LastName": "Kei", "Email": "kei@example.com", "Alias": "kei"});
    let user: Map<String, Value> = user.as_object().cloned().unwrap();
    Actor::user(org.load("User", vec![user]).unwrap().remove(0))
}

async fn get(router: &Router, session: &str, path: &str) -> (u16, Value) {
    let request = Request::get(format!("/services/data/v66.0{path}"))
        .header("authorization", format!("Bearer {session}"))
        .body(Body::empty());
    let response = router.clone().oneshot(request.unwrap()).await.unwrap();
    let status = response.status().as_u16();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap())
}

const RULES: &str = "SELECT Id, ValidationName, EntityDefinitionId, EntityDefinition.QualifiedApiName, ErrorMessage \
                     FROM ValidationRule WHERE Active = true AND EntityDefinition.QualifiedApiName = 'Task'";

#[tokio::test]
async fn the_tooling_api_names_the_rules_to_who_views_the_setup() {
    let org = org();
    let router = crate::rest::routes(org.clone());
    let session = org.sessions().issue(&org.administrator().user_id, None, NOW);
    let query = format!("/tooling/query?q={}", RULES.replace(' ', "+"));
    let (status, reply) = get(&router, &session, &query).await;
    assert_eq!((status, &reply["size"]), (200, &json!(1)), "{reply}");
    let record = &reply["records"][0];
    assert_eq!(record["ValidationName"], "Call_Needs_Duration");
    assert_eq!(record["EntityDefinitionId"], "Task");
    assert_eq!(record["EntityDefinition"]["QualifiedApiName"], "Task");
    let id = record["Id"].as_str().unwrap();
    assert!(id.starts_with("03d") && id.len() == 18, "{id}");
    let (status, reply) =
        get(&router, &session, &format!("/tooling/sobjects/ValidationRule/{id}")).await;
    assert_eq!((status, &reply["ErrorDisplayField"]), (200, &json!("CallDurationInSeconds")));

    let session = org.sessions().issue(&kei(&org).user_id, None, NOW);
    let (status, reply) = get(&router, &session, &query).await;
    assert_eq!((status, &reply[0]["errorCode"]), (400, &json!("INVALID_TYPE")));
}

#[test]
fn rows_follow_the_setup_and_keep_their_ids() {
    let org = org();
    let admin = org.administrator();
    let rules = "SELECT Id, DeveloperName, MasterLabel, SobjectType, IsActive FROM DuplicateRule";
    let before = org.query(&admin, rules).unwrap().records.remove(0);
    assert!(before["Id"].as_str().unwrap().starts_with("0Bm"));
    assert_eq!(before["MasterLabel"], "Standard Contact Duplicate Rule");
    org.change_setup(|setup| {
        setup.duplicate_rules[0].active = false;
        setup.duplicate_rules.push(DuplicateRule::standard_lead());
    });
    let after = org.query(&admin, &format!("{rules} ORDER BY SobjectType")).unwrap().records;
    assert_eq!(after.len(), 2);
    assert_eq!((&after[0]["Id"], &after[0]["IsActive"]), (&before["Id"], &json!(false)));
    org.change_setup(|setup| setup.duplicate_rules.clear());
    assert_eq!(org.query(&admin, rules).unwrap().total_size, 0);
}

#[test]
fn objects_with_change_events_are_listed_by_channel() {
    let org = org();
    org.change_setup(|setup| {
        let capture = &mut setup.change_data_capture;
        capture.objects = vec!["Contact".to_owned(), "User".to_owned()];
        capture.channels.insert("Sync__chn".to_owned(), vec!["Lead".to_owned()]);
    });
    let members = "SELECT EventChannel, SelectedEntity FROM PlatformEventChannelMember ORDER BY SelectedEntity";
    let members = org.query(&org.administrator(), members).unwrap().records;
    let member = |place: usize| {
        let field = |name: &str| members[place][name].as_str().unwrap().to_owned();
        (field("EventChannel"), field("SelectedEntity"))
    };
    let pair = |channel: &str, entity: &str| (channel.to_owned(), entity.to_owned());
    assert_eq!(member(0), pair("ChangeEvents", "ContactChangeEvent"));
    assert_eq!(member(1), pair("Sync__chn", "LeadChangeEvent"));
    assert_eq!((member(2), members.len()), (pair("ChangeEvents", "UserChangeEvent"), 3));
}

#[test]
fn each_approval_is_a_row_that_its_user_sees() {
    let org = org();
    let (admin, kei) = (org.administrator(), kei(&org));
    for user in [&admin, &kei] {
        let approval = Approval {
            client_id: "ringledger".to_owned(),
            user_id: user.user_id.clone(),
            scope: "api".to_owned(),
        };
        org.desk().open(org.sessions(), &approval, NOW);
    }
    let tokens = "SELECT AppName, UserId, UseCount, LastUsedDate, AccessToken FROM OauthToken";
    assert_eq!(org.query(&admin, tokens).unwrap().total_size, 2);
    let own = org.query(&kei, tokens).unwrap().records;
    assert_eq!(own.len(), 1);
    assert_eq!(own[0]["AppName"], "Ringledger");
    assert_eq!(own[0]["UserId"], kei.user_id.as_str());
    assert_eq!((&own[0]["UseCount"], &own[0]["AccessToken"]), (&json!(1), &Value::Null));
    org.sessions().revoke_all_grants();
    assert_eq!(org.query(&admin, tokens).unwrap().total_size, 0);
}

#[test]
fn an_export_leaves_to_the_setup_what_mirrors_it() {
    let org = org();
    org.query(&org.administrator(), RULES).unwrap();
    let export: Value =
        serde_json::from_str(&crate::seed::export(&org, "org.json").unwrap()).unwrap();
    assert_eq!(export["rows"].get("ValidationRule"), None);
    assert_eq!(export["setup"]["validation_rules"].as_array().unwrap().len(), 2);
}
