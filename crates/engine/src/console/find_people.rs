//! Whom a call could belong to: people of the org by name or number, to pick another record.

use domain::number;
use salesforce::soql::{Condition, Direction, InvalidSoql, Pattern, Soql};
use salesforce::{Failure, Subrequest};
use serde_json::{Map, Value};
use store::StoreError;

use crate::candidates::candidate;
use crate::conditions::like;
use crate::knowledge::Known;
use crate::listed::digits;
use crate::mirror::row_of;
use crate::search::Table;
use crate::{Engine, ORG};

/// People of each object that are shown.
const MOST: u32 = 10;

/// A shorter text would find half of the org.
const SHORTEST: usize = 2;

/// With so many digits a text is a number.
const DIGITS_OF_A_NUMBER: usize = 4;

/// Digits of a number by which it is looked for: enough to tell numbers apart, and without the parts that are spelt in
/// several ways.
const LAST_DIGITS: usize = 8;

/// Somebody whom a call could belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundPerson {
    /// `Contact`, `Account` or `Lead`.
    pub object: &'static str,
    /// The record's Salesforce id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The company.
    pub company: Option<String>,
    /// The first of its numbers.
    pub phone: Option<String>,
}

/// Who was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundPeople {
    /// The people, those changed last first, Contacts before Accounts before Leads.
    pub people: Vec<FoundPerson>,
    /// Whether Salesforce was asked (one API call) and not the copy.
    pub live: bool,
}

/// Why nobody was looked for.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// The text is too short.
    #[error("Type at least two letters, or four digits of a number.")]
    TooShort,
    /// Salesforce does not answer, or refuses.
    #[error(transparent)]
    Salesforce(#[from] Box<Failure>),
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl FindError {
    /// A stable code.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::TooShort => "text_too_short",
            Self::Salesforce(failure) => &failure.code,
            Self::Store(error) => error.code(),
        }
    }
}

impl Engine {
    /// Looks for people by a name or a part of it, or by a number however it is spelt.
    ///
    /// # Errors
    /// When the text is too short, or Salesforce or the store does not answer.
    pub async fn find_people(&self, typed: &str) -> Result<FoundPeople, FindError> {
        let typed = typed.trim();
        let digits = digits(typed);
        let is_number = !typed.chars().any(char::is_alphabetic);
        if is_number && digits.len() < DIGITS_OF_A_NUMBER || typed.chars().count() < SHORTEST {
            return Err(FindError::TooShort);
        }
        if is_number {
            let people = self.held_in_copy(typed).await?;
            if !people.is_empty() {
                return Ok(FoundPeople { people, live: false });
            }
        }
        let known = self.known().await.map_err(Box::new)?;
        let number = is_number.then_some(digits.as_str());
        let queries =
            queries(typed, number, &known).map_err(|error| Box::new(Failure::from(error)))?;
        let people = self.ask_for_people(&queries).await.map_err(Box::new)?;
        self.count_api_calls().await;
        Ok(FoundPeople { people, live: true })
    }

    /// Who holds the number in the copy of the org's people.
    async fn held_in_copy(&self, typed: &str) -> Result<Vec<FoundPerson>, StoreError> {
        let tails = number::tails(typed);
        let held = self.0.store.people_with(ORG, &tails, MOST as usize).await?;
        let rows = held.iter().flat_map(|held| &held.people).filter_map(row_of);
        let mut people: Vec<FoundPerson> =
            rows.filter_map(|(table, row)| person(table, &row)).collect();
        people.dedup_by(|a, b| a.id == b.id);
        Ok(people)
    }

    async fn ask_for_people(&self, queries: &[(Table, Soql)]) -> Result<Vec<FoundPerson>, Failure> {
        let subrequests: Vec<Subrequest> =
            queries.iter().map(|(table, soql)| Subrequest::query(table.name(), soql)).collect();
        if subrequests.is_empty() {
            return Ok(Vec::new());
        }
        let in_use = self.in_use();
        let salesforce = &in_use.salesforce;
        let replies = salesforce.composite(&subrequests, false).await?;
        let mut people = Vec::new();
        for ((table, _), reply) in queries.iter().zip(replies) {
            let rows = salesforce.records(reply).await?;
            people.extend(rows.iter().filter_map(|row| person(*table, row)));
        }
        Ok(people)
    }
}

fn person(table: Table, row: &Map<String, Value>) -> Option<FoundPerson> {
    let found = candidate(table, row)?;
    Some(FoundPerson {
        object: table.name(),
        phone: found.phones.into_iter().next().map(|(_, text)| text),
        id: found.id,
        name: found.name,
        company: found.company,
    })
}

/// One query for each object that we may read.
fn queries(
    typed: &str,
    number: Option<&str>,
    known: &Known,
) -> Result<Vec<(Table, Soql)>, InvalidSoql> {
    let tables = [Table::Contact, Table::Account, Table::Lead];
    let readable = tables.into_iter().filter(|table| known.can_read(table.name()));
    readable.map(|table| Ok((table, query(table, typed, number, known)?))).collect()
}

fn query(
    table: Table,
    typed: &str,
    number: Option<&str>,
    known: &Known,
) -> Result<Soql, InvalidSoql> {
    let phones: Vec<&str> = ["Phone", "MobilePhone"]
        .into_iter()
        .filter(|field| known.has(table.name(), field))
        .collect();
    let mut fields = vec!["Id", "Name", "LastModifiedDate"];
    fields.extend(phones.iter().copied());
    match table {
        Table::Contact if known.can_read("Account") => fields.push("Account.Name"),
        Table::Lead => fields.push("Company"),
        _ => {}
    }
    let filter = match number {
        Some(digits) if !phones.is_empty() => {
            let from = digits.len().saturating_sub(LAST_DIGITS);
            let last = digits.get(from..).unwrap_or(digits);
            let spelt = phones.iter().map(|field| like(field, last, 0));
            Condition::any(spelt.collect::<Result<Vec<_>, _>>()?)?
        }
        _ => {
            Condition::like("Name", &[Pattern::Anything, Pattern::Text(typed), Pattern::Anything])?
        }
    };
    let mut soql = Soql::select(table.name(), fields)?.filter(filter);
    if table == Table::Lead && known.has("Lead", "IsConverted") {
        soql = soql.filter(Condition::eq("IsConverted", false)?);
    }
    Ok(soql.order_by("LastModifiedDate", Direction::Descending)?.limit(MOST))
}
