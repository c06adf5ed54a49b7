//! The org as a whole: its edition, whether we have paused it, what is special about its activities.

use domain::event::Millis;
use language::{Part, Sentence};
use salesforce::{Describe, moment};

use super::check::Check;
use super::reading::Rows;
use super::topic::{Finding, Group, Topic, Verdict};
use crate::candidates::text;

pub(super) static EDITION: Topic = Topic {
    code: "D20",
    group: Group::Org,
    words: "doctor-org-edition",
    findings: &[&ADD_ON, &TRIAL],
};

static ADD_ON: Finding =
    Finding { id: "api_add_on", verdict: Verdict::Note, words: "doctor-org-add-on" };

static TRIAL: Finding =
    Finding { id: "trial", verdict: Verdict::Warning, words: "doctor-org-trial" };

/// Editions that have API access as an add-on only (`Organization.OrganizationType`).
const WITHOUT_API: [&str; 4] =
    ["Professional Edition", "Group Edition", "Team Edition", "Starter Edition"];

/// The edition, the name, and the end of a trial.
pub(super) fn edition(organization: &Rows) -> Check {
    let rows = match organization {
        Ok(rows) => rows,
        Err(failure) => return EDITION.unseen("doctor-unseen-organization", failure),
    };
    let Some(row) = rows.first() else {
        return EDITION.note(Sentence::new("doctor-found-not-said"));
    };
    let kind = text(row, "OrganizationType");
    let name = text(row, "Name").unwrap_or_default();
    let sandbox = row.get("IsSandbox").and_then(serde_json::Value::as_bool) == Some(true);
    let edition =
        kind.clone().map_or_else(|| Sentence::new("doctor-found-edition-unknown"), Sentence::from);
    let found = |words| Sentence::new(words).with("edition", &edition).with("name", &name);
    let named =
        found(if sandbox { "doctor-found-edition-sandbox" } else { "doctor-found-edition" });
    let trial_ends = text(row, "TrialExpirationDate").and_then(|at| moment(&at));
    match trial_ends {
        // A sandbox and a scratch org end by themselves; that is no surprise.
        Some(at) if !sandbox => {
            let trial = found("doctor-found-edition-trial").with("at", Part::Moment { at });
            EDITION.finds(&TRIAL, trial, &[])
        }
        _ if kind.is_some_and(|kind| WITHOUT_API.contains(&kind.as_str())) => {
            EDITION.finds(&ADD_ON, named, &[])
        }
        _ => EDITION.good(named),
    }
}

pub(super) static WRITING: Topic =
    Topic { code: "D22", group: Group::Org, words: "doctor-org-writing", findings: &[&PAUSED] };

static PAUSED: Finding =
    Finding { id: "paused", verdict: Verdict::Failure, words: "doctor-org-paused" };

/// Whether the engine holds calls back.
pub(super) fn writing(pause: Option<(Millis, Sentence)>) -> Check {
    match pause {
        None => WRITING.good(Sentence::new("doctor-found-writing")),
        // Somebody wants it so.
        Some((store::FOREVER, reason)) => WRITING.note(reason),
        Some((until, reason)) => {
            let found = Sentence::new("doctor-found-paused")
                .with("at", Part::Moment { at: until })
                .with("why", reason);
            WRITING.finds(&PAUSED, found, &[])
        }
    }
}

pub(super) static SHARED_ACTIVITIES: Topic =
    Topic { code: "D25", group: Group::Org, words: "doctor-org-shared-activities", findings: &[] };

/// Whether a Task may name several people: then it counts them.
pub(super) fn shared_activities(task: &Describe) -> Check {
    if task.fields.contains_key("WhoCount") {
        SHARED_ACTIVITIES.note(Sentence::new("doctor-found-shared-on"))
    } else {
        SHARED_ACTIVITIES.good(Sentence::new("doctor-found-shared-off"))
    }
}

pub(super) static CALL_CENTRE: Topic =
    Topic { code: "D26", group: Group::Org, words: "doctor-org-call-centre", findings: &[] };

/// Whether the org has a call centre. It need not.
pub(super) fn call_centre(call_centres: &Rows) -> Check {
    match call_centres {
        Ok(rows) if rows.is_empty() => {
            CALL_CENTRE.good(Sentence::new("doctor-found-no-call-centre"))
        }
        Ok(rows) => {
            let names: Vec<String> = rows.iter().filter_map(|row| text(row, "Name")).collect();
            CALL_CENTRE.good(names.join(", "))
        }
        Err(failure) => CALL_CENTRE.unseen("doctor-unseen-call-centres", failure),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(row: serde_json::Value) -> Check {
        edition(&Ok(row.as_object().cloned().into_iter().collect()))
    }

    #[test]
    fn an_edition_is_named_with_what_ends_it() {
        let of = |kind: &str, sandbox: bool, ends: Option<&str>| {
            let row = json!({"OrganizationType": kind, "Name": "Acme", "IsSandbox": sandbox, "TrialExpirationDate": ends});
            found(row).finding
        };
        assert_eq!(of("Enterprise Edition", false, None), None);
        assert_eq!(of("Professional Edition", false, None), Some("api_add_on"));
        let ends = Some("2026-12-01T00:00:00.000+0000");
        assert_eq!(of("Enterprise Edition", false, ends), Some("trial"));
        assert_eq!(of("Enterprise Edition", true, ends), None);
    }
}
