//! The secrets that belong to the console's settings. They never stand in the document: they lie encrypted in the
//! database, each under the path of its key, and are put in where settings are read.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret as _, SecretString};
use toml::{Table, Value};

/// What their names in the database begin with.
pub(crate) const PREFIX: &str = "settings.";

/// The keys whose values are secret, besides the options of a source that can be read from a file.
const KEYS: [&str; 5] = ["secret", "secret_previous", "client_secret", "private_key", "password"];

/// Whether the value at `path` is a secret.
#[must_use]
pub(crate) fn is_secret(path: &str) -> bool {
    let key = path.rsplit('.').next().unwrap_or_default();
    if path.starts_with("source.") && path.contains(".options.") {
        let file = format!("{key}{}", super::paths::FILE_OPTION);
        return sources::ALL
            .iter()
            .any(|kind| kind.options().iter().any(|option| option.name == file));
    }
    KEYS.contains(&key) && !path.starts_with("profile.")
}

/// The document with its secrets in it. A secret whose source is there no more stays where it is.
pub(super) fn inside(document: &Table, secrets: &BTreeMap<String, SecretString>) -> Table {
    let mut table = document.clone();
    for (path, secret) in secrets {
        let value = Value::String(secret.expose_secret().to_owned());
        match path.strip_prefix("source.") {
            Some(rest) => put_into_source(&mut table, rest, value),
            None => put(&mut table, path, value),
        }
    }
    table
}

/// `rest` is the source's id and the key. An id may hold dots: the longest that fits is meant.
fn put_into_source(document: &mut Table, rest: &str, value: Value) {
    let Some(Value::Array(sources)) = document.get_mut("source") else { return };
    let key_in = |source: &Table| {
        let id = source.get("id")?.as_str()?;
        Some(rest.strip_prefix(id)?.strip_prefix('.')?.to_owned())
    };
    let meant = sources
        .iter_mut()
        .filter_map(Value::as_table_mut)
        .filter_map(|source| Some((key_in(source)?, source)))
        .min_by_key(|(key, _)| key.len());
    if let Some((key, source)) = meant {
        put(source, &key, value);
    }
}

fn put(table: &mut Table, path: &str, value: Value) {
    match path.split_once('.') {
        None => drop(table.insert(path.to_owned(), value)),
        Some((section, rest)) => {
            let inside = table.entry(section).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inside) = inside {
                put(inside, rest, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_by_their_keys() {
        for path in [
            "salesforce.client_secret",
            "salesforce.private_key",
            "source.main.secret",
            "source.main.secret_previous",
            "source.main.options.api_token",
            "mail.password",
        ] {
            assert!(is_secret(path), "{path}");
        }
        for path in
            ["salesforce.client_id", "source.main.options.api_id", "profile.a.fields.secret"]
        {
            assert!(!is_secret(path), "{path}");
        }
    }

    #[test]
    fn a_secret_finds_its_source_even_if_ids_hold_dots() {
        let document: Table =
            toml::from_str("[[source]]\nid = \"a\"\n[[source]]\nid = \"a.secret\"").unwrap();
        let secrets = [("source.a.secret", "one"), ("source.a.secret.secret", "two")];
        let secrets =
            secrets.map(|(path, secret)| (path.to_owned(), SecretString::from(secret))).into();
        let sources = inside(&document, &secrets)["source"].as_array().cloned().unwrap();
        assert_eq!(sources[0]["secret"].as_str(), Some("one"));
        assert_eq!(sources[1]["secret"].as_str(), Some("two"));
    }

    #[test]
    fn a_secret_of_no_source_is_left_out() {
        let secrets = [("source.gone.secret".to_owned(), SecretString::from("one"))].into();
        assert!(inside(&Table::new(), &secrets).is_empty());
    }
}
