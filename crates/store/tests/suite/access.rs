//! Users, sessions, tokens, keys and attempts; the audit log's own tests walk it from the engine.

use futures_util::future::join_all;
use store::{ApiKeyRow, AuditFilter, AuditHead, AuditRow, NewSession, Store, UserRow};

use crate::place::Place;
use crate::samples::{NOW, ORG};

on_both_databases!(
    a_user_is_found_by_each_name,
    somebody_stays_owner_whoever_changes_whom_at_once,
    one_of_many_is_the_first_owner,
    a_session_does_not_come_back_with_a_backup,
    a_session_is_its_orgs_and_ends,
    a_token_works_once,
    attempts_are_counted_each,
    a_step_is_used_once,
    a_key_is_found_while_it_works,
    a_row_of_the_audit_log_follows_the_end,
);

fn user(id: &str, role: &str) -> UserRow {
    UserRow {
        user_id: id.to_owned(),
        email: format!("{id}@example.com"),
        name: format!("Name {id}"),
        role: role.to_owned(),
        keys: true,
        created_at: NOW,
        ..UserRow::default()
    }
}

async fn a_user_is_found_by_each_name(place: &Place) {
    let store = place.open().await;
    let mia = UserRow {
        password_hash: Some("p".into()),
        theme: Some("dark".into()),
        ..user("mia", "admin")
    };
    assert!(store.add_user(ORG, &mia).await.unwrap());
    let twin = UserRow { user_id: "twin".into(), ..mia.clone() };
    assert!(!store.add_user(ORG, &twin).await.unwrap(), "an e-mail is one person's");
    assert!(store.add_user("other", &mia).await.unwrap(), "another org's is another's");
    assert!(store.set_salesforce_user(ORG, "mia", Some("005A")).await.unwrap());
    let mia = UserRow { salesforce_user_id: Some("005A".into()), ..mia };
    assert_eq!(store.user(ORG, "mia").await.unwrap().as_ref(), Some(&mia));
    assert_eq!(store.user_by_email(ORG, "mia@example.com").await.unwrap().as_ref(), Some(&mia));
    assert_eq!(store.user_by_salesforce_id(ORG, "005A").await.unwrap().as_ref(), Some(&mia));
    assert_eq!(store.user_by_salesforce_id("other", "005A").await.unwrap(), None);
    store.add_user(ORG, &user("ben", "agent")).await.unwrap();
    assert!(!store.set_salesforce_user(ORG, "ben", Some("005A")).await.unwrap());
    assert!(store.set_salesforce_user(ORG, "mia", None).await.unwrap());
    let changed = UserRow {
        name: "Mia".into(),
        language: Some("ja".into()),
        keys: false,
        salesforce_user_id: None,
        ..mia
    };
    store.save_profile(ORG, &changed).await.unwrap();
    store.set_password(ORG, "mia", "q").await.unwrap();
    let changed = UserRow { password_hash: Some("q".into()), ..changed };
    assert_eq!(store.users(ORG).await.unwrap(), [changed, user("ben", "agent")]);
}

async fn somebody_stays_owner_whoever_changes_whom_at_once(place: &Place) {
    let (one, two) = (place.open().await, place.open().await);
    for name in ["a", "b"] {
        let owner = UserRow { password_hash: Some("p".into()), ..user(name, "owner") };
        one.add_user(ORG, &owner).await.unwrap();
    }
    let (first, second) =
        tokio::join!(one.set_role(ORG, "a", "admin"), two.set_disabled(ORG, "b", Some(NOW)));
    assert_eq!(u8::from(first.unwrap()) + u8::from(second.unwrap()), 1);
    let left = one.users(ORG).await.unwrap();
    assert_eq!(
        left.iter().filter(|user| user.role == "owner" && user.disabled_at.is_none()).count(),
        1
    );
    assert!(!one.set_role(ORG, "nobody", "admin").await.unwrap());
    // Who was invited and has not come yet cannot let anybody in.
    let owner = left.into_iter().find(|user| user.role == "owner" && user.disabled_at.is_none());
    let owner = owner.unwrap().user_id;
    let invited = UserRow { password_hash: None, ..user("c", "owner") };
    one.add_user(ORG, &invited).await.unwrap();
    assert!(!one.set_role(ORG, &owner, "admin").await.unwrap());
}

async fn one_of_many_is_the_first_owner(place: &Place) {
    let stores = [place.open().await, place.open().await];
    for token in ["x", "y"] {
        stores[0].give_setup_token(ORG, token, NOW + 1).await.unwrap();
    }
    assert_eq!(stores[0].look_at_token(ORG, "setup", "x", NOW).await.unwrap(), Some(None));
    let ids: Vec<String> = (0..8).map(|number| format!("u{number}")).collect();
    let all = ids.iter().enumerate().map(|(place, id)| {
        let (store, owner) = (stores[place % 2].clone(), user(id, "owner"));
        async move { store.add_first_owner(ORG, &owner).await.unwrap() }
    });
    assert_eq!(join_all(all).await.into_iter().filter(|first| *first).count(), 1);
    assert!(stores[1].has_owner(ORG).await.unwrap());
    assert_eq!(stores[0].look_at_token(ORG, "setup", "y", NOW).await.unwrap(), None);
}

