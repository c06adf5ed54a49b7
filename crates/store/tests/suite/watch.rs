//! What the watcher keeps: causes, troubles, errands, mails, webhook counts, quota samples and hours.

use store::{
    CallState, CauseKind, Completion, Digested, Errand, ErrandState, Failure, QuotaSample,
    SeenTrouble, Store, WebhookTally,
};

use crate::place::Place;
use crate::samples::{NOW, ORG, call, delivery, failed, finish, logged, row};

on_both_databases!(
    what_failed_is_counted_by_cause,
    a_cause_ends_with_the_calls_that_it_struck,
    an_errand_tries_each_once_in_steps,
    an_errand_reads_deliveries_again,
    an_errand_can_be_stopped,
    a_trouble_has_episodes,
    a_trouble_can_be_acknowledged_and_muted,
    webhooks_are_counted_by_several_nodes,
    what_is_owed_to_a_recipient_stays_until_it_is_sent,
    who_unsubscribes_is_owed_nothing,
    samples_of_the_quota_are_read_back,
    hours_are_added_up_when_their_calls_change,
    whatever_changes_a_call_makes_its_hour_stale,
);

fn failed_of(claimed: &store::CallRow, cause: &str) -> Completion {
    Completion { cause: Some(cause.to_owned()), ..failed(claimed) }
}

async fn fail(store: &Store, name: &str, cause: &str, now: i64) {
    call(store, name, now).await;
    let claimed = store.claim(ORG, now, 10, 60_000).await.unwrap();
    let outcomes = claimed.iter().map(|claimed| failed_of(claimed, cause)).collect();
    store.complete(ORG, outcomes, now).await.unwrap();
}

async fn unreadable(store: &Store, body: &str, code: &str) -> String {
    let kept = store.keep(delivery(body)).await.unwrap();
    let failure = Failure { code: code.to_owned(), text: "The body is not JSON.".to_owned() };
    let digested = Digested { emptied: false, inbox_id: kept.id.clone(), outcome: Err(failure) };
    store.digested(ORG, vec![digested], NOW).await.unwrap();
    kept.id
}

fn errand(kind: CauseKind, cause: &str, total: i64, asked_at: i64) -> Errand {
    Errand {
        id: format!("errand of {cause}"),
        trouble_id: format!("trouble {cause}"),
        kind,
        cause: cause.to_owned(),
        source_id: if kind == CauseKind::Delivery { "phones" } else { "" }.to_owned(),
        asked_by: "admin@example.com".to_owned(),
        asked_at,
        total,
        done: 0,
        state: ErrandState::Running,
        cursor: (0, String::new()),
        updated_at: asked_at,
    }
}

fn seen(id: &str, count: i64, at: i64) -> SeenTrouble {
    SeenTrouble {
        id: id.to_owned(),
        kind: "call".to_owned(),
        code: "REQUIRED_FIELD_MISSING".to_owned(),
        about: "Region__c".to_owned(),
        count,
        first_at: at,
        last_at: at,
        sample: Some("phones:a".to_owned()),
        note: None,
    }
}

async fn what_failed_is_counted_by_cause(place: &Place) {
    let store = place.open().await;
    fail(&store, "a", "REQUIRED_FIELD_MISSING Region__c", NOW).await;
    fail(&store, "b", "REQUIRED_FIELD_MISSING Region__c", NOW + 7).await;
    fail(&store, "c", "STRING_TOO_LONG Subject", NOW + 9).await;
    let first = unreadable(&store, "<a>", "not_json").await;
    let last = unreadable(&store, "<b>", "not_json").await;
    call(&store, "fine", NOW + 10).await;
    finish(&store, NOW + 10, logged).await;

    let causes = store.causes(ORG).await.unwrap();
    let told: Vec<_> = causes.iter().map(|c| (c.kind, c.cause.as_str(), c.count)).collect();
    let expected = [
        (CauseKind::Call, "REQUIRED_FIELD_MISSING Region__c", 2),
        (CauseKind::Call, "STRING_TOO_LONG Subject", 1),
        (CauseKind::Delivery, "not_json", 2),
    ];
    assert_eq!(told, expected);
    assert_eq!((causes[0].first_at, causes[0].last_at), (NOW, NOW + 7));
    assert_eq!(causes[0].sample.as_deref(), Some("phones:b"));
    assert_eq!(causes[2].source_id.as_deref(), Some("phones"));
    assert_eq!(causes[2].sample.as_deref(), Some(last.as_str()));
    assert!(store.causes("other").await.unwrap().is_empty());

    let cause = "REQUIRED_FIELD_MISSING Region__c";
    let struck = store.calls_struck(ORG, cause, None, 1).await.unwrap();
    assert_eq!(struck[0].call_id, "phones:b");
    let place = Some((struck[0].updated_at, struck[0].call_id.as_str()));
    let rest = store.calls_struck(ORG, cause, place, 10).await.unwrap();
    assert_eq!(rest.iter().map(|row| row.call_id.as_str()).collect::<Vec<_>>(), ["phones:a"]);
    let unread = store.deliveries_struck(ORG, "not_json", "phones", 10).await.unwrap();
    assert_eq!(unread.iter().map(|d| d.id.as_str()).collect::<Vec<_>>(), [last.as_str(), &first]);
}

