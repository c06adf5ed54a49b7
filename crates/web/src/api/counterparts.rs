//! What the console does, the API offers: each form of the console has its endpoint, or a reason why it has none.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;

use super::endpoints;

/// Where the API does what a form of the console does.
#[derive(Debug, Clone, Copy)]
enum Counterpart {
    /// By this endpoint.
    Is(&'static str),
    /// Nowhere, and why.
    None(&'static str),
}

use Counterpart::{Is, None};

const BROWSER: Counterpart =
    None("it is about the person in front of a browser, not about a program");
const PROOF: Counterpart = None("a person proves who they are, with what they alone know or have");
const LINK: Counterpart = None("whoever has the link in a mail may, without a key");
const PHONE: Counterpart = None("phone systems send their webhooks there; it is no form");
const SETTINGS: Counterpart = Is("PUT /api/v1/settings");

const FORMS: [(&str, Counterpart); 64] = [
    ("/calls/{id}/comment", Is("POST /api/v1/calls/{call}/comments")),
    ("/calls/{id}/memo", Is("PUT /api/v1/calls/{call}/memo")),
    ("/calls/{id}/people", Is("POST /api/v1/calls/{call}/people")),
    ("/calls/{id}/record", Is("PUT /api/v1/calls/{call}/record")),
    ("/calls/{id}/replay", Is("POST /api/v1/calls/{call}/replay")),
    ("/calls/{id}/retry", Is("POST /api/v1/calls/{call}/retry")),
    ("/remembered/forget", Is("DELETE /api/v1/remembered/{entry}")),
    ("/errors/{trouble}/acknowledge", Is("PUT /api/v1/troubles/{trouble}/acknowledgement")),
    ("/errors/{trouble}/release", Is("DELETE /api/v1/troubles/{trouble}/acknowledgement")),
    ("/errors/{trouble}/mute", Is("PUT /api/v1/troubles/{trouble}/mute")),
    ("/errors/{trouble}/unmute", Is("DELETE /api/v1/troubles/{trouble}/mute")),
    ("/errors/{trouble}/retry", Is("POST /api/v1/troubles/{trouble}/retry")),
    ("/errors/{trouble}/cancel", Is("DELETE /api/v1/troubles/{trouble}/retry")),
    ("/users", Is("POST /api/v1/users")),
    ("/users/{user}/invitation", Is("POST /api/v1/users/{user}/invitation")),
    ("/users/{user}/role", Is("PATCH /api/v1/users/{user}")),
    ("/users/{user}/salesforce", Is("PATCH /api/v1/users/{user}")),
    ("/users/{user}/disable", Is("PATCH /api/v1/users/{user}")),
    ("/users/{user}/enable", Is("PATCH /api/v1/users/{user}")),
    ("/users/{user}/end-sessions", Is("DELETE /api/v1/users/{user}/sessions")),
    ("/users/{user}/end-second-factor", Is("DELETE /api/v1/users/{user}/second-factor")),
    ("/keys", Is("POST /api/v1/keys")),
    ("/keys/{key}/revoke", Is("DELETE /api/v1/keys/{key}")),
    ("/me", BROWSER),
    ("/me/password", PROOF),
    ("/me/second-factor", PROOF),
    ("/me/second-factor/confirm", PROOF),
    ("/me/second-factor/codes", PROOF),
    ("/me/second-factor/end", PROOF),
    ("/me/sessions/end", Is("DELETE /api/v1/me/sessions/{session}")),
    ("/me/sessions/end-others", Is("DELETE /api/v1/me/sessions")),
    ("/language", BROWSER),
    ("/login", PROOF),
    ("/login/code", PROOF),
    ("/logout", Is("DELETE /api/v1/me/sessions/{session}")),
    ("/invitation/{token}", PROOF),
    ("/privacy", Is("POST /api/v1/privacy/search")),
    ("/privacy/disclose", Is("POST /api/v1/privacy/disclosures")),
    ("/privacy/erase", Is("POST /api/v1/privacy/erasures")),
    ("/settings/pause", Is("POST /api/v1/logging/pause")),
    ("/settings/resume", Is("POST /api/v1/logging/resume")),
    ("/settings/mail", SETTINGS),
    ("/settings/mail/test", Is("POST /api/v1/mail/test")),
    ("/settings/mail/subscribe", Is("DELETE /api/v1/mail/unsubscribed/{address}")),
    ("/mail/unsubscribe/{token}", LINK),
    ("/settings/profiles", SETTINGS),
    ("/settings/profiles/{name}/preview", Is("POST /api/v1/settings/what-if")),
    ("/settings/profiles/{name}/remove", SETTINGS),
    ("/settings/profiles/{name}/users", SETTINGS),
    ("/settings/profiles/{name}/{section}", SETTINGS),
    ("/settings/history/{version}/undo", Is("POST /api/v1/settings/undo")),
    ("/settings/import", Is("POST /api/v1/settings/import")),
    ("/settings/salesforce", SETTINGS),
    ("/settings/salesforce/disconnect", Is("DELETE /api/v1/connection")),
    ("/settings/sources/{source}", SETTINGS),
    ("/settings/sources/{source}/rotate", Is("POST /api/v1/sources/{source}/secret")),
    ("/settings/sources/{source}/retire", SETTINGS),
    ("/settings/sources/{source}/remove", SETTINGS),
    ("/setup/{token}", PROOF),
    ("/setup/salesforce", Is("POST /api/v1/connection")),
    ("/setup/phone", SETTINGS),
    ("/setup/profile", SETTINGS),
    ("/setup/live", Is("POST /api/v1/logging/live")),
    ("/hooks/{source}", PHONE),
];

#[test]
fn each_form_of_the_console_has_its_endpoint_or_a_reason() {
    let all = crate::routes().into_iter();
    let forms: BTreeSet<&str> = all
        .filter(|(method, path, _)| *method != Method::GET && !path.starts_with("/api/"))
        .map(|(_, path, _)| path)
        .collect();
    let known: BTreeMap<&str, Counterpart> = FORMS.into_iter().collect();
    assert_eq!(known.len(), FORMS.len(), "a form stands here twice");
    assert_eq!(forms, known.keys().copied().collect());
    let offered: BTreeSet<String> = endpoints()
        .into_iter()
        .map(|endpoint| format!("{} {}", endpoint.route.method, endpoint.route.path))
        .collect();
    for (form, counterpart) in known {
        match counterpart {
            Is(endpoint) => assert!(offered.contains(endpoint), "{form}: no {endpoint}"),
            None(reason) => assert!(reason.len() > 20, "{form}"),
        }
    }
}
