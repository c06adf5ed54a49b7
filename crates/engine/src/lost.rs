//! A whole request failed, so nothing is known of any of its records; or the org as a whole cannot be
//! written to. While the org is paused calls wait without counting attempts: none of them is at fault.

use language::Sentence;
use salesforce::{Decision, Failure, Pause};
use store::StoreError;

use crate::work::{End, Trouble, Work};
use crate::{Engine, ORG};

/// How long the org rests before one batch tries again, in milliseconds.
const PROBE: i64 = 300_000;

/// The same for maintenance, which ends by itself.
const MAINTENANCE: i64 = 60_000;

impl Engine {
    /// Ends the round for `works` after their request failed as a whole.
    pub(crate) async fn lost<'a>(
        &self,
        works: impl IntoIterator<Item = &'a mut Work>,
        failure: &Failure,
    ) -> Result<(), StoreError> {
        let now = self.now();
        match failure.decision {
            Decision::PauseOrg(_) => self.pause_for(failure).await,
            Decision::Unknown | Decision::Retry => {
                if let Some(pause) = self.0.health.lost() {
                    self.0
                        .store
                        .pause(ORG, now + pause, &failure.code, &failure.sentence().stored())
                        .await?;
                }
            }
            _ => self.0.health.answered(),
        }
        for work in works {
            if failure.decision != Decision::Unknown {
                // It never left, or nothing of it was done: what was unknown before is unknown still.
                work.intent_at = work.claimed.intent_at;
            }
            let trouble = Trouble::from(failure);
            let again = work.claimed.error_code.as_deref() == Some(&failure.code);
            work.end = Some(match failure.decision {
                Decision::PauseOrg(_) => End::Later(now),
                Decision::SlowDown => End::Later(now + 1_000),
                Decision::GiveUp | Decision::Shorten | Decision::DropFields if again => {
                    End::Failed(trouble)
                }
                Decision::GiveUp | Decision::Shorten | Decision::DropFields => {
                    // What we know of the org may be old: look again before a person is troubled.
                    self.0.knowledge.forget();
                    End::Retry(trouble)
                }
                _ => End::Lost(trouble),
            });
        }
        Ok(())
    }

    /// Stops the org's calls for a while.
    pub(crate) async fn pause_for(&self, failure: &Failure) {
        let rest = match failure.decision {
            Decision::PauseOrg(Pause::Maintenance) => MAINTENANCE,
            _ => PROBE,
        };
        tracing::warn!(code = %failure.code, "the org's calls wait: {failure}");
        self.pause(rest, &failure.code, &failure.sentence()).await;
    }

    /// Leaves the org's last API requests to its other applications: at the reserve, calls wait.
    pub(crate) async fn keep_reserve(&self) {
        let usage = self.in_use().salesforce.usage();
        let (Some(used), Some(max)) = (usage.quota_used, usage.quota_max) else { return };
        let ours = max
            .saturating_mul(100u64.saturating_sub(self.in_use().delivery.quota_reserve_percent))
            / 100;
        if used >= ours {
            let why = Sentence::new("engine-quota-reserve").with("used", used).with("max", max);
            self.pause(PROBE, "quota_reserve", &why).await;
        }
    }

    async fn pause(&self, rest: i64, code: &str, why: &Sentence) {
        let until = self.now() + rest;
        if let Err(error) = self.0.store.pause(ORG, until, code, &why.stored()).await {
            tracing::error!(%error, "the pause could not be stored");
        }
    }
}
