//! Creates the Accounts that are not there.

use std::collections::BTreeMap;

use domain::introduce::{Duplicates, Outcome};
use serde_json::Value;
use store::StoreError;

use super::accounts::{Account, AccountOf, name_of};
use super::kept::Kept;
use super::outcome::in_words;
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
        let keys: Vec<&str> = missing.iter().map(|(key, _)| *key).collect();
        let owned = turns.intend(&keys).await?;
        let (sending, taken): (Vec<_>, Vec<_>) =
            missing.into_iter().zip(owned).partition(|(_, owned)| *owned);
        for ((key, _), _) in taken {
            found.insert(key.to_owned(), AccountOf::Wait(self.now()));
        }
        let news = sending.iter().map(|((_, wish), _)| new_account(wish, known)).collect();
        let mut done = Vec::new();
        for (((key, wish), _), sent) in sending.into_iter().zip(self.send_new(news).await) {
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
            Sent::Created(id) => is(id, true),
            Sent::Duplicate(mut ids, _)
                if wish.plan.duplicates == Duplicates::Use
                    && ids.first().is_some_and(|id| of_accounts(id)) =>
            {
                is(ids.swap_remove(0), false)
            }
            Sent::Duplicate(_, failure) | Sent::Refused(failure) => {
                let why = format!(
                    "The Account {name} could not be created, so the Contact has none. {}",
                    in_words(&failure)
                );
                let outcome = Outcome::Refused;
                let kept = Kept::Refused { outcome, code: failure.code, why: why.clone() };
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
        })
    }
}

fn of_accounts(id: &str) -> bool {
    id.starts_with("001")
}

fn new_account(wish: &Wish, known: &Known) -> New {
    let mut fields = BTreeMap::from([("Name".to_owned(), Value::from(name_of(wish)))]);
    if let Some(owner) = &wish.plan.owner_id
        && known.has("Account", "OwnerId")
    {
        fields.insert("OwnerId".to_owned(), Value::from(owner.clone()));
    }
    New { object: "Account", fields, save_duplicates: wish.plan.duplicates == Duplicates::Save }
}
