//! F9: people are told by mail what goes wrong, through a mail server of our own: real bytes.

use engine::{MailSettings, TroubleKind};
use language::{Language, Locale};
use secrecy::SecretString;
use serde_json::json;

use crate::stage::books::refusal;
use crate::stage::mail_server::{Mail, MailServer, Mood};
use crate::stage::phones::{BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    f9_a_new_cause_is_told_at_once_and_others_by_the_hour,
    f9_a_mail_says_what_is_wrong_without_any_number_or_name,
    f9_each_recipient_reads_their_own_language,
    f9_a_mail_server_that_hangs_holds_up_no_call_and_loses_nothing,
    f9_a_mail_server_that_does_not_take_a_mail_is_tried_again,
    f9_one_click_ends_the_mails_to_an_address,
    f9_many_nodes_send_one_mail,
    f9_the_test_button_tells_what_the_server_said,
);

const MINUTE: i64 = 60_000;
const OPS: &str = "ops@example.com";

async fn open(place: &Place, server: &MailServer, to: &[&str]) -> Stage {
    let plan = Plan { mail: Some(server.settings(to)), ..Plan::default() };
    let stage = Stage::open(place, plan).await;
    stage.enter_contact("Okafor", BEN.1);
    stage
}

/// A call that fails for its own reason, named by `field`.
async fn fail(stage: &Stage, id: u64, field: &str) {
    let fault =
        refusal("CallObject", json!(id.to_string()), "REQUIRED_FIELD_MISSING", &[field], None);
    stage.break_record(fault);
    stage.tell("desk", &call_from(id, BEN)).await;
    stage.work().await;
}

/// One look of the watcher, and what the server took by then.
async fn look(stage: &Stage, server: &MailServer) -> Vec<Mail> {
    stage.engine.look_after().await.unwrap();
    stage.engine.send_mails().await.unwrap();
    server.taken()
}

async fn f9_a_new_cause_is_told_at_once_and_others_by_the_hour(place: &Place) {
    let server = MailServer::open().await;
    let stage = open(place, &server, &[OPS]).await;
    assert!(look(&stage, &server).await.is_empty(), "nothing is wrong");

    fail(&stage, 1, "Status").await;
    let mails = look(&stage, &server).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].header("Subject"), "Ringledger: something needs you");
    assert!(look(&stage, &server).await.is_empty(), "once");

    // The same cause again waits for its hour; another cause does not.
    fail(&stage, 2, "Status").await;
    stage.clock.advance(10 * MINUTE);
    assert!(look(&stage, &server).await.is_empty());
    fail(&stage, 3, "Priority").await;
    let mails = look(&stage, &server).await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text().contains("Priority") && !mails[0].text().contains("Status"));

    stage.clock.advance(51 * MINUTE);
    let mails = look(&stage, &server).await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text().contains("2 are struck"), "{}", mails[0].text());
    for _ in 0..6 {
        stage.clock.advance(10 * MINUTE);
        assert!(look(&stage, &server).await.is_empty(), "nothing has changed");
    }

    // Mended: over, and told so, not sooner than an hour after the last mail.
    stage.heal();
    engine::replay_failed(&stage.store, stage.clock.now()).await.unwrap();
    stage.settle().await;
    assert!(look(&stage, &server).await.is_empty());
    stage.clock.advance(2 * MINUTE);
    let mails = look(&stage, &server).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].header("Subject"), "Ringledger: 2 problems are over");
    stage.clock.advance(24 * 60 * MINUTE);
    assert!(look(&stage, &server).await.is_empty());
}

