//! Holds one org's session: one renewal at a time however many requests find it ended, and nothing new is
//! used before it is saved.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Mutex;

use crate::catalogue::ours;
use crate::client::Clock;
use crate::decision::{Decision, Pause};
use crate::failure::Failure;
use crate::oauth::{self, Grant};
use crate::settings::{Auth, Settings};
use crate::vault::{TokenVault, Tokens, VaultError};

/// Times that a request is sent while Salesforce refuses its session: with the tokens at hand, with those that
/// another node has saved, and with new ones.
const MAX_SENDS: u32 = 3;

/// The session of one org.
pub(crate) struct Session {
    pub(crate) settings: Settings,
    pub(crate) http: reqwest::Client,
    pub(crate) clock: Clock,
    vault: Arc<dyn TokenVault>,
    /// Renewals finished so far, well or badly.
    renewals: AtomicU64,
    state: Mutex<State>,
}

/// Tokens in use.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) tokens: Tokens,
    /// Taken from the vault, not just handed out by Salesforce: they may have ended unnoticed.
    pub(crate) adopted: bool,
}

#[derive(Default)]
struct State {
    /// What requests use; always saved.
    held: Option<Arc<Held>>,
    /// Got from Salesforce but not saved, since the vault failed. The old refresh token may be dead by now.
    unsaved: Option<Tokens>,
    /// Of the last renewal, if it failed.
    failure: Option<Failure>,
}

impl Session {
    pub(crate) fn new(
        settings: Settings,
        http: reqwest::Client,
        vault: Arc<dyn TokenVault>,
        clock: Clock,
    ) -> Self {
        Self { settings, http, clock, vault, renewals: AtomicU64::new(0), state: Mutex::default() }
    }

    /// Renewals finished so far; a request notes it when it begins.
    pub(crate) fn renewals(&self) -> u64 {
        self.renewals.load(Ordering::Acquire)
    }

    /// Tokens to use now, other than the `stale` ones that Salesforce refused.
    ///
    /// # Errors
    /// When signing in fails. All requests that began (`seen`) before an attempt ended share its failure,
    /// so that a revoked sign-in is tried once and not once for each of them.
    pub(crate) async fn tokens(
        self: &Arc<Self>,
        stale: Option<&Arc<Held>>,
        seen: u64,
    ) -> Result<Arc<Held>, Failure> {
        let session = Arc::clone(self);
        let stale = stale.cloned();
        if let Some(settled) = self.settled(&*self.state.lock().await, stale.as_deref(), seen) {
            return settled;
        }
        // A task of its own: a caller that gives up must not lose a rotated refresh token on its way to the vault.
        let renewal = tokio::spawn(async move { session.renew(stale.as_deref(), seen).await });
        renewal
            .await
            .map_err(|_| Failure::ours(ours::NOT_CONNECTED, "The sign-in was cut short."))?
    }

