//! The five approvals that Salesforce keeps for a user and an app: a sixth ends the first without a word.

use std::collections::BTreeMap;

use language::Sentence;
use salesforce::{Auth, Settings};

use super::check::Check;
use super::reading::Rows;
use super::topic::{Finding, Group, Topic, Verdict};
use crate::candidates::text;

/// Approvals that stand at once for one user and one app (Salesforce Help, "Manage OAuth Access Policies").
const MOST: usize = 5;

pub(super) static TOPIC: Topic =
    Topic { code: "D12", group: Group::SignIn, words: "doctor-approvals", findings: &[&FULL] };

static FULL: Finding =
    Finding { id: "full", verdict: Verdict::Warning, words: "doctor-approvals-full" };

/// What is known of the approvals of the user as whom we are connected.
pub(super) fn look(settings: &Settings, approvals: &Rows) -> Check {
    if !matches!(settings.auth, Auth::Web { .. }) {
        return TOPIC.good(Sentence::new("doctor-found-approvals-none"));
    }
    let rows = match approvals {
        Ok(rows) => rows,
        Err(failure) => return TOPIC.unseen("doctor-unseen-approvals", failure),
    };
    let mut by_app: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows {
        *by_app.entry(text(row, "AppName").unwrap_or_default()).or_default() += 1;
    }
    match by_app.iter().max_by_key(|(_, count)| **count) {
        Some((app, count)) if *count >= MOST => TOPIC.finds(&FULL, found(app, *count), &[]),
        Some((app, count)) => TOPIC.good(found(app, *count)),
        None => TOPIC.note(Sentence::new("doctor-found-approvals-most").with("most", MOST)),
    }
}

fn found(app: &str, count: usize) -> Sentence {
    Sentence::new("doctor-found-approvals").with("count", count).with("most", MOST).with("app", app)
}
