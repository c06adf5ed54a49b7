//! Settings that change while everything runs: on every node, without losing a call or a webhook.

use std::collections::BTreeMap;

use engine::settings::{Change, SettingsError};
use engine::{Engine, ORG, Received};
use secrecy::SecretString;
use toml::Table;

use crate::stage::phones::{BEN, SECRET, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    a_new_source_answers_at_once_on_every_node,
    a_round_ends_under_the_settings_it_began_with,
    of_two_who_save_at_once_the_second_is_told,
    what_cannot_be_used_is_not_kept,
    a_version_can_be_undone,
    a_removed_source_has_its_secret_again_only_where_that_is_undone,
    settings_that_cannot_be_used_any_more_hold_the_calls,
    api_calls_are_counted_across_a_change_of_the_org,
    nobody_is_asked_before_an_org_is_connected,
);

/// The document of an installation like the stage's: the org, and its source `desk`.
pub(crate) fn document(stage: &Stage, more: &str) -> Table {
    let text = format!(
        "[salesforce]\nlogin_url = \"{}\"\nauth = \"client_credentials\"\nclient_id = \"ringledger\"\n\
         people = \"live\"\n[[source]]\nid = \"desk\"\nkind = \"generic\"\n{more}",
        stage.org_url
    );
    text.parse().unwrap()
}

/// A change of the whole document, with the secrets that it needs.
pub(crate) fn change(expected: i64, document: Table) -> Change {
    let secrets = [("source.desk.secret", SECRET), ("salesforce.client_secret", "ringledger")];
    let secret = |(path, secret): (&str, &str)| (path.to_owned(), Some(SecretString::from(secret)));
    Change {
        expected,
        document,
        secrets: secrets.map(secret).into(),
        who: "mia@example.com".to_owned(),
        note: "test".to_owned(),
        keeps_connection: false,
        undoes: false,
    }
}

/// A stage whose engine goes by a document.
async fn open(place: &Place) -> Stage {
    let mut stage = Stage::open(place, Plan::default()).await;
    stage.enter_contact("Okafor", BEN.1);
    let engine = stage.engine_by_settings("").await;
    engine.change_settings(change(0, document(&stage, ""))).await.unwrap();
    stage.work_with(engine);
    stage
}

/// What the first webhook of a call comes to at this engine.
async fn told(stage: &Stage, engine: &Engine, call: u64) -> Received {
    let system = stage.phone("desk").system();
    let body = stage.bodies("desk", &call_from(call, BEN)).remove(0);
    let signed = system.source.sign(&body, &system.settings, "msg", stage.clock.now()).unwrap();
    engine.receive("desk", &signed.arriving(stage.clock.now())).await
}

async fn a_new_source_answers_at_once_on_every_node(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let [here, there] = [stage.engine_by_settings("").await, stage.engine_by_settings("").await];
    assert_eq!(told(&stage, &there, 1).await, Received::UnknownSource);
    assert_eq!(here.change_settings(change(0, document(&stage, ""))).await, Ok(1));
    assert_eq!(told(&stage, &there, 1).await, Received::Kept);
    assert_eq!(told(&stage, &here, 2).await, Received::Kept);
    assert_eq!(there.settings().await.unwrap().version, 1);
    // A secret that was changed counts there as soon as it is looked: within a second.
    let other = SecretString::from("whsec_c29tZXRoaW5nLWVsc2UtZW50aXJlbHktZm9yLXRlc3Rz");
    let rotated = Change {
        secrets: [("source.desk.secret".to_owned(), Some(other))].into(),
        ..change(1, document(&stage, ""))
    };
    here.change_settings(rotated).await.unwrap();
    assert!(matches!(told(&stage, &here, 3).await, Received::Refused(_)));
    assert_eq!(there.follow_settings().await, Ok(true));
    assert!(matches!(told(&stage, &there, 3).await, Received::Refused(_)));
    assert_eq!(there.follow_settings().await, Ok(false));
}

