//! What every source must hold, found in the registry and run on every source's own fixtures.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::sample::Index;
use secrecy::ExposeSecret;

use crate::{ALL, Admission, Rejection, Request, Settings, SignedRequest, Source};

const SECRET: &str = "whsec_cmluZ2xlZGdlci1leGFtcGxlLWtleS0wMDE=";
const OTHER: &str = "whsec_cmluZ2xlZGdlci1leGFtcGxlLWtleS0wMDI=";
const NOW: i64 = 1_795_143_600_000;

fn settings(secrets: &[&str]) -> Settings {
    Settings {
        id: "main".into(),
        secrets: secrets.iter().map(|secret| (*secret).into()).collect(),
        time_zone: "Asia/Tokyo".into(),
        ..Settings::default()
    }
}

fn folder(source: &dyn Source) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(source.kind())
}

/// Names and bytes of a source's fixtures, sorted by name.
fn fixtures(source: &dyn Source) -> Vec<(String, Vec<u8>)> {
    let mut fixtures: Vec<_> = fs::read_dir(folder(source).join("fixtures"))
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.display().to_string(), fs::read(&path).unwrap())
        })
        .collect();
    fixtures.sort();
    fixtures
}

fn signed(source: &dyn Source, body: &[u8], settings: &Settings) -> SignedRequest {
    source.sign(body, settings, "msg_1", NOW).unwrap()
}

fn kept(source: &dyn Source, request: &Request<'_>, settings: &Settings) -> Vec<u8> {
    match source.authenticate(request, settings).unwrap() {
        Admission::Keep { body } => body.into_owned(),
        Admission::Answer { body, .. } => panic!("{}: answered {body}", source.kind()),
    }
}

#[test]
fn every_source_has_a_page_fixtures_and_a_line_about_itself() {
    for source in ALL {
        let page = fs::read_to_string(folder(*source).join("README.md")).unwrap();
        assert!(page.len() > 1000, "{}", source.kind());
        for option in source.options() {
            assert!(page.contains(option.name), "{} in {}", option.name, source.kind());
            assert!(!option.about.is_empty());
        }
        assert!(!fixtures(*source).is_empty());
        assert!(!source.about().contains('\n'));
        assert_eq!(source.check(&settings(&[SECRET])), Ok(()));
        assert!(source.check(&settings(&[])).is_err());
    }
}

#[test]
fn every_fixture_signed_is_let_in_and_read() {
    for source in ALL {
        for (name, body) in fixtures(*source) {
            let settings = settings(&[SECRET]);
            let request = signed(*source, &body, &settings);
            let kept = kept(*source, &request.arriving(NOW), &settings);
            let content_type = &request.headers[0].1;
            let parsed = source.parse(&kept, Some(content_type), &settings);
            let parsed = parsed.unwrap_or_else(|error| panic!("{name}: {error}"));
            let said = !parsed.events.is_empty() || !parsed.contacts.is_empty();
            assert!(said == parsed.ignored.is_none(), "{name}");
            assert!(parsed.events.iter().all(|event| !event.call.is_empty()));
            let again = source.parse(&kept, Some(content_type), &settings).unwrap();
            assert_eq!(again, parsed, "{name}");
        }
    }
}

#[test]
fn an_event_survives_the_way_through_json() {
    for source in ALL {
        for (name, body) in fixtures(*source) {
            for event in source.parse(&body, None, &settings(&[SECRET])).unwrap().events {
                let text = serde_json::to_string(&event).unwrap();
                let back: domain::event::CallEvent = serde_json::from_str(&text).unwrap();
                assert_eq!(back, event, "{name}");
            }
        }
    }
}

#[test]
fn both_secrets_are_right_while_one_is_being_changed_and_no_other_is() {
    for source in ALL {
        for (name, body) in fixtures(*source) {
            let old = signed(*source, &body, &settings(&[SECRET]));
            kept(*source, &old.arriving(NOW), &settings(&[OTHER, SECRET]));
            let result = source.authenticate(&old.arriving(NOW), &settings(&[OTHER]));
            let rejection: Rejection = result.unwrap_err();
            assert!(rejection.code.ends_with("_mismatch"), "{name}: {rejection}");
            assert!(source.authenticate(&old.arriving(NOW), &settings(&[])).is_err());
        }
    }
}