async fn f9_a_mail_says_what_is_wrong_without_any_number_or_name(place: &Place) {
    let server = MailServer::open().await;
    let stage = open(place, &server, &[OPS]).await;
    fail(&stage, 1, "Status").await;
    let mail = look(&stage, &server).await.remove(0);
    for part in [mail.text(), mail.html()] {
        for wanted in
            ["REQUIRED_FIELD_MISSING", "Status", "desk:1", "https://calls.example.com/errors/"]
        {
            assert!(part.contains(wanted), "{wanted}: {part}");
        }
        for secret in ["555", "Okafor", "<script"] {
            assert!(!part.contains(secret), "{secret}: {part}");
        }
        assert!(
            !part.contains("mail-") && !part.contains("errors-"),
            "a message is missing: {part}"
        );
    }
    assert_eq!(mail.header("To"), OPS);
    assert_eq!(mail.header("From"), "Ringledger <ringledger@example.com>");
    assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
    assert_eq!(mail.header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    let link = mail.header("List-Unsubscribe");
    assert!(link.starts_with("<https://calls.example.com/mail/unsubscribe/"), "{link}");
    assert!(mail.html().contains("<html lang=\"en\">"));
}

async fn f9_each_recipient_reads_their_own_language(place: &Place) {
    let server = MailServer::open().await;
    let stage = open(place, &server, &[OPS, "kanri@example.com"]).await;
    let reader = store::UserRow {
        user_id: "u1".to_owned(),
        email: "kanri@example.com".to_owned(),
        name: "Kanri".to_owned(),
        role: "admin".to_owned(),
        language: Some("ja".to_owned()),
        time_zone: Some("Asia/Tokyo".to_owned()),
        ..store::UserRow::default()
    };
    assert!(stage.store.add_user(engine::ORG, &reader).await.unwrap());
    fail(&stage, 1, "Status").await;
    let mails = look(&stage, &server).await;
    let to = |address: &str| mails.iter().find(|mail| mail.header("To") == address).unwrap();
    assert_eq!(to(OPS).header("Subject"), "Ringledger: something needs you");
    let japanese = to("kanri@example.com");
    assert_eq!(japanese.header("Subject"), "Ringledger: 対応が必要な問題が 1 件あります");
    assert!(japanese.html().contains("<html lang=\"ja\">"));
    assert!(japanese.text().contains("通話を記録できません"), "{}", japanese.text());
}

async fn f9_a_mail_server_that_hangs_holds_up_no_call_and_loses_nothing(place: &Place) {
    let server = MailServer::open().await;
    let stage = open(place, &server, &[OPS]).await;
    fail(&stage, 1, "Status").await;
    stage.engine.look_after().await.unwrap();
    server.feel(Mood::Hangs);
    let engine = stage.engine.clone();
    let sending = tokio::spawn(async move { engine.send_mails().await });
    server.visited().await;
    // While the server says nothing, a call arrives and its Task is written.
    stage.heal();
    stage.tell("desk", &call_from(2, BEN)).await;
    assert_eq!(stage.work().await.logged, 1);
    assert_eq!(sending.await.unwrap().unwrap(), 0);

    assert!(look(&stage, &server).await.is_empty());
    let troubles = stage.engine.troubles().await.unwrap();
    let own = troubles.iter().find(|one| one.kind == TroubleKind::Mail).unwrap();
    assert_eq!(own.code, "mail_timeout");

    server.feel(Mood::Kind);
    stage.clock.advance(30_000);
    let mails = look(&stage, &server).await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text().contains("REQUIRED_FIELD_MISSING"));
    assert!(!mails[0].text().contains("mail_timeout"), "a mail about mails goes nowhere");
    stage.engine.look_after().await.unwrap();
    let troubles = stage.engine.troubles().await.unwrap();
    assert!(!troubles.iter().any(|one| one.kind == TroubleKind::Mail && one.is_there()));
}

async fn f9_a_mail_server_that_does_not_take_a_mail_is_tried_again(place: &Place) {
    let server = MailServer::open().await;
    let stage = open(place, &server, &[OPS]).await;
    fail(&stage, 1, "Status").await;
    stage.engine.look_after().await.unwrap();
    for (mood, code) in [
        (Mood::Refuses, "mail_refused"),
        (Mood::Busy, "mail_later"),
        (Mood::WantsSignIn("calls", "secret"), "mail_sign_in"),
        (Mood::Dies, "mail_unclear"),
    ] {
        server.feel(mood);
        stage.engine.send_mails().await.unwrap();
        let owed = stage.store.mails_owed(engine::ORG).await.unwrap();
        assert_eq!(owed[0].error_code.as_deref(), Some(code), "{mood:?}");
        stage.engine.send_mails().await.unwrap();
        let same = stage.store.mails_owed(engine::ORG).await.unwrap();
        assert_eq!(same, owed, "it waits before it is tried again");
        stage.clock.advance_to(owed[0].due_at);
    }
    assert!(server.taken().is_empty());
    // What else goes wrong meanwhile stands in the same mail.
    fail(&stage, 2, "Priority").await;
    server.feel(Mood::Kind);
    let mails = look(&stage, &server).await;
    assert_eq!(mails.len(), 1);
    let text = mails[0].text();
    assert!(text.contains("Status") && text.contains("Priority"), "{text}");
    assert_eq!(mails[0].header("Subject"), "Ringledger: 2 things need you");
    // The hour until the next begins with the mail that was taken, not with those that were not.
    fail(&stage, 3, "Status").await;
    stage.clock.advance(45 * MINUTE);
    assert!(look(&stage, &server).await.is_empty());
    stage.clock.advance(15 * MINUTE);
    assert_eq!(look(&stage, &server).await.len(), 1);
}

