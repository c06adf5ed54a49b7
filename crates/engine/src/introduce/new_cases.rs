//! Creates the Cases that are not there.

use domain::introduce::{Outcome, case_sentence};
use store::StoreError;

use super::cases::{CaseWish, relate};
use super::kept::Kept;
use super::outcome::in_words;
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
        let keys: Vec<&str> = missing.iter().map(|wish| wish.key.as_str()).collect();
        let owned = turns.intend(&keys).await?;
        let mut sending = Vec::new();
        for (wish, owned) in missing.into_iter().zip(owned) {
            if owned {
                sending.push(wish);
            } else {
                let now = self.now();
                at(works, wish.places).for_each(|work| work.end = Some(End::Later(now)));
            }
        }
        let new = |wish: &CaseWish| New {
            object: "Case",
            fields: wish.case.fields.clone(),
            save_duplicates: false,
        };
        let sent = self.send_new(sending.iter().map(new).collect()).await;
        let mut done = Vec::new();
        for (wish, sent) in sending.into_iter().zip(sent) {
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
            Sent::Created(id) => {
                let told = case_sentence(&id);
                let kept = Kept::Id(id);
                relate(works, wish, &kept, Some(&told));
                return Ok(Some(kept));
            }
            Sent::Duplicate(_, failure) | Sent::Refused(failure) => {
                let why = format!(
                    "No Case could be created for the Contact, so the Task has none. {}",
                    in_words(&failure)
                );
                let outcome = Outcome::Refused;
                let kept = Kept::Refused { outcome, code: failure.code, why };
                relate(works, wish, &kept, None);
                return Ok(Some(kept));
            }
            Sent::NotNow(failure) | Sent::RequestFailed(failure) => (failure, false),
            Sent::Unknown(failure) => (failure, true),
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
