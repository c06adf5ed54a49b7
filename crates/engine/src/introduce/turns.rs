//! Whose turn it is to create something: one of all calls on all nodes.

use domain::event::Millis;
use store::{StoreError, Turn};

use super::kept::Kept;
use crate::{Engine, ORG};

/// How long to wait for somebody else's result at least and at most, in milliseconds.
const MOMENT: Millis = 1_000;
const LONGEST: Millis = 60_000;

/// What one who asks may do.
#[derive(Debug)]
pub(super) enum Go {
    /// Do it. `look`: a request whose answer never came may have done it already.
    Do { look: bool },
    /// It is done.
    Have(Kept),
    /// Ask again at this moment.
    Wait(Millis),
}

/// The turns of one round.
pub(super) struct Turns<'e> {
    engine: &'e Engine,
    /// A name that no other round has.
    holder: String,
}

impl<'e> Turns<'e> {
    pub(super) fn new(engine: &'e Engine) -> Turns<'e> {
        Turns { engine, holder: format!("{:032x}", rand::random::<u128>()) }
    }

    fn store(&self) -> &store::Store {
        &self.engine.0.store
    }

    /// One answer for each key, in their order.
    pub(super) async fn ask(&self, keys: &[&str]) -> Result<Vec<Go>, StoreError> {
        let delivery = &self.engine.in_use().delivery;
        let now = self.engine.now();
        let until = now + delivery.lease_ms;
        let turns = self.store().once(ORG, keys, &self.holder, until, now).await?;
        let (mut outdated, mut unsettled) = (Vec::new(), Vec::new());
        let mut answers = Vec::with_capacity(keys.len());
        for (key, turn) in keys.iter().zip(turns) {
            answers.push(match turn {
                Turn::Done { result, at } => match Kept::read(&result) {
                    Some(kept) if kept.counts(at, now) => Go::Have(kept),
                    _ => {
                        outdated.push(((*key).to_owned(), result));
                        Go::Wait(now)
                    }
                },
                Turn::Busy { until } => Go::Wait(patience(until, now, delivery.lease_ms)),
                Turn::Yours { intent_at: None } => Go::Do { look: false },
                Turn::Yours { intent_at: Some(intent) } => {
                    let settled = intent + delivery.settle_ms;
                    if now >= settled {
                        Go::Do { look: true }
                    } else {
                        unsettled.push(*key);
                        Go::Wait(settled)
                    }
                }
            });
        }
        self.store().once_outdated(ORG, outdated).await?;
        self.release(&unsettled).await?;
        Ok(answers)
    }

    /// Says on disk that these are about to be created. Only where the answer is `true` may the request leave.
    pub(super) async fn intend(&self, keys: &[&str]) -> Result<Vec<bool>, StoreError> {
        self.store().once_intend(ORG, keys, &self.holder, self.engine.now()).await
    }

    /// Leaves the results for the others.
    pub(super) async fn done(&self, results: Vec<(String, Kept)>) -> Result<(), StoreError> {
        let results = results.into_iter().map(|(key, kept)| (key, kept.text())).collect();
        let now = self.engine.now();
        let kept = self.store().once_done(ORG, results, &self.holder, now).await?;
        let lost = kept.iter().filter(|kept| !**kept).count();
        if lost > 0 {
            tracing::warn!(lost, "another round had taken over what this one created");
        }
        Ok(())
    }

    /// Gives back what did not happen.
    pub(super) async fn undo(&self, keys: &[&str]) -> Result<(), StoreError> {
        self.store().once_undo(ORG, keys, &self.holder).await
    }

    /// Gives back what may have happened, or was not tried: an intent on disk stays there.
    pub(super) async fn release(&self, keys: &[&str]) -> Result<(), StoreError> {
        self.store().once_release(ORG, keys, &self.holder).await
    }

    /// Lets happen anew what came to a result of which `is_it` is true.
    pub(super) async fn outdate(
        &self,
        key: &str,
        is_it: impl Fn(&Kept) -> bool,
    ) -> Result<(), StoreError> {
        let now = self.engine.now();
        let turns = self.store().once(ORG, &[key], &self.holder, now, now).await?;
        for turn in turns {
            let Turn::Done { result, .. } = turn else { continue };
            if Kept::read(&result).is_some_and(|kept| is_it(&kept)) {
                self.store().once_outdated(ORG, vec![(key.to_owned(), result)]).await?;
            }
        }
        Ok(())
    }
}

/// When to ask again for what somebody else does until `until`: after as long as it has taken so far. Whoever comes
/// again has the number looked up again, and a holder that died must not cost a request each second.
fn patience(until: Millis, now: Millis, lease_ms: Millis) -> Millis {
    let so_far = now - (until - lease_ms);
    until.clamp(now + 1, now + so_far.clamp(MOMENT, LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holder_that_fell_silent_is_asked_for_less_and_less_often() {
        let (lease_ms, until) = (300_000, 300_000);
        let (mut now, mut asked) = (0, Vec::new());
        while now < until {
            now = patience(until, now, lease_ms);
            asked.push(now);
        }
        assert_eq!(asked[..5], [1_000, 2_000, 4_000, 8_000, 16_000]);
        assert_eq!(asked[6..], [64_000, 124_000, 184_000, 244_000, 300_000]);
        // What was given back meanwhile, or is held by a clock that is ahead.
        assert_eq!(patience(0, 5_000, lease_ms), 5_001);
        assert_eq!(patience(4_000_000, 5_000, lease_ms), 6_000);
    }
}