fn session(id: &str, user: &str, stage: &str) -> NewSession {
    NewSession {
        session_id: id.to_owned(),
        user_id: user.to_owned(),
        stage: stage.to_owned(),
        at: NOW,
        ends_at: NOW + 100,
        address: Some("192.0.2.1".to_owned()),
        agent: None,
    }
}

async fn works(store: &Store, org: &str, id: &str, now: i64) -> bool {
    store.session(org, id, now - 10, now).await.unwrap().is_some()
}

async fn a_session_does_not_come_back_with_a_backup(place: &Place) {
    let store = place.open().await;
    store.add_user(ORG, &user("mia", "admin")).await.unwrap();
    store.begin_session(ORG, &session("old", "mia", "full"), None).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("calls.backup");
    store.backup(&path, NOW).await.unwrap();
    let fresh = Place::like(place).await;
    let other = fresh.open().await;
    other.restore(&path).await.unwrap();
    assert!(works(&store, ORG, "old", NOW).await);
    assert!(!works(&other, ORG, "old", NOW).await);
    assert!(other.user(ORG, "mia").await.unwrap().is_some());
    fresh.remove().await;
}

async fn a_session_is_its_orgs_and_ends(place: &Place) {
    let store = place.open().await;
    store.add_user(ORG, &user("mia", "admin")).await.unwrap();
    store.begin_session(ORG, &session("half", "mia", "second_factor"), None).await.unwrap();
    assert_eq!(store.user(ORG, "mia").await.unwrap().unwrap().signed_in_at, None);
    store.begin_session(ORG, &session("whole", "mia", "full"), Some("half")).await.unwrap();
    assert!(!works(&store, ORG, "half", NOW).await, "it was replaced");
    let found = store.session(ORG, "whole", NOW - 10, NOW).await.unwrap().unwrap();
    assert_eq!(
        (found.user.signed_in_at, found.session.address.as_deref()),
        (Some(NOW), Some("192.0.2.1"))
    );
    assert!(!works(&store, "other", "whole", NOW).await);
    assert!(works(&store, ORG, "whole", NOW + 9).await);
    assert!(!works(&store, ORG, "whole", NOW + 10).await, "it lay idle");
    store.touch_session(ORG, "whole", NOW + 95).await.unwrap();
    assert!(works(&store, ORG, "whole", NOW + 99).await);
    assert!(!works(&store, ORG, "whole", NOW + 100).await, "its time is over");
    store.begin_session(ORG, &session("more", "mia", "full"), None).await.unwrap();
    assert!(!store.end_session(ORG, "ben", "more").await.unwrap());
    assert_eq!(store.sessions(ORG, "mia", NOW - 10, NOW).await.unwrap().len(), 2);
    assert_eq!(store.end_sessions(ORG, "mia", Some("more")).await.unwrap(), 1);
    store.set_disabled(ORG, "mia", Some(NOW)).await.unwrap();
    assert!(!works(&store, ORG, "more", NOW).await);
    store.begin_session(ORG, &session("late", "mia", "full"), None).await.unwrap();
    assert!(!works(&store, ORG, "late", NOW).await, "who is shut out has no session");
    assert_eq!(store.sweep_sessions(ORG, NOW, NOW).await.unwrap(), 1);
}

async fn a_token_works_once(place: &Place) {
    let store = place.open().await;
    let ids = ["a".to_owned(), "b".to_owned()];
    store.give_tokens(ORG, "paper", "mia", &ids, NOW + 1).await.unwrap();
    assert_eq!(store.tokens_left(ORG, "paper", "mia", NOW).await.unwrap(), 2);
    assert!(!store.use_token(ORG, "paper", "ben", "a", NOW).await.unwrap());
    assert!(!store.use_token(ORG, "invitation", "mia", "a", NOW).await.unwrap());
    assert!(!store.use_token("other", "paper", "mia", "a", NOW).await.unwrap());
    assert!(!store.use_token(ORG, "paper", "mia", "a", NOW + 1).await.unwrap(), "it has ended");
    let uses = (0..6).map(|_| store.use_token(ORG, "paper", "mia", "a", NOW));
    assert_eq!(join_all(uses).await.into_iter().filter(|used| *used.as_ref().unwrap()).count(), 1);
    store.give_tokens(ORG, "paper", "mia", &["c".to_owned()], NOW + 1).await.unwrap();
    assert!(!store.use_token(ORG, "paper", "mia", "b", NOW).await.unwrap(), "new ones end the old");
}

