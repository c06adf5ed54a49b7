//! Whether calls are written at all, where a person decides it: a new installation begins when somebody says so, and anybody
//! who may can stop the writing. Webhooks are kept and read all the same, and calls wait without losing an attempt.

use language::Sentence;
use store::{Pause, StoreError};

use crate::{Engine, ORG};

/// The hold of an installation that nobody has let begin yet.
pub const NOT_LIVE: &str = "not_live";

/// The hold that a person made.
pub const PAUSED_BY_PERSON: &str = "paused_by_person";

/// The hold while the org is disconnected (F7).
pub const DISCONNECTED: &str = "disconnected";

impl Engine {
    /// Stops the writing until [`Engine::resume_logging`]. Returns whether it is this that stops it now.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn pause_logging(&self, who: &str) -> Result<bool, StoreError> {
        self.hold(PAUSED_BY_PERSON, "settings-hold-paused-by-person", Some(who)).await
    }

    /// Lets go on what a person has stopped. Returns whether there was anything.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn resume_logging(&self) -> Result<bool, StoreError> {
        self.release(PAUSED_BY_PERSON).await
    }

    /// Lets a new installation begin to write. Returns whether it had not yet.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn go_live(&self) -> Result<bool, StoreError> {
        self.release(NOT_LIVE).await
    }

    /// Why nothing is written until somebody ends that; `None` while calls are written, or wait for a while only.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn held(&self) -> Result<Option<Pause>, StoreError> {
        let pause = self.store().pause_state(ORG).await?;
        Ok(pause.filter(|pause| pause.until == store::FOREVER))
    }

    /// Whether nothing is written for the reason of this code, whatever else stops it.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn is_held_for(&self, code: &str) -> Result<bool, StoreError> {
        Ok(self.store().holds(ORG).await?.iter().any(|hold| hold.code == code))
    }

    /// Holds a new installation back that is set up in the console. One whose file names its sources is meant to run.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn hold_if_new(&self) -> Result<(), StoreError> {
        if self.in_use().version > 0 {
            return Ok(());
        }
        if self.source_ids().is_empty() {
            self.hold(NOT_LIVE, "settings-hold-not-live", None).await.map(drop)
        } else {
            self.release(NOT_LIVE).await.map(drop)
        }
    }

    pub(super) async fn hold(
        &self,
        code: &str,
        message: &str,
        who: Option<&str>,
    ) -> Result<bool, StoreError> {
        let text = Sentence::new(message.to_owned()).stored();
        self.store().hold(ORG, code, &text, who, self.now()).await
    }

    pub(super) async fn release(&self, code: &str) -> Result<bool, StoreError> {
        let released = self.store().release(ORG, code).await?;
        self.0.due.notify_one();
        Ok(released)
    }
}
