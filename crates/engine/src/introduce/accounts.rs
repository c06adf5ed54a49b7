//! The Accounts of new Contacts: one of that name is used, else it is created, once (F130, F131).

use std::collections::{BTreeMap, BTreeSet};

use domain::introduce::Outcome;
use language::Sentence;
use salesforce::Failure;
use salesforce::soql::{Condition, Direction, InvalidSoql, Soql};
use store::StoreError;

use super::kept::Kept;
use super::outcome::in_words;
use super::send::refuses;
use super::turns::{Go, Turns};
use super::wishes::Wish;
use crate::Engine;
use crate::candidates::text;
use crate::knowledge::Known;

/// Names in one query.
const NAMES: usize = 100;

/// An Account.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub(super) name: String,
    pub(super) id: String,
    /// Whether this round created it.
    pub(super) created: bool,
}

/// What became of the search for an Account.
#[derive(Debug)]
pub(super) enum AccountOf {
    /// It is there.
    Is(Account),
    /// It could not be created; why, and what to do.
    Without(Sentence),
    /// Ask again at this moment.
    Wait(i64),
    /// Salesforce did not answer as it should.
    Lost(Failure),
}

/// The key of a name. Salesforce compares names without regard to case.
pub(super) fn account_key(name: &str) -> String {
    format!("account:{}", name.to_lowercase())
}

impl Engine {
    /// The Accounts that the wishes name, by key.
    pub(super) async fn accounts(
        &self,
        wishes: &[Wish],
        known: &Known,
        turns: &Turns<'_>,
    ) -> Result<BTreeMap<String, AccountOf>, StoreError> {
        let wanted: BTreeMap<String, &Wish> = wishes
            .iter()
            .filter_map(|wish| Some((account_key(wish.plan.account.as_deref()?), wish)))
            .collect();
        let keys: Vec<&str> = wanted.keys().map(String::as_str).collect();
        let mut found = BTreeMap::new();
        let mut ours: Vec<(&str, &Wish)> = Vec::new();
        for (key, go) in keys.iter().zip(turns.ask(&keys).await?) {
            let name = name_of(wanted[*key]);
            let this = match go {
                Go::Do { .. } => {
                    ours.push((*key, wanted[*key]));
                    continue;
                }
                Go::Have(Kept::Id(id)) => AccountOf::Is(Account { name, id, created: false }),
                Go::Have(Kept::Refused { why, .. }) => AccountOf::Without(why),
                Go::Have(Kept::Person { candidate, .. }) => {
                    AccountOf::Is(Account { name, id: candidate.id, created: false })
                }
                Go::Wait(at) => AccountOf::Wait(at),
            };
            found.insert((*key).to_owned(), this);
        }
        let missing = self.accounts_there(ours, known, turns, &mut found).await?;
        self.create_accounts(missing, known, turns, &mut found).await?;
        Ok(found)
    }

    /// Asks Salesforce for the Accounts of these names. Returns those that are not there.
    async fn accounts_there<'w>(
        &self,
        ours: Vec<(&'w str, &'w Wish)>,
        known: &Known,
        turns: &Turns<'_>,
        found: &mut BTreeMap<String, AccountOf>,
    ) -> Result<Vec<(&'w str, &'w Wish)>, StoreError> {
        if ours.is_empty() {
            return Ok(ours);
        }
        let names: BTreeSet<String> = ours.iter().map(|(_, wish)| name_of(wish)).collect();
        let there = match self.accounts_named(&names, known).await {
            Ok(there) => there,
            Err(failure) if refuses(&failure) => {
                // We may not look for Accounts: the Contacts do without.
                let mut done = Vec::new();
                for (key, wish) in ours {
                    let (kept, why) = no_account(&name_of(wish), failure.clone());
                    found.insert(key.to_owned(), AccountOf::Without(why));
                    done.push((key.to_owned(), kept));
                }
                turns.done(done).await?;
                return Ok(Vec::new());
            }
            Err(failure) => {
                let keys: Vec<&str> = ours.iter().map(|(key, _)| *key).collect();
                turns.release(&keys).await?;
                for key in keys {
                    found.insert(key.to_owned(), AccountOf::Lost(failure.clone()));
                }
                return Ok(Vec::new());
            }
        };
        let (mut missing, mut done) = (Vec::new(), Vec::new());
        for (key, wish) in ours {
            match there.get(key) {
                Some(id) => {
                    done.push((key.to_owned(), Kept::Id(id.clone())));
                    let account = Account { name: name_of(wish), id: id.clone(), created: false };
                    found.insert(key.to_owned(), AccountOf::Is(account));
                }
                None => missing.push((key, wish)),
            }
        }
        turns.done(done).await?;
        Ok(missing)
    }

    /// Ids by key; of several the oldest.
    async fn accounts_named(
        &self,
        names: &BTreeSet<String>,
        known: &Known,
    ) -> Result<BTreeMap<String, String>, Failure> {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut there = BTreeMap::new();
        for part in names.chunks(NAMES) {
            let soql = query(part, known.has("Account", "IsPersonAccount"))?;
            for row in self.in_use().salesforce.query(&soql).await? {
                if let (Some(name), Some(id)) = (text(&row, "Name"), text(&row, "Id")) {
                    there.entry(account_key(&name)).or_insert(id);
                }
            }
        }
        self.0.health.answered();
        Ok(there)
    }
}

pub(super) fn name_of(wish: &Wish) -> String {
    wish.plan.account.clone().unwrap_or_default()
}

/// What is kept and told of an Account that there is no way to have.
pub(super) fn no_account(name: &str, failure: Failure) -> (Kept, Sentence) {
    let why = Sentence::new("engine-no-account").with("name", name).with("why", in_words(&failure));
    (Kept::Refused { outcome: Outcome::Refused, code: failure.code, why: why.clone() }, why)
}

fn query(names: &[&str], person_accounts: bool) -> Result<Soql, InvalidSoql> {
    let mut filter = Condition::in_list("Name", names.iter().copied())?;
    if person_accounts {
        filter = Condition::all([Condition::eq("IsPersonAccount", false)?, filter])?;
    }
    Soql::select("Account", ["Id", "Name"])?
        .filter(filter)
        .order_by("CreatedDate", Direction::Ascending)
}