async fn a_cause_ends_with_the_calls_that_it_struck(place: &Place) {
    let store = place.open().await;
    for name in ["a", "b", "c"] {
        fail(&store, name, "STRING_TOO_LONG Subject", NOW).await;
    }
    store.retry_call(ORG, "phones:a", NOW + 1).await.unwrap();
    assert_eq!(store.causes(ORG).await.unwrap()[0].count, 2);
    // An event that says something new gives the call fresh attempts.
    crate::samples::told(&store, "more", vec![crate::samples::event("b", "more")], NOW + 2).await;
    assert_eq!(store.causes(ORG).await.unwrap()[0].count, 1);
    store.retry_failed_calls(ORG, &(i64::MIN, String::new()), 9, NOW + 3).await.unwrap();
    assert!(store.causes(ORG).await.unwrap().is_empty());
}

async fn an_errand_tries_each_once_in_steps(place: &Place) {
    let store = place.open().await;
    let cause = "STRING_TOO_LONG Subject";
    for name in ["a", "b", "c"] {
        fail(&store, name, cause, NOW).await;
    }
    fail(&store, "other", "INVALID_FIELD", NOW).await;
    let asked = errand(CauseKind::Call, cause, 3, NOW);
    let id = store.begin_errand(ORG, &asked).await.unwrap();
    let twice = Errand { id: "another".to_owned(), ..asked.clone() };
    assert_eq!(store.begin_errand(ORG, &twice).await.unwrap(), id, "one at a time");

    let running = store.running_errands(ORG).await.unwrap();
    assert_eq!(running, [asked]);
    assert_eq!(store.errand_step(ORG, &running[0], 2, NOW).await.unwrap(), 2);
    assert!(store.is_busy(ORG, 2, NOW).await.unwrap());
    assert!(!store.is_busy(ORG, 3, NOW).await.unwrap());
    // They fail again at once: the errand must not try them for ever.
    let claimed = store.claim(ORG, NOW, 10, 60_000).await.unwrap();
    assert_eq!(claimed.len(), 2);
    let outcomes = claimed.iter().map(|claimed| failed_of(claimed, cause)).collect();
    store.complete(ORG, outcomes, NOW).await.unwrap();
    assert_eq!(store.causes(ORG).await.unwrap()[1].count, 3);

    let half = store.last_errand(ORG, &running[0].trouble_id).await.unwrap().unwrap();
    assert_eq!((half.done, half.total, half.state), (2, 3, ErrandState::Running));
    assert_eq!(store.errand_step(ORG, &half, 2, NOW + 1).await.unwrap(), 1);
    let most = store.last_errand(ORG, &half.trouble_id).await.unwrap().unwrap();
    assert_eq!(store.errand_step(ORG, &most, 2, NOW + 2).await.unwrap(), 0);
    let done = store.last_errand(ORG, &half.trouble_id).await.unwrap().unwrap();
    assert_eq!((done.done, done.state, done.updated_at), (3, ErrandState::Done, NOW + 2));
    assert_eq!(row(&store, "other").await.state, CallState::Failed);
    assert_eq!(row(&store, "c").await.due_at, Some(NOW + 1));
}

async fn an_errand_reads_deliveries_again(place: &Place) {
    let store = place.open().await;
    for body in ["<a>", "<b>", "<c>"] {
        unreadable(&store, body, "not_json").await;
    }
    unreadable(&store, "<d>", "other").await;
    store.begin_errand(ORG, &errand(CauseKind::Delivery, "not_json", 3, NOW)).await.unwrap();
    for expected in [2, 1, 0] {
        let running = store.running_errands(ORG).await.unwrap();
        assert_eq!(store.errand_step(ORG, &running[0], 2, NOW).await.unwrap(), expected);
        for delivery in store.undigested(ORG, 10).await.unwrap() {
            let failure = Failure { code: "not_json".to_owned(), text: "No.".to_owned() };
            let again = Digested { emptied: false, inbox_id: delivery.id, outcome: Err(failure) };
            store.digested(ORG, vec![again], NOW).await.unwrap();
        }
    }
    assert!(store.running_errands(ORG).await.unwrap().is_empty());
}

