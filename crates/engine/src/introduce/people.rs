//! Contacts, Leads and Accounts for numbers that no record holds.

use std::collections::BTreeMap;

use domain::candidate::Candidate;
use domain::introduce::{
    Duplicates, Outcome, account_sentence, by_another_call, created_sentence, duplicate_left,
    duplicate_used, refused_sentence,
};
use salesforce::{Decision, Failure};
use serde_json::Value;
use store::StoreError;

use super::accounts::{Account, AccountOf, account_key};
use super::kept::Kept;
use super::send::{New, Sent};
use super::turns::{Go, Turns};
use super::wishes::{Wish, wishes};
use crate::Engine;
use crate::knowledge::Known;
use crate::work::{End, Trouble, Work};

/// A wish that may be carried out, and the Account that goes with it.
struct Ready {
    wish: Wish,
    account: Option<Account>,
    /// Why there is no Account, where one was wanted.
    without: Option<String>,
}

impl Engine {
    pub(super) async fn introduce_people(
        &self,
        works: &mut [Work],
        known: &Known,
        turns: &Turns<'_>,
    ) -> Result<(), StoreError> {
        let wishes = wishes(works, known, self.now());
        if wishes.is_empty() {
            return Ok(());
        }
        let keys: Vec<&str> = wishes.iter().map(|wish| wish.key.as_str()).collect();
        let answers = turns.ask(&keys).await?;
        let (mut ours, mut unsure) = (Vec::new(), Vec::new());
        for (wish, go) in wishes.into_iter().zip(answers) {
            match go {
                Go::Have(kept) => {
                    let why = vec![told_by_another(&wish, &kept)];
                    wish.hand(works, &kept, &why, &why);
                }
                Go::Wait(at) => wish.wait(works, at),
                Go::Do { look } if look || self.is_told_by_copy(&wish, works) => unsure.push(wish),
                Go::Do { .. } => ours.push(wish),
            }
        }
        ours.extend(self.look(works, unsure, turns).await?);
        let ready = self.with_accounts(works, ours, known, turns).await?;
        self.create_people(works, ready, turns).await
    }

    /// The Accounts that the new Contacts are to have. Wishes whose Account is not there yet wait.
    async fn with_accounts(
        &self,
        works: &mut [Work],
        wishes: Vec<Wish>,
        known: &Known,
        turns: &Turns<'_>,
    ) -> Result<Vec<Ready>, StoreError> {
        let mut accounts = self.accounts(&wishes, known, turns).await?;
        let mut ready = Vec::new();
        for wish in wishes {
            let found =
                wish.plan.account.as_ref().and_then(|name| accounts.get_mut(&account_key(name)));
            let (account, without) = match found {
                None => (None, None),
                Some(AccountOf::Is(account)) => {
                    let this = account.clone();
                    account.created = false;
                    (Some(this), None)
                }
                Some(AccountOf::Without(why)) => (None, Some(why.clone())),
                Some(AccountOf::Wait(at)) => {
                    turns.release(&[wish.key.as_str()]).await?;
                    wish.wait(works, *at);
                    continue;
                }
                Some(AccountOf::Lost(failure)) => {
                    turns.release(&[wish.key.as_str()]).await?;
                    self.lost(wish.of(works), failure).await?;
                    continue;
                }
            };
            ready.push(Ready { wish, account, without });
        }
        Ok(ready)
    }

    async fn create_people(
        &self,
        works: &mut [Work],
        ready: Vec<Ready>,
        turns: &Turns<'_>,
    ) -> Result<(), StoreError> {
        let keys: Vec<&str> = ready.iter().map(|ready| ready.wish.key.as_str()).collect();
        let owned = turns.intend(&keys).await?;
        let mut sending = Vec::new();
        for (ready, owned) in ready.into_iter().zip(owned) {
            if owned {
                sending.push(ready);
            } else {
                ready.wish.wait(works, self.now());
            }
        }
        let sent = self.send_new(sending.iter().map(new_record).collect()).await;
        let mut done = Vec::new();
        for (ready, sent) in sending.into_iter().zip(sent) {
            if let Some(kept) = self.take_outcome(works, &ready, sent, turns).await? {
                done.push((ready.wish.key, kept));
            }
        }
        turns.done(done).await
    }

