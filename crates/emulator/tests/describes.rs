//! Compares the org's describes with recorded ones: keys, fields and what is said of them.
//!
//! `RINGLEDGER_DESCRIBES` names a folder of recorded describe replies. Custom fields of the recorded orgs, labels that an
//! admin may change and the values of picklists are left aside.

#![expect(clippy::expect_used, reason = "a test that tells what it saw")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use emulator::{Org, OrgOptions};
use serde_json::Value;
use tower::ServiceExt as _;

/// How many of a hundred standard fields must be there.
const WANTED: usize = 95;

/// What an admin, the size of an org or a feature decides.
const ASIDE: [&str; 6] = [
    "label",
    "picklistValues",
    "referenceTo",
    "inlineHelpText",
    "restrictedPicklist",
    "defaultValue",
];

#[tokio::test]
async fn standard_objects_are_described_as_in_a_real_org() {
    let Ok(folder) = std::env::var("RINGLEDGER_DESCRIBES") else {
        eprintln!("skipped: RINGLEDGER_DESCRIBES does not name a folder of recorded describes");
        return;
    };
    let (mut fields, mut missing) = (0, 0);
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").filter_map(Result::ok).collect();
    files.sort_by_key(std::fs::DirEntry::path);
    for file in files {
        let Some(recorded) = read(&file.path()) else { continue };
        let name = recorded["name"].as_str().expect("a name");
        let url = recorded["urls"]["sobject"].as_str().unwrap_or_default();
        let version =
            url.split('/').nth(3).filter(|version| *version != "vxx.0").unwrap_or("v59.0");
        let person_accounts = recorded["fields"].to_string().contains("\"IsPersonAccount\"");
        let Some(ours) = describe(name, version, person_accounts).await else { continue };
        let report = compare(&recorded, &ours);
        fields += report.fields;
        missing += report.missing.len();
        eprintln!(
            "{name} {version}: {} standard fields, {} missing {:?}\n    other attributes: {:?}\n    other keys: {:?}",
            report.fields,
            report.missing.len(),
            report.missing,
            report.attributes,
            report.keys,
        );
    }
    eprintln!("{} of {fields} standard fields are there", fields - missing);
    assert!(fields > 0 && (fields - missing) * 100 >= fields * WANTED);
}

struct Report {
    fields: usize,
    missing: Vec<String>,
    /// How often an attribute of a field differs, with the fields.
    attributes: BTreeMap<String, Vec<String>>,
    /// Keys of the object, its fields, record types or children that one side lacks, or flags that differ.
    keys: Vec<String>,
}

fn compare(recorded: &Value, ours: &Value) -> Report {
    let mut report =
        Report { fields: 0, missing: Vec::new(), attributes: BTreeMap::new(), keys: Vec::new() };
    keys("", recorded, ours, &mut report.keys);
    for list in ["fields", "childRelationships", "recordTypeInfos", "supportedScopes"] {
        keys(list, &recorded[list][0], &ours[list][0], &mut report.keys);
    }
    for (key, value) in recorded.as_object().into_iter().flatten() {
        if value.is_boolean() && ours[key] != *value {
            report.keys.push(format!("{key}={}", ours[key]));
        }
    }
    let mine = ours["fields"].as_array().expect("fields");
    for field in recorded["fields"].as_array().expect("fields") {
        let name = field["name"].as_str().expect("a name");
        if field["custom"] == true || name.ends_with("__c") {
            continue;
        }
        report.fields += 1;
        let Some(known) = mine.iter().find(|known| known["name"] == name) else {
            report.missing.push(name.to_owned());
            continue;
        };
        for (key, value) in field.as_object().into_iter().flatten() {
            if !ASIDE.contains(&key.as_str()) && known[key] != *value {
                report.attributes.entry(key.clone()).or_default().push(name.to_owned());
            }
        }
    }
    report
}

fn keys(place: &str, recorded: &Value, ours: &Value, found: &mut Vec<String>) {
    let (Some(recorded), Some(ours)) = (recorded.as_object(), ours.as_object()) else { return };
    let in_order = |one: &serde_json::Map<String, Value>| one.keys().cloned().collect::<Vec<_>>();
    if in_order(recorded) != in_order(ours) {
        found.extend(
            recorded
                .keys()
                .filter(|key| !ours.contains_key(*key))
                .map(|key| format!("-{place}.{key}")),
        );
        found.extend(
            ours.keys()
                .filter(|key| !recorded.contains_key(*key))
                .map(|key| format!("+{place}.{key}")),
        );
    }
}

fn read(path: &Path) -> Option<Value> {
    let text = std::fs::read_to_string(path).ok()?;
    let value: Value = serde_json::from_str(&text).ok()?;
    value["fields"].is_array().then_some(value)
}

/// The emulator's describe, or `None` if it has no such object.
async fn describe(name: &str, version: &str, person_accounts: bool) -> Option<Value> {
    let mut options = OrgOptions::new(Arc::new(|| 1_732_179_600_000), 1);
    options.person_accounts = person_accounts;
    options.call_id_field = false;
    let org = Org::new(options).expect("an org");
    let token = org.sessions().issue(&org.administrator().user_id, None, org.now());
    let request = Request::get(format!("/services/data/{version}/sobjects/{name}/describe"))
        .header("Authorization", format!("Bearer {token}"))
        .body(Body::empty())
        .expect("a request");
    let response = emulator::router(org).oneshot(request).await.expect("a response");
    if response.status() != 200 {
        return None;
    }
    let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    serde_json::from_slice(&bytes).ok()
}
