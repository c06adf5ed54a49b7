//! Whether we get in: each refusal of OAuth by its own name, with cause and fix.

use salesforce::{Auth, Client, Failure, Settings};

use super::check::{Check, in_words};
use super::topic::{Finding, Group, Topic, Verdict};

pub(super) static TOPIC: Topic = Topic {
    code: "D11",
    group: Group::SignIn,
    name: "Sign-in",
    why: "Without a session nothing is written; calls are kept meanwhile.",
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

static NOBODY: Finding = Finding {
    id: "nobody",
    verdict: Verdict::Failure,
    cause: "Nobody has signed in with these settings yet (auth = \"web\").",
    fix: "Run `ringledger connect` and allow access in the browser.",
};

static ENDED: Finding = Finding {
    id: "ended",
    verdict: Verdict::Failure,
    cause: "The approval has ended: it was revoked or has expired, or this user approved the app a sixth time. \
            Salesforce keeps five approvals for a user and app, and silently ends the oldest.",
    fix: "Run `ringledger connect`. Give each installation a Salesforce user of its own, and set the app's \
          refresh token policy to \"valid until revoked\" (Setup > External Client App Manager > the app > Policies).",
};

static BLOCKED: Finding = Finding {
    id: "app_blocked",
    verdict: Verdict::Failure,
    cause: "The app is not installed in this org. Since September 2025 Salesforce blocks such apps.",
    fix: "Setup > Connected Apps OAuth Usage > Install beside the app; or create an External Client App in this org \
          (Setup > External Client App Manager) and use its consumer key.",
};

static IP_RESTRICTED: Finding = Finding {
    id: "ip_restricted",
    verdict: Verdict::Failure,
    cause: "The org lets this user in from certain networks only, and this machine is in none of them.",
    fix: "Add this machine's public address to Setup > Profiles > the user's profile > Login IP Ranges, or relax the \
          app's IP policy (Setup > External Client App Manager > the app > Policies > IP Relaxation).",
};

static NOT_APPROVED: Finding = Finding {
    id: "not_approved",
    verdict: Verdict::Failure,
    cause: "The app admits pre-authorised users only, and this user is none of them.",
    fix: "Assign a permission set that the app names to the user (Setup > External Client App Manager > the app > \
          Policies > Permitted Users), such as the permission set Ringledger.",
};

static NO_USER: Finding = Finding {
    id: "no_run_as_user",
    verdict: Verdict::Failure,
    cause: "The app has no user to run as, or its client credentials flow is off.",
    fix: "Setup > External Client App Manager > the app > Policies: enable the client credentials flow and choose \
          the user to run as.",
};

static DOMAIN: Finding = Finding {
    id: "needs_my_domain",
    verdict: Verdict::Failure,
    cause: "Client credentials work only at the org's own address.",
    fix: "Set salesforce.login_url to the address under Setup > My Domain, such as https://acme.my.salesforce.com.",
};

static INACTIVE: Finding = Finding {
    id: "user_inactive",
    verdict: Verdict::Failure,
    cause: "The Salesforce user as whom Ringledger signs in is not active, or may not log in.",
    fix: "Setup > Users > the user > Edit > Active; or let another user sign in.",
};

static ORG_INACTIVE: Finding = Finding {
    id: "org_inactive",
    verdict: Verdict::Failure,
    cause: "Salesforce has locked, closed or suspended the org.",
    fix: "Ask Salesforce or whoever pays for the org.",
};

static WRONG_KEY: Finding = Finding {
    id: "wrong_key",
    verdict: Verdict::Failure,
    cause: "Salesforce does not know the consumer key, or the secret does not belong to it.",
    fix: "Compare salesforce.client_id and the secret with Setup > External Client App Manager > the app > Settings > \
          Consumer Key and Secret. A new app may take ten minutes to be known.",
};

static FLOW: Finding = Finding {
    id: "flow_off",
    verdict: Verdict::Failure,
    cause: "The app does not allow this way to sign in.",
    fix: "Enable the flow that salesforce.auth names in Setup > External Client App Manager > the app > Settings > \
          OAuth Settings.",
};

static SCOPE: Finding = Finding {
    id: "scope",
    verdict: Verdict::Failure,
    cause: "The app lacks an OAuth scope that Ringledger needs.",
    fix: "Give the app the scopes api, refresh_token and id (Setup > External Client App Manager > the app > Settings > \
          OAuth Settings).",
};

static AUDIENCE: Finding = Finding {
    id: "audience",
    verdict: Verdict::Failure,
    cause: "The signed statement (JWT) was made for another host than the one that was asked.",
    fix: "Set salesforce.audience to https://login.salesforce.com, or https://test.salesforce.com for a sandbox.",
};

static REFUSED: Finding = Finding {
    id: "refused",
    verdict: Verdict::Failure,
    cause: "Salesforce did not accept the user: the user name or the certificate is wrong, or the user may not log in.",
    fix: "Check salesforce.username and the certificate in the app; Setup > Login History says why a login failed.",
};

static TOO_OFTEN: Finding = Finding {
    id: "too_often",
    verdict: Verdict::Failure,
    cause: "Too many sign-ins within a short time.",
    fix: "Wait a few minutes. Ringledger signs in again by itself, more slowly.",
};

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
        Auth::ClientCredentials { .. } => "client credentials",
        Auth::Jwt { .. } => "a signed statement (JWT)",
        Auth::Web { .. } => "a person's approval",
    };
    let found = format!("as {} by {way}", me.username);
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
