//! Whether the org lets programs in at all, and in the version that we speak.

use language::Sentence;
use salesforce::{Failure, Settings};

use super::check::{Check, in_words};
use super::topic::{Finding, Group, Topic, Verdict};

pub(super) static ENABLED: Topic = Topic {
    code: "D13",
    group: Group::SignIn,
    words: "doctor-api-enabled",
    findings: &[&EDITION, &USER, &SCOPE],
};

static EDITION: Finding =
    Finding { id: "edition", verdict: Verdict::Failure, words: "doctor-api-edition" };

static USER: Finding = Finding { id: "user", verdict: Verdict::Failure, words: "doctor-api-user" };

static SCOPE: Finding =
    Finding { id: "scope", verdict: Verdict::Failure, words: "doctor-api-scope" };

/// What the first request to the data API came to.
pub(super) fn refused(failure: &Failure) -> Check {
    let finding = match failure.code.as_str() {
        "API_DISABLED_FOR_ORG" => &EDITION,
        "API_CURRENTLY_DISABLED" => &USER,
        "INVALID_SESSION_ID" if failure.message.contains("REST API") => &SCOPE,
        _ => return ENABLED.failed(failure),
    };
    ENABLED.finds(finding, in_words(failure), &[])
}

pub(super) static VERSION: Topic = Topic {
    code: "D14",
    group: Group::SignIn,
    words: "doctor-api-version",
    findings: &[&MISSING, &RETIRED, &OLD],
};

static MISSING: Finding =
    Finding { id: "missing", verdict: Verdict::Failure, words: "doctor-api-missing" };

static RETIRED: Finding =
    Finding { id: "retired", verdict: Verdict::Failure, words: "doctor-api-retired" };

static OLD: Finding = Finding { id: "old", verdict: Verdict::Warning, words: "doctor-api-old" };

/// The first version that is not retired (Salesforce, "API End-of-Life": 21.0 to 30.0 ended in Summer '25).
const FIRST: f64 = 31.0;

/// Versions in three years: Salesforce has three releases a year.
const THREE_YEARS: f64 = 9.0;

/// Compares the version that we speak with those that the org offers.
pub(super) fn version(settings: &Settings, offered: &[String]) -> Check {
    let ours = settings.api_version.as_str();
    let newest = offered.iter().filter_map(|version| number(version)).fold(0.0, f64::max);
    let newest_name = format!("{newest:.1}");
    let names = [("newest", newest_name.as_str())];
    let found =
        Sentence::new("doctor-found-version").with("version", ours).with("newest", &newest_name);
    let number = number(ours).unwrap_or(0.0);
    match () {
        () if number < FIRST => VERSION.finds(&RETIRED, found, &names),
        () if !offered.iter().any(|version| version == ours) => {
            VERSION.finds(&MISSING, found, &names)
        }
        () if newest - number > THREE_YEARS => VERSION.finds(&OLD, found, &names),
        () => VERSION.good(found),
    }
}

fn number(version: &str) -> Option<f64> {
    version.parse().ok()
}
