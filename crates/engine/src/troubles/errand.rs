//! Trying again all that a cause has struck: step by step, behind the calls that are due anyway.

use std::time::Duration;

use domain::event::Millis;
use serde::Serialize;
use store::{CauseKind, StoreError};
use tokio::sync::watch;

use super::{Trouble, TroubleKind};
use crate::{Engine, ORG};

/// Calls that a step sets going.
const STEP: i64 = 200;

/// While so many calls are due, the errand waits: new calls are not to stand behind thousands of old ones.
const BUSY: i64 = 400;

/// Who goes the steps.
const LEASE: &str = "errands";
const LEASE_MS: Millis = 30_000;

/// How often one looks whether there is an errand, or whether those of the last step are done.
const LOOK: Duration = Duration::from_millis(500);

/// How far an errand is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Errand {
    /// Its id.
    pub id: String,
    /// How many there were when it was asked for.
    pub total: i64,
    /// How many were set going again.
    pub done: i64,
    /// `running`, `done` or `cancelled`.
    pub state: &'static str,
    /// Who asked for it.
    pub asked_by: String,
    /// When, UTC milliseconds.
    pub asked_at: Millis,
}

/// Why nothing is tried again.
#[derive(Debug, thiserror::Error)]
pub enum ErrandError {
    /// The trouble is over, or of a kind that cannot be tried again.
    #[error("There is nothing to try again.")]
    Nothing,
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// Has everything that a trouble has struck tried again. Asked for twice it is done once. Returns the errand's id.
    ///
    /// # Errors
    /// See [`ErrandError`].
    pub async fn retry_all(&self, trouble: &str, who: &str) -> Result<String, ErrandError> {
        let trouble = self.trouble(trouble).await?.filter(Trouble::can_retry);
        let trouble = trouble.ok_or(ErrandError::Nothing)?;
        let is_call = trouble.kind == TroubleKind::Call;
        let now = self.now();
        let errand = store::Errand {
            id: uuid::Uuid::now_v7().to_string(),
            trouble_id: trouble.id.clone(),
            kind: if is_call { CauseKind::Call } else { CauseKind::Delivery },
            cause: if is_call { trouble.cause() } else { trouble.code.clone() },
            source_id: if is_call { String::new() } else { trouble.about.clone() },
            asked_by: who.to_owned(),
            asked_at: now,
            total: trouble.count,
            done: 0,
            state: store::ErrandState::Running,
            cursor: (0, String::new()),
            updated_at: now,
        };
        Ok(self.store().begin_errand(ORG, &errand).await?)
    }

    /// The last errand about a trouble, the running one if there is one.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn errand(&self, trouble: &str) -> Result<Option<Errand>, StoreError> {
        let last = self.store().last_errand(ORG, trouble).await?;
        Ok(last.map(|errand| Errand {
            id: errand.id,
            total: errand.total.max(errand.done),
            done: errand.done,
            state: errand.state.as_str(),
            asked_by: errand.asked_by,
            asked_at: errand.asked_at,
        }))
    }

    /// Stops the errand about a trouble; what it has set going goes on. `false` when there is none.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn cancel_errand(&self, trouble: &str) -> Result<bool, StoreError> {
        let Some(errand) = self.errand(trouble).await? else { return Ok(false) };
        self.store().cancel_errand(ORG, &errand.id, self.now()).await
    }

    /// Goes one step of the oldest errand, if it falls to this node and calls are not waiting already. Returns whether
    /// there was one to go.
    ///
    /// # Errors
    /// When the store does not answer; the next step begins where this one did.
    pub async fn errand_step(&self) -> Result<bool, StoreError> {
        let (store, now) = (self.store(), self.now());
        let errands = store.running_errands(ORG).await?;
        let Some(errand) = errands.first() else { return Ok(false) };
        let ours = store.take_lease(ORG, LEASE, self.node(), now + LEASE_MS, now).await?;
        let paused = store.pause_state(ORG).await?.is_some_and(|pause| pause.until > now);
        if !ours || paused || store.is_busy(ORG, BUSY, now).await? {
            return Ok(false);
        }
        store.errand_step(ORG, errand, STEP, now).await?;
        match errand.kind {
            CauseKind::Call => self.0.due.notify_one(),
            CauseKind::Delivery => self.0.arrived.notify_one(),
        }
        Ok(true)
    }

    pub(crate) async fn run_errands_until(&self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            match self.errand_step().await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::error!(%error, "what is tried again waits a moment"),
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                _ = stop.changed() => {}
            }
        }
    }
}
