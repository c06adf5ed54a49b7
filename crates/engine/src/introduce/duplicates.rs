//! Salesforce's duplicate rules name somebody instead of saving the new record.

use domain::candidate::Candidate;
use domain::introduce::{Duplicates, Outcome, duplicate_left, duplicate_used};
use salesforce::Failure;

use super::kept::Kept;
use super::send::refuses;
use super::wishes::Wish;
use crate::Engine;
use crate::work::Work;

impl Engine {
    /// Salesforce's duplicate rules refused the record: the one that they name is used, if the profile wishes. Fails
    /// where Salesforce could not be asked for it; it can be asked again.
    pub(super) async fn duplicate(
        &self,
        works: &mut [Work],
        wish: &Wish,
        ids: &[String],
        failure: &Failure,
    ) -> Result<Kept, Failure> {
        let object = wish.object();
        let found = if wish.plan.duplicates == Duplicates::Use {
            self.first_of(works, wish, ids).await?
        } else {
            None
        };
        let (kept, why) = match found {
            Some(candidate) => {
                let why = duplicate_used(object, &candidate.id);
                let candidate = Box::new(candidate);
                (Kept::Person { candidate, outcome: Outcome::Duplicate }, vec![why])
            }
            None => {
                let why = duplicate_left(object, ids.first().map(String::as_str));
                let code = failure.code.clone();
                (Kept::Refused { outcome: Outcome::Left, code, why }, Vec::new())
            }
        };
        wish.hand(works, &kept, &why, &why);
        Ok(kept)
    }

    /// The first of the records that the calls' rules search, as matching sees it.
    async fn first_of(
        &self,
        works: &mut [Work],
        wish: &Wish,
        ids: &[String],
    ) -> Result<Option<Candidate>, Failure> {
        for id in ids {
            match self.record_by_id(works, wish, id).await {
                Ok(None) => {}
                Ok(found) => return Ok(found),
                Err(failure) if refuses(&failure) => {}
                Err(failure) => return Err(failure),
            }
        }
        Ok(None)
    }
}
