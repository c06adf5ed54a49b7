//! The fifth step, first half: calls without a Task get one. All creates of a round leave together; each
//! record has an answer of its own, so that a poisoned one never holds up the others.

use salesforce::{Decision, Failure, RecordResult};
use store::StoreError;

use crate::steps::{Sent, Step};
use crate::work::{End, Work};
use crate::{Engine, ORG};

/// How often a record is sent in one round while what stands in its way can be mended on the spot.
const PASSES: usize = 4;

impl Engine {
    /// Written becomes equal to desired: what may exist already is looked for, what is missing is created,
    /// what differs is patched.
    pub(crate) async fn deliver(&self, works: &mut [Work]) -> Result<(), StoreError> {
        self.adopt(works).await?;
        for _ in 0..PASSES {
            if !self.create(works).await? {
                break;
            }
        }
        for _ in 0..PASSES {
            if !self.patch(works).await? {
                break;
            }
        }
        // What is open still was mended in vain: it comes again after a pause, never at once.
        for work in works.iter_mut().filter(|work| work.open()) {
            work.end = Some(End::Retry(work.last_trouble()));
        }
        Ok(())
    }

    /// Sends all creates once. Returns whether there were any.
    async fn create(&self, works: &mut [Work]) -> Result<bool, StoreError> {
        let mut batch: Vec<&mut Work> =
            works.iter_mut().filter(|work| work.open() && work.task_id.is_none()).collect();
        if batch.is_empty() {
            return Ok(false);
        }
        let mode_a = match self.mode_a().await {
            Ok(mode_a) => mode_a,
            Err(failure) => return self.lost(batch, &failure).await.map(|()| true),
        };
        self.intend(&mut batch).await?;
        batch.retain(|work| work.open());
        let now = self.now();
        for work in &mut batch {
            let fields = work.fields().len();
            work.steps.push(Step::sent(now, Sent::Create, fields));
        }
        self.create_all(batch, mode_a).await?;
        Ok(true)
    }

    /// Says on disk that these creates are about to leave, so that a crash is seen as one.
    async fn intend(&self, batch: &mut [&mut Work]) -> Result<(), StoreError> {
        let now = self.now();
        let calls: Vec<(&str, i64)> =
            batch.iter().map(|work| (work.id(), work.claimed.epoch)).collect();
        let owned = self.0.store.intend(ORG, &calls, now).await?;
        let owned: std::collections::HashSet<String> = owned.into_iter().collect();
        for work in batch.iter_mut() {
            if owned.contains(work.id()) {
                work.intent_at = Some(now);
            } else {
                work.end = Some(End::Later(now));
            }
        }
        Ok(())
    }

    /// Sends creates; a request that is refused as a whole is halved until the record at fault stands alone.
    async fn create_all(&self, batch: Vec<&mut Work>, mode_a: bool) -> Result<(), StoreError> {
        let mut parts = vec![batch];
        while let Some(mut part) = parts.pop() {
            if part.is_empty() {
                continue;
            }
            let records = part.iter().map(|work| work.fields()).collect();
            let client = &self.in_use().salesforce;
            let reply = if mode_a {
                client
                    .upsert_collection("Task", &self.in_use().delivery.call_id_field, records)
                    .await
            } else {
                client.create_collection("Task", records).await
            };
            match reply {
                Ok(results) => {
                    self.0.health.answered();
                    for (work, result) in part.into_iter().zip(results) {
                        self.created(work, result).await;
                    }
                }
                Err(failure) if part.len() > 1 && refused_as_a_whole(&failure) => {
                    let rest = part.split_off(part.len() / 2);
                    parts.extend([part, rest]);
                }
                Err(failure) => self.lost(part, &failure).await?,
            }
        }
        Ok(())
    }

    async fn created(&self, work: &mut Work, result: RecordResult) {
        work.steps.push(Step::answered(self.now(), &result));
        match result {
            RecordResult::Done { id, .. } => {
                work.task_id = Some(id.to_string());
                work.intent_at = None;
                work.acknowledge(&work.fields(), &[]);
            }
            RecordResult::Failed(failure) => {
                if failure.decision != Decision::Unknown {
                    // Salesforce says that this record was not written.
                    work.intent_at = None;
                }
                self.mend(work, &failure).await;
            }
        }
    }
}

/// Codes of refusals that no smaller request would escape: the org has not what we think it has.
const OF_THE_ORG: [&str; 3] = ["NOT_FOUND", "INVALID_TYPE", "INVALID_FIELD"];

/// Whether the request itself (not the org, not the network) was refused, so that half of it may pass.
fn refused_as_a_whole(failure: &Failure) -> bool {
    let refused =
        matches!(failure.decision, Decision::GiveUp | Decision::Shorten | Decision::DropFields);
    refused && !OF_THE_ORG.contains(&failure.code.as_str())
}
