//! Erasing a person in two steps, and the certificate.

use engine::ORG;
use web::access::Role;

use crate::browser::Browser;
use crate::stage::phones::{BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    a_person_is_erased_in_two_steps,
    only_owner_and_admin_erase,
    what_is_no_number_is_told,
);

async fn a_person_is_erased_in_two_steps(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    let owner = Browser::signed_in(&stage, Role::Owner).await;
    assert_eq!(owner.get("/privacy").await.status, 200);
    let number = ("number", "+1 202-555-0147");
    let counted = owner.post("/privacy", &[number]).await;
    assert_eq!(counted.status, 200);
    let task = stage.row("desk:1").await.task_id.unwrap();
    assert!(counted.body.contains(&task), "the Task is not listed: {}", counted.body);
    let unsure = owner.post("/privacy/erase", &[number]).await;
    assert_eq!(unsure.status, 422);
    assert!(unsure.body.contains("not the same number"), "{}", unsure.body);
    let other = owner.post("/privacy/erase", &[number, ("again", "+1 202-555-0148")]).await;
    assert_eq!(other.status, 422);
    assert_eq!(stage.engine.status().await.unwrap().calls, 1);

    let told = owner.post("/privacy/disclose", &[number]).await;
    assert_eq!(told.status, 200);
    assert_eq!(told.header("content-disposition"), "attachment; filename=\"disclosure.json\"");
    assert!(told.body.contains(&task) && told.body.contains("+12025550147"), "{}", told.body);

    let erased = owner.post("/privacy/erase", &[number, ("again", "+12025550147")]).await;
    assert_eq!(erased.status, 303);
    assert_eq!(stage.engine.status().await.unwrap().calls, 0);
    let path = erased.header("location").to_owned();
    let page = owner.get(&path).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("••• 47") && page.body.contains(&task), "{}", page.body);
    assert!(!page.body.contains("5550147") && !page.body.contains("555-0147"), "{}", page.body);
    let json = owner.get(&format!("{}/json", path.split('?').next().unwrap())).await;
    let certificate: engine::Certificate = serde_json::from_str(&json.body).unwrap();
    assert_eq!((certificate.erased.calls, certificate.number_ends.as_str()), (1, "47"));
    assert!(owner.get("/privacy").await.body.contains(&certificate.id));
    assert_eq!(owner.get("/privacy/certificates/none").await.status, 404);

    let deeds = stage.store.audit_page(ORG, &store::AuditFilter::default(), None, 100).await;
    let deeds = deeds.unwrap();
    let deed = deeds.iter().find(|row| row.what == "privacy.erase").unwrap();
    assert_eq!(deed.about, certificate.number_mark);
    let disclosed = deeds.iter().find(|row| row.what == "privacy.disclose").unwrap();
    assert_eq!(disclosed.about, certificate.number_mark);
    assert!(deeds.iter().any(|row| row.what == "privacy.search"));
    let log = format!("{deeds:?}");
    assert!(
        !log.contains("5550147") && !log.contains("555-0147"),
        "the number stands in it: {log}"
    );
}

async fn only_owner_and_admin_erase(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    for (role, status) in [
        (Role::Owner, 200),
        (Role::Admin, 200),
        (Role::Operations, 403),
        (Role::Auditor, 403),
        (Role::Agent, 403),
    ] {
        let browser = Browser::signed_in(&stage, role).await;
        assert_eq!(browser.get("/privacy").await.status, status, "{role:?}");
        let linked = browser.get("/settings").await.body.contains("href=\"/privacy\"");
        assert_eq!(linked, status == 200, "{role:?}");
    }
}

async fn what_is_no_number_is_told(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let owner = Browser::signed_in(&stage, Role::Owner).await;
    for text in ["", "555-0147", "<script>alert(1)</script>"] {
        let page = owner.post("/privacy", &[("number", text)]).await;
        assert_eq!(page.status, 422, "{text}");
        assert!(page.body.contains("country code"), "{}", page.body);
        assert!(!page.body.contains("<script>alert"), "{}", page.body);
    }
}
