//! The file and the environment above the defaults.

use std::path::Path;

use secrecy::SecretString;
use toml::Table;

use super::fit::fit;
use super::{Config, Layers, Origin, SettingsError, people, profile};
use crate::People;

pub(super) fn load(text: &str, environment: &[(&str, &str)]) -> Result<Config, SettingsError> {
    let environment = environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
    Layers::of_text(text, "ringledger.toml", environment)?.alone()
}

#[test]
fn the_defaults_are_a_configuration_without_sources() {
    let config = load("", &[]).unwrap();
    assert_eq!(config.server.listen, "127.0.0.1:8080");
    assert!(config.sources.is_empty());
    assert_eq!(config.key_file().unwrap(), Path::new("ringledger.key"));
}

#[test]
fn a_source_takes_the_defaults_of_the_template() {
    let config =
        load("[[source]]\nid = \"main\"\nkind = \"aircall\"\nsecret = \"s\"", &[]).unwrap();
    assert_eq!(config.sources[0].profile, "default");
    assert_eq!(config.sources[0].time_zone, "UTC");
}

#[test]
fn the_environment_lies_above_the_file() {
    let text = "[server]\nlisten = \"1.2.3.4:1\"\n[[source]]\nid = \"main\"\nkind = \"aircall\"";
    let environment = [
        ("RINGLEDGER_SERVER__LISTEN", "127.0.0.1:9"),
        ("RINGLEDGER_DELIVERY__BATCH", "50"),
        ("RINGLEDGER_SOURCE__0__SECRET", "42"),
        ("RINGLEDGER_TEST_POSTGRES", "not ours"),
    ];
    let config = load(text, &environment).unwrap();
    assert_eq!(config.server.listen, "127.0.0.1:9");
    assert_eq!(config.delivery.batch, 50);
    assert_eq!(config.sources[0].secret, "42");
}

#[test]
fn a_misspelt_key_names_the_nearest_right_one() {
    let error = load("[server]\nlissten = \"x\"", &[]).unwrap_err().to_string();
    assert_eq!(
        error,
        "ringledger.toml: there is no setting `server.lissten`; did you mean `listen`?"
    );
    let error = load("[sever]\nlisten = \"x\"", &[]).unwrap_err().to_string();
    assert!(error.contains("did you mean `server`?"), "{error}");
    let error =
        load("[[source]]\nid = \"a\"\nkind = \"b\"\nprofil = \"x\"", &[]).unwrap_err().to_string();
    assert!(error.contains("did you mean `profile`?"), "{error}");
    let error = load("", &[("RINGLEDGER_SERVER__LISTN", "x")]).unwrap_err().to_string();
    assert!(error.contains("RINGLEDGER_SERVER__LISTN") && error.contains("`listen`"), "{error}");
}

#[test]
fn values_of_the_wrong_kind_and_impossible_values_are_refused() {
    for (text, part) in [
        ("[server]\nmax_body_bytes = \"big\"", "wrong kind"),
        ("[delivery]\nbatch = 500", "1 to 200"),
        ("[delivery]\nworkers = 0", "delivery.workers is 0; use 1 to"),
        ("[[source]]\nkind = \"aircall\"", "needs an `id`"),
        ("[[source]]\nid = \"a\"\n[[source]]\nid = \"a\"", "two sources"),
        ("[server", "not valid TOML"),
    ] {
        let error = format!("{:#}", load(text, &[]).unwrap_err());
        assert!(error.contains(part), "{text}: {error}");
    }
}

/// A document of the console, and what file and environment make of it.
fn with_document(file: &str, document: &str) -> Result<Config, SettingsError> {
    let layers = Layers::of_text(file, "ringledger.toml", [])?;
    let document: Table = document.parse().unwrap();
    let secret = ("source.main.secret".to_owned(), SecretString::from("from the console"));
    layers.effective(&document, &[secret].into())
}

#[test]
fn the_file_lies_above_the_consoles_document_key_by_key() {
    let file = "[delivery]\nbatch = 7\n[[source]]\nid = \"main\"\nregion = \"JP\"";
    let document = "[delivery]\nbatch = 9\nlinger_ms = 5\n[[source]]\nid = \"other\"\n\
                    [[source]]\nid = \"main\"\nkind = \"generic\"\nregion = \"US\"";
    let config = with_document(file, document).unwrap();
    assert_eq!((config.delivery.batch, config.delivery.linger_ms), (7, 5));
    let main = config.sources.iter().find(|source| source.id == "main").unwrap();
    assert_eq!((main.kind.as_str(), main.region.as_str()), ("generic", "JP"));
    assert_eq!((main.secret.as_str(), main.time_zone.as_str()), ("from the console", "UTC"));
    assert_eq!(config.sources.len(), 2);
}

