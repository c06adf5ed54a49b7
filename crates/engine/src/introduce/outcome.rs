//! What came of creating somebody: for the store, and for the calls that wait.

use domain::introduce::{
    Outcome, account_sentence, by_another_call, created_sentence, duplicate_used,
    left_out_sentence, refused_sentence,
};
use language::Sentence;
use salesforce::{Decision, Failure};
use store::StoreError;

use super::accounts::account_key;
use super::kept::Kept;
use super::people::Ready;
use super::send::Sent;
use super::turns::Turns;
use super::wishes::Wish;
use crate::Engine;
use crate::work::{End, Trouble, Work};

impl Engine {
    /// What came of one wish; `None` where nothing is to be kept of it.
    pub(super) async fn take_outcome(
        &self,
        works: &mut [Work],
        ready: &Ready,
        sent: Sent,
        turns: &Turns<'_>,
    ) -> Result<Option<Kept>, StoreError> {
        let (wish, key) = (&ready.wish, [ready.wish.key.as_str()]);
        Ok(match sent {
            Sent::Created(id, left_out) => Some(self.created_person(works, ready, &id, &left_out)),
            Sent::Duplicate(ids, failure) => {
                match self.duplicate(works, wish, &ids, &failure).await {
                    Ok(kept) => Some(kept),
                    Err(failure) => {
                        turns.undo(&key).await?;
                        self.lost(wish.of(works), &failure).await?;
                        None
                    }
                }
            }
            // The first time the Account that we know may be an old one; the second time it is not that.
            Sent::Refused(failure)
                if account_is_gone(ready, &failure) && !again(works, wish, &failure) =>
            {
                self.forget_account(ready, turns).await?;
                turns.undo(&key).await?;
                retry(works, wish, &failure);
                None
            }
            Sent::Refused(failure) => {
                let why = refused_sentence(wish.object(), in_words(&failure));
                let kept =
                    Kept::Refused { outcome: Outcome::Refused, code: failure.code.clone(), why };
                // Salesforce's own words may repeat a name or a number: they stand with the call only.
                tracing::warn!(code = %failure.code, "nobody could be created for a call");
                wish.hand(works, &kept, &[], &[]);
                Some(kept)
            }
            Sent::NotNow(failure) => {
                turns.undo(&key).await?;
                if let Decision::PauseOrg(_) = failure.decision {
                    self.lost(wish.of(works), &failure).await?;
                } else {
                    retry(works, wish, &failure);
                }
                None
            }
            Sent::RequestFailed(failure) => {
                turns.undo(&key).await?;
                self.lost(wish.of(works), &failure).await?;
                None
            }
            Sent::Unknown(failure) => {
                turns.release(&key).await?;
                self.lost(wish.of(works), &failure).await?;
                None
            }
            Sent::NotOurs => {
                wish.wait(works, self.now());
                None
            }
        })
    }

    fn created_person(
        &self,
        works: &mut [Work],
        ready: &Ready,
        id: &str,
        left_out: &[(String, String)],
    ) -> Kept {
        let wish = &ready.wish;
        let account = ready.account.as_ref();
        let account_id = account.map(|account| account.id.clone());
        let mut candidate = wish.plan.candidate(id, account_id, self.now());
        if left_out.iter().any(|(field, _)| field == "OwnerId") {
            candidate.owner_id = None;
        }
        let mut why = wish.plan.why.clone();
        why.push(created_sentence(&wish.plan, id));
        why.extend(account.map(|a| account_sentence(&a.name, &a.id, a.created)));
        why.extend(ready.without.clone());
        why.extend(wish.plan.notes.clone());
        why.extend(left_out.iter().map(|(field, reason)| left_out_sentence(field, reason)));
        let kept = Kept::Person { candidate: Box::new(candidate), outcome: Outcome::Created };
        let rest = vec![told_by_another(wish, &kept)];
        wish.hand(works, &kept, &why, &rest);
        kept
    }

    async fn forget_account(&self, ready: &Ready, turns: &Turns<'_>) -> Result<(), StoreError> {
        let Some(account) = &ready.account else { return Ok(()) };
        let is_it = |kept: &Kept| matches!(kept, Kept::Id(id) if *id == account.id);
        turns.outdate(&account_key(&account.name), is_it).await
    }
}

/// What a call is told that takes another one's result.
pub(super) fn told_by_another(wish: &Wish, kept: &Kept) -> Sentence {
    match kept {
        Kept::Person { candidate, outcome: Outcome::Duplicate } => {
            duplicate_used(wish.object(), &candidate.id)
        }
        Kept::Person { candidate, .. } => {
            by_another_call(&format!("{:?}", candidate.object), &candidate.name, &candidate.id)
        }
        Kept::Refused { why, .. } => why.clone(),
        Kept::Id(id) => Sentence::from(id.as_str()),
    }
}

/// Whether the Contact was refused because of its Account.
fn account_is_gone(ready: &Ready, failure: &Failure) -> bool {
    let of_link = matches!(failure.decision, Decision::Rematch | Decision::Unlink { .. })
        || failure.code == "INVALID_CROSS_REFERENCE_KEY";
    ready.account.is_some() && of_link
}

/// Whether one of the calls was refused for the same reason before.
fn again(works: &mut [Work], wish: &Wish, failure: &Failure) -> bool {
    wish.of(works).any(|work| work.claimed.error_code.as_deref() == Some(&failure.code))
}

fn retry(works: &mut [Work], wish: &Wish, failure: &Failure) {
    for work in wish.of(works) {
        work.end = Some(End::Retry(Trouble::from(failure)));
    }
}

/// Salesforce's words, and what to do.
pub(super) fn in_words(failure: &Failure) -> Sentence {
    let explanation = failure.explanation();
    Sentence::new("introduce-salesforce-says")
        .with("message", &failure.message)
        .with("cause", explanation.cause)
        .with("fix", explanation.fix)
}
