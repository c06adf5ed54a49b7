//! The fields of our Salesforce package are those that its README tells a profile to fill, and cover the built-in ones.

#![cfg(test)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use domain::profile::{BUILTIN, Profile};
use serde_json::Value;

fn package() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../salesforce-package")
}

/// The API names of the package's fields.
fn fields() -> BTreeSet<String> {
    let folder = package().join("main/default/objects/Activity/fields");
    let names = std::fs::read_dir(folder).unwrap().map(|entry| {
        let name = entry.unwrap().file_name().into_string().unwrap();
        name.strip_suffix(".field-meta.xml").unwrap().to_owned()
    });
    names.collect()
}

/// The profile that the README tells a customer to write.
fn documented() -> Profile {
    let page = std::fs::read_to_string(package().join("README.md")).unwrap();
    let block = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    Profile::parse(&format!("name = \"ours\"\nextends = \"default\"\n{block}"), &|_| None).unwrap()
}

/// The API names that a profile fills, with what it fills them.
fn filled(profile: &Profile) -> Vec<(String, Value)> {
    let profile = serde_json::to_value(profile).unwrap();
    let fields = profile["fields"].as_object().unwrap();
    fields.iter().map(|(name, template)| (name.clone(), template.clone())).collect()
}

#[test]
fn the_readme_fills_every_field_but_the_key() {
    let mut named: BTreeSet<String> =
        filled(&documented()).into_iter().map(|(name, _)| name).collect();
    named.insert("Ringledger_Call_Id__c".to_owned());
    assert_eq!(named, fields());
}

#[test]
fn whatever_a_built_in_profile_fills_has_a_field_of_ours() {
    let ours: Vec<Value> =
        filled(&documented()).into_iter().map(|(_, template)| template).collect();
    for (name, _) in BUILTIN {
        for (field, template) in filled(&Profile::builtin(name).unwrap()) {
            // An empty template takes an inherited field away.
            if template == "" {
                continue;
            }
            let digits_only = template == "{LINE_DIGITS}";
            assert!(digits_only || ours.contains(&template), "{name}: {field} = {template}");
        }
    }
}

#[test]
fn permission_set_and_administrators_reach_every_field_of_task_and_event() {
    for file in
        ["permissionsets/Ringledger.permissionset-meta.xml", "profiles/Admin.profile-meta.xml"]
    {
        let text = std::fs::read_to_string(package().join("main/default").join(file)).unwrap();
        for field in fields() {
            for object in ["Task", "Event"] {
                assert!(
                    text.contains(&format!("<field>{object}.{field}</field>")),
                    "{file}: {object}.{field}"
                );
            }
        }
        assert_eq!(text.matches("<field>").count(), fields().len() * 2, "{file}");
    }
}

#[test]
fn uninstalling_takes_every_component_away() {
    let text = std::fs::read_to_string(package().join("uninstall/destructiveChanges.xml")).unwrap();
    for field in fields() {
        assert!(text.contains(&format!("<members>Activity.{field}</members>")), "{field}");
    }
    for (folder, ending) in [
        ("permissionsets", ".permissionset"),
        ("callCenters", ".callCenter"),
        ("layouts", ".layout"),
        ("externalClientApps", ".eca"),
    ] {
        for entry in std::fs::read_dir(package().join("main/default").join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let name = name.strip_suffix(&format!("{ending}-meta.xml")).unwrap();
            assert!(text.contains(&format!("<members>{name}</members>")), "{name}");
        }
    }
}
