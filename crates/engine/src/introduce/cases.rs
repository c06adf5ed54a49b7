//! Cases for Contacts that have none open (F135): one for a Contact, however many of its calls come at once.

use std::collections::BTreeMap;

use domain::introduce::{self, NewCase, Outcome};
use language::Sentence;
use salesforce::Failure;
use salesforce::soql::{Condition, Direction, InvalidSoql, Soql};
use store::StoreError;

use super::kept::Kept;
use super::outcome::in_words;
use super::send::refuses;
use super::turns::{Go, Turns};
use super::wishes::at;
use crate::Engine;
use crate::candidates::text;
use crate::compose::setting_in;
use crate::found::short;
use crate::knowledge::Known;
use crate::work::{End, Work};

/// A Case to create, and the calls that are to be related to it.
pub(super) struct CaseWish {
    pub(super) key: String,
    pub(super) case: NewCase,
    pub(super) places: Vec<usize>,
}

impl Engine {
    /// Gives a Case to each Contact of the calls that is to have one and has none open.
    pub(super) async fn open_cases(
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
        let mut ours = Vec::new();
        for (wish, go) in wishes.into_iter().zip(answers) {
            match go {
                Go::Have(kept) => relate(works, &wish, &kept, None),
                Go::Wait(moment) => {
                    at(works, wish.places).for_each(|work| work.end = Some(End::Later(moment)));
                }
                Go::Do { .. } => ours.push(wish),
            }
        }
        let missing = self.cases_there(works, ours, turns).await?;
        self.create_cases(works, missing, turns).await
    }

    /// What was known of a Contact may be a while old: asks Salesforce for its open Case. Returns those without.
    async fn cases_there(
        &self,
        works: &mut [Work],
        ours: Vec<CaseWish>,
        turns: &Turns<'_>,
    ) -> Result<Vec<CaseWish>, StoreError> {
        if ours.is_empty() {
            return Ok(ours);
        }
        let contacts: Vec<&str> = ours.iter().map(|wish| wish.case.contact_id.as_str()).collect();
        let there = match self.cases_of(&contacts).await {
            Ok(there) => there,
            Err(failure) if refuses(&failure) => {
                // We may not look for Cases: the Tasks do without.
                let mut done = Vec::new();
                for wish in ours {
                    let kept = no_case(failure.clone());
                    relate(works, &wish, &kept, None);
                    done.push((wish.key, kept));
                }
                turns.done(done).await?;
                return Ok(Vec::new());
            }
            Err(failure) => {
                let keys: Vec<&str> = ours.iter().map(|wish| wish.key.as_str()).collect();
                turns.release(&keys).await?;
                let places = ours.iter().flat_map(|wish| wish.places.clone()).collect();
                self.lost(at(works, places), &failure).await?;
                return Ok(Vec::new());
            }
        };
        let (mut missing, mut done) = (Vec::new(), Vec::new());
        for wish in ours {
            match there.get(short(&wish.case.contact_id)) {
                Some(id) => {
                    let kept = Kept::Id(id.clone());
                    relate(works, &wish, &kept, None);
                    done.push((wish.key, kept));
                }
                None => missing.push(wish),
            }
        }
        turns.done(done).await?;
        Ok(missing)
    }

    /// The newest open Case by Contact.
    async fn cases_of(&self, contacts: &[&str]) -> Result<BTreeMap<String, String>, Failure> {
        let mut there = BTreeMap::new();
        for row in self.in_use().salesforce.query(&query(contacts)?).await? {
            if let (Some(contact), Some(id)) = (text(&row, "ContactId"), text(&row, "Id")) {
                there.entry(short(&contact).to_owned()).or_insert(id);
            }
        }
        self.0.health.answered();
        Ok(there)
    }
}

fn wishes(works: &mut [Work], known: &Known, now: i64) -> Vec<CaseWish> {
    let mut wishes: Vec<CaseWish> = Vec::new();
    for (place, work) in works.iter_mut().enumerate().filter(|(_, work)| work.open()) {
        let setting = setting_in(work, known, now);
        let case = setting.and_then(|setting| introduce::case(&setting, &known.people));
        let Some(case) = case else { continue };
        let key = format!("case:{}", short(&case.contact_id));
        match wishes.iter_mut().find(|wish| wish.key == key) {
            Some(wish) => wish.places.push(place),
            None => wishes.push(CaseWish { key, case, places: vec![place] }),
        }
    }
    wishes
}

/// Relates the calls to the Case; the first of them is told that it was created.
pub(super) fn relate(works: &mut [Work], wish: &CaseWish, kept: &Kept, created: Option<&Sentence>) {
    for (place, work) in at(works, wish.places.clone()).enumerate() {
        let Some(resolution) = &mut work.resolution else { continue };
        match kept {
            Kept::Id(id) => {
                if let Some(record) = &mut resolution.record {
                    record.what_id = Some(id.clone());
                }
                resolution.notes.extend(created.filter(|_| place == 0).cloned());
            }
            // A call comes here once more with everything that is told of it.
            Kept::Refused { why, .. } if resolution.notes.contains(why) => {}
            Kept::Refused { why, .. } => resolution.notes.push(why.clone()),
            Kept::Person { .. } => {}
        }
    }
}

/// What is kept of a Case that there is no way to have.
pub(super) fn no_case(failure: Failure) -> Kept {
    let why = Sentence::new("engine-no-case").with("why", in_words(&failure));
    Kept::Refused { outcome: Outcome::Refused, code: failure.code, why }
}

fn query(contacts: &[&str]) -> Result<Soql, InvalidSoql> {
    let of = Condition::in_list("ContactId", contacts.iter().copied())?;
    Soql::select("Case", ["Id", "ContactId"])?
        .filter(Condition::all([of, Condition::eq("IsClosed", false)?])?)
        .order_by("CreatedDate", Direction::Descending)
}
