//! Provokes the errors of a list of Salesforce's error bodies and compares them byte by byte.
//!
//! `RINGLEDGER_ERROR_BODIES` names the list, one JSON object a line: `context`, `http`, `body`. Ids, versions and values
//! that a request gave may differ; everything else must be equal. Each error has a cause here: a rule, a right, a limit
//! or, where nothing in an emulated org can cause it, a fault.

#![expect(clippy::expect_used, reason = "a test that tells what it saw")]

mod login;
mod plain;
mod queries;
mod rules;
mod stage;
mod writes;

use serde::Deserialize;
use serde_json::Value;

use stage::Told;

/// How many of fifty must be equal.
const WANTED: usize = 45;

#[derive(Deserialize)]
struct Listed {
    context: String,
    http: Value,
    body: Value,
}

#[tokio::test]
async fn error_bodies_are_salesforces_own() {
    let Ok(file) = std::env::var("RINGLEDGER_ERROR_BODIES") else {
        eprintln!("skipped: RINGLEDGER_ERROR_BODIES does not name a list of error bodies");
        return;
    };
    let text = std::fs::read_to_string(&file).expect("the file can be read");
    let all: Vec<Listed> =
        text.lines().map(|line| serde_json::from_str(line).expect("one error a line")).collect();
    let mut equal = 0;
    for listed in &all {
        match judge(listed).await {
            Ok(()) => equal += 1,
            Err(why) => eprintln!("{}\n    {why}", listed.context),
        }
    }
    eprintln!("{equal} of {} error bodies are equal", all.len());
    assert!(equal * 50 >= all.len() * WANTED, "{equal} of {}", all.len());
}

async fn judge(listed: &Listed) -> Result<(), String> {
    let Some(told) = provoke(&listed.context).await else {
        return Err("nothing here provokes it".to_owned());
    };
    let expected = match &listed.body {
        Value::String(text) => text.clone(),
        body => body.to_string(),
    };
    let status = match &listed.http {
        Value::String(text) => text.parse().unwrap_or(told.status),
        number => number.as_u64().and_then(|number| u16::try_from(number).ok()).unwrap_or_default(),
    };
    if told.status != status {
        return Err(format!("status {} instead of {status}: {}", told.status, told.text));
    }
    let (expected, actual) = (plain::plain(&expected, &[]), plain::plain(&told.text, &told.given));
    // A text that the list itself abbreviates.
    let mut pieces = expected.split("...").map(str::trim);
    if expected.starts_with('<')
        && pieces.all(|piece| actual.contains(piece.trim_start_matches("<html>")))
    {
        return Ok(());
    }
    match expected == actual {
        true => Ok(()),
        false => Err(format!("{actual}\n    instead of\n    {expected}")),
    }
}

/// Causes an error, told by its name in the list.
async fn provoke(context: &str) -> Option<Told> {
    if let Some(told) = login::provoke(context).await {
        return Some(told);
    }
    if let Some(told) = queries::provoke(context).await {
        return Some(told);
    }
    if let Some(told) = writes::provoke(context).await {
        return Some(told);
    }
    match writes::provoke_more(context).await {
        Some(told) => Some(told),
        None => rules::provoke(context).await,
    }
}
