//! `docs/contacts.md` shows the maps of the built-in profile; they are generated from it.

#![cfg(test)]

use std::fmt::Write as _;

use domain::contact::{Field, SyncRules};
use domain::profile::Profile;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/contacts.md");
const BEGIN: &str = "<!-- maps -->\n";
const END: &str = "<!-- /maps -->";

#[test]
fn the_page_says_what_the_profile_says() {
    let text = std::fs::read_to_string(PAGE).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let page = format!("{before}{BEGIN}{}{END}{after}", maps());
    if std::env::var_os("RINGLEDGER_BLESS").is_some() {
        std::fs::write(PAGE, &page).unwrap();
    }
    let found = std::fs::read_to_string(PAGE).unwrap();
    assert!(
        found == page,
        "docs/contacts.md is out of date; write it anew with: RINGLEDGER_BLESS=1 cargo test -p domain --test contacts_page"
    );
}

fn maps() -> String {
    let rules = Profile::builtin("default").unwrap().sync.unwrap();
    let mut table = "| Field |".to_owned();
    for target in &rules.targets {
        write!(table, " {} |", target.name()).unwrap();
    }
    table.push_str(&format!("\n|---|{}\n", "---|".repeat(rules.targets.len())));
    for field in Field::ALL {
        let cells = rules.targets.iter().map(|target| cell(&rules, *target, field));
        let cells: Vec<String> = cells.collect();
        writeln!(table, "| {} | {} |", field.name(), cells.join(" | ")).unwrap();
    }
    table
}

fn cell(rules: &SyncRules, target: domain::contact::Target, field: Field) -> String {
    let columns = rules.columns(target, field);
    let names: Vec<String> = columns.iter().map(|column| format!("`{column}`")).collect();
    let note = if rules.import_only(target).contains(&field) { ", import-only" } else { "" };
    format!("{}{note}", names.join(" "))
}
