//! Holds sessions to one renewal at a time, and to saving before using.

use futures_util::future::join_all;
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::sync::{Barrier, Notify};

use super::*;
use crate::decision::Pause;
use crate::scripted::*;
use crate::soql::Soql;
use crate::web::Pkce;

fn no_records() -> Answer {
    answer(200, json!({"totalSize": 0, "done": true, "records": []}))
}

fn soql() -> Soql {
    Soql::select("Task", ["Id"]).unwrap()
}

/// Signs in with rotation, as the `n`th time.
fn rotated(seen: &Seen, n: usize) -> Answer {
    let Answer(status, body, headers) = signed_in(seen, &format!("access-{n}"));
    let mut json: Value = serde_json::from_str(&body).unwrap();
    json["refresh_token"] = json!(format!("refresh-{n}"));
    Answer(status, json.to_string(), headers)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_requests_that_find_the_session_ended_renew_it_once() {
    let all_refused = Arc::new(Barrier::new(50));
    let server = serve(move |seen: Seen| {
        let all_refused = Arc::clone(&all_refused);
        async move {
            match seen.token() {
                _ if seen.is_sign_in() => rotated(&seen, 1),
                "access-0" => {
                    all_refused.wait().await;
                    expired()
                }
                "access-1" => no_records(),
                other => panic!("unexpected token {other}"),
            }
        }
    })
    .await;
    let vault = MemoryVault::signed_in(&server.url, "access-0", "refresh-0");
    let client = client(&server.url, web(), Arc::clone(&vault));
    let soql = soql();
    let outcomes = join_all((0..50).map(|_| client.query(&soql))).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(server.sign_ins(), 1);
    assert_eq!(client.usage().calls_spent, 100);
    assert_eq!(vault.refresh_token().as_deref(), Some("refresh-1"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_renewal_that_fails_fails_all_who_waited_and_is_tried_once() {
    let all_refused = Arc::new(Barrier::new(20));
    let server = serve(move |seen: Seen| {
        let all_refused = Arc::clone(&all_refused);
        async move {
            if seen.is_sign_in() {
                return answer(
                    400,
                    json!({"error": "invalid_grant", "error_description": "expired access/refresh token"}),
                );
            }
            all_refused.wait().await;
            expired()
        }
    })
    .await;
    let client =
        client(&server.url, web(), MemoryVault::signed_in(&server.url, "access-0", "refresh-0"));
    let soql = soql();
    let outcomes = join_all((0..20).map(|_| client.query(&soql))).await;
    for outcome in outcomes {
        let failure = outcome.unwrap_err();
        assert_eq!(
            (failure.code.as_str(), failure.decision),
            ("invalid_grant", Decision::PauseOrg(Pause::Auth))
        );
    }
    assert_eq!(server.sign_ins(), 1);
}

#[tokio::test]
async fn a_rotated_refresh_token_is_saved_before_anything_is_used() {
    let vault = MemoryVault::default();
    let journal = Arc::clone(&vault.journal);
    let log = Arc::clone(&journal);
    let server = serve(move |seen: Seen| {
        if !seen.is_sign_in() {
            log.lock().unwrap().push(format!("used {}", seen.token()));
        }
        let answer = match seen.token() {
            _ if seen.is_sign_in() => rotated(&seen, 1),
            "access-0" => expired(),
            _ => no_records(),
        };
        async move { answer }
    })
    .await;
    *vault.tokens.lock().unwrap() = Some(tokens(&server.url, "access-0", Some("refresh-0")));
    let client = client(&server.url, web(), Arc::new(vault));
    client.query(&soql()).await.unwrap();
    assert_eq!(*journal.lock().unwrap(), ["used access-0", "saved access-1", "used access-1"]);
    assert_eq!(server.seen()[1].form("refresh_token").as_deref(), Some("refresh-0"));
}

#[tokio::test]
async fn without_rotation_the_old_refresh_token_is_kept() {
    let server =
        serve_data(|seen| if seen.token() == "fresh" { no_records() } else { expired() }).await;
    let vault = MemoryVault::signed_in(&server.url, "access-0", "refresh-0");
    client(&server.url, web(), Arc::clone(&vault)).query(&soql()).await.unwrap();
    assert_eq!(vault.refresh_token().as_deref(), Some("refresh-0"));
}

#[tokio::test]
async fn tokens_that_could_not_be_saved_are_not_used_and_not_asked_for_again() {
    let server = serve(|seen: Seen| {
        let answer = match seen.token() {
            _ if seen.is_sign_in() => rotated(&seen, 1),
            "access-1" => no_records(),
            _ => expired(),
        };
        async move { answer }
    })
    .await;
    let vault = MemoryVault::signed_in(&server.url, "access-0", "refresh-0");
    *vault.failures.lock().unwrap() = 1;
    let client = client(&server.url, web(), Arc::clone(&vault));
    let failure = client.query(&soql()).await.unwrap_err();
    assert_eq!((failure.code.as_str(), failure.decision), (ours::VAULT_FAILED, Decision::Retry));
    assert!(server.seen().iter().all(|seen| seen.token() != "access-1"));
    client.query(&soql()).await.unwrap();
    assert_eq!(server.sign_ins(), 1);
    assert_eq!(vault.refresh_token().as_deref(), Some("refresh-1"));
}

#[tokio::test]
async fn a_caller_who_gives_up_does_not_lose_the_rotated_token() {
    let asked = Arc::new(Notify::new());
    let go_on = Arc::new(Notify::new());
    let (tell, wait) = (Arc::clone(&asked), Arc::clone(&go_on));
    let server = serve(move |seen: Seen| {
        let (tell, wait) = (Arc::clone(&tell), Arc::clone(&wait));
        async move {
            if !seen.is_sign_in() {
                return expired();
            }
            tell.notify_one();
            wait.notified().await;
            rotated(&seen, 1)
        }
    })
    .await;
    let vault = MemoryVault::signed_in(&server.url, "access-0", "refresh-0");
    let client = client(&server.url, web(), Arc::clone(&vault));
    let caller = tokio::spawn(async move { client.query(&soql()).await });
    asked.notified().await;
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    go_on.notify_one();
    vault.saved.notified().await;
    assert_eq!(vault.refresh_token().as_deref(), Some("refresh-1"));
}

#[tokio::test]
async fn tokens_of_another_node_are_taken_over() {
    let server =
        serve_data(|seen| if seen.token() == "theirs" { no_records() } else { expired() }).await;
    let vault = MemoryVault::signed_in(&server.url, "access-0", "refresh-0");
    let client = client(&server.url, web(), Arc::clone(&vault));
    client.query(&soql()).await.unwrap_err();
    *vault.tokens.lock().unwrap() = Some(tokens(&server.url, "theirs", Some("refresh-9")));
    let before = server.sign_ins();
    client.query(&soql()).await.unwrap();
    assert_eq!(server.sign_ins(), before);
}

#[tokio::test]
async fn tokens_of_another_node_that_have_ended_too_are_renewed() {
    let valid = Arc::new(std::sync::Mutex::new("access-0"));
    let accepted = Arc::clone(&valid);
    let server = serve_data(move |seen| {
        if seen.token() == *accepted.lock().unwrap() { no_records() } else { expired() }
    })
    .await;
    let vault = MemoryVault::signed_in(&server.url, "access-0", "refresh-0");
    let client = client(&server.url, web(), Arc::clone(&vault));
    client.query(&soql()).await.unwrap();
    *vault.tokens.lock().unwrap() = Some(tokens(&server.url, "theirs", Some("refresh-9")));
    *valid.lock().unwrap() = "fresh";
    client.query(&soql()).await.unwrap();
    let used: Vec<_> = server.seen_data().iter().map(|seen| seen.token().to_owned()).collect();
    assert_eq!(used, ["access-0", "access-0", "theirs", "fresh"]);
    assert_eq!(server.sign_ins(), 1);
    assert_eq!(vault.refresh_token().as_deref(), Some("refresh-9"));
}

#[tokio::test]
async fn a_second_refusal_is_for_a_person() {
    let server = serve_data(|_| expired()).await;
    let failure = plain_client(&server.url).query(&soql()).await.unwrap_err();
    assert_eq!(failure.code, "INVALID_SESSION_ID");
    assert_eq!(failure.decision, Decision::PauseOrg(Pause::Auth));
    assert_eq!(server.sign_ins(), 2);
    assert_eq!(server.seen_data().len(), 2);
}

#[tokio::test]
async fn a_session_that_may_not_use_the_api_is_not_renewed() {
    let message = "This session is not valid for use with the REST API";
    let server = serve_data(move |_| {
        answer(401, json!([{"message": message, "errorCode": "INVALID_SESSION_ID"}]))
    })
    .await;
    let failure = plain_client(&server.url).query(&soql()).await.unwrap_err();
    assert_eq!(failure.decision, Decision::PauseOrg(Pause::Auth));
    assert_eq!(server.sign_ins(), 1);
}

#[tokio::test]
async fn each_flow_hands_in_what_it_has() {
    let server = serve_data(|_| no_records()).await;
    plain_client(&server.url).query(&soql()).await.unwrap();
    let jwt = Auth::Jwt {
        client_id: "key".to_owned(),
        username: "agent@example.com".to_owned(),
        private_key_pem: SecretString::from(crate::jwt::TEST_KEY),
        audience: "https://login.salesforce.com".to_owned(),
    };
    client(&server.url, jwt, Arc::default()).query(&soql()).await.unwrap();
    let vault = Arc::new(MemoryVault::default());
    let web = client(&server.url, web(), Arc::clone(&vault));
    let failure = web.query(&soql()).await.unwrap_err();
    assert_eq!(
        (failure.code.as_str(), failure.decision),
        (ours::SIGN_IN_NEEDED, Decision::PauseOrg(Pause::Auth))
    );
    web.exchange_code("code-1", "https://ledger.example.com/callback", &Pkce::new([7; 32]))
        .await
        .unwrap();
    web.query(&soql()).await.unwrap();
    assert!(vault.tokens.lock().unwrap().is_some());

    let seen: Vec<Seen> = server.seen().into_iter().filter(Seen::is_sign_in).collect();
    let form = |n: usize, name: &str| seen[n].form(name).unwrap_or_default();
    assert_eq!(form(0, "grant_type"), "client_credentials");
    assert_eq!(
        (form(0, "client_id"), form(0, "client_secret")),
        ("key".to_owned(), "secret".to_owned())
    );
    assert_eq!(form(1, "grant_type"), "urn:ietf:params:oauth:grant-type:jwt-bearer");
    assert_eq!(form(1, "assertion").split('.').count(), 3);
    assert_eq!(form(2, "grant_type"), "authorization_code");
    assert_eq!(form(2, "code"), "code-1");
    assert_eq!(form(2, "redirect_uri"), "https://ledger.example.com/callback");
    assert_eq!(form(2, "code_verifier").len(), 43);
}

#[tokio::test]
async fn revoking_takes_the_refresh_token_back_and_clears_the_vault() {
    let server = serve_data(|seen| match seen.path.as_str() {
        "/services/oauth2/revoke" => answer(200, ""),
        _ => no_records(),
    })
    .await;
    let vault = MemoryVault::signed_in(&server.url, "access-0", "refresh-0");
    let client = client(&server.url, web(), Arc::clone(&vault));
    client.query(&soql()).await.unwrap();
    client.revoke().await.unwrap();
    client.revoke().await.unwrap();
    let revoked: Vec<_> = server.seen().iter().filter_map(|seen| seen.form("token")).collect();
    assert_eq!(revoked, ["refresh-0"]);
    assert!(vault.tokens.lock().unwrap().is_none());
    assert_eq!(client.query(&soql()).await.unwrap_err().code, ours::SIGN_IN_NEEDED);
}

#[tokio::test]
async fn a_token_that_salesforce_no_longer_knows_counts_as_revoked() {
    let server = serve_data(|_| answer(400, json!({"error": "invalid_token"}))).await;
    let vault = MemoryVault::signed_in(&server.url, "access-0", "refresh-0");
    client(&server.url, web(), Arc::clone(&vault)).revoke().await.unwrap();
    assert!(vault.tokens.lock().unwrap().is_none());
}

#[tokio::test]
async fn tokens_of_another_sign_in_are_not_used() {
    let server = serve_data(|seen| match seen.token() {
        "fresh" => no_records(),
        other => panic!("used {other}"),
    })
    .await;
    // The vault is full of a web sign-in at this server, but the configuration says that the app signs in itself.
    let vault = MemoryVault::signed_in(&server.url, "access-0", "refresh-0");
    let own = client(&server.url, client_credentials(), Arc::clone(&vault));
    own.query(&soql()).await.unwrap();
    assert_eq!(server.sign_ins(), 1);

    // Now it is full of the app's own tokens, and a person is meant to sign in.
    let failure = client(&server.url, web(), vault).query(&soql()).await.unwrap_err();
    assert_eq!(
        (failure.code.as_str(), failure.decision),
        (ours::SIGN_IN_NEEDED, Decision::PauseOrg(Pause::Auth))
    );

    // As when another org is configured: its app has another key.
    let vault = MemoryVault::signed_in(&server.url, "access-0", "refresh-0");
    let app = Auth::Web { client_id: "another key".to_owned(), client_secret: None };
    let client = client(&server.url, app, Arc::clone(&vault));
    assert_eq!(client.query(&soql()).await.unwrap_err().code, ours::SIGN_IN_NEEDED);
    assert!(vault.tokens.lock().unwrap().is_some(), "they are good again with the old settings");
    client.revoke().await.unwrap();
    assert!(vault.tokens.lock().unwrap().is_none());
    assert!(server.seen().iter().all(|seen| seen.path != "/services/oauth2/revoke"));
    assert_eq!(server.sign_ins(), 1);
}

#[tokio::test]
async fn the_apps_own_tokens_outlive_a_restart_but_not_a_change_of_its_secret() {
    let server = serve_data(|_| no_records()).await;
    let vault = Arc::new(MemoryVault::default());
    for (secret, sign_ins) in [("secret", 1), ("secret", 1), ("another", 2)] {
        let auth = Auth::ClientCredentials {
            client_id: "key".to_owned(),
            client_secret: SecretString::from(secret),
        };
        client(&server.url, auth, Arc::clone(&vault)).query(&soql()).await.unwrap();
        assert_eq!(server.sign_ins(), sign_ins, "{secret}");
    }
}
