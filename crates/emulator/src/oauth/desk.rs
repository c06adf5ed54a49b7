//! What is outstanding: codes waiting to be exchanged, refresh tokens with their grants, and who asked for a session.

use std::collections::HashMap;

use super::app::{ClientApp, RefreshTokenPolicy};
use super::policy::Logins;
use crate::session::{Grant, Sessions};

const HOUR_MS: i64 = 60 * 60 * 1_000;

/// How long an authorization code may wait, in milliseconds (15 minutes, a guess as good as any that is published).
const CODE_LIFETIME_MS: i64 = 15 * 60 * 1_000;

/// Approvals of one app by one user that stand at the same time; one more silently ends the oldest.
const APPROVALS_PER_USER_AND_APP: usize = 5;

/// Who allowed what to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Approval {
    /// The consumer key of the app.
    pub(crate) client_id: String,
    /// The user's 18-character id.
    pub(crate) user_id: String,
    /// Scopes, separated by spaces.
    pub(crate) scope: String,
}

/// A code on its way through a browser.
#[derive(Debug, Clone)]
pub(crate) struct Code {
    /// What was allowed.
    pub(crate) approval: Approval,
    /// Must be repeated at the exchange.
    pub(crate) redirect_uri: String,
    /// The S256 challenge, if one was made.
    pub(crate) challenge: Option<String>,
    /// What the id token should repeat.
    pub(crate) nonce: Option<String>,
    /// UTC milliseconds.
    issued_at: i64,
}

/// A refresh token's grant.
#[derive(Debug, Clone)]
pub(crate) struct Refresh {
    /// What was allowed.
    pub(crate) approval: Approval,
    /// Its number among the sessions.
    pub(crate) grant: Grant,
    /// UTC milliseconds.
    pub(crate) issued_at: i64,
    /// UTC milliseconds.
    pub(crate) used_at: i64,
    /// How many sessions it opened.
    pub(crate) uses: i64,
}

/// What is known of an access token.
#[derive(Debug, Clone)]
pub(crate) struct Issued {
    /// On whose allowance.
    pub(crate) approval: Approval,
    /// UTC milliseconds.
    pub(crate) issued_at: i64,
}

/// The outcome of presenting a code.
#[derive(Debug)]
pub(crate) enum Presented {
    /// Good, and used up now.
    Good(Code),
    /// It waited too long.
    Expired,
    /// Never issued, or used before.
    Unknown,
}

/// Everything outstanding.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    codes: HashMap<String, Code>,
    refresh_tokens: HashMap<String, Refresh>,
    issued: HashMap<String, Issued>,
    /// How often users logged in lately.
    pub(crate) logins: Logins,
}

impl Desk {
    /// Issues a code; codes that waited too long are forgotten on the way.
    pub(crate) fn issue_code(
        &mut self,
        sessions: &Sessions,
        approval: Approval,
        redirect_uri: &str,
        [challenge, nonce]: [Option<String>; 2],
        now: i64,
    ) -> String {
        // A day later even the answer "expired" has no more use.
        let forget_before = now - 24 * 60 * 60 * 1_000;
        self.codes.retain(|_, code| code.issued_at > forget_before);
        // Salesforce's codes end in "==", which a client must percent-decode.
        let text = format!("aPrx{}==", sessions.secret(60));
        let redirect_uri = redirect_uri.to_owned();
        let code = Code { approval, redirect_uri, challenge, nonce, issued_at: now };
        self.codes.insert(text.clone(), code);
        text
    }

    /// Takes a code off the desk: it works once, whatever comes of it.
    pub(crate) fn take_code(&mut self, text: &str, now: i64) -> Presented {
        match self.codes.remove(text) {
            None => Presented::Unknown,
            Some(code) if now - code.issued_at >= CODE_LIFETIME_MS => Presented::Expired,
            Some(code) => Presented::Good(code),
        }
    }

