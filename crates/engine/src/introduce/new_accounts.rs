//! Creates the Accounts that are not there.

use std::collections::BTreeMap;

use domain::introduce::Duplicates;
use serde_json::Value;
use store::StoreError;

use super::accounts::{Account, AccountOf, name_of, no_account};
use super::kept::Kept;
use super::send::{New, Sent};
use super::turns::Turns;
use super::wishes::Wish;
use crate::Engine;
use crate::knowledge::Known;

impl Engine {
    pub(super) async fn create_accounts(
        &self,
        missing: Vec<(&str, &Wish)>,
        known: &Known,
        turns: &Turns<'_>,
        found: &mut BTreeMap<String, AccountOf>,
    ) -> Result<(), StoreError> {
        let news = missing.iter().map(|(key, wish)| new_account(key, wish, known)).collect();
        let mut done = Vec::new();
        for ((key, wish), sent) in missing.into_iter().zip(self.send_new(news, turns).await?) {
            let (this, kept) = self.account_outcome(key, wish, sent, turns).await?;
            found.insert(key.to_owned(), this);
            done.extend(kept.map(|kept| (key.to_owned(), kept)));
        }
        turns.done(done).await
    }

    async fn account_outcome(
        &self,
        key: &str,
        wish: &Wish,
        sent: Sent,
        turns: &Turns<'_>,
    ) -> Result<(AccountOf, Option<Kept>), StoreError> {
        let name = name_of(wish);
        let is = |id: String, created| {
            let kept = Kept::Id(id.clone());
            (AccountOf::Is(Account { name: name.clone(), id, created }), Some(kept))
        };
        Ok(match sent {
            Sent::Created(id, _) => is(id, true),
            Sent::Duplicate(mut ids, _)
                if wish.plan.duplicates == Duplicates::Use
                    && ids.first().is_some_and(|id| of_accounts(id)) =>
            {
                is(ids.swap_remove(0), false)
            }
            Sent::Duplicate(_, failure) | Sent::Refused(failure) => {
                let (kept, why) = no_account(&name, failure);
                (AccountOf::Without(why), Some(kept))
            }
            Sent::NotNow(failure) | Sent::RequestFailed(failure) => {
                turns.undo(&[key]).await?;
                (AccountOf::Lost(failure), None)
            }
            Sent::Unknown(failure) => {
                turns.release(&[key]).await?;
                (AccountOf::Lost(failure), None)
            }
            Sent::NotOurs => (AccountOf::Wait(self.now()), None),
        })
    }
}

fn of_accounts(id: &str) -> bool {
    id.starts_with("001")
}

fn new_account(key: &str, wish: &Wish, known: &Known) -> New {
    let mut fields = BTreeMap::from([("Name".to_owned(), Value::from(name_of(wish)))]);
    if let Some(owner) = &wish.plan.owner_id
        && known.has("Account", "OwnerId")
    {
        fields.insert("OwnerId".to_owned(), Value::from(owner.clone()));
    }
    let save_duplicates = wish.plan.duplicates == Duplicates::Save;
    New { save_duplicates, ..New::of(key, "Account", fields) }
}
