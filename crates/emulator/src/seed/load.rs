//! Writes a seed file into an org.

use std::collections::HashMap;

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde_json::{Map, Value, json};

use super::crowd::Crowd;
use super::file::{QueueRow, RecordRow, SeedFile, UserRow};
use super::{SeedError, contacts, country, permission, restore};
use crate::org::{Org, OrgOptions};
use crate::timestamp;

/// Milliseconds of an hour.
const HOUR_MS: i64 = 60 * 60 * 1_000;

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Contacts, Person Accounts and Leads.
    pub people: usize,
    /// The people's numbers in E.164, each once, in the order of the people.
    pub numbers: Vec<String>,
}

/// Makes an org from a seed file: its settings over `options`, its fields, rules and permissions, then its people.
///
/// # Errors
/// When the file asks for something that does not exist, or the org refuses a record.
pub fn found(options: &OrgOptions, file: &SeedFile) -> Result<(Org, Loaded), SeedError> {
    let wrong = |part| move |source| SeedError::Settings { part, source };
    let mut options = options.with(&file.settings).map_err(wrong("settings"))?;
    options.extra_fields.extend(file.fields());
    let org = Org::new(options)?;
    for object in &file.object {
        org.change_schema(|schema| schema.put_object(object.clone()))
            .map_err(SeedError::refused(&object.name))?;
    }
    let setup = org.setup().with(&file.setup).map_err(wrong("setup"))?;
    org.change_setup(|before| *before = setup);
    restore::rows(&org, file)?;
    let loaded = load(&org, file)?;
    if let Some(faults) = &file.faults {
        org.set_faults(faults.clone());
    }
    Ok((org, loaded))
}

/// Fills an org from a seed file. The same file gives the same records, however often it is asked; only dates follow
/// the org's clock.
///
/// # Errors
/// When the file asks for something that does not exist, or the org refuses a record. What was written before stays.
pub fn load(org: &Org, file: &SeedFile) -> Result<Loaded, SeedError> {
    org.change_setup(|setup| setup.apps.install(&file.app));
    let mut keys = record_types(org)?;
    keys.extend(users(org, &file.user)?);
    let queues = queues(org, &file.queue)?;
    let mut loaded = Loaded::default();
    for (number, row) in (0_u64..).zip(&file.crowd) {
        let country = country::of(&row.region)?;
        let owners = row
            .owners
            .iter()
            .map(|username| known(&keys, username))
            .collect::<Result<Vec<String>, SeedError>>()?;
        let queue = queues.first().map(String::as_str);
        let dice = StdRng::seed_from_u64(file.seed.wrapping_add(number));
        Crowd::new(org, &country, row, owners, queue, dice).write(&mut loaded)?;
    }
    for row in &file.record {
        record(org, row, &mut keys)?;
    }
    for row in &file.permission {
        permission::grant(org, row)?;
    }
    contacts::generate(org, file.contacts)?;
    let mut seen = std::collections::HashSet::new();
    loaded.numbers.retain(|number| seen.insert(number.clone()));
    Ok(loaded)
}

fn known(keys: &HashMap<String, String>, key: &str) -> Result<String, SeedError> {
    keys.get(key).cloned().ok_or_else(|| SeedError::UnknownReference(key.to_owned()))
}

/// The org's record types by developer name, so that records may refer to `@PersonAccount`.
fn record_types(org: &Org) -> Result<HashMap<String, String>, SeedError> {
    let query = "SELECT DeveloperName, Id FROM RecordType";
    let reply = org.query(&org.administrator(), query).map_err(SeedError::refused("RecordType"))?;
    let pairs = reply.records.iter().filter_map(|row| {
        Some((row["DeveloperName"].as_str()?.to_owned(), row["Id"].as_str()?.to_owned()))
    });
    Ok(pairs.collect())
}

/// Writes the users; returns their ids by user name.
fn users(org: &Org, rows: &[UserRow]) -> Result<HashMap<String, String>, SeedError> {
    let records = rows
        .iter()
        .map(|row| {
            let age = row.hours_old.saturating_mul(HOUR_MS);
            let created = timestamp::format(org.now().saturating_sub(age));
            if created.is_empty() {
                return Err(SeedError::Age(row.username.clone()));
            }
            let mut record = row.fields.clone();
            record.insert("Username".to_owned(), json!(row.username));
            record.insert("CreatedDate".to_owned(), json!(created));
            Ok(record)
        })
        .collect::<Result<Vec<_>, SeedError>>()?;
    let ids = org.load("User", records).map_err(SeedError::refused("User"))?;
    let names = rows.iter().map(|row| row.username.clone());
    Ok(names.zip(ids).collect())
}

fn queues(org: &Org, rows: &[QueueRow]) -> Result<Vec<String>, SeedError> {
    let records = rows
        .iter()
        .map(|row| {
            fields([
                ("Name", json!(row.name)),
                ("DeveloperName", json!(row.developer_name)),
                ("Type", json!("Queue")),
            ])
        })
        .collect();
    org.load("Group", records).map_err(SeedError::refused("Group"))
}

/// Writes one record under the org's rules, with its references filled in.
fn record(org: &Org, row: &RecordRow, keys: &mut HashMap<String, String>) -> Result<(), SeedError> {
    let mut record = Map::new();
    for (name, value) in &row.fields {
        let reference = value.as_str().and_then(|text| text.strip_prefix('@'));
        let value = match reference {
            Some(key) => Value::String(known(keys, key)?),
            None => value.clone(),
        };
        record.insert(name.clone(), value);
    }
    let id = org
        .create(&org.administrator(), &row.object, record)
        .map_err(SeedError::refused(&row.object))?;
    if let Some(key) = &row.key {
        keys.insert(key.clone(), id);
    }
    Ok(())
}

/// A record of these fields; empty texts are left out.
pub(super) fn fields<const N: usize>(pairs: [(&str, Value); N]) -> Map<String, Value> {
    pairs
        .into_iter()
        .filter(|(_, value)| value.as_str() != Some(""))
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
