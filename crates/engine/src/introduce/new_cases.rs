//! Creates the Cases that are not there.

use domain::introduce::{case_sentence, left_out_sentence};
use language::Sentence;
use store::StoreError;

use super::cases::{CaseWish, no_case, relate};
use super::kept::Kept;
use super::send::{New, Sent};
use super::turns::Turns;
use super::wishes::at;
use crate::Engine;
use crate::work::{End, Work};

impl Engine {
    pub(super) async fn create_cases(
        &self,
        works: &mut [Work],
        missing: Vec<CaseWish>,
        turns: &Turns<'_>,
    ) -> Result<(), StoreError> {
        let new = |wish: &CaseWish| New::of(&wish.key, "Case", wish.case.fields.clone());
        let sent = self.send_new(missing.iter().map(new).collect(), turns).await?;
        let mut done = Vec::new();
        for (wish, sent) in missing.into_iter().zip(sent) {
            if let Some(kept) = self.case_outcome(works, &wish, sent, turns).await? {
                done.push((wish.key, kept));
            }
        }
        turns.done(done).await
    }

    async fn case_outcome(
        &self,
        works: &mut [Work],
        wish: &CaseWish,
        sent: Sent,
        turns: &Turns<'_>,
    ) -> Result<Option<Kept>, StoreError> {
        let (failure, may_be_there) = match sent {
            Sent::Created(id, left_out) => {
                let mut told = vec![case_sentence(&id)];
                told.extend(left_out.iter().map(|(field, why)| left_out_sentence(field, why)));
                let told = Sentence::All(told);
                let kept = Kept::Id(id);
                relate(works, wish, &kept, Some(&told));
                return Ok(Some(kept));
            }
            Sent::Duplicate(_, failure) | Sent::Refused(failure) => {
                let kept = no_case(failure);
                relate(works, wish, &kept, None);
                return Ok(Some(kept));
            }
            Sent::NotNow(failure) | Sent::RequestFailed(failure) => (failure, false),
            Sent::Unknown(failure) => (failure, true),
            Sent::NotOurs => {
                let now = self.now();
                at(works, wish.places.clone()).for_each(|work| work.end = Some(End::Later(now)));
                return Ok(None);
            }
        };
        let key = [wish.key.as_str()];
        if may_be_there {
            turns.release(&key).await?;
        } else {
            turns.undo(&key).await?;
        }
        self.lost(at(works, wish.places.clone()), &failure).await?;
        Ok(None)
    }
}
