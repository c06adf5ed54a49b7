//! What keeps the steps going: one loop that reads what arrived, one that hands due calls to at most
//! `workers` rounds at a time. Both wake at once when there is work and look by themselves every second,
//! because another node may have brought it.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::{Engine, ORG};

/// How long a loop sleeps at most before it looks again.
const LOOK: Duration = Duration::from_secs(1);

/// So many webhooks that wait for the disk are pressure.
const PRESSURE: usize = 64;

/// Reading stands back for so many steps of this length, then reads one batch.
const STAND_BACK: u32 = 25;
const STEP: Duration = Duration::from_millis(10);

impl Engine {
    /// Runs until `stop` turns true, then lets the rounds in flight finish.
    pub async fn run(&self, stop: watch::Receiver<bool>) {
        if let Err(error) = self.0.store.take_over(ORG).await {
            tracing::error!(%error, "calls of an earlier process wait for their leases to end");
        }
        self.resume_after_restart().await;
        self.hold_if_unusable().await;
        if let Err(error) = self.hold_if_new().await {
            tracing::error!(%error, "whether this installation is new could not be stored");
        }
        tokio::join!(
            self.digest_until(stop.clone()),
            self.keep_people_until(stop.clone()),
            self.hear_people_until(stop.clone()),
            self.sync_until(stop.clone()),
            self.forget_introductions_until(stop.clone()),
            self.forget_old_things_until(stop.clone()),
            self.look_after_until(stop.clone()),
            self.run_errands_until(stop.clone()),
            self.follow_settings_until(stop.clone()),
            self.relist_until(stop.clone()),
            self.mail_until(stop.clone()),
            self.deliver_until(stop),
        );
        self.count_api_calls().await;
    }

    async fn digest_until(&self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            self.let_webhooks_go_first().await;
            match self.digest().await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(error) => tracing::error!(%error, "deliveries could not be read"),
            }
            tokio::select! {
                () = self.0.arrived.notified() => {}
                () = tokio::time::sleep(LOOK) => {}
                _ = stop.changed() => {}
            }
        }
    }

    async fn relist_until(&self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            match self.relist().await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(error) => tracing::error!(%error, "calls could not be entered in the list"),
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// A restart is how people try again after mending what Salesforce refused; a pause of another kind stays.
    async fn resume_after_restart(&self) {
        let store = &self.0.store;
        let pause = store.pause_state(ORG).await.ok().flatten();
        let refused = pause.is_some_and(|pause| salesforce::explain(&pause.code).is_some());
        if refused && let Err(error) = store.resume(ORG).await {
            tracing::error!(%error, "the org stays paused until its time is over");
        }
    }

    /// A phone system waits for its answer, a call can wait a moment: under pressure reading stands back, but
    /// never stops.
    async fn let_webhooks_go_first(&self) {
        for _ in 0..STAND_BACK {
            if self.0.store.waiting_deliveries() < PRESSURE {
                return;
            }
            tokio::time::sleep(STEP).await;
        }
    }

    async fn deliver_until(&self, mut stop: watch::Receiver<bool>) {
        let mut rounds = JoinSet::new();
        while !*stop.borrow() {
            while rounds.try_join_next().is_some() {}
            // As many as the settings of now say.
            if rounds.len() >= self.in_use().delivery.workers {
                rounds.join_next().await;
                continue;
            }
            match self.claim().await {
                Ok(claimed) if claimed.is_empty() => {
                    self.wait_until_due(&mut stop).await;
                    let linger = Duration::from_millis(self.in_use().delivery.linger_ms);
                    tokio::time::sleep(linger).await;
                }
                Ok(claimed) => {
                    let engine = self.clone();
                    rounds.spawn(async move {
                        if let Err(error) = engine.carry(claimed).await {
                            tracing::error!(%error, "a round was cut short; its calls come again");
                        }
                    });
                }
                Err(error) => {
                    tracing::error!(%error, "due calls could not be claimed");
                    tokio::time::sleep(LOOK).await;
                }
            }
        }
        while rounds.join_next().await.is_some() {}
    }

    async fn wait_until_due(&self, stop: &mut watch::Receiver<bool>) {
        let next = self.0.store.next_due(ORG, self.now()).await.ok().flatten();
        let pause = next
            .map(|due| u64::try_from(due.saturating_sub(self.now())).unwrap_or(0))
            .map_or(LOOK, |millis| Duration::from_millis(millis.max(5)).min(LOOK));
        tokio::select! {
            () = self.0.due.notified() => {}
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }

    /// Books the API requests that were spent since the last time.
    pub(crate) async fn count_api_calls(&self) {
        let in_use = self.in_use();
        let spent = in_use.salesforce.usage().calls_spent;
        let booked = in_use.booked.swap(spent, std::sync::atomic::Ordering::SeqCst);
        let fresh = i64::try_from(spent.saturating_sub(booked)).unwrap_or(i64::MAX);
        if fresh > 0
            && let Err(error) = self.0.store.add_api_calls(ORG, fresh).await
        {
            tracing::error!(%error, "API requests could not be counted");
        }
    }
}