async fn f9_one_click_ends_the_mails_to_an_address(place: &Place) {
    let server = MailServer::open().await;
    let stage = open(place, &server, &[OPS, "boss@example.com"]).await;
    fail(&stage, 1, "Status").await;
    let mails = look(&stage, &server).await;
    let boss = mails.iter().find(|mail| mail.header("To") == "boss@example.com").unwrap();
    let link = boss.header("List-Unsubscribe");
    let token = link.trim_end_matches('>').rsplit('/').next().unwrap();
    assert_eq!(stage.engine.unsubscribing("forged.token").await.unwrap(), None);
    assert_eq!(stage.engine.unsubscribe("forged.token").await.unwrap(), None);
    let address = stage.engine.unsubscribe(token).await.unwrap();
    assert_eq!(address.as_deref(), Some("boss@example.com"));
    fail(&stage, 2, "Priority").await;
    let mails = look(&stage, &server).await;
    let told: Vec<String> = mails.iter().map(|mail| mail.header("To")).collect();
    assert_eq!(told, [OPS]);
}

async fn f9_many_nodes_send_one_mail(place: &Place) {
    let server = MailServer::open().await;
    let stage = open(place, &server, &[OPS]).await;
    fail(&stage, 1, "Status").await;
    let other = stage.another_engine(&stage.store);
    let (one, two) = tokio::join!(stage.engine.look_after(), other.look_after());
    one.unwrap();
    two.unwrap();
    let (one, two) = tokio::join!(stage.engine.send_mails(), other.send_mails());
    assert_eq!(one.unwrap() + two.unwrap(), 1);
    assert_eq!(server.taken().len(), 1);
}

async fn f9_the_test_button_tells_what_the_server_said(place: &Place) {
    let server = MailServer::open().await;
    let stage = open(place, &server, &[OPS]).await;
    let locale = Locale::utc(Language::French);
    let settings = server.settings(&[OPS]);
    let said = stage.engine.test_mail(&settings, OPS, &locale).await.unwrap();
    assert_eq!((said.code, said.text.as_str()), (250, "2.0.0 taken as 7F3A"));
    let mails = server.taken();
    assert_eq!(mails[0].header("Subject"), "Ringledger\u{a0}: e-mail de test");
    assert_eq!(mails[0].header("List-Unsubscribe"), "");

    server.feel(Mood::WantsSignIn("calls", "secret"));
    let with = |password: &str| MailSettings {
        user: "calls".to_owned(),
        password: SecretString::from(password),
        ..settings.clone()
    };
    stage.engine.test_mail(&with("secret"), OPS, &locale).await.unwrap();
    let problem = stage.engine.test_mail(&with("wrong"), OPS, &locale).await.unwrap_err();
    assert_eq!(problem.code, "mail_sign_in");
    let sentence = problem.sentence().to_string();
    assert!(sentence.contains("wrong user or password"), "{sentence}");

    let elsewhere = MailSettings { host: "mail.example.com".to_owned(), ..with("secret") };
    let problem = stage.engine.test_mail(&elsewhere, OPS, &locale).await.unwrap_err();
    assert_eq!(problem.code, "mail_unprotected", "no password goes over an open way");
    let starttls = MailSettings { tls: engine::MailTls::StartTls, ..settings.clone() };
    let problem = stage.engine.test_mail(&starttls, OPS, &locale).await.unwrap_err();
    assert!(["mail_unclear", "mail_tls"].contains(&problem.code), "{problem:?}");
    let nobody = MailSettings { port: 1, ..settings.clone() };
    let problem = stage.engine.test_mail(&nobody, OPS, &locale).await.unwrap_err();
    assert_eq!(problem.code, "mail_unreachable");
    let problem = stage.engine.test_mail(&settings, "no address", &locale).await.unwrap_err();
    assert_eq!(problem.code, "mail_bad_address");
}
