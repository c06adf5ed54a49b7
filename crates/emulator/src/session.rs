//! Sessions: which access token speaks for which user, until when, and under which grant.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// Characters of the opaque part of a token; the `sf` CLI accepts letters, digits, dot and underscore.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";

/// The number of a grant: one user's approval of one client app, behind which a refresh token stands.
pub type Grant = u64;

#[derive(Debug, Clone)]
struct Session {
    user_id: String,
    grant: Option<Grant>,
    expires_at: i64,
    lifetime_ms: i64,
}

struct State {
    sessions: HashMap<String, Session>,
    revoked: HashSet<Grant>,
    grants_opened: Grant,
    revoked_through: Grant,
    lifetime_ms: i64,
    random: StdRng,
}

/// All sessions of an org. Times are UTC milliseconds, and always an argument.
pub struct Sessions {
    org_id: String,
    state: Mutex<State>,
}

impl fmt::Debug for Sessions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Sessions")
            .field("org_id", &self.org_id)
            .field("open", &self.lock().sessions.len())
            .finish()
    }
}

impl Sessions {
    /// No sessions yet. `org_id` has 15 characters and leads every token; a session that lies idle ends after
    /// `lifetime_ms`.
    #[must_use]
    pub fn new(org_id: &str, lifetime_ms: i64, random_seed: u64) -> Self {
        Self {
            org_id: org_id.to_owned(),
            state: Mutex::new(State {
                sessions: HashMap::new(),
                revoked: HashSet::new(),
                grants_opened: 0,
                revoked_through: 0,
                lifetime_ms,
                random: StdRng::seed_from_u64(random_seed),
            }),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new access token for a user: `<15 characters of the org id>!<opaque>`.
    ///
    /// With a grant, the token dies when the grant is revoked.
    pub fn issue(&self, user_id: &str, grant: Option<Grant>, now: i64) -> String {
        self.issue_for(user_id, grant, now, None)
    }

    /// The same with a lifetime of its own, where an app has a session policy.
    pub fn issue_for(
        &self,
        user_id: &str,
        grant: Option<Grant>,
        now: i64,
        lifetime_ms: Option<i64>,
    ) -> String {
        let mut state = self.lock();
        let lifetime_ms = lifetime_ms.unwrap_or(state.lifetime_ms);
        let opaque = opaque(&mut state.random, 96);
        let token = format!("{}!AQ{opaque}", self.org_id);
        let expires_at = now.saturating_add(lifetime_ms);
        let session = Session { user_id: user_id.to_owned(), grant, expires_at, lifetime_ms };
        state.sessions.insert(token.clone(), session);
        token
    }

    /// An unguessable string of `length` characters, for refresh tokens and authorization codes.
    pub fn secret(&self, length: usize) -> String {
        opaque(&mut self.lock().random, length)
    }

    /// The user for whom a token speaks, or `None` if it is unknown, expired or revoked.
    ///
    /// This is a use of the session: one in the second half of its time makes it last anew (Salesforce Help, "Modify
    /// Session Security Settings").
    pub fn check(&self, token: &str, now: i64) -> Option<String> {
        let mut state = self.lock();
        let alive = state.is_alive(token, now);
        if !alive {
            state.sessions.remove(token);
            return None;
        }
        let session = state.sessions.get_mut(token)?;
        if session.expires_at.saturating_sub(now) <= session.lifetime_ms / 2 {
            session.expires_at = now.saturating_add(session.lifetime_ms);
        }
        Some(session.user_id.clone())
    }

    /// Whether a token is good, without using it.
    pub fn is_alive(&self, token: &str, now: i64) -> bool {
        self.lock().is_alive(token, now)
    }

    /// When a session ends (UTC milliseconds), for introspection.
    pub fn expires_at(&self, token: &str) -> Option<i64> {
        self.lock().sessions.get(token).map(|session| session.expires_at)
    }

    /// Ends one session; says whether there was one.
    pub fn revoke(&self, token: &str) -> bool {
        self.lock().sessions.remove(token).is_some()
    }

    /// Ends every session; refresh tokens stay good.
    pub fn expire_all(&self) {
        self.lock().sessions.clear();
    }

    /// Opens a grant and returns its number.
    pub fn open_grant(&self) -> Grant {
        let mut state = self.lock();
        state.grants_opened += 1;
        state.grants_opened
    }

    /// Whether the grant still stands.
    pub fn grant_is_alive(&self, grant: Grant) -> bool {
        self.lock().grant_is_alive(grant)
    }

    /// Ends a grant together with every session under it.
    pub fn revoke_grant(&self, grant: Grant) {
        let mut state = self.lock();
        state.revoked.insert(grant);
        state.sessions.retain(|_, session| session.grant != Some(grant));
    }

    /// Ends every grant and every session.
    pub fn revoke_all_grants(&self) {
        let mut state = self.lock();
        state.revoked_through = state.grants_opened;
        state.revoked.clear();
        state.sessions.clear();
    }

    /// The grant behind a token.
    pub fn grant_of(&self, token: &str) -> Option<Grant> {
        self.lock().sessions.get(token)?.grant
    }
}

impl State {
    fn is_alive(&self, token: &str, now: i64) -> bool {
        self.sessions.get(token).is_some_and(|session| {
            session.expires_at > now && session.grant.is_none_or(|grant| self.grant_is_alive(grant))
        })
    }

    fn grant_is_alive(&self, grant: Grant) -> bool {
        grant > self.revoked_through && !self.revoked.contains(&grant)
    }
}

fn opaque(random: &mut StdRng, length: usize) -> String {
    (0..length).map(|_| char::from(ALPHABET[random.random_range(0..ALPHABET.len())])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sessions() -> Sessions {
        Sessions::new("00D5g0000000001", 1_000, 1)
    }

    #[test]
    fn a_token_speaks_for_its_user_until_it_expires() {
        let sessions = sessions();
        let token = sessions.issue("005", None, 0);
        assert!(token.starts_with("00D5g0000000001!"));
        assert!(sessions.is_alive(&token, 999));
        assert_eq!(sessions.check(&token, 1_000), None);
        assert_eq!(sessions.check("00D5g0000000001!guess", 0), None);
    }

    #[test]
    fn use_in_the_second_half_makes_a_session_last_anew() {
        let sessions = sessions();
        let token = sessions.issue("005", None, 0);
        assert_eq!(sessions.check(&token, 499).as_deref(), Some("005"));
        assert_eq!(sessions.expires_at(&token), Some(1_000));
        assert!(sessions.check(&token, 500).is_some());
        assert_eq!(sessions.expires_at(&token), Some(1_500));
        assert!(!sessions.is_alive(&token, 1_500));
        let short = sessions.issue_for("005", None, 0, Some(10));
        assert!(sessions.is_alive(&short, 9));
        assert!(!sessions.is_alive(&short, 10));
    }

    #[test]
    fn a_revoked_grant_takes_its_sessions_along() {
        let sessions = sessions();
        let (first, second) = (sessions.open_grant(), sessions.open_grant());
        let of_first = sessions.issue("005", Some(first), 0);
        let of_second = sessions.issue("005", Some(second), 0);
        sessions.revoke_grant(first);
        assert!(!sessions.grant_is_alive(first));
        assert_eq!(sessions.check(&of_first, 1), None);
        assert!(sessions.check(&of_second, 1).is_some());
        sessions.revoke_all_grants();
        assert!(!sessions.grant_is_alive(second));
        assert!(sessions.grant_is_alive(sessions.open_grant()));
        assert_eq!(sessions.check(&of_second, 1), None);
    }

    #[test]
    fn expiring_all_leaves_grants_alone() {
        let sessions = sessions();
        let grant = sessions.open_grant();
        let token = sessions.issue("005", Some(grant), 0);
        sessions.expire_all();
        assert_eq!(sessions.check(&token, 0), None);
        assert!(sessions.grant_is_alive(grant));
    }
}