async fn a_round_ends_under_the_settings_it_began_with(place: &Place) {
    let stage = open(place).await;
    let mut held = stage.wire.hold("/composite/sobjects");
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.engine.digest().await.unwrap();
    let replace = async {
        held.arrived().await;
        // The source goes, and with it its profile; the call is on its way to Salesforce.
        let mut without = document(&stage, "");
        without.remove("source");
        stage.engine.change_settings(change(1, without)).await.unwrap();
        held.go();
    };
    let (carried, ()) = tokio::join!(stage.engine.round(), replace);
    carried.unwrap();
    assert_eq!(stage.tasks().len(), 1);
    assert_eq!(stage.status().await.logged, 1);
    assert_eq!(stage.engine.source_ids(), Vec::<String>::new());
}

async fn of_two_who_save_at_once_the_second_is_told(place: &Place) {
    let stage = open(place).await;
    let other = stage.engine_by_settings("").await;
    let first = document(&stage, "time_zone = \"Asia/Tokyo\"");
    let second = document(&stage, "time_zone = \"Asia/Jakarta\"");
    assert_eq!(stage.engine.change_settings(change(1, first.clone())).await, Ok(2));
    let error = other.change_settings(change(1, second)).await.unwrap_err();
    assert_eq!(error.code, "changed_meanwhile");
    assert_eq!(other.settings().await.unwrap().document, first);
}

async fn what_cannot_be_used_is_not_kept(place: &Place) {
    let stage = open(place).await;
    let with = |more: &str| document(&stage, more);
    let refused = |document: Table| {
        let engine = stage.engine.clone();
        async move { engine.change_settings(change(1, document)).await.unwrap_err() }
    };
    let without_secret = with("[[source]]\nid = \"other\"\nkind = \"generic\"");
    for (document, code, path) in [
        (with("region = \"XX\""), "region", "source.desk.region"),
        (with("profile = \"nobody\""), "profile", "profile.nobody"),
        (without_secret, "no_secret", "source.other.secret"),
        (with("[[source]]\nid = \"a b\"\nkind = \"generic\""), "source_id", "source.a b.id"),
        (with("[[source]]\nid = \"x\"\nkind = \"fax\""), "kind", "source.x.kind"),
        (with("[delivery]\nbatch = 1000"), "out_of_range", "delivery.batch"),
        (with("[server]\nlisten = \"0.0.0.0:1\""), "not_here", "server"),
        (
            "[salesforce]\nlogin_url = \"http://login.salesforce.com\"".parse().unwrap(),
            "salesforce",
            "salesforce.login_url",
        ),
    ] {
        let SettingsError { code: found, path: at, .. } = refused(document).await;
        assert_eq!((found, at.as_str()), (code, path));
    }
    assert_eq!(stage.engine.settings().await.unwrap().version, 1);
    assert_eq!(stage.engine.setting_versions().await.unwrap().len(), 1);
}

async fn a_version_can_be_undone(place: &Place) {
    let stage = open(place).await;
    let batch = |engine: &Engine| {
        let engine = engine.clone();
        async move { engine.settings().await.unwrap().config.delivery.batch }
    };
    let fewer = document(&stage, "[delivery]\nbatch = 5");
    stage.engine.change_settings(change(1, fewer)).await.unwrap();
    assert_eq!(batch(&stage.engine).await, 5);
    assert_eq!(stage.engine.undo_settings(1, 2, "noah@example.com", false).await, Ok(3));
    assert_eq!(batch(&stage.engine).await, 200);
    let versions = stage.engine.setting_versions().await.unwrap();
    assert_eq!((versions[0].version, versions[0].who.as_str()), (3, "noah@example.com"));
    assert_eq!(versions[0].body, versions[2].body);
    let error = stage.engine.undo_settings(77, 3, "noah@example.com", false).await.unwrap_err();
    assert_eq!(error.code, "no_version");
    // Secrets are those of now: the source still lets its phone system in.
    assert_eq!(told(&stage, &stage.engine, 1).await, Received::Kept);
}

