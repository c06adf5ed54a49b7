//! Whether the address in the settings is one at which Salesforce lets a program in.

use salesforce::{Auth, Failure, Settings};

use super::check::{Check, in_words};
use super::topic::{Finding, Group, Topic, Verdict};

pub(super) static TOPIC: Topic = Topic {
    code: "D10",
    group: Group::SignIn,
    words: "doctor-address",
    findings: &[&LIGHTNING, &SHARED_HOST, &WEB_PAGE, &UNREACHABLE, &ELSEWHERE],
};

static LIGHTNING: Finding =
    Finding { id: "lightning", verdict: Verdict::Failure, words: "doctor-address-lightning" };

static SHARED_HOST: Finding =
    Finding { id: "shared_host", verdict: Verdict::Failure, words: "doctor-address-shared-host" };

static WEB_PAGE: Finding =
    Finding { id: "web_page", verdict: Verdict::Failure, words: "doctor-address-web-page" };

static UNREACHABLE: Finding =
    Finding { id: "unreachable", verdict: Verdict::Failure, words: "doctor-address-unreachable" };

static ELSEWHERE: Finding =
    Finding { id: "elsewhere", verdict: Verdict::Failure, words: "doctor-address-elsewhere" };

/// What the address alone tells, before it is asked.
pub(super) fn look(settings: &Settings) -> Check {
    let address = settings.login_url.as_str().trim_end_matches('/');
    let host = settings.login_url.host_str().unwrap_or_default();
    let shared = ["login.salesforce.com", "test.salesforce.com"].contains(&host);
    let by_app = matches!(settings.auth, Auth::ClientCredentials { .. });
    match () {
        () if host.ends_with(".lightning.force.com") => TOPIC.finds(&LIGHTNING, address, &[]),
        () if shared && by_app => TOPIC.finds(&SHARED_HOST, address, &[]),
        () => TOPIC.good(address),
    }
}

/// The check of a failure that lies in the address; `None` for any other failure.
pub(super) fn blamed(settings: &Settings, failure: &Failure) -> Option<Check> {
    let finding = match failure.code.as_str() {
        "NOT_SALESFORCE" => &WEB_PAGE,
        "NOT_CONNECTED" => &UNREACHABLE,
        "UNTRUSTED_HOST" => &ELSEWHERE,
        _ => return None,
    };
    let address = settings.login_url.as_str().trim_end_matches('/');
    Some(TOPIC.finds(finding, format!("{address}: {}", in_words(failure)), &[]))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use secrecy::SecretString;

    use super::*;

    fn found(login_url: &str, web: bool) -> Option<&'static str> {
        let client_id = "key".to_owned();
        let auth = if web {
            Auth::Web { client_id, client_secret: None }
        } else {
            Auth::ClientCredentials { client_id, client_secret: SecretString::from("secret") }
        };
        let settings = Settings {
            login_url: login_url.parse().unwrap(),
            api_version: "66.0".to_owned(),
            auth,
            timeout: Duration::from_secs(1),
        };
        look(&settings).finding
    }

    #[test]
    fn the_address_must_fit_the_way_to_sign_in() {
        assert_eq!(found("https://acme.my.salesforce.com", false), None);
        assert_eq!(found("https://login.salesforce.com", true), None);
        assert_eq!(found("https://login.salesforce.com", false), Some("shared_host"));
        assert_eq!(found("https://test.salesforce.com/", false), Some("shared_host"));
        assert_eq!(found("https://acme.lightning.force.com", true), Some("lightning"));
    }
}