    /// Opens a grant with its refresh token; the sixth of a user and app ends the oldest.
    pub(crate) fn open(
        &mut self,
        sessions: &Sessions,
        approval: &Approval,
        now: i64,
    ) -> (String, Grant) {
        self.refresh_tokens.retain(|_, refresh| sessions.grant_is_alive(refresh.grant));
        let mut grants: Vec<Grant> = self
            .refresh_tokens
            .values()
            .filter(|refresh| {
                refresh.approval.client_id == approval.client_id
                    && refresh.approval.user_id == approval.user_id
            })
            .map(|refresh| refresh.grant)
            .collect();
        grants.sort_unstable();
        let surplus = (grants.len() + 1).saturating_sub(APPROVALS_PER_USER_AND_APP);
        for grant in grants.into_iter().take(surplus) {
            self.end(sessions, grant);
        }
        let grant = sessions.open_grant();
        let refresh =
            Refresh { approval: approval.clone(), grant, issued_at: now, used_at: now, uses: 1 };
        (self.keep(sessions, refresh), grant)
    }

    /// Replaces a refresh token by a new one of the same grant.
    pub(crate) fn rotate(&mut self, sessions: &Sessions, old: &str) -> Option<String> {
        let refresh = self.refresh_tokens.remove(old)?;
        Some(self.keep(sessions, refresh))
    }

    fn keep(&mut self, sessions: &Sessions, refresh: Refresh) -> String {
        let token = format!("5Aep861{}", sessions.secret(80));
        self.refresh_tokens.insert(token.clone(), refresh);
        token
    }

    /// The grant behind a refresh token, while it stands.
    pub(crate) fn refresh(&self, sessions: &Sessions, token: &str) -> Option<Refresh> {
        self.refresh_tokens
            .get(token)
            .filter(|refresh| sessions.grant_is_alive(refresh.grant))
            .cloned()
    }

    /// The grant behind an app's refresh token, which is used now; one that the app's policy no longer allows ends.
    pub(crate) fn use_refresh(
        &mut self,
        sessions: &Sessions,
        app: &ClientApp,
        token: &str,
        now: i64,
    ) -> Option<Refresh> {
        let refresh = self.refresh(sessions, token)?;
        if refresh.approval.client_id != app.client_id {
            return None;
        }
        let ended = match app.refresh_token_policy {
            RefreshTokenPolicy::Infinite => false,
            RefreshTokenPolicy::Zero => true,
            RefreshTokenPolicy::SpecificLifetime(hours) => {
                now - refresh.issued_at >= i64::from(hours) * HOUR_MS
            }
            RefreshTokenPolicy::SpecificInactivity(hours) => {
                now - refresh.used_at >= i64::from(hours) * HOUR_MS
            }
        };
        if ended {
            self.end(sessions, refresh.grant);
            return None;
        }
        if let Some(used) = self.refresh_tokens.get_mut(token) {
            used.used_at = now;
            used.uses += 1;
        }
        Some(refresh)
    }

    /// Whether the user allowed the app something that still stands.
    pub(crate) fn approved(&self, sessions: &Sessions, client_id: &str, user_id: &str) -> bool {
        self.refresh_tokens.values().any(|refresh| {
            refresh.approval.client_id == client_id
                && refresh.approval.user_id == user_id
                && sessions.grant_is_alive(refresh.grant)
        })
    }

    /// Every approval that stands.
    pub(crate) fn standing(&self, sessions: &Sessions) -> Vec<Refresh> {
        let alive = |refresh: &&Refresh| sessions.grant_is_alive(refresh.grant);
        self.refresh_tokens.values().filter(alive).cloned().collect()
    }

    /// Ends a grant: its refresh token and every session under it.
    pub(crate) fn end(&mut self, sessions: &Sessions, grant: Grant) {
        sessions.revoke_grant(grant);
        self.refresh_tokens.retain(|_, refresh| refresh.grant != grant);
    }

    /// Remembers on whose allowance an access token was issued; forgets those that ended.
    pub(crate) fn note(&mut self, sessions: &Sessions, token: &str, issued: Issued) {
        self.issued.retain(|token, _| sessions.expires_at(token).is_some());
        self.issued.insert(token.to_owned(), issued);
    }

    /// What is known of an access token.
    pub(crate) fn issued(&self, token: &str) -> Option<&Issued> {
        self.issued.get(token)
    }
}
