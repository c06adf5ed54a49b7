//! Whether we get in: each refusal of OAuth by its own name, with cause and fix.

use language::Sentence;
use salesforce::{Auth, Client, Failure, Settings};

use super::check::{Check, in_words};
use super::topic::{Finding, Group, Topic, Verdict};

pub(super) static TOPIC: Topic = Topic {
    code: "D11",
    group: Group::SignIn,
    words: "doctor-sign-in",
    findings: &[
        &NOBODY,
        &ENDED,
        &BLOCKED,
        &IP_RESTRICTED,
        &NOT_APPROVED,
        &NO_USER,
        &DOMAIN,
        &INACTIVE,
        &ORG_INACTIVE,
        &WRONG_KEY,
        &FLOW,
        &SCOPE,
        &AUDIENCE,
        &REFUSED,
        &TOO_OFTEN,
    ],
};

static NOBODY: Finding =
    Finding { id: "nobody", verdict: Verdict::Failure, words: "doctor-sign-in-nobody" };

static ENDED: Finding =
    Finding { id: "ended", verdict: Verdict::Failure, words: "doctor-sign-in-ended" };

static BLOCKED: Finding =
    Finding { id: "app_blocked", verdict: Verdict::Failure, words: "doctor-sign-in-blocked" };

static IP_RESTRICTED: Finding = Finding {
    id: "ip_restricted",
    verdict: Verdict::Failure,
    words: "doctor-sign-in-ip-restricted",
};

static NOT_APPROVED: Finding =
    Finding { id: "not_approved", verdict: Verdict::Failure, words: "doctor-sign-in-not-approved" };

static NO_USER: Finding =
    Finding { id: "no_run_as_user", verdict: Verdict::Failure, words: "doctor-sign-in-no-user" };

static DOMAIN: Finding =
    Finding { id: "needs_my_domain", verdict: Verdict::Failure, words: "doctor-sign-in-domain" };

static INACTIVE: Finding =
    Finding { id: "user_inactive", verdict: Verdict::Failure, words: "doctor-sign-in-inactive" };

static ORG_INACTIVE: Finding =
    Finding { id: "org_inactive", verdict: Verdict::Failure, words: "doctor-sign-in-org-inactive" };

static WRONG_KEY: Finding =
    Finding { id: "wrong_key", verdict: Verdict::Failure, words: "doctor-sign-in-wrong-key" };

static FLOW: Finding =
    Finding { id: "flow_off", verdict: Verdict::Failure, words: "doctor-sign-in-flow" };

static SCOPE: Finding =
    Finding { id: "scope", verdict: Verdict::Failure, words: "doctor-sign-in-scope" };

static AUDIENCE: Finding =
    Finding { id: "audience", verdict: Verdict::Failure, words: "doctor-sign-in-audience" };

static REFUSED: Finding =
    Finding { id: "refused", verdict: Verdict::Failure, words: "doctor-sign-in-refused" };

static TOO_OFTEN: Finding =
    Finding { id: "too_often", verdict: Verdict::Failure, words: "doctor-sign-in-too-often" };

/// OAuth's codes, a part of their messages, and the finding: the first that fits, special before general
/// (Salesforce Help, "OAuth 2.0 Authorization Errors").
static REFUSALS: [(&str, &str, &Finding); 26] = [
    ("SIGN_IN_NEEDED", "", &NOBODY),
    ("invalid_grant", "expired access/refresh token", &ENDED),
    ("invalid_grant", "ip restricted", &IP_RESTRICTED),
    ("LOGIN_MUST_USE_SECURITY_TOKEN", "", &IP_RESTRICTED),
    ("invalid_grant", "approved", &NOT_APPROVED),
    ("invalid_app_access", "", &NOT_APPROVED),
    ("invalid_client", "installed", &BLOCKED),
    ("OAUTH_APPROVAL_ERROR_GENERIC", "", &BLOCKED),
    ("invalid_grant", "no client credentials user", &NO_USER),
    ("invalid_grant", "not supported on this domain", &DOMAIN),
    ("invalid_grant", "audience", &AUDIENCE),
    ("invalid_grant", "inactive organization", &ORG_INACTIVE),
    ("inactive_org", "", &ORG_INACTIVE),
    ("invalid_grant", "inactive", &INACTIVE),
    ("inactive_user", "", &INACTIVE),
    ("Inactive_User", "", &INACTIVE),
    ("invalid_client_id", "", &WRONG_KEY),
    ("invalid_client", "", &WRONG_KEY),
    ("invalid_client_credentials", "", &WRONG_KEY),
    ("unsupported_grant_type", "", &FLOW),
    ("unauthorized_client", "", &FLOW),
    ("invalid_scope", "", &SCOPE),
    ("invalid_grant", "authentication failure", &REFUSED),
    ("invalid_grant", "", &REFUSED),
    ("rate_limit_exceeded", "", &TOO_OFTEN),
    ("Bad_OAuth_Token", "", &ENDED),
];

/// The check of a sign-in that was refused.
pub(super) fn refused(failure: &Failure) -> Check {
    let message = failure.message.to_lowercase();
    let fits = |(code, part, _): &&(&str, &str, &Finding)| {
        *code == failure.code && message.contains(&part.to_lowercase())
    };
    match REFUSALS.iter().find(fits) {
        Some((_, _, finding)) => TOPIC.finds(finding, in_words(failure), &[]),
        None => TOPIC.failed(failure),
    }
}

/// Signs in; the checks of it, and who we are if it worked.
pub(super) async fn sign_in(
    client: &Client,
    settings: &Settings,
) -> Result<(salesforce::Identity, Vec<String>, Check), Failure> {
    let versions = client.versions().await?;
    // A saved session may have ended; the identity is asked with it, and renews it if it has.
    let me = client.identity().await?;
    let way = match settings.auth {
        Auth::ClientCredentials { .. } => "doctor-found-sign-in-client-credentials",
        Auth::Jwt { .. } => "doctor-found-sign-in-jwt",
        Auth::Web { .. } => "doctor-found-sign-in-web",
    };
    let found = Sentence::new(way).with("user", me.username.as_str());
    Ok((me, versions, TOPIC.good(found)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_of(code: &str, message: &str) -> &'static str {
        refused(&Failure::found(code, message)).finding.unwrap_or("none")
    }

    #[test]
    fn each_refusal_has_its_own_name() {
        for (code, message, id) in [
            ("invalid_grant", "expired access/refresh token", "ended"),
            ("invalid_client", "app must be installed into org", "app_blocked"),
            ("invalid_client", "invalid client credentials", "wrong_key"),
            ("invalid_client_id", "client identifier invalid", "wrong_key"),
            ("invalid_grant", "ip restricted", "ip_restricted"),
            ("invalid_grant", "user hasn't approved this consumer", "not_approved"),
            ("invalid_grant", "user is not admin approved", "not_approved"),
            ("invalid_grant", "no client credentials user enabled", "no_run_as_user"),
            ("invalid_grant", "request not supported on this domain", "needs_my_domain"),
            ("invalid_grant", "Audience validation failed", "audience"),
            ("invalid_grant", "inactive organization", "org_inactive"),
            ("inactive_user", "user is inactive", "user_inactive"),
            ("invalid_grant", "authentication failure", "refused"),
            ("SIGN_IN_NEEDED", "", "nobody"),
            ("never_heard_of", "", "failed"),
        ] {
            assert_eq!(id_of(code, message), id, "{code} {message}");
        }
    }
}
