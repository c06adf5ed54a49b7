//! Whether the org lets programs in at all, and in the version that we speak.

use salesforce::{Failure, Settings};

use super::check::{Check, in_words};
use super::topic::{Finding, Group, Topic, Verdict};

pub(super) static ENABLED: Topic = Topic {
    code: "D13",
    group: Group::SignIn,
    name: "API access",
    why: "Tasks are written through the REST API; some editions and users do not have it.",
    findings: &[&EDITION, &USER, &SCOPE],
};

static EDITION: Finding = Finding {
    id: "edition",
    verdict: Verdict::Failure,
    cause: "The org's edition has no REST API (Professional, Group and Starter have it as an add-on only).",
    fix: "Ask your Salesforce account executive for API access, or use an edition that includes it (Enterprise, \
          Unlimited, Performance, Developer). In such an edition give the user the permission \"API Enabled\".",
};

static USER: Finding = Finding {
    id: "user",
    verdict: Verdict::Failure,
    cause: "The user as whom we are connected lacks the permission \"API Enabled\".",
    fix: "Assign a permission set with System Permissions > API Enabled to the user, such as the permission set \
          Ringledger.",
};

static SCOPE: Finding = Finding {
    id: "scope",
    verdict: Verdict::Failure,
    cause: "Salesforce gave out a session that may not use the REST API.",
    fix: "Give the app the OAuth scope \"Manage user data via APIs (api)\" (Setup > External Client App Manager > the \
          app > Settings), then sign in again.",
};

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
    name: "API version",
    why: "Salesforce offers each version for at least three years, then retires it.",
    findings: &[&MISSING, &RETIRED, &OLD],
};

static MISSING: Finding = Finding {
    id: "missing",
    verdict: Verdict::Failure,
    cause: "The org does not offer the version in salesforce.api_version.",
    fix: "Set salesforce.api_version to \"{newest}\", or leave the line out.",
};

static RETIRED: Finding = Finding {
    id: "retired",
    verdict: Verdict::Failure,
    cause: "Salesforce has retired that version: every request in it is answered with 410 GONE.",
    fix: "Set salesforce.api_version to \"{newest}\", or leave the line out.",
};

static OLD: Finding = Finding {
    id: "old",
    verdict: Verdict::Warning,
    cause: "The version is more than three years old; Salesforce may announce its end.",
    fix: "Set salesforce.api_version to \"{newest}\" at a quiet hour, or leave the line out.",
};

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
    let found = format!("{ours}; the org offers up to {newest_name}");
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