async fn an_errand_can_be_stopped(place: &Place) {
    let store = place.open().await;
    let cause = "STRING_TOO_LONG Subject";
    for name in ["a", "b"] {
        fail(&store, name, cause, NOW).await;
    }
    store.begin_errand(ORG, &errand(CauseKind::Call, cause, 2, NOW)).await.unwrap();
    let running = store.running_errands(ORG).await.unwrap().remove(0);
    store.errand_step(ORG, &running, 1, NOW).await.unwrap();
    assert!(store.cancel_errand(ORG, &running.id, NOW + 5).await.unwrap());
    assert!(!store.cancel_errand(ORG, &running.id, NOW + 6).await.unwrap());
    // A step that was under way when it was stopped changes nothing.
    let left = Errand { cursor: (0, String::new()), ..running.clone() };
    store.errand_step(ORG, &left, 10, NOW + 7).await.unwrap();
    let stopped = store.last_errand(ORG, &running.trouble_id).await.unwrap().unwrap();
    assert_eq!((stopped.state, stopped.done), (ErrandState::Cancelled, 1));
    assert_eq!(store.causes(ORG).await.unwrap()[0].count, 1);
    // Afterwards somebody may ask again.
    let again = Errand { id: "again".to_owned(), ..errand(CauseKind::Call, cause, 1, NOW + 9) };
    assert_eq!(store.begin_errand(ORG, &again).await.unwrap(), "again");
}

async fn a_trouble_has_episodes(place: &Place) {
    let store = place.open().await;
    store.see_troubles(ORG, vec![seen("x", 1, NOW)], NOW).await.unwrap();
    store.owe_mails(ORG, &[], &[("x".to_owned(), 1)], NOW + 1).await.unwrap();
    let later = SeenTrouble { count: 5, last_at: NOW + 50, ..seen("x", 5, NOW + 40) };
    store.see_troubles(ORG, vec![later, seen("y", 1, NOW)], NOW + 60).await.unwrap();
    let x = store.trouble(ORG, "x").await.unwrap().unwrap();
    assert_eq!((x.seen.count, x.seen.first_at, x.seen.last_at), (5, NOW, NOW + 50));
    assert_eq!((x.mailed_at, x.mailed_count, x.over_at), (Some(NOW + 1), 1, None));

    store.see_troubles(ORG, vec![seen("y", 1, NOW)], NOW + 70).await.unwrap();
    assert_eq!(store.trouble(ORG, "x").await.unwrap().unwrap().over_at, Some(NOW + 70));
    store.see_troubles(ORG, vec![seen("x", 2, NOW + 80)], NOW + 80).await.unwrap();
    let x = store.trouble(ORG, "x").await.unwrap().unwrap();
    assert_eq!((x.over_at, x.seen.first_at, x.mailed_count), (None, NOW + 80, 0));
    assert_eq!(x.mailed_at, Some(NOW + 1), "when it was mailed last still counts");
    assert_eq!(store.troubles(ORG).await.unwrap().len(), 2);
    assert_eq!(store.forget_troubles(ORG, NOW + 81).await.unwrap(), 1);
    assert_eq!(store.trouble(ORG, "y").await.unwrap(), None);
    assert!(store.troubles("other").await.unwrap().is_empty());
}

async fn a_trouble_can_be_acknowledged_and_muted(place: &Place) {
    let store = place.open().await;
    store.see_troubles(ORG, vec![seen("x", 1, NOW)], NOW).await.unwrap();
    assert!(store.acknowledge_trouble(ORG, "x", Some("Aiko Example"), NOW + 1).await.unwrap());
    assert!(store.mute_trouble(ORG, "x", Some(NOW + 99), Some(1)).await.unwrap());
    assert!(!store.mute_trouble(ORG, "nobody", None, None).await.unwrap());
    let x = store.trouble(ORG, "x").await.unwrap().unwrap();
    assert_eq!(
        (x.acknowledged_at, x.acknowledged_by.as_deref()),
        (Some(NOW + 1), Some("Aiko Example"))
    );
    assert_eq!((x.muted_until, x.muted_count), (Some(NOW + 99), Some(1)));
    store.see_troubles(ORG, Vec::new(), NOW + 2).await.unwrap();
    let x = store.trouble(ORG, "x").await.unwrap().unwrap();
    assert_eq!((x.acknowledged_at, x.muted_until, x.muted_count), (None, None, None));
    assert!(!store.acknowledge_trouble(ORG, "x", Some("late"), NOW + 3).await.unwrap());
}