async fn a_removed_source_has_its_secret_again_only_where_that_is_undone(place: &Place) {
    let stage = open(place).await;
    let bare =
        |expected, document| Change { secrets: BTreeMap::new(), ..change(expected, document) };
    let mut without = document(&stage, "");
    without.remove("source");
    assert_eq!(stage.engine.change_settings(bare(1, without)).await, Ok(2));
    let again = stage.engine.change_settings(bare(2, document(&stage, ""))).await.unwrap_err();
    assert_eq!((again.code, again.path.as_str()), ("no_secret", "source.desk.secret"));
    assert_eq!(stage.engine.undo_settings(1, 2, "mia@example.com", false).await, Ok(3));
    assert_eq!(told(&stage, &stage.engine, 1).await, Received::Kept);
}

async fn settings_that_cannot_be_used_any_more_hold_the_calls(place: &Place) {
    let mut stage = open(place).await;
    let version = Change { secrets: BTreeMap::new(), ..change(1, document(&stage, "open = true")) };
    stage.engine.change_settings(version).await.unwrap();
    // As after an update, or beside another file: the newest version does not hold any more.
    let body = "[delivery]\nbatch = 100000".to_owned();
    let new = store::NewSettings { expected: 2, body, ..store::NewSettings::default() };
    assert!(stage.store.put_settings(ORG, new).await.unwrap());

    let engine = stage.engine_by_settings("").await;
    engine.hold_if_unusable().await;
    stage.work_with(engine);
    stage.tell("desk", &call_from(1, BEN)).await;
    let status = stage.settle().await;
    assert_eq!((status.held, status.logged), (1, 0), "{status:?}");
    let pause = stage.store.pause_state(ORG).await.unwrap().unwrap();
    assert_eq!(pause.code, "settings_unusable");
    let said = language::Sentence::read(&pause.text).to_string();
    assert!(said.contains("delivery.batch is 100000"), "{said}");

    // What is to be mended can be read, and the mended one takes its place.
    let settings = stage.engine.settings().await.unwrap();
    assert_eq!(settings.version, 3);
    assert_eq!(settings.document["delivery"]["batch"].as_integer(), Some(100_000));
    assert_ne!(settings.config.delivery.batch, 100_000);
    let mended =
        Change { secrets: BTreeMap::new(), keeps_connection: true, ..change(3, settings.document) };
    let refused = stage.engine.change_settings(mended).await.unwrap_err();
    assert_eq!(refused.path, "delivery.batch");
    stage.engine.undo_settings(2, 3, "mia@example.com", false).await.unwrap();
    assert_eq!(stage.settle().await.logged, 1);
}

async fn api_calls_are_counted_across_a_change_of_the_org(place: &Place) {
    let stage = open(place).await;
    stage.tell("desk", &call_from(1, BEN)).await;
    let before = stage.settle().await.api_calls;
    assert!(before > 0);
    // Another client, whose own count begins anew.
    let mut other = document(&stage, "");
    let org = other["salesforce"].as_table_mut().unwrap();
    org.insert("timeout_seconds".to_owned(), 60.into());
    stage.engine.change_settings(change(1, other)).await.unwrap();
    stage.tell("desk", &call_from(2, BEN)).await;
    let after = stage.settle().await.api_calls;
    assert_eq!(after, i64::try_from(stage.org.api_calls()).unwrap());
    assert!(after > before);
}

async fn nobody_is_asked_before_an_org_is_connected(place: &Place) {
    let mut stage = Stage::open(place, Plan::default()).await;
    let engine = stage.engine_by_settings("").await;
    let mut without = document(&stage, "");
    without.remove("salesforce");
    engine.change_settings(change(0, without)).await.unwrap();
    assert!(!engine.is_connected().await.unwrap());
    stage.work_with(engine);
    stage.engine.tend_people().await.unwrap();
    assert_eq!(stage.store.mirror(ORG).await.unwrap(), []);
    assert_eq!(stage.store.pause_state(ORG).await.unwrap(), None);
    stage.engine.change_settings(change(1, document(&stage, ""))).await.unwrap();
    assert!(stage.engine.is_connected().await.unwrap());
}
