//! What bars the way into the org, by name.

use emulator::{Flow, IpRange};
use serde_json::json;

use super::ground::{Ground, INTEGRATION, database};

#[tokio::test]
async fn nobody_answers_at_the_address() {
    // Port 1 is reserved, and nobody listens there.
    let ground = Ground { url: "http://127.0.0.1:1".to_owned(), ..Ground::healthy().await };
    ground.only("D10", "unreachable").await;
}

#[tokio::test]
async fn the_secret_is_wrong() {
    let ground = Ground { secret: "another", ..Ground::healthy().await };
    let check = ground.only("D11", "wrong_key").await;
    assert!(check.found.to_string().starts_with("invalid_client"), "{check:?}");
}

#[tokio::test]
async fn nobody_has_signed_in_yet() {
    let ground = Ground { web: true, ..Ground::healthy().await };
    let check = ground.only("D11", "nobody").await;
    assert!(check.fix.unwrap().to_string().contains("ringledger connect"));
}

#[tokio::test]
async fn the_app_has_no_user_to_run_as() {
    let ground = Ground::healthy().await;
    ground.org.change_setup(|setup| {
        for app in &mut setup.apps.app {
            app.flows.retain(|flow| *flow != Flow::ClientCredentials);
        }
    });
    ground.only("D11", "no_run_as_user").await;
}

#[tokio::test]
async fn the_user_is_not_active() {
    let ground = Ground::healthy().await;
    let id = ground.integration_user();
    let org = &ground.org;
    let inactive = super::ground::map(json!({"IsActive": false}));
    org.update(&org.administrator(), "User", &id, inactive).unwrap();
    let check = ground.only("D11", "user_inactive").await;
    assert!(check.fix.unwrap().to_string().contains("Setup > Users"), "{INTEGRATION}");
}

#[tokio::test]
async fn the_edition_has_no_api() {
    let ground = Ground::with(|options| options.api_enabled = false).await;
    let check = ground.only("D13", "edition").await;
    assert!(check.found.to_string().contains("API_DISABLED_FOR_ORG"), "{check:?}");
}

#[tokio::test]
async fn the_version_is_retired_missing_or_old() {
    for (version, finding) in [("30.0", "retired"), ("99.0", "missing"), ("50.0", "old")] {
        let ground = Ground { api_version: version, ..Ground::healthy().await };
        let check = ground.only("D14", finding).await;
        assert!(check.fix.unwrap().to_string().contains("\"68.0\""), "{version}");
    }
}

#[tokio::test]
async fn the_app_is_not_installed() {
    let ground = Ground::healthy().await;
    ground.org.change_setup(|setup| {
        for app in &mut setup.apps.app {
            app.installed = false;
        }
    });
    let check = ground.only("D11", "app_blocked").await;
    assert!(check.found.to_string().contains("app must be installed"), "{check:?}");
    assert!(
        check.fix.unwrap().to_string().contains("Setup > Connected Apps OAuth Usage > Install")
    );
}

#[tokio::test]
async fn this_machine_is_outside_of_the_login_ip_ranges() {
    let ground = Ground::healthy().await;
    let office = IpRange { start: [192, 0, 2, 0].into(), end: [192, 0, 2, 255].into() };
    ground.org.change_setup(|setup| setup.login_ip_ranges = vec![office]);
    let check = ground.only("D11", "ip_restricted").await;
    assert!(check.fix.unwrap().to_string().contains("Login IP Ranges"));
}

#[tokio::test]
async fn the_address_is_not_the_orgs_own() {
    let ground = Ground::healthy().await;
    let own = Some("acme.my.salesforce.com".to_owned());
    ground.org.change_setup(|setup| setup.login.my_domain = own);
    let check = ground.only("D11", "needs_my_domain").await;
    assert!(check.fix.unwrap().to_string().contains("Setup > My Domain"));
}

#[tokio::test]
async fn the_org_is_locked_or_asked_too_often() {
    let ground = Ground::healthy().await;
    ground.org.change_setup(|setup| setup.login.organization_inactive = true);
    ground.only("D11", "org_inactive").await;
    let ground = Ground::healthy().await;
    ground.org.change_setup(|setup| setup.login.logins_per_hour = Some(0));
    ground.only("D11", "too_often").await;
}

#[tokio::test]
async fn a_sixth_approval_ended_ours() {
    let ground = Ground { web: true, ..Ground::healthy().await };
    ground.connect(&ground.store).await;
    let examination = ground.examine().await;
    assert!(!examination.checks.iter().any(engine::doctor::Check::is_failure), "{examination:#?}");
    for _ in 0..5 {
        let (_folder, other) = database().await;
        ground.connect(&other).await;
    }
    let check = ground.only("D11", "ended").await;
    assert!(check.found.to_string().contains("expired access/refresh token"), "{check:?}");
    assert!(check.why.unwrap().to_string().contains("a sixth time"));
}
