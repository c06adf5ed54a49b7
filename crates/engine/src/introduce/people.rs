//! Contacts, Leads and Accounts for numbers that no record holds.

use std::collections::BTreeMap;

use domain::introduce::{Duplicates, Outcome};
use language::Sentence;
use serde_json::Value;
use store::StoreError;

use super::accounts::{Account, AccountOf, account_key};
use super::kept::Kept;
use super::outcome::told_by_another;
use super::send::New;
use super::turns::{Go, Turns};
use super::wishes::{Wish, wishes};
use crate::Engine;
use crate::knowledge::Known;
use crate::work::Work;

/// A wish that may be carried out, and the Account that goes with it.
pub(super) struct Ready {
    pub(super) wish: Wish,
    pub(super) account: Option<Account>,
    /// Why there is no Account, where one was wanted.
    pub(super) without: Option<Sentence>,
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
                Go::Do { look } if look || self.is_told_by_copy(&wish, works) => {
                    unsure.push((wish, look));
                }
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
        let sent = self.send_new(ready.iter().map(new_record).collect(), turns).await?;
        let (mut done, mut new) = (Vec::new(), Vec::new());
        for (ready, sent) in ready.into_iter().zip(sent) {
            let Some(kept) = self.take_outcome(works, &ready, sent, turns).await? else { continue };
            if let Kept::Person { candidate, outcome: Outcome::Created } = &kept {
                new.push((**candidate).clone());
            }
            done.push((ready.wish.key, kept));
        }
        // First the result, by which the others find it, then the copy.
        turns.done(done).await?;
        self.copy_new(&new).await
    }
}

fn new_record(ready: &Ready) -> New {
    let mut fields: BTreeMap<String, Value> = ready.wish.plan.fields.clone();
    if let Some(account) = &ready.account {
        fields.insert("AccountId".to_owned(), Value::from(account.id.clone()));
    }
    let plan = &ready.wish.plan;
    New {
        save_duplicates: plan.duplicates == Duplicates::Save,
        phone_field: Some(plan.phone_field.clone()),
        ..New::of(&ready.wish.key, ready.wish.object(), fields)
    }
}
