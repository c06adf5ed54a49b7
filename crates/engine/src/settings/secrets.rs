//! The secrets that belong to the console's settings. They never stand in the document: they lie encrypted in the
//! database, each under the path of its key, and are put in where settings are read.

use std::collections::{BTreeMap, BTreeSet};

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

/// Those of the kept secrets that `after` would send to another place than `before`. Whoever sets that place need not be
/// somebody who may know them.
pub(super) fn sent_elsewhere<'a>(
    kept: impl Iterator<Item = &'a String>,
    before: &Table,
    after: &Table,
) -> Vec<String> {
    kept.filter(|path| place_of(path, before) != place_of(path, after)).cloned().collect()
}

/// Those of the kept secrets that were another source's, which was removed and whose id has a new source in `after`.
pub(super) fn of_another_source<'a>(
    kept: impl Iterator<Item = &'a String>,
    before: &Table,
    after: &Table,
) -> Vec<String> {
    let (known, now) = (source_ids(before), source_ids(after));
    let is_new = |path: &String| now.difference(&known).any(|id| is_of_source(path, id));
    kept.filter(|path| is_new(path)).cloned().collect()
}

fn source_ids(document: &Table) -> BTreeSet<&str> {
    let sources = document.get("source").and_then(Value::as_array).into_iter().flatten();
    sources.filter_map(|source| source.get("id")?.as_str()).collect()
}

fn is_of_source(path: &str, id: &str) -> bool {
    let key =
        path.strip_prefix("source.").and_then(|rest| rest.strip_prefix(id)?.strip_prefix('.'));
    key.is_some_and(|key| KEYS.contains(&key) || key.starts_with("options."))
}

/// What says where the secret at `path` is sent, and how it is protected on the way; nothing for one that stays here. The
/// connection to Salesforce has its own rule, [`super::connection::leads_elsewhere`].
fn place_of<'a>(path: &str, document: &'a Table) -> Vec<Option<&'a Value>> {
    if path == "mail.password" {
        let mail = document.get("mail");
        return ["host", "port", "tls"].into_iter().map(|key| mail?.get(key)).collect();
    }
    let Some((source, _)) =
        path.strip_prefix("source.").and_then(|rest| rest.rsplit_once(".options."))
    else {
        return Vec::new();
    };
    let sources = document.get("source").and_then(Value::as_array);
    let meant = |one: &&Value| one.get("id").and_then(Value::as_str) == Some(source);
    let source = sources.and_then(|all| all.iter().find(meant));
    vec![source.and_then(|source| source.get("options")?.get("api_url"))]
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
    fn a_secret_that_would_be_sent_elsewhere_is_told() {
        let read = |text: &str| -> Table { toml::from_str(text).unwrap() };
        let kept = ["mail.password", "source.a.secret", "source.a.options.api_token"];
        let kept = kept.map(str::to_owned);
        let astray = |before: &str, after: &str| {
            sent_elsewhere(kept.iter(), &read(before), &read(after)).join(" ")
        };
        let mail = "[mail]\nhost = \"a.example\"\nport = 587\n";
        assert_eq!(astray(mail, &format!("{mail}user = \"mia\"")), "");
        assert_eq!(astray(mail, &mail.replace("a.example", "b.example")), "mail.password");
        assert_eq!(astray(mail, &mail.replace("587", "25")), "mail.password");
        assert_eq!(astray(mail, &format!("{mail}tls = \"none\"")), "mail.password");
        assert_eq!(astray(mail, ""), "mail.password");
        let source = "[[source]]\nid = \"a\"\n";
        assert_eq!(astray(source, ""), "");
        let proxied = format!("{source}options.api_url = \"https://b.example\"");
        assert_eq!(astray(source, &proxied), "source.a.options.api_token");
        assert_eq!(astray("", &proxied), "source.a.options.api_token");
    }

    #[test]
    fn a_new_source_has_no_secret_of_another_with_its_id() {
        let read = |text: &str| -> Table { toml::from_str(text).unwrap() };
        let kept =
            ["mail.password", "source.a.secret", "source.a.options.api_token", "source.a.b.secret"];
        let kept = kept.map(str::to_owned);
        let others = |before: &str, after: &str| {
            of_another_source(kept.iter(), &read(before), &read(after)).join(" ")
        };
        let source = "[[source]]\nid = \"a\"\n";
        assert_eq!(others("", source), "source.a.secret source.a.options.api_token");
        assert_eq!(others("", "[[source]]\nid = \"a.b\"\n"), "source.a.b.secret");
        assert_eq!(others(source, source), "");
        assert_eq!(others(source, ""), "");
    }

    #[test]
    fn a_secret_of_no_source_is_left_out() {
        let secrets = [("source.gone.secret".to_owned(), SecretString::from("one"))].into();
        assert!(inside(&Table::new(), &secrets).is_empty());
    }
}