    /// What came of one wish; `None` where nothing is to be kept of it.
    async fn take_outcome(
        &self,
        works: &mut [Work],
        ready: &Ready,
        sent: Sent,
        turns: &Turns<'_>,
    ) -> Result<Option<Kept>, StoreError> {
        let (wish, key) = (&ready.wish, [ready.wish.key.as_str()]);
        Ok(match sent {
            Sent::Created(id) => Some(self.created_person(works, ready, &id)),
            Sent::Duplicate(ids, failure) => {
                Some(self.duplicate(works, wish, &ids, &failure).await)
            }
            Sent::Refused(failure) if account_is_gone(ready, &failure) => {
                self.forget_account(ready, turns).await?;
                turns.undo(&key).await?;
                retry(works, wish, &failure);
                None
            }
            Sent::Refused(failure) => {
                let why = refused_sentence(wish.object(), &in_words(&failure));
                let kept =
                    Kept::Refused { outcome: Outcome::Refused, code: failure.code.clone(), why };
                tracing::warn!(code = %failure.code, "nobody could be created for a call: {failure}");
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
        })
    }

    fn created_person(&self, works: &mut [Work], ready: &Ready, id: &str) -> Kept {
        let wish = &ready.wish;
        let account = ready.account.as_ref();
        let account_id = account.map(|account| account.id.clone());
        let candidate = wish.plan.candidate(id, account_id, self.now());
        let mut why = wish.plan.why.clone();
        why.push(created_sentence(&wish.plan, id));
        why.extend(account.map(|a| account_sentence(&a.name, &a.id, a.created)));
        why.extend(ready.without.clone());
        why.extend(wish.plan.notes.clone());
        let kept = Kept::Person { candidate: Box::new(candidate), outcome: Outcome::Created };
        let rest = vec![told_by_another(wish, &kept)];
        wish.hand(works, &kept, &why, &rest);
        kept
    }

    /// Salesforce's duplicate rules refused the record: the one that they name is used, if the profile wishes.
    async fn duplicate(
        &self,
        works: &mut [Work],
        wish: &Wish,
        ids: &[String],
        failure: &Failure,
    ) -> Kept {
        let object = wish.object();
        let found = if wish.plan.duplicates == Duplicates::Use {
            self.first_of(works, wish, ids).await
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
        kept
    }

    /// The first of the records that the calls' rules search, as matching sees it.
    async fn first_of(&self, works: &mut [Work], wish: &Wish, ids: &[String]) -> Option<Candidate> {
        for id in ids {
            if let Ok(Some(candidate)) = self.record_by_id(works, wish, id).await {
                return Some(candidate);
            }
        }
        None
    }

    async fn forget_account(&self, ready: &Ready, turns: &Turns<'_>) -> Result<(), StoreError> {
        let Some(account) = &ready.account else { return Ok(()) };
        let is_it = |kept: &Kept| matches!(kept, Kept::Id(id) if *id == account.id);
        turns.outdate(&account_key(&account.name), is_it).await
    }
}

fn new_record(ready: &Ready) -> New {
    let mut fields: BTreeMap<String, Value> = ready.wish.plan.fields.clone();
    if let Some(account) = &ready.account {
        fields.insert("AccountId".to_owned(), Value::from(account.id.clone()));
    }
    let save_duplicates = ready.wish.plan.duplicates == Duplicates::Save;
    New { object: ready.wish.object(), fields, save_duplicates }
}

/// What a call is told that takes another one's result.
fn told_by_another(wish: &Wish, kept: &Kept) -> String {
    match kept {
        Kept::Person { candidate, outcome: Outcome::Duplicate } => {
            duplicate_used(wish.object(), &candidate.id)
        }
        Kept::Person { candidate, .. } => {
            by_another_call(&format!("{:?}", candidate.object), &candidate.name, &candidate.id)
        }
        Kept::Refused { why, .. } => why.clone(),
        Kept::Id(id) => id.clone(),
    }
}

/// Whether the Contact was refused because of its Account.
fn account_is_gone(ready: &Ready, failure: &Failure) -> bool {
    let of_link = matches!(failure.decision, Decision::Rematch | Decision::Unlink { .. })
        || failure.code == "INVALID_CROSS_REFERENCE_KEY";
    ready.account.is_some() && of_link
}

fn retry(works: &mut [Work], wish: &Wish, failure: &Failure) {
    for work in wish.of(works) {
        work.end = Some(End::Retry(Trouble::from(failure)));
    }
}

/// Salesforce's words, and what to do.
pub(super) fn in_words(failure: &Failure) -> String {
    let explanation = failure.explanation();
    format!("Salesforce says: {} {} {}", failure.message, explanation.cause, explanation.fix)
}
