//! As many people as a benchmark wants, with numbers that it can call.

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::SeedError;
use super::country::{self, Country};
use super::load::fields;
use super::number::{nth, spell};
use super::person::People;
use crate::org::Org;

/// The ranges that a benchmark draws from.
const RANGES: &str = include_str!("../../seeds/bench.toml");

/// How many people a benchmark can have: so many numbers are kept for fiction and valid in form.
pub const MOST_BENCH_PEOPLE: usize = 50_000;

/// Contacts written in one transaction.
const CHUNK: usize = 1_000;

#[derive(Deserialize)]
struct BenchFile {
    plan: Vec<BenchPlan>,
}

/// A country's ranges, and which plan of it lends the spellings.
#[derive(Deserialize)]
struct BenchPlan {
    region: String,
    ranges: Vec<String>,
}

/// Adds Contacts to the org, each with a number of its own in one of its country's spellings. Returns the numbers in
/// E.164, one a person. Asking twice with the same count gives the same people and numbers.
///
/// # Errors
/// When more than [`MOST_BENCH_PEOPLE`] are asked for, or the org refuses a record.
///
/// # Examples
/// ```
/// use std::sync::Arc;
/// let org = emulator::Org::new(emulator::OrgOptions::new(Arc::new(|| 1_800_000_000_000), 1))?;
/// let numbers = emulator::seed::bench(&org, 10)?;
/// assert_eq!(numbers.len(), 10);
/// assert!(numbers.iter().all(|number| number.starts_with('+')));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn bench(org: &Org, people: usize) -> Result<Vec<String>, SeedError> {
    let file: BenchFile = toml::from_str(RANGES).map_err(|source| SeedError::Toml {
        file: "bench.toml".to_owned(),
        source: Box::new(source),
    })?;
    let mut numbers = Vec::with_capacity(people);
    let share = people.div_ceil(file.plan.len().max(1));
    for plan in &file.plan {
        let wanted = share.min(people - numbers.len());
        let country = country::of(&plan.region)?;
        crowd(org, plan, &country, wanted, &mut numbers)?;
    }
    Ok(numbers)
}

/// Writes `wanted` Contacts of one country.
fn crowd(
    org: &Org,
    plan: &BenchPlan,
    country: &Country,
    wanted: usize,
    numbers: &mut Vec<String>,
) -> Result<(), SeedError> {
    let mut people = People::new(country, StdRng::seed_from_u64(0));
    let mut records: Vec<Map<String, Value>> = Vec::with_capacity(wanted.min(CHUNK));
    for index in 0..wanted {
        let national = nth(&plan.ranges, index)
            .ok_or_else(|| SeedError::NumbersUsedUp { region: plan.region.clone() })?;
        let spellings = &country.landline.spellings;
        let person = people.next();
        records.push(fields([
            ("FirstName", json!(person.first_name)),
            ("LastName", json!(person.last_name)),
            ("Phone", json!(spell(&spellings[index % spellings.len()], &national))),
            ("MailingCountry", json!(country.country)),
        ]));
        numbers.push(format!("+{}{national}", country.code));
        if records.len() == CHUNK || index + 1 == wanted {
            org.load("Contact", std::mem::take(&mut records))
                .map_err(SeedError::refused("Contact"))?;
        }
    }
    Ok(())
}