    /// Sends with the tokens at hand; if Salesforce refuses them, renews them and sends once more.
    ///
    /// # Errors
    /// Why signing in failed, or what `send` says; that the session ended is said only of a new one.
    pub(crate) async fn with_tokens<T, F>(
        self: &Arc<Self>,
        send: impl Fn(Arc<Held>) -> F,
    ) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        let seen = self.renewals();
        let mut held = self.tokens(None, seen).await?;
        let mut sends = 0;
        loop {
            sends += 1;
            let failure = match send(Arc::clone(&held)).await {
                Err(failure) if failure.decision == Decision::Refresh => failure,
                outcome => return outcome,
            };
            // One renewal must do, unless it only brought what another node had saved a while ago.
            if sends == MAX_SENDS || (sends > 1 && !held.adopted) {
                return Err(failure.refused_again());
            }
            held = self.tokens(Some(&held), seen).await?;
        }
    }

    /// What holds without asking anyone: other tokens, or the failure of a renewal after `seen`.
    fn settled(
        &self,
        state: &State,
        stale: Option<&Held>,
        seen: u64,
    ) -> Option<Result<Arc<Held>, Failure>> {
        match &state.held {
            Some(held) if stale.is_none_or(|stale| !held.tokens.same_session(&stale.tokens)) => {
                Some(Ok(Arc::clone(held)))
            }
            _ if self.renewals() != seen => state.failure.clone().map(Err),
            _ => None,
        }
    }

    async fn renew(&self, stale: Option<&Held>, seen: u64) -> Result<Arc<Held>, Failure> {
        let mut state = self.state.lock().await;
        if let Some(settled) = self.settled(&state, stale, seen) {
            return settled;
        }
        let outcome = self.obtain(&mut state, stale).await.map(Arc::new);
        match &outcome {
            Ok(held) => {
                tracing::debug!("Salesforce session renewed");
                state.held = Some(Arc::clone(held));
            }
            Err(failure) => tracing::warn!(code = %failure.code, "signing in to Salesforce failed"),
        }
        state.failure = outcome.as_ref().err().cloned();
        self.renewals.fetch_add(1, Ordering::Release);
        outcome
    }

    async fn obtain(&self, state: &mut State, stale: Option<&Held>) -> Result<Held, Failure> {
        let adopt = |tokens| Held { tokens, adopted: true };
        if let Some(unsaved) = state.unsaved.take() {
            return self.save(state, unsaved).await.map(adopt);
        }
        let saved = self.saved().await?;
        let differs = |saved: &Tokens| stale.is_none_or(|stale| !saved.same_session(&stale.tokens));
        if let Some(saved) = saved.clone().filter(differs) {
            // An earlier run or another node has signed in.
            return Ok(adopt(saved));
        }
        let refresh_token = saved.as_ref().and_then(|saved| saved.refresh_token.as_ref());
        let grant = match (&self.settings.auth, refresh_token) {
            (Auth::Web { .. }, Some(refresh_token)) => Grant::Refresh(refresh_token),
            _ => Grant::Own { now_ms: (self.clock)() },
        };
        match oauth::request_tokens(&self.http, &self.settings, grant).await {
            Ok(tokens) => {
                let tokens = self.save(state, tokens).await?;
                Ok(Held { tokens, adopted: false })
            }
            // Another node may have refreshed at the same moment, and with rotation only one of us wins.
            Err(failure) if failure.decision == Decision::PauseOrg(Pause::Auth) => {
                let newer = self.saved().await?;
                newer.filter(differs).map(adopt).ok_or(failure)
            }
            Err(failure) => Err(failure),
        }
    }

    /// The tokens in the vault, unless they were issued for other settings: those would let us in elsewhere, or as
    /// somebody else, than the configuration says now.
    async fn saved(&self) -> Result<Option<Tokens>, Failure> {
        let saved = self.vault.load().await.map_err(vault_failed)?;
        Ok(saved.filter(|saved| saved.issued_for == self.settings.fingerprint()))
    }

    async fn save(&self, state: &mut State, tokens: Tokens) -> Result<Tokens, Failure> {
        match self.vault.save(&tokens).await {
            Ok(()) => Ok(tokens),
            Err(error) => {
                state.unsaved = Some(tokens);
                Err(vault_failed(error))
            }
        }
    }

    /// Whether there is a sign-in to use, or none is needed.
    pub(crate) async fn is_signed_in(&self) -> Result<bool, Failure> {
        match self.settings.auth {
            Auth::Web { .. } => Ok(self.saved().await?.is_some()),
            Auth::ClientCredentials { .. } | Auth::Jwt { .. } => Ok(true),
        }
    }

    /// Signs in with what a person's browser brought back.
    pub(crate) async fn sign_in(self: &Arc<Self>, grant: Grant<'_>) -> Result<(), Failure> {
        let tokens = oauth::request_tokens(&self.http, &self.settings, grant).await?;
        let mut state = self.state.lock().await;
        state.unsaved = None;
        let tokens = self.save(&mut state, tokens).await?;
        state.held = Some(Arc::new(Held { tokens, adopted: false }));
        state.failure = None;
        Ok(())
    }

    /// Takes the tokens back at Salesforce and forgets them. Tokens of other settings are forgotten only: this host
    /// did not issue them, and must not see them.
    pub(crate) async fn revoke(&self) -> Result<(), Failure> {
        let mut state = self.state.lock().await;
        if let Some(tokens) = self.saved().await? {
            oauth::revoke(&self.http, &self.settings, &tokens).await?;
        }
        self.vault.clear().await.map_err(vault_failed)?;
        *state = State::default();
        Ok(())
    }
}

fn vault_failed(error: VaultError) -> Failure {
    Failure::ours(ours::VAULT_FAILED, error.to_string())
}

#[cfg(test)]
mod tests;
