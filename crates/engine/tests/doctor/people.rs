//! Whether the people that calls belong to can be seen.

use engine::ORG;
use serde_json::json;
use store::{MirrorRow, Person};

use super::ground::{Ground, profile};

#[tokio::test]
async fn an_object_is_hidden() {
    for (code, object) in [("D40", "Contact"), ("D41", "Account"), ("D42", "Lead")] {
        let ground = Ground::healthy().await;
        ground.integration_user();
        let nothing = json!({"ParentId": ground.standard_profile(), "SobjectType": object});
        ground.create("ObjectPermissions", nothing);
        let check = ground.only(code, "hidden").await;
        assert!(
            check.fix.unwrap().to_string().contains(&format!("Object Settings > {object} > Read"))
        );
    }
}

#[tokio::test]
async fn phone_fields_are_hidden() {
    let ground = Ground::healthy().await;
    ground.integration_user();
    for field in ["Phone", "MobilePhone"] {
        ground.create(
            "FieldPermissions",
            json!({"ParentId": ground.standard_profile(), "SobjectType": "Lead", "Field": format!("Lead.{field}")}),
        );
    }
    let check = ground.only("D42", "no_phone_field").await;
    assert!(check.found.to_string().contains("MobilePhone"), "{check:?}");
}

#[tokio::test]
async fn the_profile_looks_by_a_field_that_is_not_there() {
    let ground = Ground {
        profile: profile("[match.fields]\nContact = [\"Phone\", \"Direct_Line__c\"]"),
        ..Ground::healthy().await
    };
    let check = ground.only("D40", "fields").await;
    assert!(
        check.found.to_string().contains("Direct_Line__c")
            && !check.found.to_string().contains("Phone,"),
        "{check:?}"
    );
}

#[tokio::test]
async fn the_e_mail_addresses_of_users_are_hidden() {
    let ground = Ground::healthy().await;
    ground.integration_user();
    ground.create(
        "ObjectPermissions",
        json!({"ParentId": ground.standard_profile(), "SobjectType": "User"}),
    );
    ground.only("D43", "hidden").await;
}

#[tokio::test]
async fn an_owner_that_the_profile_names_is_unknown_or_inactive() {
    let users = "[owner]\nfallback_user = \"nobody@example.com\"\n\
                 users = [{ phone_user = \"104\", salesforce = \"gone@example.com\" }]";
    let ground = Ground { profile: profile(users), ..Ground::healthy().await };
    let gone = json!({"Username": "gone@example.com", "LastName": "Gone", "Email": "gone@example.com",
        "Alias": "gone", "IsActive": false});
    ground.org.load("User", vec![super::ground::map(gone)]).unwrap();
    assert_eq!(ground.only("D44", "unknown").await.found.to_string(), "nobody@example.com");
    assert_eq!(ground.only("D44", "inactive").await.found.to_string(), "gone@example.com");
}

#[tokio::test]
async fn a_duplicate_rule_is_named() {
    for (object, finding) in [("Contact", None), ("Task", Some("on_task"))] {
        let rule =
            json!({"name": "No_twins", "object": object, "matching_rule": "Twins", "matches": []});
        let ground = Ground::healthy().await;
        ground.org.change_setup(|setup| {
            setup.duplicate_rules.push(serde_json::from_value(rule).unwrap());
        });
        let check = ground.checks("D45").await.remove(0);
        assert_eq!(check.finding, finding, "{check:?}");
        assert!(check.found.to_string().contains(&format!("No twins ({object})")), "{check:?}");
    }
}

#[tokio::test]
async fn the_copy_of_another_orgs_people_is_not_kept() {
    let ground = Ground { web: true, ..Ground::healthy().await };
    let row = MirrorRow {
        object: "Contact".to_owned(),
        phase: "ready".to_owned(),
        ..MirrorRow::default()
    };
    let user = Person {
        record_id: ground.org.administrator().user_id.to_string(),
        object: "User".to_owned(),
        changed_at: 1,
        body: "{}".to_owned(),
        tails: Vec::new(),
    };
    for (known, phase) in [(Vec::new(), "loading"), (vec![user], "ready")] {
        ground.store.keep_people(ORG, known, 0, Some(row.clone())).await.unwrap();
        ground.connect(&ground.store).await;
        assert_eq!(ground.store.mirror(ORG).await.unwrap()[0].phase, phase);
    }
}
