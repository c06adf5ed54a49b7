//! Contacts by the million, for an org as large as the largest.

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rusqlite::types::Value as SqlValue;

use super::SeedError;
use super::country::{self, Country};
use super::number::spell;
use super::person::People;
use crate::org::Org;

/// Digits behind area code and 555. North America assigns no subscriber a number that begins with 555 any more.
const LINES: usize = 9_000;

/// The first line number: below it are directory assistance's and those that films use, which the demo's people have.
const FIRST_LINE: usize = 1_000;

/// Contacts written in one transaction.
const CHUNK: usize = 50_000;

/// The columns that a generated Contact has, besides those of the system.
const COLUMNS: [&str; 6] = ["FirstName", "LastName", "Name", "Phone", "MailingCity", "Title"];

/// Adds `wanted` Contacts, each with a number of its own in one of the ways people in the United States write it.
pub(super) fn generate(org: &Org, wanted: usize) -> Result<(), SeedError> {
    if wanted == 0 {
        return Ok(());
    }
    let country = country::of("US")?;
    let codes = area_codes(&country);
    if wanted > codes.len() * LINES {
        return Err(SeedError::NumbersUsedUp { region: country.region.clone() });
    }
    let spellings = &country.landline.spellings;
    let mut people = People::new(&country, StdRng::seed_from_u64(1));
    let mut written = 0;
    while written < wanted {
        let until = wanted.min(written + CHUNK);
        let rows = (written..until).map(|index| {
            let person = people.next();
            let line = FIRST_LINE + (index / codes.len() * 7_919) % LINES;
            let national = format!("{}555{line:04}", codes[index % codes.len()]);
            let name = format!("{} {}", person.first_name, person.last_name);
            let phone = spell(&spellings[index % spellings.len()], &national);
            let cells =
                [person.first_name, person.last_name, name, phone, person.city, person.title];
            cells.into_iter().map(SqlValue::Text).collect()
        });
        org.plant("Contact", &COLUMNS, rows).map_err(SeedError::refused("Contact"))?;
        written = until;
    }
    Ok(())
}

/// Every combination that the plan of North America has for area codes, but for those with a meaning of their own.
fn area_codes(country: &Country) -> Vec<String> {
    let reserved =
        |code: usize| code % 100 == 11 || code / 10 % 10 == 9 || code / 10 % 10 == code % 10;
    debug_assert_eq!(country.code, "1");
    (200..1_000).filter(|code| !reserved(*code)).map(|code| code.to_string()).collect()
}