async fn webhooks_are_counted_by_several_nodes(place: &Place) {
    let store = place.open().await;
    let tally = |outcome: &str, count, first_at, last_at| WebhookTally {
        source_id: "desk".to_owned(),
        outcome: outcome.to_owned(),
        count,
        first_at,
        last_at,
    };
    store.tally_webhooks(ORG, &[]).await.unwrap();
    store.tally_webhooks(ORG, &[tally("", 3, NOW, NOW + 9)]).await.unwrap();
    let other = place.open().await;
    let both = [tally("", 2, NOW + 1, NOW + 5), tally("token_mismatch", 1, NOW + 2, NOW + 2)];
    other.tally_webhooks(ORG, &both).await.unwrap();
    let all = store.webhook_tallies(ORG).await.unwrap();
    assert_eq!(all, [tally("", 5, NOW, NOW + 9), both[1].clone()]);
    store.forget_tally(ORG, &tally("token_mismatch", 0, 0, NOW + 1)).await.unwrap();
    assert_eq!(store.webhook_tallies(ORG).await.unwrap().len(), 2, "it has grown since");
    store.forget_tally(ORG, &both[1]).await.unwrap();
    assert_eq!(store.webhook_tallies(ORG).await.unwrap().len(), 1);
}

async fn what_is_owed_to_a_recipient_stays_until_it_is_sent(place: &Place) {
    let store = place.open().await;
    let list = |to: &str, ids: &str| (to.to_owned(), ids.to_owned());
    let lists = [list("a@example.com", r#"["x"]"#), list("b@example.com", r#"["x"]"#)];
    store.owe_mails(ORG, &lists, &[], NOW).await.unwrap();
    store.mail_failed(ORG, "a@example.com", NOW + 60, "mail_timeout", "No answer.").await.unwrap();
    store.owe_mails(ORG, &[list("a@example.com", r#"["x","y"]"#)], &[], NOW + 5).await.unwrap();
    let owed = store.mails_owed(ORG).await.unwrap();
    assert_eq!((owed[0].since, owed[0].due_at, owed[0].attempts), (NOW, NOW + 60, 1));
    assert_eq!((owed[0].troubles.as_str(), owed[0].version), (r#"["x","y"]"#, 2));
    assert_eq!(owed[0].error_code.as_deref(), Some("mail_timeout"));
    store.mail_sent(ORG, "a@example.com", 1, &["x"], NOW + 9).await.unwrap();
    store.mail_sent(ORG, "b@example.com", 1, &["x"], NOW + 9).await.unwrap();
    let owed = store.mails_owed(ORG).await.unwrap();
    assert_eq!(owed.len(), 1, "what was added meanwhile is owed still");
    assert_eq!(owed[0].troubles, r#"["y"]"#, "and what was told is not");
    assert_eq!((owed[0].attempts, owed[0].due_at), (0, NOW + 9));
    store.forget_mail(ORG, "a@example.com").await.unwrap();
    assert!(store.mails_owed(ORG).await.unwrap().is_empty());
}

async fn who_unsubscribes_is_owed_nothing(place: &Place) {
    let store = place.open().await;
    let list = ("a@example.com".to_owned(), "[]".to_owned());
    store.owe_mails(ORG, &[list], &[], NOW).await.unwrap();
    store.unsubscribe(ORG, "a@example.com", NOW).await.unwrap();
    store.unsubscribe(ORG, "a@example.com", NOW + 1).await.unwrap();
    assert!(store.mails_owed(ORG).await.unwrap().is_empty());
    assert_eq!(store.unsubscribed(ORG).await.unwrap(), ["a@example.com"]);
    assert!(store.subscribe(ORG, "a@example.com").await.unwrap());
    assert!(!store.subscribe(ORG, "a@example.com").await.unwrap());
}

async fn samples_of_the_quota_are_read_back(place: &Place) {
    let store = place.open().await;
    let sample = |at, used| QuotaSample { at, used, allowed: 15_000, ours: 3 };
    for one in [sample(NOW, 5), sample(NOW + 10, 6), sample(NOW + 10, 7)] {
        store.sample_quota(ORG, one).await.unwrap();
    }
    assert_eq!(store.quota_samples(ORG, NOW).await.unwrap(), [sample(NOW, 5), sample(NOW + 10, 7)]);
    store.forget_quota_samples(ORG, NOW + 10).await.unwrap();
    assert_eq!(store.quota_samples(ORG, 0).await.unwrap(), [sample(NOW + 10, 7)]);
}

async fn hours_are_added_up_when_their_calls_change(place: &Place) {
    let store = place.open().await;
    let hour = NOW - NOW.rem_euclid(3_600_000);
    for name in ["a", "b", "c"] {
        call(&store, name, NOW).await;
    }
    assert_eq!(store.add_up_hours(ORG, 10).await.unwrap(), 1);
    assert_eq!(store.add_up_hours(ORG, 10).await.unwrap(), 0);
    let hours = store.hours(ORG, NOW).await.unwrap();
    assert_eq!((hours[0].at, hours[0].sum.calls, hours[0].sum.logged), (hour, 3, 0));

    let claimed = store.claim(ORG, NOW, 10, 60_000).await.unwrap();
    let outcomes = claimed.iter().enumerate().map(|(place, claimed)| match place {
        0 => Completion { task_ms: Some(4_000), ..logged(claimed) },
        1 => Completion { task_ms: Some(9_000), record_id: None, ..logged(claimed) },
        _ => failed(claimed),
    });
    store.complete(ORG, outcomes.collect(), NOW + 7_200_000).await.unwrap();
    assert_eq!(
        store.add_up_hours(ORG, 10).await.unwrap(),
        1,
        "the hour of the calls, not of the completion"
    );
    let sum = store.hours(ORG, NOW).await.unwrap()[0].sum;
    assert_eq!((sum.calls, sum.logged, sum.failed, sum.matched), (3, 2, 1, 1));
    assert_eq!((sum.p50, sum.p95), (Some(4_000), Some(9_000)));
    assert_eq!(store.sum_calls(ORG, NOW, NOW + 1).await.unwrap(), sum);
    assert_eq!(store.sum_calls(ORG, NOW + 1, NOW + 9).await.unwrap().calls, 0);
}

async fn whatever_changes_a_call_makes_its_hour_stale(place: &Place) {
    let store = place.open().await;
    let cause = "STRING_TOO_LONG Subject";
    // Each in an hour of its own.
    let at = |hour: i64| NOW + hour * 3_600_000;
    for (hour, name) in (0..).zip(["erased", "retried", "retried_too", "sent_again", "forgotten"]) {
        fail(&store, name, cause, at(hour)).await;
    }
    call(&store, "merged", at(5)).await;
    finish(&store, at(5), logged).await;
    assert_eq!(store.add_up_hours(ORG, 10).await.unwrap(), 6);
    let known = async || {
        let changed = store.add_up_hours(ORG, 10).await.unwrap();
        let hours = store.hours(ORG, NOW).await.unwrap();
        let sum = |hour: &store::Hour| (hour.sum.calls, hour.sum.failed, hour.sum.logged);
        (changed, hours.iter().map(sum).collect::<Vec<_>>())
    };
    store.erase_calls(ORG, &["phones:erased", "phones:nobody"]).await.unwrap();
    assert_eq!(known().await.1[0], (0, 0, 0), "who was erased is still counted");
    store.retry_call(ORG, "phones:retried", at(6)).await.unwrap();
    assert_eq!(known().await.1[1], (1, 0, 0));
    store.retry_failed_calls(ORG, &(i64::MIN, String::new()), 1, at(6)).await.unwrap();
    assert_eq!(known().await.1[2], (1, 0, 0));
    let asked = Errand { asked_at: at(3), ..errand(CauseKind::Call, cause, 1, NOW) };
    store.begin_errand(ORG, &asked).await.unwrap();
    assert_eq!(store.errand_step(ORG, &asked, 9, at(6)).await.unwrap(), 1);
    assert_eq!(known().await.1[3], (1, 0, 0));
    assert_eq!(store.wake_calls_on(ORG, &["003000000000001AAA"], 0, at(6)).await.unwrap(), 1 + 4);
    assert_eq!(known().await.1[5], (1, 0, 0));
    finish(&store, at(6), logged).await;
    assert_eq!(
        known().await,
        (5, vec![(0, 0, 0), (1, 0, 1), (1, 0, 1), (1, 0, 1), (1, 0, 1), (1, 0, 1)])
    );
    assert_eq!(store.drop_calls(ORG, at(5), 9).await.unwrap(), 4);
    assert_eq!(known().await.1[4..], [(0, 0, 0), (1, 0, 1)]);
    assert_eq!(known().await.0, 0);
}