#[test]
fn what_is_fixed_says_who_fixed_it() {
    let environment =
        [("RINGLEDGER_SOURCE__0__REGION", "JP"), ("RINGLEDGER_SALESFORCE__CLIENT_ID", "key")];
    let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let file = "[[source]]\nid = \"main\"\nkind = \"generic\"\n[source.options]\na = 1";
    let layers = Layers::of_text(file, "ringledger.toml", environment).unwrap();
    let file = Some(Origin::File("ringledger.toml".to_owned()));
    let variable = |name: &str| Some(Origin::Environment(name.to_owned()));
    for (path, origin) in [
        ("source.main.kind", file.clone()),
        ("source.main", file.clone()),
        ("source.main.options", file.clone()),
        ("source.main.region", variable("RINGLEDGER_SOURCE__0__REGION")),
        ("salesforce.client_id", variable("RINGLEDGER_SALESFORCE__CLIENT_ID")),
        ("salesforce", variable("RINGLEDGER_SALESFORCE__CLIENT_ID")),
        ("source.main.secret", None),
        ("source.mai", None),
        ("delivery", None),
    ] {
        assert_eq!(layers.origin(path), origin.as_ref(), "{path}");
    }
}

#[test]
fn people_are_looked_up_live_or_in_a_copy() {
    let mut settings = load("", &[]).unwrap().salesforce;
    let mirroring = people(&settings).unwrap().mirroring().cloned().unwrap();
    assert_eq!((mirroring.poll_ms, mirroring.pubsub_url), (45_000, None));
    settings.people = "live".to_owned();
    assert_eq!(people(&settings).unwrap(), People::Live);
    settings.people = "copy".to_owned();
    let error = people(&settings).unwrap_err().to_string();
    assert!(error.contains("salesforce.people is `copy`; use \"mirror\""), "{error}");
}

#[test]
fn profiles_of_ones_own_can_build_on_each_other() {
    let text = "[profile.base]\nextends = \"default\"\nlanguage = \"ja\"\n[profile.ours]\nextends = \"base\"";
    let config = load(text, &[]).unwrap();
    let ours = profile("ours", &config).unwrap();
    assert_eq!((ours.name.as_str(), ours.language.tag()), ("ours", "ja"));
    assert_eq!(profile("default", &config).unwrap().name, "default");
    assert_eq!(profile("theirs", &config).unwrap_err().code, "profile");
}

#[test]
fn profiles_that_could_not_work_are_refused() {
    for (text, code, part) in [
        ("[profile.default]\nlanguage = \"ja\"", "profile_name", "`default`"),
        ("[profile.\"a.toml\"]\nlanguage = \"ja\"", "profile_name", "`a.toml`"),
        ("[profile.a]\nextends = \"a\"", "profile", "extends itself"),
        ("[profile.a]\nextends = \"default\"\nlanguag = \"ja\"", "profile", "`language`"),
        (
            "[profile.a]\nextends = \"default\"\n[profile.a.fields]\nringledger_call_id__c = \"x\"",
            "profile_key",
            "`a` sets ringledger_call_id__c in [fields]",
        ),
    ] {
        let error = fit(&load(text, &[]).unwrap()).unwrap_err();
        let sentence = error.to_string().replace('"', "`");
        assert!(error.code == code && sentence.contains(part), "{text}: {sentence}");
    }
}

#[test]
fn every_problem_has_a_sentence_in_every_language() {
    let codes = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/settings")).unwrap();
    let mut seen = 0;
    for file in codes {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for (place, _) in text.match_indices("SettingsError::new(\"") {
            let code = text[place + 20..].split('"').next().unwrap();
            let code: &'static str = Box::leak(code.to_owned().into_boxed_str());
            let error = SettingsError::new(code, "");
            for language in language::Language::ALL {
                assert_ne!(error.sentence(language), error.message_id(), "{code} {language:?}");
            }
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen}");
}