async fn attempts_are_counted_each(place: &Place) {
    let store = place.open().await;
    let guesses = (0..9).map(|_| store.count_attempt(ORG, &["account", "address"], 0, NOW));
    let mut counts: Vec<i64> =
        join_all(guesses).await.into_iter().map(|count| count.unwrap()[0]).collect();
    counts.sort_unstable();
    assert_eq!(counts, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    let seen = store.sign_in_failures(ORG, "address").await.unwrap();
    assert_eq!((seen.failures, seen.last_at), (9, NOW));
    store.forget_failures(ORG, "account").await.unwrap();
    assert_eq!(store.sign_in_failures(ORG, "account").await.unwrap().failures, 0);
    store.count_attempt(ORG, &["account"], NOW + 1, NOW + 2).await.unwrap();
    assert_eq!(store.sign_in_failures(ORG, "address").await.unwrap().failures, 0, "old ones go");
}

async fn a_step_is_used_once(place: &Place) {
    let store = place.open().await;
    store.add_user(ORG, &user("mia", "admin")).await.unwrap();
    store.set_second_factor(ORG, "mia", Some(NOW), Some(7)).await.unwrap();
    assert_eq!(store.user(ORG, "mia").await.unwrap().unwrap().totp_since, Some(NOW));
    let mut used = Vec::new();
    for step in [7, 8, 8, 6, 9] {
        used.push(store.use_step(ORG, "mia", step).await.unwrap());
    }
    assert_eq!(used, [false, true, false, false, true]);
}

async fn a_key_is_found_while_it_works(place: &Place) {
    let store = place.open().await;
    let key = ApiKeyRow {
        key_id: "k".into(),
        digest: "d".into(),
        name: "warehouse".into(),
        scopes: "calls:read export".into(),
        created_by: "mia".into(),
        created_at: NOW,
        ends_at: Some(NOW + 10),
        ..ApiKeyRow::default()
    };
    store.add_api_key(ORG, &key).await.unwrap();
    assert_eq!(store.api_key(ORG, "d", NOW).await.unwrap().as_ref(), Some(&key));
    assert_eq!(store.api_key("other", "d", NOW).await.unwrap(), None);
    assert_eq!(store.api_key(ORG, "d", NOW + 10).await.unwrap(), None);
    assert!(key.is_over(NOW + 10) && !key.is_over(NOW));
    store.touch_api_key(ORG, "k", NOW + 1).await.unwrap();
    assert_eq!(store.api_keys(ORG).await.unwrap()[0].used_at, Some(NOW + 1));
    assert!(store.revoke_api_key(ORG, "k", NOW + 2).await.unwrap());
    assert!(!store.revoke_api_key(ORG, "k", NOW + 3).await.unwrap());
    assert_eq!(store.api_key(ORG, "d", NOW).await.unwrap(), None);
}

fn deed(place: i64, what: &str, hash: &str) -> AuditRow {
    AuditRow {
        place,
        at: NOW + place,
        who: "mia".into(),
        what: what.into(),
        about: "x".into(),
        hash: hash.into(),
        ..AuditRow::default()
    }
}

async fn a_row_of_the_audit_log_follows_the_end(place: &Place) {
    let store = place.open().await;
    let start = store.audit_head(ORG).await.unwrap();
    assert_eq!(start, AuditHead::default());
    let (one, two) = (deed(1, "calls.retry", "a"), deed(2, "calls_x", "b"));
    assert!(store.audit_append(ORG, &start, std::slice::from_ref(&one)).await.unwrap());
    assert!(!store.audit_append(ORG, &start, std::slice::from_ref(&one)).await.unwrap());
    let head = AuditHead { place: 1, hash: "a".into() };
    assert_eq!(store.audit_head(ORG).await.unwrap(), head);
    let odd = AuditHead { place: 1, hash: "z".into() };
    assert!(!store.audit_append(ORG, &odd, std::slice::from_ref(&two)).await.unwrap());
    assert!(store.audit_append(ORG, &head, std::slice::from_ref(&two)).await.unwrap());
    assert_eq!(store.audit_chain(ORG, 0, 10).await.unwrap(), [one.clone(), two.clone()]);
    assert_eq!(store.audit_chain(ORG, 1, 10).await.unwrap(), std::slice::from_ref(&two));
    let some = |text: &str| Some(text.to_owned());
    for (filter, expected) in [
        (AuditFilter::default(), vec![&two, &one]),
        (AuditFilter { what: some("calls."), ..AuditFilter::default() }, vec![&one]),
        (AuditFilter { what: some("calls_x"), ..AuditFilter::default() }, vec![&two]),
        (AuditFilter { who: some("ben"), ..AuditFilter::default() }, vec![]),
        (
            AuditFilter { about: some("x"), from: Some(NOW + 2), ..AuditFilter::default() },
            vec![&two],
        ),
        (AuditFilter { until: Some(NOW + 2), ..AuditFilter::default() }, vec![&one]),
    ] {
        let page = store.audit_page(ORG, &filter, None, 10).await.unwrap();
        assert_eq!(page.iter().collect::<Vec<_>>(), expected, "{filter:?}");
    }
    assert_eq!(store.audit_page(ORG, &AuditFilter::default(), Some(2), 10).await.unwrap(), [one]);
    assert!(store.audit_page("other", &AuditFilter::default(), None, 10).await.unwrap().is_empty());
}