#[test]
fn the_secret_is_nowhere_in_what_is_kept_or_told() {
    for source in ALL {
        for (name, body) in fixtures(*source) {
            let settings = settings(&[SECRET, OTHER]);
            let request = signed(*source, &body, &settings);
            let kept = kept(*source, &request.arriving(NOW), &settings);
            let kept = String::from_utf8_lossy(&kept).into_owned();
            let events = format!("{:?}", source.parse(kept.as_bytes(), None, &settings));
            for secret in &settings.secrets {
                assert!(!kept.contains(secret.expose_secret()), "{name}");
                assert!(!events.contains(secret.expose_secret()), "{name}");
            }
            let told = source.authenticate(&request.arriving(NOW), &self::settings(&["x"]));
            assert!(!told.unwrap_err().to_string().contains(SECRET), "{name}");
        }
    }
}

#[test]
fn a_request_without_proof_is_not_let_in() {
    for source in ALL {
        for (name, body) in fixtures(*source) {
            let request = Request { headers: &[], query: "", body: &body, received_at: NOW };
            assert!(source.authenticate(&request, &settings(&[SECRET])).is_err(), "{name}");
        }
    }
}

#[test]
fn bad_input_is_an_error_with_a_cause_and_a_way_out() {
    let deep = "[".repeat(65);
    let bad: &[&[u8]] = &[b"", b"\r\n", b"\x93\xFA\x96\x7B", b"{\"a\":", deep.as_bytes(), b"7"];
    for source in ALL {
        for body in bad {
            let error = source.parse(body, None, &settings(&[SECRET])).unwrap_err();
            assert!(
                !error.code.is_empty() && error.message.to_string().ends_with('.'),
                "{error:?}"
            );
            assert!(!error.fix.to_string().is_empty());
        }
    }
}

fn mutated(body: &[u8], changes: &[(Index, u8, u8)]) -> Vec<u8> {
    let mut body = body.to_vec();
    for (index, what, byte) in changes {
        let at = index.index(body.len().max(1)).min(body.len());
        match what % 4 {
            0 => body.insert(at, *byte),
            1 if at < body.len() => body[at] = *byte,
            2 if at < body.len() => drop(body.remove(at)),
            3 => body.truncate(body.len() - at.min(8)),
            _ => {}
        }
    }
    body
}

/// Words that fit the grammar and not the meaning.
fn strange_value() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::json;
    let values = vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(0),
        json!(1e308),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(""),
        json!("\u{0}"),
        json!("日本"),
        json!("1e999"),
        json!([]),
        json!({}),
        json!([[1]]),
        json!({"id": {}}),
        json!("2026-13-45T99:99:99Z"),
        json!(1.5),
        json!("-9999-01-01T00:00:00Z"),
    ];
    proptest::sample::select(values)
}

/// Every place in the document, in some order, by number.
fn places(value: &mut serde_json::Value) -> Vec<&mut serde_json::Value> {
    use serde_json::Value;
    match value {
        Value::Array(items) => items.iter_mut().flat_map(places).collect(),
        Value::Object(fields) => fields
            .iter_mut()
            .flat_map(|(_, value)| {
                if value.is_object() || value.is_array() { places(value) } else { vec![value] }
            })
            .collect(),
        other => vec![other],
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(body in proptest::collection::vec(any::<u8>(), 0..400)) {
        for source in ALL {
            let _ = source.parse(&body, None, &settings(&[SECRET]));
            let request = Request { headers: &[], query: "key=%FF", body: &body, received_at: i64::MAX };
            prop_assert!(source.authenticate(&request, &settings(&[SECRET])).is_err());
            let _ = source.sign(&body, &settings(&[SECRET]), "", i64::MIN);
        }
    }

    #[test]
    fn no_mutation_of_a_valid_body_panics(
        pick in any::<Index>(),
        changes in proptest::collection::vec((any::<Index>(), any::<u8>(), any::<u8>()), 1..12),
    ) {
        for source in ALL {
            let fixtures = fixtures(*source);
            let body = mutated(&pick.get(&fixtures).1, &changes);
            let _ = source.parse(&body, None, &settings(&[SECRET]));
            if let Ok(request) = source.sign(&body, &settings(&[SECRET]), "m", NOW) {
                let _ = source.authenticate(&request.arriving(NOW), &settings(&[SECRET]));
            }
        }
    }

    #[test]
    fn no_strange_value_in_a_valid_body_panics(
        pick in any::<Index>(),
        place in any::<Index>(),
        strange in strange_value(),
    ) {
        for source in ALL {
            let fixtures = fixtures(*source);
            let Ok(mut document) = serde_json::from_slice(&pick.get(&fixtures).1) else { continue };
            let mut places = places(&mut document);
            let at = place.index(places.len());
            *places[at] = strange.clone();
            let body = serde_json::to_vec(&document).unwrap();
            if let Err(error) = source.parse(&body, None, &settings(&[SECRET])) {
                prop_assert!(error.message.to_string().contains('`'), "no path: {error}");
            }
        }
    }
}
