//! The five approvals that Salesforce keeps for a user and an app: a sixth ends the first without a word.

use std::collections::BTreeMap;

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
        return TOPIC.good("none needed: the app signs in by itself");
    }
    let rows = match approvals {
        Ok(rows) => rows,
        Err(failure) => return TOPIC.unseen("approvals of apps (OauthToken)", failure),
    };
    let mut by_app: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows {
        *by_app.entry(text(row, "AppName").unwrap_or_default()).or_default() += 1;
    }
    match by_app.iter().max_by_key(|(_, count)| **count) {
        Some((app, count)) if *count >= MOST => {
            TOPIC.finds(&FULL, format!("{count} of {MOST} for the app {app}"), &[])
        }
        Some((app, count)) => TOPIC.good(format!("{count} of {MOST} for the app {app}")),
        None => {
            TOPIC.note(format!("at most {MOST} for a user and app; one installation, one user"))
        }
    }
}
