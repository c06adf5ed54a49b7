//! Between resolve and compose: who holds no record is created, once, however many calls ask for it on however many
//! nodes; a Contact gets its Case, and a record of ours its new owner.
//!
//! Each of these things has a key in the store (`number:+81…`, `account:…`, `case:…`, `owner:…`). One holder has the
//! key, says on disk that it is about to create, creates, and leaves the result there. Who comes meanwhile waits a
//! moment; who comes later takes the result. Where a request's outcome is unknown, the next holder waits until it can
//! no longer commit, and looks in Salesforce first.

mod accounts;
mod cases;
mod copy;
mod duplicates;
mod forget;
mod kept;
mod look;
mod new_accounts;
mod new_cases;
mod outcome;
mod owners;
mod people;
mod send;
mod turns;
mod wishes;

use std::sync::Arc;

use domain::matching::Rule;
use store::StoreError;

use crate::Engine;
use crate::introduce::kept::Kept;
use crate::introduce::turns::Turns;
use crate::knowledge::Known;
use crate::work::Work;

impl Engine {
    /// Creates whom the calls' profiles want created, and gives the calls to them.
    pub(crate) async fn introduce(&self, works: &mut [Work]) -> Result<(), StoreError> {
        let wants = |work: &Work| {
            let system = work.system.as_ref();
            work.open() && system.is_some_and(|system| !system.profile.create.is_off())
        };
        if !works.iter().any(wants) {
            return Ok(());
        }
        let known: Arc<Known> = match self.known().await {
            Ok(known) => known,
            Err(failure) => {
                return self.lost(works.iter_mut().filter(|work| work.open()), &failure).await;
            }
        };
        let turns = Turns::new(self);
        self.introduce_people(works, &known, &turns).await?;
        self.open_cases(works, &known, &turns).await?;
        self.reassign(works, &known, &turns).await
    }

    /// The record that a call was to go to is gone. If it was created for the call's number, the next call may have
    /// another one created.
    pub(crate) async fn introduced_is_gone(&self, work: &Work) -> Result<(), StoreError> {
        let Some(resolution) = &work.resolution else { return Ok(()) };
        let (Some(record), Some(e164)) = (&resolution.record, &resolution.inquiry.number.e164)
        else {
            return Ok(());
        };
        if !matches!(resolution.rule, Rule::Created | Rule::Duplicate) {
            return Ok(());
        }
        let is_it = |kept: &Kept| matches!(kept, Kept::Person { candidate, .. } if candidate.id == record.id);
        Turns::new(self).outdate(&wishes::number_key(e164), is_it).await
    }
}
