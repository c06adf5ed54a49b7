//! Lays one layer of settings over another. Sources are the same where their ids are; a profile is replaced as a whole.

use toml::{Table, Value};

use super::error::SettingsError;
use super::layers::Defaults;

/// Below these keys anything may stand; whoever reads it checks it.
const FREE: [&str; 2] = ["options", "profile"];

/// Refuses keys of `layer` that do not exist, and two sources of one id.
///
/// # Errors
/// The first wrong key, with the nearest right one.
pub(super) fn check_keys(layer: &Table, defaults: &Defaults) -> Result<(), SettingsError> {
    check_table(layer, &defaults.sections, "")?;
    let Some(sources) = layer.get("source") else { return Ok(()) };
    let not_a_list = || SettingsError::new("not_a_list", "source");
    let mut seen = std::collections::BTreeSet::new();
    for source in sources.as_array().ok_or_else(not_a_list)? {
        let source = source.as_table().ok_or_else(not_a_list)?;
        check_table(source, &defaults.source, "source")?;
        if let Some(id) = source.get("id").and_then(Value::as_str)
            && !seen.insert(id)
        {
            return Err(SettingsError::new("source_twice", format!("source.{id}")).with("id", id));
        }
    }
    Ok(())
}

fn check_table(layer: &Table, known: &Table, at: &str) -> Result<(), SettingsError> {
    for (key, value) in layer {
        let path = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
        match (known.get(key), value) {
            (None, _) => return Err(unknown(&path, key, known)),
            (Some(Value::Table(known)), Value::Table(layer)) if !FREE.contains(&key.as_str()) => {
                check_table(layer, known, &path)?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn unknown(path: &str, key: &str, known: &Table) -> SettingsError {
    let nearest = known
        .keys()
        .map(|candidate| (strsim::damerau_levenshtein(key, candidate), candidate))
        .min()
        .filter(|(distance, _)| *distance <= 3.max(key.len() / 3));
    match nearest {
        Some((_, nearest)) => SettingsError::new("unknown_key", path).with("nearest", nearest),
        None => {
            let keys: Vec<&str> = known.keys().map(String::as_str).collect();
            SettingsError::new("unknown_key_of", path).with("known", keys.join(", "))
        }
    }
}

/// Lays `layer` over `base`. What is new among the sources is completed from `source`.
pub(super) fn lay(base: &mut Table, layer: Table, source: &Table) {
    for (key, value) in layer {
        match (base.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(above)) if key == "profile" => {
                below.extend(above);
            }
            (Some(Value::Table(below)), Value::Table(above)) => lay(below, above, source),
            (Some(Value::Array(below)), Value::Array(above)) if key == "source" => {
                lay_sources(below, above, source);
            }
            (_, value) => drop(base.insert(key, value)),
        }
    }
}

fn lay_sources(below: &mut Vec<Value>, above: Vec<Value>, template: &Table) {
    for value in above {
        let Value::Table(source) = value else {
            below.push(value);
            continue;
        };
        let id = source.get("id").and_then(Value::as_str).unwrap_or_default();
        let same = below
            .iter_mut()
            .filter_map(Value::as_table_mut)
            .find(|known| known.get("id").and_then(Value::as_str) == Some(id));
        match same {
            Some(known) if !id.is_empty() => lay(known, source, template),
            _ => {
                let mut complete = template.clone();
                lay(&mut complete, source, template);
                below.push(Value::Table(complete));
            }
        }
    }
}

/// Every value with its path, such as `salesforce.login_url` or `source.main.kind`. Lists but that of the sources are
/// one value.
pub(super) fn leaves(table: &Table) -> Vec<(String, &Value)> {
    let mut found = Vec::new();
    gather(table, "", &mut found);
    found
}

fn gather<'a>(table: &'a Table, at: &str, found: &mut Vec<(String, &'a Value)>) {
    for (key, value) in table {
        let path = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
        match value {
            Value::Table(inside) => gather(inside, &path, found),
            Value::Array(sources) if path == "source" => {
                for source in sources.iter().filter_map(Value::as_table) {
                    let id = source.get("id").and_then(Value::as_str).unwrap_or_default();
                    gather(source, &format!("source.{id}"), found);
                }
            }
            value => found.push((path, value)),
        }
    }
}
